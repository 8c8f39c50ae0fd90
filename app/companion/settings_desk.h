// SPDX-License-Identifier: Apache-2.0
// The companion's settings between disk and windows: saved off the screen's thread and in order.
// Only what was changed is written, into what the file says by then, so that another's changes
// stay. What the command line says holds for this run: it is shown as locked and never saved.
#pragma once

#include <QThreadPool>
#include <chrono>
#include <memory>
#include <set>
#include <string>

#include "app/companion/command_line.h"
#include "app/relay_setup.h"
#include "ui/settings/settings_dialog.h"

namespace gatepost::app {

class SettingsDesk {
public:
    SettingsDesk(const RelaySetup& setup, const CommandLine& line);
    ~SettingsDesk();

    [[nodiscard]] ui::LockedBy lockedBy(const char* key) const;
    void saveSoon(const relay::Settings& before, const relay::Settings& after);
    /// Only where the program may end right afterwards. False: not all is saved yet.
    bool waitFor(std::chrono::milliseconds patience);

private:
    std::shared_ptr<relay::SettingsFile> m_file;
    relay::LoadedSettings m_loaded;
    std::set<std::string> m_flagged;  // keys that the command line decides
    QThreadPool m_pool;
};

/// `base` with what differs between `before` and `after` as `after` has it, but for `kept`.
[[nodiscard]] relay::Settings merged(relay::Settings base, const relay::Settings& before,
                                     const relay::Settings& after,
                                     const std::set<std::string>& kept);

}  // namespace gatepost::app
