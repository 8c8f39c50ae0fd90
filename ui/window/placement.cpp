// SPDX-License-Identifier: Apache-2.0
#include "ui/window/placement.h"

#include <algorithm>

namespace gatepost::ui {

QRect placed(const QRect& wanted, const QList<QRect>& screens) {
    if (screens.isEmpty()) return wanted;
    const auto overlap = [&](const QRect& screen) {
        const auto common = screen & wanted;
        return common.isEmpty() ? 0 : qint64{common.width()} * common.height();
    };
    const auto best =
        *std::max_element(screens.begin(), screens.end(),
                          [&](const QRect& a, const QRect& b) { return overlap(a) < overlap(b); });
    QRect result(wanted.topLeft(), wanted.size().boundedTo(best.size()));
    if (overlap(best) == 0) {
        result.setSize(wanted.size().boundedTo(screens.first().size()));
        result.moveCenter(screens.first().center());
        return result;
    }
    result.moveLeft(std::clamp(result.left(), best.left(), best.right() - result.width() + 1));
    result.moveTop(std::clamp(result.top(), best.top(), best.bottom() - result.height() + 1));
    return result;
}

}  // namespace gatepost::ui
