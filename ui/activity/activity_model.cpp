// SPDX-License-Identifier: Apache-2.0
#include "ui/activity/activity_model.h"

#include <QDateTime>
#include <QGuiApplication>

#include "ui/common/words.h"

namespace gatepost::ui {

using Event = relay::RelayEvent;

void ActivityModel::add(Event event) {
    if (m_events.size() >= kRemembered) {
        beginRemoveRows({}, 0, 0);
        m_events.pop_front();
        endRemoveRows();
    }
    const int row = static_cast<int>(m_events.size());
    beginInsertRows({}, row, row);
    m_events.push_back(std::move(event));
    endInsertRows();
}

void ActivityModel::clear() {
    beginResetModel();
    m_events.clear();
    endResetModel();
}

QString ActivityModel::words(const relay::RelayEvent& event, int column) {
    switch (column) {
        case Time: return clock(event.at, QDateTime::currentMSecsSinceEpoch());
        case Kind: return kindWords(event.kind);
        case Subject: return text(event.subject);
        case Detail: return text(event.detail).section(QLatin1Char('\n'), 0, 0);
        default: return {};
    }
}

QString ActivityModel::line(int row) const {
    QStringList cells;
    for (int column = 0; column < kColumns; ++column)
        cells.append(words(m_events[static_cast<std::size_t>(row)], column));
    return cells.join(QLatin1Char('\t'));
}

int ActivityModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_events.size());
}

int ActivityModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : kColumns;
}

QVariant ActivityModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const auto& event = m_events[static_cast<std::size_t>(index.row())];
    if (role == Qt::ForegroundRole && index.column() == Kind) {
        const auto tone = kindTone(event.kind);
        return tone == Tone::Calm ? QVariant() : toneColor(tone, QGuiApplication::palette());
    }
    if (role == Qt::ToolTipRole && index.column() == Detail) return text(event.detail);
    if (role != Qt::DisplayRole) return {};
    const auto shown = words(event, index.column());
    return index.column() == Subject ? leftToRight(shown) : shown;
}

QVariant ActivityModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case Time: return tr("Time");
        case Kind: return tr("Event");
        case Subject: return tr("Of");
        case Detail: return tr("Detail");
        default: return {};
    }
}

QString kindWords(Event::Kind kind) {
    switch (kind) {
        case Event::Kind::Push: return ActivityModel::tr("Push");
        case Event::Kind::Refused: return ActivityModel::tr("Refused here");
        case Event::Kind::Delivered: return ActivityModel::tr("Delivered");
        case Event::Kind::Superseded: return ActivityModel::tr("Superseded");
        case Event::Kind::Quarantined: return ActivityModel::tr("Rejected by the server");
        case Event::Kind::Failed: return ActivityModel::tr("Not delivered");
        case Event::Kind::Lost: return ActivityModel::tr("Lost");
        case Event::Kind::Status: return ActivityModel::tr("State");
    }
    return {};
}

Tone kindTone(Event::Kind kind) {
    switch (kind) {
        case Event::Kind::Refused:
        case Event::Kind::Failed: return Tone::Warning;
        case Event::Kind::Quarantined:
        case Event::Kind::Lost: return Tone::Error;
        default: return Tone::Calm;
    }
}

}  // namespace gatepost::ui
