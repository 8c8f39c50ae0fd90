// SPDX-License-Identifier: Apache-2.0
// The companion: tray, window and relay put together. It holds the last status and snapshot, makes
// the window when it is first wanted, and turns wishes into the relay's commands. What touches the
// system comes in as parts, so that a test has its own. Screen thread.
#pragma once

#include <QPointer>
#include <QTimer>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "app/companion/autostart.h"
#include "app/companion/errands.h"
#include "app/companion/relay_thread.h"
#include "app/companion/window_state.h"
#include "relay/settings/settings.h"
#include "ui/tray/pace.h"
#include "ui/tray/tray.h"
#include "ui/welcome/welcome_page.h"
#include "ui/window/main_window.h"

namespace gatepost::app {

/// How long a session takes to end once it has said that it may.
inline constexpr int kSessionPatience = 30'000;

class Companion : public QObject {
    Q_OBJECT
public:
    struct Parts {
        std::unique_ptr<relay::Relay> relay;
        Alongside alongside;  // moves to the relay's thread with it
        ui::TrayHost* tray = nullptr;
        std::shared_ptr<AutostartEntry> autostart;
        Errands* errands = nullptr;
        relay::Settings settings;
        /// Stores them off the screen's thread.
        std::function<void(const relay::Settings& before, const relay::Settings& after)>
            saveSettings;
        ui::SettingsDialog::Locked locked;
        QString stateFile;  // of the window
        QString logFile;
        QString loopbackTokenFile;
        QString system;  // systemName()
        std::optional<QString> uncleanRun;
    };

    explicit Companion(Parts parts, QObject* parent = nullptr);
    ~Companion() override;

    void start(bool background);
    /// Somebody else changed them on disk: they hold from now on, and are not saved again.
    void settingsChanged(const relay::Settings& settings);
    /// A link, or nothing: shows the window either way. Only for what a person asked for.
    void open(const QString& link = {});
    /// The arguments of a second start; the answer is printed there.
    [[nodiscard]] QString obey(const QStringList& arguments);
    /// Closing the window closes from now on; after kSessionPatience the session seems to go on.
    /// What is to be remembered is on its way to the disk.
    void sessionMayEnd();
    /// Puts everything away. False: not all of it by the deadline, see RelayThread::end().
    bool end(QDeadlineTimer deadline);
    [[nodiscard]] QString diagnostics() const;
    [[nodiscard]] ui::MainWindow* window() const { return m_window.get(); }
    [[nodiscard]] ui::Tray& tray() { return *m_tray; }
    [[nodiscard]] const relay::RelayStatus& status() const { return m_status; }

signals:
    void quitWanted();
    void sessionGoesOn();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void connectTray();
    void connectRelay();
    void makeWindow();
    void connectWindow();
    void connectPages();
    void connectWelcome();
    void raiseWindow();
    void placeWindow();
    void rememberWindow();
    void onStatus(const relay::StatusPointer& status);
    void show();
    void onCloseWanted();
    void onRemedy(ui::Remedy remedy);
    void takeOver();
    [[nodiscard]] ui::LockedBy lockOf(const char* key) const;
    void refreshWelcome();
    void save(const ui::Setup& setup);
    void redeem(const ui::Setup& setup);
    void onRedeemed(const QString& token);
    void onRedeemRefused(int status, const QString& detail);
    void testConnection(const QString& url, const QString& token);
    void showSettings();
    void sayWhereTheTokenStays();
    void acceptSettings(const ui::SettingsDialog& dialog);
    void readLoopbackToken();
    void showDiagnostics();
    void apply(const relay::Settings& settings);
    [[nodiscard]] relay::Settings withOtherLoopback(const relay::Settings& settings) const;
    [[nodiscard]] relay::Settings withoutOtherLoopback(const relay::Settings& settings) const;
    void keep(const relay::Settings& settings);
    bool hold(const relay::Settings& filed);
    void askAutostart(std::function<void(ui::Autostart state)> then);
    void setAutostart(bool on);
    void keepWindowState();
    void exportText(const QString& name, const QString& content);
    void readDropped(const QUrl& file);
    void say(const QString& words);

    relay::Settings m_settings;  // as they hold
    relay::Settings m_filed;     // without m_otherLoopback
    Parts m_parts;
    RelayThread m_thread;
    std::unique_ptr<ui::Tray> m_tray;
    std::unique_ptr<ui::MainWindow> m_window;
    QPointer<ui::SettingsDialog> m_dialog;
    relay::RelayStatus m_status;
    relay::RelayStatus m_before;  // of the last notice
    ui::Pace m_pace;
    QTimer m_paceTimer;
    QTimer m_sessionTimer;
    relay::SnapshotPointer m_snapshot;
    ui::PreviewPointer m_preview;
    std::deque<relay::RelayEvent> m_events;  // while there is no window
    WindowState m_state;
    QString m_testedUrl;
    std::string m_otherLoopback;           // of the relay that was taken over
    std::optional<ui::Setup> m_redeeming;  // what is saved once its invite is a token
    bool m_watching = false;
    bool m_ended = false;
};

}  // namespace gatepost::app
