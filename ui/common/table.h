// SPDX-License-Identifier: Apache-2.0
// The one kind of table that the windows have: whole rows, no grid, Tab leaves it, the last column
// takes what room is left.
#pragma once

#include <QString>
#include <initializer_list>
#include <utility>

class QAbstractItemModel;
class QHeaderView;
class QTableView;

namespace gatepost::ui {

/// `widths`: of columns, where the default does not fit. `name` is what a screen reader says.
[[nodiscard]] QTableView* table(QAbstractItemModel* model, const QString& name,
                                std::initializer_list<std::pair<int, int>> widths = {});

void layColumns(QHeaderView& header, std::initializer_list<std::pair<int, int>> widths);

}  // namespace gatepost::ui
