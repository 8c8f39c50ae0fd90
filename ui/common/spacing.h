// SPDX-License-Identifier: Apache-2.0
// Every distance of the windows, in device-independent pixels; nowhere else has a pixel constant.
#pragma once

namespace gatepost::ui {

constexpr int kGap = 6;          // between things that belong together
constexpr int kMargin = 12;      // around the content of a page
constexpr int kSection = 18;     // between sections
constexpr int kSparkWidth = 96;  // of a sparkline in a row
constexpr int kBarHeight = 14;   // of a histogram bar
constexpr int kReadable = 620;   // width at which running text is still easy to read
constexpr int kWindowWidth = 1120;
constexpr int kWindowHeight = 700;
constexpr int kSideWidth = 360;  // of the pane beside a list
constexpr int kBadge = 22;       // of the icon in a banner

}  // namespace gatepost::ui
