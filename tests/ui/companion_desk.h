// SPDX-License-Identifier: Apache-2.0
// A companion with everything around it: a relay that only records, a tray, files and an autostart
// entry of the test's own.
#pragma once

#include <QCoreApplication>
#include <QSemaphore>
#include <QTemporaryDir>
#include <QThread>
#include <atomic>
#include <map>
#include <mutex>

#include "app/companion/companion.h"
#include "tests/ui/find_widgets.h"

namespace gatepost::tests {

class FakeTray final : public ui::TrayHost {
public:
    bool present = true;
    [[nodiscard]] bool available() const override { return present; }
    [[nodiscard]] ui::Panel panel() const override { return ui::Panel::Light; }
    void setMenu(QMenu*) override {}
    void setShape(ui::Shape shape, ui::Panel) override { last = shape; }
    void setToolTip(const QString&) override {}
    void show() override {}
    void hide() override {}
    void notify(ui::Tone, const QString& title, const QString&) override { notices.append(title); }
    ui::Shape last = ui::Shape::Idle;
    QStringList notices;
};

/// Stands for files: says whether the screen's thread ever waited for it.
class MemoryAutostart final : public app::AutostartEntry {
public:
    [[nodiscard]] ui::Autostart state() const override {
        note();
        return held;
    }
    [[nodiscard]] QString set(bool on) override {
        note();
        held = on ? ui::Autostart::On : ui::Autostart::Off;
        return {};
    }
    std::atomic<ui::Autostart> held = ui::Autostart::Off;
    mutable std::atomic<bool> heldUpTheScreen = false;

private:
    void note() const {
        if (QThread::currentThread() == QCoreApplication::instance()->thread())
            heldUpTheScreen = true;
    }
};

/// What was asked of the relay, in order; shared, for the relay goes with its thread.
struct Record {
    std::mutex mutex;
    QStringList calls;
    void add(const QString& call) {
        const std::lock_guard lock(mutex);
        calls.append(call);
    }
    QStringList all() {
        const std::lock_guard lock(mutex);
        return calls;
    }
    void clear() {
        const std::lock_guard lock(mutex);
        calls.clear();
    }
};

class RecordingRelay : public relay::Relay {
public:
    explicit RecordingRelay(std::shared_ptr<Record> record) : m_record(std::move(record)) {}
    void start() override { m_record->add(QStringLiteral("start")); }
    void stop() override {
        m_record->add(QStringLiteral("stop"));
        emit stopped();
    }
    void watch() override { m_record->add(QStringLiteral("watch")); }
    void unwatch() override { m_record->add(QStringLiteral("unwatch")); }
    void pause() override { m_record->add(QStringLiteral("pause")); }
    void resume() override { m_record->add(QStringLiteral("resume")); }
    void retryNow() override { m_record->add(QStringLiteral("retry")); }
    void pauseApplication(const QString& id) override {
        m_record->add(QStringLiteral("pause ") + id);
    }
    void resumeApplication(const QString& id) override {
        m_record->add(QStringLiteral("resume ") + id);
    }
    void purgeApplication(const QString& id) override {
        m_record->add(QStringLiteral("purge ") + id);
    }
    void deleteGroup(const QString& id) override { m_record->add(QStringLiteral("delete ") + id); }
    void dropQueued(qint64 id) override { m_record->add(QStringLiteral("drop %1").arg(id)); }
    void retryQuarantined(qint64 id) override { m_record->add(QStringLiteral("retry %1").arg(id)); }
    void dropQuarantined(qint64 id) override {
        m_record->add(QStringLiteral("discard %1").arg(id));
    }
    void setTarget(const relay::ScrapeTarget& target) override {
        m_record->add(QStringLiteral("target ") + QString::fromStdString(target.name));
    }
    void removeTarget(const QString& name) override {
        m_record->add(QStringLiteral("forget ") + name);
    }
    void applySettings(const relay::Settings& s) override {
        m_record->add(QStringLiteral("settings ") + QString::fromStdString(s.uplinkUrl));
        if (s.loopback) m_record->add(QStringLiteral("loopback %1").arg(s.loopbackPort));
    }
    void setToken(const QString& token) override {
        m_record->add(QStringLiteral("token ") + token);
    }
    void enroll(const relay::Settings& s, const QString& token) override {
        applySettings(s);
        setToken(token);
    }
    void setKeyPassphrase(const QString& passphrase) override {
        m_record->add(QStringLiteral("passphrase ") + passphrase);
    }
    void testConnection(const QString& url, const QString&) override {
        m_record->add(QStringLiteral("test ") + url);
    }

private:
    std::shared_ptr<Record> m_record;
};

/// Does not get to its end before it is let go of, as where a disk has gone.
class StuckRelay final : public RecordingRelay {
public:
    StuckRelay(std::shared_ptr<Record> record, std::shared_ptr<QSemaphore> gate)
        : RecordingRelay(std::move(record)),
          m_gate(std::move(gate)) {}
    void stop() override {
        QMetaObject::invokeMethod(
            this, [gate = m_gate] { gate->acquire(); }, Qt::QueuedConnection);
    }

private:
    std::shared_ptr<QSemaphore> m_gate;
};

/// A companion with everything around it.
struct Desk {
    QTemporaryDir directory;
    FakeTray tray;
    std::shared_ptr<MemoryAutostart> autostart = std::make_shared<MemoryAutostart>();
    app::Errands errands;
    std::shared_ptr<Record> record = std::make_shared<Record>();
    QList<relay::Settings> saved;
    relay::Settings file;  // with what was saved
    relay::Relay* relay = nullptr;
    std::unique_ptr<app::Companion> companion;
    std::map<std::string, ui::LockedBy> locks;

    explicit Desk(bool welcomed = true, std::optional<QString> unclean = {},
                  std::unique_ptr<relay::Relay> made = {}, const app::Alongside& alongside = {});
    [[nodiscard]] ui::WelcomePage* welcome() const { return companion->window()->welcome(); }
    [[nodiscard]] ui::SettingsDialog* openSettings() const;
    /// In Settings, with OK.
    void changeAddress(const char* url) const;
    /// First Steps: what it shows; with another address and token.
    void save() const { emit welcome()->setupWanted(welcome()->setup()); }
    void enter(const char* url, const char* token) const;
    void tell(const relay::RelayStatus& status) const;
};

}  // namespace gatepost::tests
