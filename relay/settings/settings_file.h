// SPDX-License-Identifier: Apache-2.0
// Settings on disk: the system's (defaults and locks, written by an administrator) under the
// user's. Saving is atomic and keeps the last good file as `.bak`; a file that cannot be read is
// set aside as
// `.damaged` and never becomes the `.bak`. Keys that this version does not know survive.
#pragma once

#include <expected>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "relay/settings/schema.h"

namespace gatepost::relay {

struct LoadedSettings {
    Settings settings;
    std::set<std::string> locked;          // keys that the system does not let users change
    std::vector<SettingProblem> problems;  // of both files
    bool fromBackup = false;               // the user's file was damaged
    std::string damage;                    // then: what was wrong with it
};

class SettingsFile {
public:
    /// Neither needs to exist.
    SettingsFile(std::filesystem::path user, std::filesystem::path system);

    [[nodiscard]] LoadedSettings load();
    /// Writes what differs from the system's defaults; locked keys are left out.
    [[nodiscard]] std::expected<void, std::string> save(const Settings& settings);
    [[nodiscard]] const std::filesystem::path& path() const { return m_user; }

private:
    std::filesystem::path m_user;
    std::filesystem::path m_system;
    Settings m_defaults;
    std::set<std::string> m_locked;
    RawSettings m_unknown;
};

/// relay.yml, relay.yaml or relay.json in the directory where there is one, else relay.ini.
[[nodiscard]] std::filesystem::path settingsFileIn(const std::filesystem::path& directory);

/// Where an administrator puts defaults and locks.
inline constexpr const char* kSystemSettingsDirectory = "/etc/gatepost";

}  // namespace gatepost::relay
