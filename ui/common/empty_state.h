// SPDX-License-Identifier: Apache-2.0
// Shows a view, or where it has nothing to show, a title and a sentence that says what to do next.
#pragma once

#include <QStackedWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace gatepost::ui {

class EmptyState : public QStackedWidget {
    Q_OBJECT
public:
    /// Takes the content as its child.
    explicit EmptyState(QWidget* content, QWidget* parent = nullptr);
    void setWords(const QString& title, const QString& sentence);
    /// Below the words; none where `words` are empty.
    void setButton(const QString& words);
    void setEmpty(bool empty);
    [[nodiscard]] bool isEmpty() const { return currentIndex() == 1; }

signals:
    void buttonPressed();

private:
    QLabel* m_title;
    QLabel* m_sentence;
    QVBoxLayout* m_words;
    QPushButton* m_button = nullptr;
};

}  // namespace gatepost::ui
