// SPDX-License-Identifier: Apache-2.0
#include "ui/queue/quarantine_model.h"

#include "ui/common/row_update.h"
#include "ui/common/words.h"
#include "ui/lint/rule_words.h"

namespace gatepost::ui {

void QuarantineModel::setEntries(std::vector<relay::QuarantineEntry> entries, qint64 now) {
    m_now = now;
    RowUpdate<QuarantineModel, relay::QuarantineEntry>::apply(*this, m_entries, std::move(entries));
}

const relay::QuarantineEntry* QuarantineModel::entry(const QModelIndex& index) const {
    return index.isValid() ? &m_entries[static_cast<std::size_t>(index.row())] : nullptr;
}

int QuarantineModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int QuarantineModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : kColumns;
}

QVariant QuarantineModel::data(const QModelIndex& index, int role) const {
    const auto* held = entry(index);
    if (held == nullptr) return {};
    if (role == Qt::ToolTipRole) return reasonsOf(*held);
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
        case Group: return groupName(held->key);
        case When: return clock(held->rejectedAt, m_now);
        case Status: return QString::number(held->status);
        case Reason: return text(held->reason).section(QLatin1Char('\n'), 0, 0);
        default: return {};
    }
}

QVariant QuarantineModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case Group: return tr("Group");
        case When: return tr("Rejected");
        case Status: return tr("Status");
        case Reason: return tr("Reason");
        default: return {};
    }
}

QString reasonsOf(const relay::QuarantineEntry& entry) {
    QStringList lines{text(entry.reason).trimmed()};
    QSet<QString> mended;
    for (const auto& problem : entry.problems) {
        const bool warning = problem.severity == metrics::Severity::Warning;
        lines.append(QStringLiteral("%1:%2 %3: %4 (%5)")
                         .arg(problem.line)
                         .arg(problem.column)
                         .arg(text(problem.metric), text(problem.text),
                              warning ? QuarantineModel::tr("%1, a warning").arg(text(problem.rule))
                                      : text(problem.rule)));
        const auto mend = ruleWords(problem.rule).mend;
        if (mend.isEmpty() || mended.contains(mend)) continue;
        mended.insert(mend);
        lines.append(QStringLiteral("    → ") + mend);
    }
    return lines.join(QLatin1Char('\n'));
}

QString exported(const relay::QuarantineEntry& entry) {
    QString out =
        QStringLiteral("# %1 %2\n# status %3\n")
            .arg(text(metrics::toString(entry.method)), text(metrics::pushPath(entry.key)))
            .arg(entry.status);
    for (const auto& line : reasonsOf(entry).split(QLatin1Char('\n')))
        out += QStringLiteral("# ") + line + QLatin1Char('\n');
    return out + text(entry.families.text());
}

}  // namespace gatepost::ui
