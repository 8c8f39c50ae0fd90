// SPDX-License-Identifier: Apache-2.0
#include "app/companion/settings_desk.h"

namespace gatepost::app {

SettingsDesk::SettingsDesk(const RelaySetup& setup, const CommandLine& line)
    : m_file(setup.file),
      m_loaded(setup.loaded) {
    for (const auto& problem : m_loaded.problems)
        qWarning("settings: %s %s", problem.key.c_str(), problem.text.c_str());
    if (m_loaded.fromBackup)
        qWarning("settings: %s; the last good ones hold", m_loaded.damage.c_str());
    const std::pair<const QString&, std::initializer_list<const char*>> flags[] = {
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

bool SettingsDesk::isLocked(const char* key) const {
    return m_flagged.contains(key) || m_loaded.locked.contains(key);
}

void SettingsDesk::saveSoon(const relay::Settings& settings) {
    auto kept = settings;
    for (const auto& key : m_flagged)
        if (const auto* info = relay::findSetting(key))
            info->set(kept, info->get(m_loaded.settings));
    m_pool.start([file = m_file, kept] {
        if (const auto done = file->save(kept); !done)
            qWarning("settings could not be saved: %s", done.error().c_str());
    });
}

}  // namespace gatepost::app
