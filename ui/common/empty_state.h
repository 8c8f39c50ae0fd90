// SPDX-License-Identifier: Apache-2.0
// Shows a view, or where it has nothing to show, a title and a sentence that says what to do next.
#pragma once

#include <QStackedWidget>

class QLabel;

namespace gatepost::ui {

class EmptyState : public QStackedWidget {
    Q_OBJECT
public:
    /// Takes the content as its child.
    explicit EmptyState(QWidget* content, QWidget* parent = nullptr);
    void setWords(const QString& title, const QString& sentence);
    void setEmpty(bool empty);
    [[nodiscard]] bool isEmpty() const { return currentIndex() == 1; }

private:
    QLabel* m_title;
    QLabel* m_sentence;
};

}  // namespace gatepost::ui
