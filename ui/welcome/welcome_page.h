// SPDX-License-Identifier: Apache-2.0
// First steps: where to send (with a test that says what failed), two choices, and a snippet that
// pushes one metric and is seen to arrive. A link may fill it; nothing is sent or replaced before
// the person presses a button.
#pragma once

#include <QWidget>
#include <optional>

#include "ui/common/tones.h"
#include "ui/settings/settings_dialog.h"
#include "ui/welcome/enrollment.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace gatepost::ui {

class SnippetBox;

struct Setup {
    QString url;
    QString token;                      // empty: keep what is stored
    QString invite;                     // redeemed for a token first, where there is one
    std::optional<bool> autostart;      // nullopt: not changed, or not ours to change
    std::optional<bool> notifications;  // likewise; who was never asked has answered by saving
    bool operator==(const Setup&) const = default;
};

class WelcomePage : public QWidget {
    Q_OBJECT
public:
    explicit WelcomePage(QWidget* parent = nullptr);
    // What is in use now. The page follows, but for what a person or a link has put there.
    void setAddress(const QString& url, LockedBy lock = LockedBy::Nobody);
    void setAutostart(Autostart autostart);
    /// nullopt: nobody was asked yet.
    void setNotifications(std::optional<bool> on, LockedBy lock = LockedBy::Nobody);
    /// `host`: whose it is; empty: of the address in use. `lock`: who has named a file for it.
    void setTokenStored(bool stored, const QString& host = {}, LockedBy lock = LockedBy::Nobody);
    /// It was saved, and is what is in use. False: the page holds another offer by now.
    bool settle(const Setup& saved);
    void setEndpoint(const QString& socket, const QString& loopback);
    void showTest(bool ok, const QString& words);
    /// A server takes its time to turn an invite into a token: no second press meanwhile.
    void setRedeeming(bool redeeming);
    /// An invite stands in for a token, so that a server that misses one is well.
    [[nodiscard]] bool hasInvite() const;
    /// Fills the page; says whose link it is and that nothing happened yet.
    void offer(const Enrollment& enrollment);
    void setArrived(const QString& group);
    [[nodiscard]] Setup setup() const;
    void focusAddress();
    void focusToken();

signals:
    void shown();
    void testWanted(QString url, QString token);
    void setupWanted(gatepost::ui::Setup setup);
    void leaveWanted();

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildServer();
    QWidget* buildChoices();
    void say(Tone tone, const QString& words);
    void followAddress();
    void forget();
    [[nodiscard]] bool addressIsGood();

    QLineEdit* m_url;
    QLineEdit* m_token;
    QLabel* m_offer;
    QLabel* m_lock;
    QLabel* m_said;
    QPushButton* m_test;
    QPushButton* m_save;
    QCheckBox* m_autostart;
    QCheckBox* m_notifications;
    SnippetBox* m_snippets;
    QString m_invite;
    QString m_used;  // the address in use
    bool m_stored = false;
    QString m_storedFor;
    LockedBy m_tokenLock = LockedBy::Nobody;
    // What the boxes showed before anybody touched them.
    std::optional<bool> m_autostartIs;
    std::optional<bool> m_notificationsAre;
};

}  // namespace gatepost::ui
