// SPDX-License-Identifier: Apache-2.0
// Starting with the session, behind an interface that each platform fills. The state is read from
// the system each time, never remembered, and an entry that the user wrote is left alone, but for
// being switched on where it is switched off. Reads and writes files: one thread at a time, and not
// the screen's.
#pragma once

#include <QString>
#include <memory>

#include "ui/settings/settings_dialog.h"

namespace gatepost::app {

class AutostartEntry {
public:
    virtual ~AutostartEntry() = default;
    [[nodiscard]] virtual ui::Autostart state() const = 0;
    /// An empty sentence: done. Does nothing to a foreign entry.
    [[nodiscard]] virtual QString set(bool on) = 0;
};

/// For the program at `executable`; its entry starts it with --background.
[[nodiscard]] std::unique_ptr<AutostartEntry> systemAutostart(const QString& executable);

}  // namespace gatepost::app
