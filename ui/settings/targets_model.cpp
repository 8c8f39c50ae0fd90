// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/targets_model.h"

#include <QUrl>
#include <algorithm>

#include "ui/common/words.h"
#include "ui/welcome/enrollment.h"

namespace gatepost::ui {

bool TargetsModel::isRemoved(const std::string& name) const {
    return std::ranges::find(m_removed, name) != m_removed.end();
}

void TargetsModel::show(const std::vector<relay::ScrapeView>& targets) {
    std::vector<Row> next;
    for (const auto& row : m_rows)
        if (row.changed) next.push_back(row);
    for (const auto& view : targets) {
        const auto known = std::ranges::find(next, view.target.name,
                                             [](const Row& row) { return row.view.target.name; });
        if (known == next.end() && !isRemoved(view.target.name)) next.push_back({view, false});
    }
    std::ranges::sort(next, {}, [](const Row& row) { return row.view.target.name; });
    if (next == m_rows) return;
    const bool sameRows = std::ranges::equal(
        next, m_rows, {}, [](const Row& row) { return row.view.target.name; },
        [](const Row& row) { return row.view.target.name; });
    if (sameRows) {
        m_rows = std::move(next);
        emit dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
        return;
    }
    beginResetModel();
    m_rows = std::move(next);
    endResetModel();
}

void TargetsModel::set(const relay::ScrapeTarget& target) {
    std::erase(m_removed, target.name);
    const auto place = std::ranges::lower_bound(
        m_rows, target.name, {}, [](const Row& row) { return row.view.target.name; });
    const int row = static_cast<int>(place - m_rows.begin());
    if (place != m_rows.end() && place->view.target.name == target.name) {
        *place = {{target, {}, place->view.held}, true};
        emit dataChanged(index(row, 0), index(row, kColumns - 1));
        return;
    }
    beginInsertRows({}, row, row);
    m_rows.insert(place, {{target, {}, false}, true});
    endInsertRows();
}

void TargetsModel::remove(int row) {
    const auto at = m_rows.begin() + row;
    m_removed.push_back(at->view.target.name);
    beginRemoveRows({}, row, row);
    m_rows.erase(at);
    endRemoveRows();
}

const relay::ScrapeTarget* TargetsModel::target(const QModelIndex& index) const {
    return index.isValid() ? &m_rows[static_cast<std::size_t>(index.row())].view.target : nullptr;
}

QStringList TargetsModel::names() const {
    QStringList names;
    for (const auto& row : m_rows) names.append(text(row.view.target.name));
    return names;
}

std::vector<relay::ScrapeTarget> TargetsModel::wanted() const {
    std::vector<relay::ScrapeTarget> targets;
    for (const auto& row : m_rows)
        if (row.changed) targets.push_back(row.view.target);
    return targets;
}

int TargetsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TargetsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : kColumns;
}

QString TargetsModel::stateOf(const Row& row) const {
    if (row.changed) return tr("from OK on");
    if (!row.view.error.empty()) return text(row.view.error).section(QLatin1Char('\n'), 0, 0);
    return row.view.held ? tr("answers") : tr("not asked yet");
}

QVariant TargetsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const auto& row = m_rows[static_cast<std::size_t>(index.row())];
    const auto& target = row.view.target;
    if (role == Qt::ToolTipRole && index.column() == State) return text(row.view.error);
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
        case Name: return text(target.name);
        case Where: return leftToRight(text(target.url.empty() ? target.socket : target.url));
        case Every: return tr("%n s", "seconds", target.intervalSeconds);
        case Job: return text(target.key.job());
        case State: return stateOf(row);
        default: return {};
    }
}

QVariant TargetsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case Name: return tr("Name");
        case Where: return tr("Asked at");
        case Every: return tr("Every");
        case Job: return tr("Job");
        case State: return tr("State");
        default: return {};
    }
}

QString faultIn(const relay::ScrapeTarget& target) {
    const auto isPlain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '.';
    };
    if (target.name.empty() || target.name.size() > 64 ||
        !std::ranges::all_of(target.name, isPlain))
        return TargetsModel::tr("A name has 1 to 64 letters a to z, digits, and _ - .");
    if (!target.url.empty()) {
        const QUrl url(text(target.url), QUrl::StrictMode);
        if (url.scheme() != QLatin1String("http") || !checkedAddress(url.toString()))
            return TargetsModel::tr(
                "The address begins with http:// and names this computer itself, such as "
                "http://127.0.0.1:8000/metrics.");
    } else if (!target.socket.starts_with('/')) {
        return TargetsModel::tr("The socket's path must begin with a slash.");
    }
    if (!target.path.starts_with('/')) return TargetsModel::tr("The path must begin with a slash.");
    if (target.timeoutSeconds > target.intervalSeconds)
        return TargetsModel::tr("It cannot be waited for longer than until it is asked again.");
    return {};
}

}  // namespace gatepost::ui
