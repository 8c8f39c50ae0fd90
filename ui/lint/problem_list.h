// SPDX-License-Identifier: Apache-2.0
// The problems of one text, and below them reason and mend of the one chosen.
#pragma once

#include <QWidget>

#include "ui/lint/problem_model.h"

class QLabel;
class QSplitter;
class QTableView;

namespace gatepost::ui {

class EmptyState;

class ProblemList : public QWidget {
    Q_OBJECT
public:
    explicit ProblemList(QWidget* parent = nullptr);
    void setProblems(std::vector<metrics::Problem> problems);
    void choose(const metrics::Problem& problem);

signals:
    void chosen(gatepost::metrics::Problem problem);

private:
    ProblemModel* m_model;
    QTableView* m_table;
    EmptyState* m_empty;
    QLabel* m_explanation;
    bool m_choosing = false;
};

/// A text with its problems below it; neither can be pushed away altogether.
[[nodiscard]] QSplitter* problemsUnder(QWidget* text, ProblemList* problems);

}  // namespace gatepost::ui
