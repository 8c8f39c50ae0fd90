// SPDX-License-Identifier: Apache-2.0
// Colours with a meaning, chosen so that they are legible on the palette's own background. Colour
// never stands alone: every tone comes with a shape or a word. Pure functions.
#pragma once

#include <QColor>
#include <QPalette>

namespace gatepost::ui {

enum class Tone : unsigned char { Calm, Active, Waiting, Warning, Error };

[[nodiscard]] bool isDark(const QPalette& palette);
/// Of a theme for people who need it: text and ground as far apart as they can be, no shades.
[[nodiscard]] bool isHighContrast(const QPalette& palette);
/// A foreground colour, at least 4.5:1 on the palette's base.
[[nodiscard]] QColor toneColor(Tone tone, const QPalette& palette);
/// A faint background of the tone, on which the palette's text stays legible.
[[nodiscard]] QColor toneWash(Tone tone, const QPalette& palette);
/// Text that is there but not important.
[[nodiscard]] QColor quietText(const QPalette& palette);
/// WCAG 2 contrast ratio, 1 to 21.
[[nodiscard]] double contrast(const QColor& one, const QColor& other);

}  // namespace gatepost::ui
