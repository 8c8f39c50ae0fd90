// SPDX-License-Identifier: Apache-2.0
// The last minutes of the series on screen or pinned, a point a push. What is neither is forgotten.
#pragma once

#include <QHash>
#include <QSet>
#include <QString>
#include <QVector>

namespace gatepost::ui {

inline constexpr int kHistoryPoints = 180;

struct HistoryPoint {
    qint64 at = 0;
    float value = 0;
};

class History {
public:
    /// A point of a push already known is not taken twice.
    void add(const QString& key, qint64 at, double value);
    [[nodiscard]] QVector<float> values(const QString& key) const;
    /// Forgets all but these and the pinned ones.
    void keep(const QSet<QString>& onScreen);

    void setPinned(const QString& key, bool pinned);
    [[nodiscard]] bool isPinned(const QString& key) const { return m_pinned.contains(key); }
    [[nodiscard]] const QSet<QString>& pinned() const { return m_pinned; }

private:
    QHash<QString, QVector<HistoryPoint>> m_points;
    QSet<QString> m_pinned;
};

}  // namespace gatepost::ui
