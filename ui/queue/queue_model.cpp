// SPDX-License-Identifier: Apache-2.0
#include "ui/queue/queue_model.h"

#include <QDateTime>

#include "ui/common/row_update.h"
#include "ui/common/words.h"

namespace gatepost::ui {
namespace {

Qt::Alignment alignmentOf(int column) {
    const bool isNumber =
        column == QueueModel::Pushes || column == QueueModel::Size || column == QueueModel::Tries;
    return (isNumber ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter;
}

}  // namespace

void QueueModel::setEntries(std::vector<relay::QueueEntry> entries, qint64 now) {
    m_now = now;
    RowUpdate<QueueModel, relay::QueueEntry>::apply(*this, m_entries, std::move(entries));
}

const relay::QueueEntry* QueueModel::entry(const QModelIndex& index) const {
    return index.isValid() ? &m_entries[static_cast<std::size_t>(index.row())] : nullptr;
}

void QueueModel::refreshAges(qint64 now) {
    m_now = now;
    if (!m_entries.empty())
        emit dataChanged(index(0, Since), index(rowCount() - 1, Since), {Qt::DisplayRole});
}

int QueueModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int QueueModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : kColumns;
}

QVariant QueueModel::data(const QModelIndex& index, int role) const {
    const auto* held = entry(index);
    if (held == nullptr) return {};
    if (role == Qt::ToolTipRole)
        return index.column() == LastAnswer ? text(held->lastError)
                                            : text(metrics::pushPath(held->key));
    if (role == Qt::TextAlignmentRole) return QVariant(alignmentOf(index.column()));
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
        case Group: return groupName(held->key);
        case Method: return text(metrics::toString(held->method));
        case Pushes: return count(held->pushes);
        case Size: return bytes(held->bytes);
        case Since: return age(held->pushedAt, m_now);
        case Tries: return count(held->attempts);
        case LastAnswer: return answerWords(*held, m_now);
        default: return {};
    }
}

QVariant QueueModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return QVariant(alignmentOf(section));
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case Group: return tr("Group");
        case Method: return tr("Method");
        case Pushes: return tr("Pushes");
        case Size: return tr("Size");
        case Since: return tr("Waiting since");
        case Tries: return tr("Tries");
        case LastAnswer: return tr("Last answer");
        default: return {};
    }
}

QString exported(const relay::QueueEntry& entry) {
    return QStringLiteral("# %1 %2\n# waiting since %3, tries: %4%5\n%6")
        .arg(text(metrics::toString(entry.method)), text(metrics::pushPath(entry.key)),
             QDateTime::fromMSecsSinceEpoch(entry.pushedAt).toString(Qt::ISODate))
        .arg(entry.attempts)
        .arg(entry.lastError.empty() ? QString()
                                     : QStringLiteral(", last answer: ") +
                                           text(entry.lastError).section(QLatin1Char('\n'), 0, 0),
             text(entry.families.text()));
}

QString answerWords(const relay::QueueEntry& entry, qint64 now) {
    if (entry.inFlight) return QueueModel::tr("being sent");
    if (entry.attempts == 0) return QueueModel::tr("not tried yet");
    auto said = entry.lastError.empty() ? QueueModel::tr("no answer") : text(entry.lastError);
    if (entry.retryAt == 0) return said;
    return QueueModel::tr("%1; again at %2").arg(said, clock(entry.retryAt, now));
}

}  // namespace gatepost::ui
