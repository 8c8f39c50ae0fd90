// SPDX-License-Identifier: Apache-2.0
#include "relay/settings/settings_file.h"

#include <QFile>
#include <QSaveFile>
#include <optional>

#include "relay/settings/formats.h"

namespace gatepost::relay {

namespace fs = std::filesystem;

namespace {

/// In the system's file: the keys that users must not change.
constexpr const char* kLocks = "locks.keys";

fs::path withSuffix(const fs::path& path, const char* suffix) {
    return path.parent_path() / (path.filename().string() + suffix);
}

/// nullopt: not there.
std::optional<std::expected<RawSettings, std::string>> readFile(const fs::path& path,
                                                                SettingsFormat format) {
    QFile file(QString::fromStdString(path.string()));
    if (!file.exists()) return std::nullopt;
    if (!file.open(QIODevice::ReadOnly)) return std::unexpected(file.errorString().toStdString());
    return readSettings(format, file.readAll().toStdString());
}

bool writeFile(const fs::path& path, const std::string& text, std::string& why) {
    QSaveFile file(QString::fromStdString(path.string()));
    const QByteArray bytes = QByteArray::fromStdString(text);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return true;
    why = path.string() + ": " + file.errorString().toStdString();
    return false;
}

}  // namespace

fs::path settingsFileIn(const fs::path& directory) {
    std::error_code hidden;
    for (const char* name : {"relay.yml", "relay.yaml", "relay.json"})
        if (fs::exists(directory / name, hidden)) return directory / name;
    return directory / "relay.ini";
}

SettingsFile::SettingsFile(fs::path user, fs::path system)
    : m_user(std::move(user)),
      m_system(std::move(system)) {}

LoadedSettings SettingsFile::load() {
    m_base = {};
    return read(m_base);
}

std::expected<LoadedSettings, std::string> SettingsFile::reload() {
    Base base;
    LoadedSettings loaded = read(base);
    if (!loaded.damage.empty()) return std::unexpected(m_user.string() + ": " + loaded.damage);
    if (!loaded.problems.empty())
        return std::unexpected(loaded.problems.front().key + ": " + loaded.problems.front().text);
    m_base = std::move(base);
    return loaded;
}

LoadedSettings SettingsFile::read(Base& base) const {
    LoadedSettings loaded;
    if (auto system = readFile(m_system, settingsFormatOf(m_system.string()))) {
        if (*system) {
            if (const auto locks = (*system)->extract(kLocks); !locks.empty()) {
                if (const auto* list = std::get_if<std::vector<std::string>>(&locks.mapped()))
                    base.locked.insert(list->begin(), list->end());
                else
                    base.locked.insert(std::get<std::string>(locks.mapped()));
            }
            loaded.problems = applyRaw(**system, base.defaults);
        } else {
            loaded.problems.push_back({m_system.string(), system->error()});
        }
    }
    loaded.settings = base.defaults;
    loaded.locked = base.locked;

    const SettingsFormat format = settingsFormatOf(m_user.string());
    auto user = readFile(m_user, format);
    if (user && !*user) {
        loaded.damage = user->error();
        user = readFile(withSuffix(m_user, ".bak"), format);
        loaded.fromBackup = user && *user;
    }
    if (user && *user) {
        for (const std::string& key : base.locked) (*user)->erase(key);
        for (SettingProblem& problem : applyRaw(**user, loaded.settings, &base.unknown))
            loaded.problems.push_back(std::move(problem));
    }
    return loaded;
}

std::expected<void, std::string> SettingsFile::save(const Settings& settings) {
    std::error_code error;
    fs::create_directories(m_user.parent_path(), error);
    RawSettings raw = toRaw(settings, m_base.defaults);
    for (const std::string& key : m_base.locked) raw.erase(key);
    raw.insert(m_base.unknown.begin(), m_base.unknown.end());

    const SettingsFormat format = settingsFormatOf(m_user.string());
    std::string why;
    if (const auto current = readFile(m_user, format)) {
        // Only what could be read again may become the last good one. Copied, not moved: at no
        // moment is there no file.
        QFile file(QString::fromStdString(m_user.string()));
        const std::string bytes =
            file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
        if (!writeFile(withSuffix(m_user, *current ? ".bak" : ".damaged"), bytes, why))
            return std::unexpected(why);
    }
    if (!writeFile(m_user, writeSettings(format, raw), why)) return std::unexpected(why);
    return {};
}

}  // namespace gatepost::relay
