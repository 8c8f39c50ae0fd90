// SPDX-License-Identifier: Apache-2.0
// Finds a window's controls as a person does: by what is written on them, or read out.
#pragma once

#include <QPushButton>
#include <QWidget>

namespace gatepost::tests {

template <typename Widget>
Widget* named(const QWidget& window, const char* name) {
    for (auto* widget : window.findChildren<Widget*>())
        if (widget->accessibleName() == QLatin1String(name)) return widget;
    return nullptr;
}

template <typename Button = QPushButton>
Button* button(const QWidget& window, const char* text) {
    for (auto* candidate : window.findChildren<Button*>())
        if (candidate->text() == QLatin1String(text)) return candidate;
    return nullptr;
}

}  // namespace gatepost::tests
