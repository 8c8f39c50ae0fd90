// SPDX-License-Identifier: Apache-2.0
// Notices when somebody else changes the settings' files while the program runs: an administrator,
// an editor, the other program. A file that is damaged changes nothing. No polling. Reads files on
// its thread, which may be any with an event loop; it may be moved to another.
#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>
#include <memory>

#include "relay/settings/settings_file.h"

namespace gatepost::relay {

class SettingsWatch : public QObject {
    Q_OBJECT
public:
    /// `settings`: what the files said when they were loaded.
    SettingsWatch(std::shared_ptr<SettingsFile> file, const Settings& settings,
                  QObject* parent = nullptr);

    /// Looks now, whatever the system says.
    void look();

signals:
    /// Without what the command line says.
    void changed(const gatepost::relay::Settings& settings);
    /// The last good settings hold; said once for the same words.
    void damaged(const QString& why);

private:
    void watchPlaces();

    std::shared_ptr<SettingsFile> m_file;
    Settings m_settings;
    QString m_damage;
    QFileSystemWatcher m_watcher;
    QTimer m_settles;  // an editor writes more than once
};

}  // namespace gatepost::relay
