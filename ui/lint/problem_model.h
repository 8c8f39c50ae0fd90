// SPDX-License-Identifier: Apache-2.0
// Problems as a table: severity, place, metric, what. Screen thread.
#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "metrics/lint/problem.h"

namespace gatepost::ui {

class ProblemModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Severity, Line, Metric, Words, kColumns };

    using QAbstractTableModel::QAbstractTableModel;

    void setProblems(std::vector<metrics::Problem> problems);
    [[nodiscard]] const std::vector<metrics::Problem>& problems() const { return m_problems; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<metrics::Problem> m_problems;
};

/// Why it matters and how to mend it, with the rule's name, as plain text of a few lines.
[[nodiscard]] QString explain(const metrics::Problem& problem);

}  // namespace gatepost::ui
