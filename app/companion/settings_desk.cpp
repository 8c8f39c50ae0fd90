// SPDX-License-Identifier: Apache-2.0
#include "app/companion/settings_desk.h"

#include <utility>
#include <vector>

namespace gatepost::app {

SettingsDesk::SettingsDesk(const RelaySetup& setup, const CommandLine& line)
    : m_file(std::make_shared<relay::SettingsFile>(*setup.file)),  // of the pool's own
      m_loaded(setup.loaded) {
    for (const auto& problem : m_loaded.problems)
        qWarning("settings: %s %s", problem.key.c_str(), problem.text.c_str());
    if (m_loaded.fromBackup)
        qWarning("settings: %s; the last good ones hold", m_loaded.damage.c_str());
    // Vectors: the arrays behind nested initializer lists end with the declaration.
    const std::pair<const QString&, std::vector<const char*>> flags[] = {
        {line.uplink, {"uplink.url"}},
        {line.uplinkKind, {"uplink.kind"}},
        {line.tokenFile, {"secrets.token_file"}},
        {line.socket, {"local.socket"}},
        {line.loopback, {"local.loopback", "local.loopback_address", "local.loopback_port"}}};
    for (const auto& [value, keys] : flags)
        if (!value.isEmpty()) m_flagged.insert(keys.begin(), keys.end());
    m_pool.setMaxThreadCount(1);
    m_pool.setExpiryTimeout(1000);
}

SettingsDesk::~SettingsDesk() { m_pool.waitForDone(); }

ui::LockedBy SettingsDesk::lockedBy(const char* key) const {
    if (m_flagged.contains(key)) return ui::LockedBy::CommandLine;
    return m_loaded.locked.contains(key) ? ui::LockedBy::Administrator : ui::LockedBy::Nobody;
}

void SettingsDesk::saveSoon(const relay::Settings& before, const relay::Settings& after) {
    m_pool.start([file = m_file, flagged = m_flagged, before, after] {
        const auto settings = merged(file->load().settings, before, after, flagged);
        if (const auto done = file->save(settings); !done)
            qWarning("settings could not be saved: %s", done.error().c_str());
    });
}

bool SettingsDesk::waitFor(std::chrono::milliseconds patience) {
    return m_pool.waitForDone(static_cast<int>(patience.count()));
}

relay::Settings merged(relay::Settings base, const relay::Settings& before,
                       const relay::Settings& after, const std::set<std::string>& kept) {
    for (const auto& info : relay::settingsTable())
        if (!kept.contains(std::string(info.key)) && info.get(before) != info.get(after))
            info.set(base, info.get(after));
    return base;
}

}  // namespace gatepost::app
