// SPDX-License-Identifier: Apache-2.0
// XDG autostart: $XDG_CONFIG_HOME/autostart/io.github.gatepost.Companion.desktop.
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

#include "app/companion/autostart.h"

namespace gatepost::app {
namespace {

const auto kMark = QByteArrayLiteral("X-Gatepost-Generated=true");

/// As the desktop entry specification quotes an argument of Exec.
QString quoted(QString path) {
    for (const auto* special : {"\\", "\"", "`", "$"})
        path.replace(QLatin1String(special), QLatin1String("\\") + QLatin1String(special));
    // And once more, for the value is a string that is unescaped first.
    path.replace(QLatin1String("\\"), QLatin1String("\\\\"));
    path.replace(QLatin1String("%"), QLatin1String("%%"));
    return QLatin1Char('"') + path + QLatin1Char('"');
}

class XdgAutostart final : public AutostartEntry {
public:
    explicit XdgAutostart(const QString& executable)
        : m_executable(qEnvironmentVariable("APPIMAGE", executable)),
          m_file(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
                 QStringLiteral("/autostart/io.github.gatepost.Companion.desktop")) {}

    ui::Autostart state() const override {
        QFile file(m_file);
        if (!file.open(QIODevice::ReadOnly)) return ui::Autostart::Off;
        const auto lines = file.read(64 * 1024).split('\n');
        bool hidden = false;
        for (const auto& line : lines)
            if (line.trimmed().toLower() == "hidden=true" ||
                line.trimmed().toLower() == "x-gnome-autostart-enabled=false")
                hidden = true;
        if (hidden) return ui::Autostart::Off;
        return lines.contains(kMark) ? ui::Autostart::On : ui::Autostart::Foreign;
    }

    QString set(bool on) override {
        if (state() == ui::Autostart::Foreign) return {};
        if (!on) {
            QFile file(m_file);
            return !file.exists() || file.remove() ? QString() : file.errorString();
        }
        if (!QDir().mkpath(QFileInfo(m_file).path()))
            return QStringLiteral("%1: cannot be made").arg(QFileInfo(m_file).path());
        QSaveFile file(m_file);
        if (!file.open(QIODevice::WriteOnly)) return file.errorString();
        file.write(entry());
        return file.commit() ? QString() : file.errorString();
    }

private:
    QByteArray entry() const {
        return "[Desktop Entry]\nType=Application\nName=Gatepost\nIcon=gatepost\nTerminal=false\n"
               "Exec=" +
               quoted(m_executable).toUtf8() +
               " --background\n"
               "X-GNOME-Autostart-Delay=2\nX-LXQt-Need-Tray=true\nX-KDE-autostart-after=panel\n" +
               kMark + "\n";
    }

    QString m_executable;
    QString m_file;
};

}  // namespace

std::unique_ptr<AutostartEntry> systemAutostart(const QString& executable) {
    return std::make_unique<XdgAutostart>(executable);
}

}  // namespace gatepost::app
