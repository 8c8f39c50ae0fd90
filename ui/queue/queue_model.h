// SPDX-License-Identifier: Apache-2.0
// What waits: one row a request, with its age, tries and the last answer. Rows keep their identity
// over updates, so that a selection survives. Screen thread.
#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "relay/facade/snapshot.h"

namespace gatepost::ui {

class QueueModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Group, Method, Pushes, Size, Since, Tries, LastAnswer, kColumns };

    using QAbstractTableModel::QAbstractTableModel;
    template <typename, typename>
    friend struct RowUpdate;

    void setEntries(std::vector<relay::QueueEntry> entries, qint64 now);
    [[nodiscard]] const relay::QueueEntry* entry(const QModelIndex& index) const;
    void refreshAges(qint64 now);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<relay::QueueEntry> m_entries;
    qint64 m_now = 0;
};

/// The request as text: its families, with what is known of it in comments.
[[nodiscard]] QString exported(const relay::QueueEntry& entry);
/// "third try at 14:03:20", "being sent", ...
[[nodiscard]] QString answerWords(const relay::QueueEntry& entry, qint64 now);

}  // namespace gatepost::ui
