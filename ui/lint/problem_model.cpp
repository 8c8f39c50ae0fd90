// SPDX-License-Identifier: Apache-2.0
#include "ui/lint/problem_model.h"

#include <QGuiApplication>

#include "ui/common/tones.h"
#include "ui/common/words.h"
#include "ui/lint/rule_words.h"

namespace gatepost::ui {

void ProblemModel::setProblems(std::vector<metrics::Problem> problems) {
    if (problems == m_problems) return;
    beginResetModel();
    m_problems = std::move(problems);
    endResetModel();
}

int ProblemModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_problems.size());
}

int ProblemModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : kColumns;
}

QVariant ProblemModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const auto& problem = m_problems[static_cast<std::size_t>(index.row())];
    const bool error = problem.severity == metrics::Severity::Error;
    switch (role) {
        case Qt::DisplayRole:
            switch (index.column()) {
                // The sign tells the severity without its colour.
                case Severity: return error ? tr("✕ Error") : tr("△ Warning");
                case Line: return problem.line == 0 ? tr("all") : QString::number(problem.line);
                case Metric: return technical(text(problem.metric));
                case Words: return technical(text(problem.text));
                default: return {};
            }
        case Qt::ForegroundRole:
            if (index.column() != Severity) return {};
            return toneColor(error ? Tone::Error : Tone::Warning, QGuiApplication::palette());
        case Qt::ToolTipRole: return explain(problem);
        default: return {};
    }
}

QVariant ProblemModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case Severity: return tr("Severity");
        case Line: return tr("Line");
        case Metric: return tr("Metric");
        case Words: return tr("Problem");
        default: return {};
    }
}

QString explain(const metrics::Problem& problem) {
    const auto words = ruleWords(problem.rule);
    QStringList lines{text(problem.text)};
    if (!words.why.isEmpty()) lines.append(ProblemModel::tr("Why: %1").arg(words.why));
    if (!words.mend.isEmpty()) lines.append(ProblemModel::tr("Mend: %1").arg(words.mend));
    lines.append(ProblemModel::tr("Rule: %1").arg(text(problem.rule)));
    return lines.join(QLatin1Char('\n'));
}

}  // namespace gatepost::ui
