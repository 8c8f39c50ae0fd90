// SPDX-License-Identifier: Apache-2.0
#include "tests/ui/companion_desk.h"

#include <QLineEdit>

#include "app/companion/settings_desk.h"
#include "ui/settings/settings_dialog.h"

namespace gatepost::tests {

Desk::Desk(bool welcomed, std::optional<QString> unclean, std::unique_ptr<relay::Relay> made,
           const app::Alongside& alongside) {
    app::Companion::Parts parts;
    if (!made) made = std::make_unique<RecordingRelay>(record);
    parts.alongside = alongside;
    relay = made.get();
    parts.relay = std::move(made);
    parts.tray = &tray;
    parts.autostart = autostart;
    parts.errands = &errands;
    parts.settings.welcomeDone = welcomed;
    file = parts.settings;
    parts.saveSettings = [this](const relay::Settings& before, const relay::Settings& s) {
        saved.append(s);
        file = app::merged(file, before, s, {});
    };
    parts.stateFile = directory.filePath(QStringLiteral("window.json"));
    parts.logFile = directory.filePath(QStringLiteral("log"));
    parts.uncleanRun = std::move(unclean);
    parts.locked = [this](const char* key) {
        const auto found = locks.find(key);
        return found == locks.end() ? ui::LockedBy::Nobody : found->second;
    };
    companion = std::make_unique<app::Companion>(std::move(parts));
}

ui::SettingsDialog* Desk::openSettings() const {
    // One that was closed goes with the event loop's next turn.
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    emit companion->window()->settingsWanted();
    return companion->window()->findChild<ui::SettingsDialog*>();
}

void Desk::changeAddress(const char* url) const {
    auto* dialog = openSettings();
    named<QLineEdit>(*dialog, "Address")->setText(QString::fromLatin1(url));
    dialog->accept();
}

void Desk::enter(const char* url, const char* token) const {
    named<QLineEdit>(*welcome(), "Address of the proxy")->setText(QString::fromLatin1(url));
    named<QLineEdit>(*welcome(), "Token")->setText(QString::fromLatin1(token));
    save();
}

void Desk::tell(const relay::RelayStatus& status) const {
    emit relay->statusChanged(std::make_shared<relay::RelayStatus>(status));
    QCoreApplication::processEvents();
}

}  // namespace gatepost::tests
