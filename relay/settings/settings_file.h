// SPDX-License-Identifier: Apache-2.0
// Settings on disk: the system's (defaults and locks, written by an administrator) under the
// user's. Saving is atomic and keeps the last good file as `.bak`; a file that cannot be read is
// set aside as
// `.damaged` and never becomes the `.bak`. Keys that this version does not know survive. Any
// thread, one call at a time.
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
    /// What others have made of the files meanwhile. The error is a sentence about what is wrong
    /// with one: then nothing of it is taken, for a program that runs has the last good ones.
    [[nodiscard]] std::expected<LoadedSettings, std::string> reload();
    /// Writes what differs from the system's defaults; locked keys are left out.
    [[nodiscard]] std::expected<void, std::string> save(const Settings& settings);
    [[nodiscard]] const std::filesystem::path& path() const { return m_user; }
    [[nodiscard]] const std::filesystem::path& systemPath() const { return m_system; }

private:
    /// What saving needs to know of the files as they were loaded.
    struct Base {
        Settings defaults;
        std::set<std::string> locked;
        RawSettings unknown;
    };
    [[nodiscard]] LoadedSettings read(Base& base) const;

    std::filesystem::path m_user;
    std::filesystem::path m_system;
    Base m_base;
};

/// relay.yml, relay.yaml or relay.json in the directory where there is one, else relay.ini.
[[nodiscard]] std::filesystem::path settingsFileIn(const std::filesystem::path& directory);

/// Where an administrator puts defaults and locks.
inline constexpr const char* kSystemSettingsDirectory = "/etc/gatepost";

}  // namespace gatepost::relay
