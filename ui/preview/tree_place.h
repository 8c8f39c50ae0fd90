// SPDX-License-Identifier: Apache-2.0
// Where a node of the preview's tree stands among the visible, packed into an index's id: nothing
// is kept for each node. Pure.
#pragma once

#include <QModelIndex>

namespace gatepost::ui {

/// Places among the visible; -1 below the node's own level.
struct TreePlace {
    int level = -1;
    unsigned a = 0, g = 0, f = 0, r = 0;
};

/// Of a child of level `level` whose ancestors stand there.
[[nodiscard]] quintptr packed(unsigned level, unsigned a, unsigned g, unsigned f);
[[nodiscard]] TreePlace placeOf(const QModelIndex& index);

}  // namespace gatepost::ui
