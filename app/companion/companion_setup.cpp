// SPDX-License-Identifier: Apache-2.0
// What the companion does about First Steps: keeps the page true to the settings, redeems an
// invite, saves what a person has entered there, and nothing else.
#include <QUrl>

#include "app/companion/companion.h"
#include "relay/secrets/token_host.h"
#include "ui/common/words.h"
#include "ui/welcome/test_words.h"

namespace gatepost::app {
namespace {

using relay::Settings;
using ui::LockedBy;

struct Notice {
    const char* key;
    bool Settings::*on;
};

// The page has one box for them. It speaks of the first two.
constexpr Notice kNotices[] = {{"companion.notify_auth", &Settings::notifyAuth},
                               {"companion.notify_lost", &Settings::notifyLost},
                               {"companion.notify_rejected", &Settings::notifyRejected}};

struct NoticesBox {
    bool on;
    LockedBy lock;
};

/// On where each of the two is that a person may still turn.
NoticesBox noticesBox(const Settings& s, LockedBy auth, LockedBy lost) {
    const bool authIsFree = auth == LockedBy::Nobody;
    const bool lostIsFree = lost == LockedBy::Nobody;
    if (!authIsFree && !lostIsFree) return {s.notifyAuth && s.notifyLost, auth};
    return {(!authIsFree || s.notifyAuth) && (!lostIsFree || s.notifyLost), LockedBy::Nobody};
}

}  // namespace

void Companion::connectWelcome() {
    auto* welcome = m_window->welcome();
    connect(welcome, &ui::WelcomePage::testWanted, this, &Companion::testConnection);
    connect(welcome, &ui::WelcomePage::setupWanted, this, &Companion::save);
    connect(welcome, &ui::WelcomePage::shown, this, &Companion::refreshWelcome);
    connect(welcome, &ui::WelcomePage::leaveWanted, this, [this] {
        if (m_settings.welcomeDone) return;
        auto settings = m_settings;
        settings.welcomeDone = true;
        apply(settings);
        if (m_dialog) m_dialog->follow(m_settings);
    });
    refreshWelcome();
}

LockedBy Companion::lockOf(const char* key) const {
    return m_parts.locked ? m_parts.locked(key) : LockedBy::Nobody;
}

void Companion::refreshWelcome() {
    if (!m_window) return;
    auto* welcome = m_window->welcome();
    welcome->setAddress(ui::text(m_settings.uplinkUrl), lockOf("uplink.url"));
    const bool isFile = !m_settings.tokenFile.empty();
    welcome->setTokenStored(m_settings.tokenStored || isFile,
                            isFile ? QString() : ui::text(m_settings.tokenHost),
                            lockOf("secrets.token_file"));
    const auto box = noticesBox(m_settings, lockOf(kNotices[0].key), lockOf(kNotices[1].key));
    // Nobody has been asked before the first steps are done.
    const bool isKnown = m_settings.welcomeDone || box.lock != LockedBy::Nobody;
    welcome->setNotifications(isKnown ? std::optional(box.on) : std::nullopt, box.lock);
    askAutostart([this](ui::Autostart state) { m_window->welcome()->setAutostart(state); });
}

void Companion::testConnection(const QString& url, const QString& token) {
    m_testedUrl = url;
    m_thread.relay().testConnection(url, token);
}

void Companion::save(const ui::Setup& setup) {
    // One at a time: a token goes to the address that it was asked for, and to no later one.
    if (m_redeeming) return;
    const auto lock = lockOf("uplink.url");
    if (lock != LockedBy::Nobody && QUrl(setup.url) != QUrl(ui::text(m_settings.uplinkUrl)))
        return m_window->welcome()->showTest(false, ui::reasonFor(lock));
    if (!setup.invite.isEmpty()) return redeem(setup);
    auto settings = m_settings;
    settings.uplinkUrl = setup.url.toStdString();
    settings.welcomeDone = true;
    if (setup.notifications)
        for (const auto& [key, on] : kNotices)
            if (lockOf(key) == LockedBy::Nobody) settings.*on = *setup.notifications;
    if (setup.autostart) setAutostart(*setup.autostart);
    // Not while another link's offer has taken the place of what is saved.
    if (m_window->welcome()->settle(setup)) m_window->showPage(ui::Page::Live);
    say(tr("Saved"));
    if (setup.token.isEmpty()) {
        apply(settings);
    } else {
        // A file would go on being read instead of it.
        if (lockOf("secrets.token_file") == LockedBy::Nobody) settings.tokenFile.clear();
        settings.tokenStored = true;
        settings.tokenHost = relay::tokenHostOf(settings.uplinkUrl);
        keep(settings);
        m_thread.relay().enroll(settings, setup.token);
    }
    refreshWelcome();
    if (m_dialog) m_dialog->follow(m_settings);
}

void Companion::redeem(const ui::Setup& setup) {
    m_window->welcome()->setRedeeming(true);
    m_redeeming = setup;
    m_thread.redeem(setup.url, setup.invite, m_settings);
}

void Companion::onRedeemed(const QString& token) {
    auto setup = std::exchange(m_redeeming, std::nullopt);
    if (!setup) return;
    setup->token = token;
    setup->invite.clear();
    m_window->welcome()->setRedeeming(false);
    save(*setup);
}

void Companion::onRedeemRefused(int status, const QString& detail) {
    const auto setup = std::exchange(m_redeeming, std::nullopt);
    if (!setup) return;
    m_window->welcome()->setRedeeming(false);
    m_window->welcome()->showTest(false, ui::inviteWords(status, detail, setup->url));
}

void Companion::askAutostart(std::function<void(ui::Autostart)> then) {
    m_parts.errands->ask([entry = m_parts.autostart] { return entry->state(); }, this,
                         std::move(then));
}

void Companion::setAutostart(bool on) {
    m_parts.errands->ask(
        [entry = m_parts.autostart, on] {
            const bool is = entry->state() != ui::Autostart::Off;
            return is == on ? QString() : entry->set(on);
        },
        this,
        [this](const QString& problem) {
            if (!problem.isEmpty())
                say(tr("Starting with the session could not be changed: %1").arg(problem));
        });
}

}  // namespace gatepost::app
