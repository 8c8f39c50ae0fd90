// SPDX-License-Identifier: Apache-2.0
// Turns one list of rows into another by removing, inserting and changing rows, so that views keep
// selection and place. For rows that keep their order: identity by `id`, new rows at either end.
#pragma once

#include <QAbstractItemModel>
#include <unordered_set>
#include <vector>

namespace gatepost::ui {

/// `Model` befriends this as a struct to reach the protected notifications.
template <typename Model, typename Row>
struct RowUpdate {
    static void apply(Model& model, std::vector<Row>& rows, std::vector<Row> next) {
        std::unordered_set<decltype(Row::id)> wanted;
        for (const auto& row : next) wanted.insert(row.id);
        for (std::size_t i = rows.size(); i-- > 0;) {
            if (wanted.contains(rows[i].id)) continue;
            model.beginRemoveRows({}, static_cast<int>(i), static_cast<int>(i));
            rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(i));
            model.endRemoveRows();
        }
        for (std::size_t i = 0; i < next.size(); ++i) {
            const int row = static_cast<int>(i);
            if (i < rows.size() && rows[i].id == next[i].id) {
                if (rows[i] == next[i]) continue;
                rows[i] = std::move(next[i]);
                emit model.dataChanged(model.index(row, 0),
                                       model.index(row, model.columnCount() - 1));
                continue;
            }
            std::size_t from = i;
            while (from < rows.size() && rows[from].id != next[i].id) ++from;
            if (from < rows.size()) {
                model.beginMoveRows({}, static_cast<int>(from), static_cast<int>(from), {}, row);
                auto moved = std::move(rows[from]);
                rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(from));
                rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(i), std::move(moved));
                model.endMoveRows();
                --i;
                continue;
            }
            model.beginInsertRows({}, row, row);
            rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(i), std::move(next[i]));
            model.endInsertRows();
        }
    }
};

}  // namespace gatepost::ui
