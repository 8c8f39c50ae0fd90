// SPDX-License-Identifier: Apache-2.0
#include "ui/preview/history.h"

namespace gatepost::ui {

void History::add(const QString& key, qint64 at, double value) {
    auto& points = m_points[key];
    if (!points.isEmpty() && points.last().at >= at) return;
    if (points.size() >= kHistoryPoints) points.removeFirst();
    points.append({at, static_cast<float>(value)});
}

QVector<float> History::values(const QString& key) const {
    QVector<float> values;
    const auto found = m_points.constFind(key);
    if (found == m_points.constEnd()) return values;
    values.reserve(found->size());
    for (const auto& point : *found) values.append(point.value);
    return values;
}

void History::keep(const QSet<QString>& onScreen) {
    m_points.removeIf([&](auto entry) {
        return !onScreen.contains(entry.key()) && !m_pinned.contains(entry.key());
    });
}

void History::setPinned(const QString& key, bool pinned) {
    if (pinned)
        m_pinned.insert(key);
    else
        m_pinned.remove(key);
}

}  // namespace gatepost::ui
