// SPDX-License-Identifier: Apache-2.0
// Windows with something in them, and the palettes they are looked at in.
#pragma once

#include <QPalette>
#include <memory>

#include "ui/settings/settings_dialog.h"
#include "ui/window/main_window.h"

namespace gatepost::tests {

[[nodiscard]] QPalette darkPalette();
/// As high-contrast themes have it: yellow and white on black, no shades in between.
[[nodiscard]] QPalette contrastPalette();

/// Programs that push, a queue that waits, something rejected, something refused.
[[nodiscard]] std::unique_ptr<ui::MainWindow> busyWindow();
/// A dialog with a lock, a locked keyring, an own autostart entry and two targets.
[[nodiscard]] std::unique_ptr<ui::SettingsDialog> settingsDialog();

}  // namespace gatepost::tests
