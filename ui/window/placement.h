// SPDX-License-Identifier: Apache-2.0
// Where a window may stand: on screens that exist, no larger than one of them. Pure.
#pragma once

#include <QList>
#include <QRect>

namespace gatepost::ui {

/// `wanted` moved and shrunk as little as needed; centred on the first screen where it was on none.
[[nodiscard]] QRect placed(const QRect& wanted, const QList<QRect>& screens);

}  // namespace gatepost::ui
