// SPDX-License-Identifier: Apache-2.0
// XDG autostart: $XDG_CONFIG_HOME/autostart/io.github.gatepost.Companion.desktop.
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>
#include <algorithm>

#include "app/companion/autostart.h"

namespace gatepost::app {
namespace {

const auto kMark = QByteArrayLiteral("X-Gatepost-Generated=true");
constexpr qint64 kLongestEntry = 64 * 1024;

/// A line of an entry, without the spaces that may stand around its sign.
struct KeyAndValue {
    QByteArray key;
    QByteArray value;
};

KeyAndValue parted(const QByteArray& line) {
    const auto sign = line.indexOf('=');
    if (sign < 0) return {};
    return {line.left(sign).trimmed().toLower(), line.mid(sign + 1).trimmed().toLower()};
}

/// Any of the two ways in which desktops do it.
bool switchesOff(const QByteArray& line) {
    const auto [key, value] = parted(line);
    return (key == "hidden" && value == "true") ||
           (key == "x-gnome-autostart-enabled" && value == "false");
}

/// The same, letter for letter, but for its value.
QByteArray switchedOn(const QByteArray& line) {
    const auto sign = line.indexOf('=');
    const auto end = line.endsWith('\r') ? QByteArrayLiteral("\r") : QByteArray();
    return line.left(sign + 1) + (parted(line).key == "hidden" ? "false" : "true") + end;
}

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
        const auto held = lines();
        if (held.isEmpty() || std::ranges::any_of(held, switchesOff)) return ui::Autostart::Off;
        return held.contains(kMark) ? ui::Autostart::On : ui::Autostart::Foreign;
    }

    QString set(bool on) override {
        if (QFileInfo(m_file).size() > kLongestEntry) return {};  // the rest of it would be lost
        auto held = lines();
        const bool isForeign = !held.isEmpty() && !held.contains(kMark);
        if (isForeign) {
            if (!on || std::ranges::none_of(held, switchesOff)) return {};
            for (auto& line : held)
                if (switchesOff(line)) line = switchedOn(line);
            return write(held.join('\n'));
        }
        if (on) return write(entry());
        QFile file(m_file);
        return !file.exists() || file.remove() ? QString() : file.errorString();
    }

private:
    /// None where there is no entry.
    QList<QByteArray> lines() const {
        QFile file(m_file);
        if (!file.open(QIODevice::ReadOnly)) return {};
        return file.read(kLongestEntry).split('\n');
    }

    QString write(const QByteArray& content) const {
        if (!QDir().mkpath(QFileInfo(m_file).path()))
            return QStringLiteral("%1: cannot be made").arg(QFileInfo(m_file).path());
        QSaveFile file(m_file);
        if (!file.open(QIODevice::WriteOnly)) return file.errorString();
        file.write(content);
        return file.commit() ? QString() : file.errorString();
    }

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
