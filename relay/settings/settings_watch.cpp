// SPDX-License-Identifier: Apache-2.0
#include "relay/settings/settings_watch.h"

#include <chrono>

namespace gatepost::relay {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::milliseconds kSettles{200};

/// Files come and go by renaming, which only their directory tells; the nearest that is there.
fs::path nearestDirectory(fs::path path) {
    std::error_code error;
    while (path.has_relative_path() && !fs::is_directory(path, error)) path = path.parent_path();
    return path;
}

}  // namespace

SettingsWatch::SettingsWatch(std::shared_ptr<SettingsFile> file, const Settings& settings,
                             QObject* parent)
    : QObject(parent),
      m_file(std::move(file)),
      m_settings(settings),
      m_watcher(this),  // children, so that they move along
      m_settles(this) {
    m_settles.setSingleShot(true);
    m_settles.setInterval(kSettles);
    connect(&m_settles, &QTimer::timeout, this, &SettingsWatch::look);
    const auto settle = [this] { m_settles.start(); };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, settle);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, settle);
    watchPlaces();
}

void SettingsWatch::watchPlaces() {
    QStringList places;
    for (const fs::path& path : {m_file->path(), m_file->systemPath()}) {
        if (path.empty()) continue;
        places += QString::fromStdString(nearestDirectory(path.parent_path()).string());
        if (std::error_code error; fs::exists(path, error))
            places += QString::fromStdString(path.string());
    }
    const QStringList known = m_watcher.files() + m_watcher.directories();
    QStringList gone = known;
    for (const QString& place : places) gone.removeAll(place);
    if (!gone.isEmpty()) m_watcher.removePaths(gone);
    for (const QString& place : known) places.removeAll(place);
    if (!places.isEmpty()) m_watcher.addPaths(places);
}

void SettingsWatch::look() {
    m_settles.stop();
    watchPlaces();
    const auto loaded = m_file->reload();
    if (!loaded) {
        const QString why = QString::fromStdString(loaded.error());
        if (std::exchange(m_damage, why) != why) emit damaged(why);
        return;
    }
    m_damage.clear();
    if (loaded->settings == m_settings) return;
    m_settings = loaded->settings;
    emit changed(m_settings);
}

}  // namespace gatepost::relay
