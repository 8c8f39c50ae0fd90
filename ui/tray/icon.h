// SPDX-License-Identifier: Apache-2.0
// The gatepost's icon, painted at whatever size and pixel ratio is asked for: a post with a barrier
// arm, raised where pushes pass and lowered where they wait, and a badge whose shape (not only its
// colour) tells the state. No SVG and no files, for QtSvg may be missing. Screen thread.
#pragma once

#include <QColor>
#include <QIcon>
#include <QImage>

namespace gatepost::ui {

/// What the icon shows; each has its own outline.
enum class Shape : unsigned char {
    Idle,          // arm up
    Sending,       // arm up, arrow
    Waiting,       // arm down, three dots
    Paused,        // arm down, two bars
    Unconfigured,  // arm up, hollow ring
    Lint,          // arm up, wavy line
    Refused,       // arm down, cross
    Lost,          // arm down, exclamation mark
    Failed,        // no arm, cross over the post
};
constexpr int kShapes = 9;

/// What the icon stands on. Mask is for systems that colour it themselves.
enum class Panel : unsigned char { Light, Dark, Mask };

/// Device pixels: size times ratio, transparent around the shape.
[[nodiscard]] QImage iconImage(Shape shape, Panel panel, int size, double ratio = 1);
/// Paints on demand; offers 16 to 64 pixels, so that a tray never gets half a megabyte.
[[nodiscard]] QIcon icon(Shape shape, Panel panel);

}  // namespace gatepost::ui
