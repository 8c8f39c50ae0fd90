// SPDX-License-Identifier: Apache-2.0
// The companion's settings between disk and windows: saved off the screen's thread and in order.
// What the command line says holds for this run: it is shown as locked and never saved.
#pragma once

#include <QThreadPool>
#include <memory>
#include <set>
#include <string>

#include "app/companion/command_line.h"
#include "app/relay_setup.h"

namespace gatepost::app {

class SettingsDesk {
public:
    SettingsDesk(const RelaySetup& setup, const CommandLine& line);
    ~SettingsDesk();

    [[nodiscard]] bool isLocked(const char* key) const;
    void saveSoon(const relay::Settings& settings);

private:
    std::shared_ptr<relay::SettingsFile> m_file;
    relay::LoadedSettings m_loaded;
    std::set<std::string> m_flagged;  // keys that the command line decides
    QThreadPool m_pool;
};

}  // namespace gatepost::app
