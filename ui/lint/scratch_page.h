// SPDX-License-Identifier: Apache-2.0
// A sheet for any exposition text: typed, pasted or dropped, it is linted off the screen's thread a
// moment later. Nothing is sent. Files are read by whoever listens to fileDropped.
#pragma once

#include <QTimer>
#include <QWidget>

#include "ui/lint/judgement.h"

namespace gatepost::ui {

class ExpositionView;
class ProblemList;
class VerdictBar;

class ScratchPage : public QWidget {
    Q_OBJECT
public:
    explicit ScratchPage(QWidget* parent = nullptr);
    void setText(const QString& words);
    [[nodiscard]] ExpositionView* view() const { return m_view; }

signals:
    void fileDropped(QUrl file);

private:
    void lint();
    void showResult(quint64 number, const LintResult& result);

    ExpositionView* m_view;
    ProblemList* m_problems;
    VerdictBar* m_verdict;
    QTimer m_soon{this};
    quint64 m_number = 0;  // of the text being linted: a late result of an older one is dropped
};

}  // namespace gatepost::ui
