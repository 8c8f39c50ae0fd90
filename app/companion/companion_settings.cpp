// SPDX-License-Identifier: Apache-2.0
// What the companion does about settings: shows them, takes changes, follows other programs'.
#include <QFile>
#include <algorithm>

#include "app/companion/companion.h"
#include "app/relay_flags.h"
#include "relay/secrets/secret_store.h"
#include "relay/secrets/token_host.h"
#include "relay/settings/schema.h"
#include "ui/common/words.h"
#include "ui/settings/targets_editor.h"

namespace gatepost::app {
namespace {

using relay::Settings;

constexpr const char* kLoopbackKeys[] = {"local.loopback", "local.loopback_address",
                                         "local.loopback_port"};

bool agree(const char* key, const Settings& a, const Settings& b) {
    const auto* info = relay::findSetting(key);
    return info->get(a) == info->get(b);
}

bool sameLoopback(const Settings& a, const Settings& b) {
    return std::ranges::all_of(kLoopbackKeys, [&](const char* key) { return agree(key, a, b); });
}

void copyLoopback(const Settings& from, Settings& to) {
    for (const char* key : kLoopbackKeys) {
        const auto* info = relay::findSetting(key);
        info->set(to, info->get(from));
    }
}

bool tokenGoesAlong(const Settings& settings) {
    return settings.tokenFile.empty() && settings.tokenStored && relay::storedTokenFits(settings);
}

}  // namespace

/// `settings` as they are filed: another relay's loopback address lasts for this run alone.
Settings Companion::withoutOtherLoopback(const Settings& settings) const {
    auto filed = settings;
    if (!m_otherLoopback.empty() && sameLoopback(settings, m_settings))
        copyLoopback(m_filed, filed);
    return filed;
}

/// Who decides about the loopback address decides about all of it, and for good.
void Companion::keep(const Settings& settings) {
    const auto filed = withoutOtherLoopback(settings);
    if (!sameLoopback(settings, m_settings)) m_otherLoopback.clear();
    m_parts.saveSettings(m_filed, filed);
    m_filed = filed;
    m_settings = settings;
}

/// Without being saved. False: they held already.
bool Companion::hold(const Settings& filed) {
    m_filed = filed;
    const auto settings = withOtherLoopback(filed);
    if (settings == m_settings) return false;
    m_settings = settings;
    m_thread.relay().applySettings(settings);
    if (m_dialog) m_dialog->follow(settings);
    refreshWelcome();
    return true;
}

void Companion::apply(const Settings& wanted) {
    const auto settings = relay::withTokenBound(wanted, m_settings);
    if (settings == m_settings && withoutOtherLoopback(settings) == m_filed) return;
    const bool hadToken = tokenGoesAlong(m_settings);
    keep(settings);
    m_thread.relay().applySettings(settings);
    refreshWelcome();
    if (hadToken) sayWhereTheTokenStays();
}

/// Applications that pushed to the other relay's loopback address go on doing so, for this run.
Settings Companion::withOtherLoopback(const Settings& settings) const {
    if (settings.loopback || m_otherLoopback.empty()) return settings;
    RelayFlags flags;
    flags.loopback = m_otherLoopback;
    const auto with = withFlags(settings, flags).value_or(settings);
    const bool isLocked = std::ranges::any_of(kLoopbackKeys, [&](const char* key) {
        return lockOf(key) != ui::LockedBy::Nobody && !agree(key, with, settings);
    });
    return isLocked ? settings : with;
}

void Companion::settingsChanged(const Settings& changed) {
    const auto bound = relay::withTokenBound(changed, m_settings);
    if (bound != changed) m_parts.saveSettings(changed, bound);
    const bool hadToken = tokenGoesAlong(m_settings);
    if (!hold(bound)) return;
    say(tr("The settings were changed elsewhere, and hold from now on"));
    if (hadToken) sayWhereTheTokenStays();
}

void Companion::sayWhereTheTokenStays() {
    if (relay::storedTokenFits(m_settings) || !m_settings.tokenStored) return;
    say(tr("The stored token is for %1 and is not sent elsewhere; enter another under Help, First "
           "Steps")
            .arg(ui::text(m_settings.tokenHost)));
}

void Companion::showSettings() {
    if (m_dialog) {
        m_dialog->raise();
        m_dialog->activateWindow();
        return;
    }
    m_dialog = new ui::SettingsDialog(m_settings, m_parts.locked, m_window.get());
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog->setStatus(m_status);
    askAutostart([this](ui::Autostart state) {
        if (m_dialog) m_dialog->setAutostart(state);
    });
    if (m_snapshot) m_dialog->setTargets(m_snapshot->targets);
    connect(m_dialog, &ui::SettingsDialog::copied, this, &Companion::say);
    connect(m_dialog, &QDialog::accepted, this,
            [this, dialog = m_dialog.data()] { acceptSettings(*dialog); });
    // Targets come with the snapshots; the window may be hidden.
    m_thread.relay().watch();
    connect(m_dialog, &QDialog::finished, this, [this] { m_thread.relay().unwatch(); });
    readLoopbackToken();
    m_dialog->show();
}

void Companion::acceptSettings(const ui::SettingsDialog& dialog) {
    if (const auto wanted = dialog.wantsAutostart()) setAutostart(*wanted);
    // What a person has put there is theirs, though another relay's address says the same.
    if (std::ranges::any_of(kLoopbackKeys, [&](const char* key) { return dialog.isTouched(key); }))
        m_otherLoopback.clear();
    apply(dialog.settings());
    refreshWelcome();  // with the autostart entry that is written by then
    if (const auto words = dialog.keyPassphrase(); !words.isEmpty())
        m_thread.relay().setKeyPassphrase(words);
    const auto* targets = dialog.targets()->model();
    for (const auto& name : targets->unwanted()) m_thread.relay().removeTarget(ui::text(name));
    for (const auto& target : targets->wanted()) m_thread.relay().setTarget(target);
}

void Companion::readLoopbackToken() {
    // Only while it listens: what an earlier run left is nobody's token any more.
    if (m_status.loopback.empty()) return m_dialog->setLoopbackToken({});
    m_parts.errands->ask(
        [path = m_parts.loopbackTokenFile] {
            QFile file(path);
            return file.open(QIODevice::ReadOnly)
                       ? QString::fromUtf8(file.read(relay::kSecretBytes)).trimmed()
                       : QString();
        },
        this,
        [this](const QString& token) {
            if (m_dialog) m_dialog->setLoopbackToken(token);
        });
}

}  // namespace gatepost::app
