// SPDX-License-Identifier: Apache-2.0
#include "ui/common/tones.h"

#include <algorithm>
#include <cmath>

namespace gatepost::ui {
namespace {

double linear(double channel) {
    return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color) {
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
           0.0722 * linear(color.blueF());
}

QColor mixed(const QColor& over, const QColor& under, double share) {
    const auto mix = [share](int a, int b) {
        return static_cast<int>(a * share + b * (1 - share));
    };
    return {mix(over.red(), under.red()), mix(over.green(), under.green()),
            mix(over.blue(), under.blue())};
}

}  // namespace

bool isDark(const QPalette& palette) {
    return palette.color(QPalette::Window).lightness() <
           palette.color(QPalette::WindowText).lightness();
}

bool isHighContrast(const QPalette& palette) {
    // Of what is active: what is disabled may well be greyed.
    const auto color = [&](QPalette::ColorRole role) {
        return palette.color(QPalette::Active, role);
    };
    const auto window = color(QPalette::Window);
    return contrast(window, color(QPalette::WindowText)) > 20 &&
           color(QPalette::Button) == window && color(QPalette::Base) == window;
}

double contrast(const QColor& one, const QColor& other) {
    const double a = luminance(one);
    const double b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

QColor toneColor(Tone tone, const QPalette& palette) {
    const bool dark = isDark(palette);
    switch (tone) {
        case Tone::Calm: return dark ? QColor(0x7b, 0xd3, 0x9a) : QColor(0x1b, 0x6e, 0x3c);
        case Tone::Active: return dark ? QColor(0x7f, 0xb9, 0xff) : QColor(0x13, 0x5f, 0xb5);
        case Tone::Waiting: return dark ? QColor(0xc3, 0xb5, 0xf0) : QColor(0x5a, 0x46, 0xa8);
        case Tone::Warning: return dark ? QColor(0xf0, 0xc3, 0x5a) : QColor(0x87, 0x57, 0x00);
        case Tone::Error: return dark ? QColor(0xff, 0x92, 0x8a) : QColor(0xb3, 0x1d, 0x1d);
    }
    return palette.color(QPalette::WindowText);
}

QColor toneWash(Tone tone, const QPalette& palette) {
    if (isHighContrast(palette)) return palette.color(QPalette::Window);
    return mixed(toneColor(tone, palette), palette.color(QPalette::Window), 0.14);
}

QColor quietText(const QPalette& palette) {
    if (isHighContrast(palette)) return palette.color(QPalette::Text);
    return mixed(palette.color(QPalette::Text), palette.color(QPalette::Base), 0.68);
}

}  // namespace gatepost::ui
