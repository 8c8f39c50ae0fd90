// SPDX-License-Identifier: Apache-2.0
// What the server rejected, with its reasons. Screen thread.
#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "relay/facade/snapshot.h"

namespace gatepost::ui {

class QuarantineModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Group, When, Status, Reason, kColumns };

    using QAbstractTableModel::QAbstractTableModel;
    template <typename, typename>
    friend struct RowUpdate;

    void setEntries(std::vector<relay::QuarantineEntry> entries, qint64 now);
    [[nodiscard]] const relay::QuarantineEntry* entry(const QModelIndex& index) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<relay::QuarantineEntry> m_entries;
    qint64 m_now = 0;
};

/// The server's words and its problems, one a line.
[[nodiscard]] QString reasonsOf(const relay::QuarantineEntry& entry);
/// Reasons as comments, then the exposition: for a file.
[[nodiscard]] QString exported(const relay::QuarantineEntry& entry);

}  // namespace gatepost::ui
