// SPDX-License-Identifier: Apache-2.0
// The last events, newest last, in a ring of kRemembered. Screen thread.
#pragma once

#include <QAbstractTableModel>
#include <deque>

#include "relay/facade/snapshot.h"
#include "ui/common/tones.h"

namespace gatepost::ui {

inline constexpr std::size_t kRemembered = 2000;

class ActivityModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Time, Kind, Subject, Detail, kColumns };

    using QAbstractTableModel::QAbstractTableModel;

    void add(relay::RelayEvent event);
    void clear();
    /// Tab-separated, without a line feed.
    [[nodiscard]] QString line(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] static QString words(const relay::RelayEvent& event, int column);

    std::deque<relay::RelayEvent> m_events;
};

[[nodiscard]] QString kindWords(relay::RelayEvent::Kind kind);
[[nodiscard]] Tone kindTone(relay::RelayEvent::Kind kind);

}  // namespace gatepost::ui
