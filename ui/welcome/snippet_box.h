// SPDX-License-Identifier: Apache-2.0
// The third of the first steps: a snippet that pushes one metric, in the language of one's choice,
// and a line that says when it has arrived.
#pragma once

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QTabBar;

namespace gatepost::ui {

class SnippetBox : public QWidget {
    Q_OBJECT
public:
    explicit SnippetBox(QWidget* parent = nullptr);
    /// Where the snippets push to.
    void setEndpoint(const QString& socket, const QString& loopback);
    void setArrived(const QString& group);

private:
    void showSnippet();

    QTabBar* m_languages;
    QPlainTextEdit* m_snippet;
    QLabel* m_arrived;
    QString m_socket;
    QString m_loopback;
};

}  // namespace gatepost::ui
