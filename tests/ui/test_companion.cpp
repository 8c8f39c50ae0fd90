// SPDX-License-Identifier: Apache-2.0
// The whole companion, with a relay that only records.
#include <QApplication>
#include <QClipboard>
#include <QLocalServer>
#include <QLocalSocket>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QStyleFactory>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <atomic>

#include "app/companion/command_line.h"
#include "app/companion/companion.h"
#include "app/companion/settings_desk.h"
#include "relay/facade/relay_options.h"
#include "tests/ui/samples.h"
#include "ui/common/banner_bar.h"
#include "ui/common/roomy_style.h"
#include "ui/settings/targets_editor.h"

namespace gatepost {
namespace {

using app::CommandLine;

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
        if (QThread::currentThread() == qApp->thread()) heldUpTheScreen = true;
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

class RecordingRelay final : public relay::Relay {
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
    void setKeyPassphrase(const QString& passphrase) override {
        m_record->add(QStringLiteral("passphrase ") + passphrase);
    }
    void testConnection(const QString& url, const QString&) override {
        m_record->add(QStringLiteral("test ") + url);
    }

private:
    std::shared_ptr<Record> m_record;
};

/// A companion with everything around it.
struct Desk {
    QTemporaryDir directory;
    FakeTray tray;
    std::shared_ptr<MemoryAutostart> autostart = std::make_shared<MemoryAutostart>();
    app::Errands errands;
    std::shared_ptr<Record> record = std::make_shared<Record>();
    QList<relay::Settings> saved;
    relay::Relay* relay = nullptr;
    std::unique_ptr<app::Companion> companion;

    ui::LockedBy address = ui::LockedBy::Nobody;

    explicit Desk(bool welcomed = true, std::optional<QString> unclean = {}) {
        app::Companion::Parts parts;
        auto made = std::make_unique<RecordingRelay>(record);
        relay = made.get();
        parts.relay = std::move(made);
        parts.tray = &tray;
        parts.autostart = autostart;
        parts.errands = &errands;
        parts.settings.welcomeDone = welcomed;
        parts.saveSettings = [this](const relay::Settings&, const relay::Settings& s) {
            saved.append(s);
        };
        parts.stateFile = directory.filePath(QStringLiteral("window.json"));
        parts.logFile = directory.filePath(QStringLiteral("log"));
        parts.uncleanRun = std::move(unclean);
        parts.locked = [this](const char* key) {
            return std::string_view(key) == "uplink.url" ? address : ui::LockedBy::Nobody;
        };
        companion = std::make_unique<app::Companion>(std::move(parts));
    }
    void tell(const relay::RelayStatus& status) {
        emit relay->statusChanged(std::make_shared<relay::RelayStatus>(status));
        QCoreApplication::processEvents();
    }
};

}  // namespace

class TestCompanion : public QObject {
    Q_OBJECT
private slots:
    void inTheBackgroundThereIsNoWindow() {
        Desk desk;
        desk.companion->start(true);
        desk.tell(tests::busyStatus());
        QVERIFY(desk.companion->window() == nullptr);
        QVERIFY(!desk.record->all().contains(QStringLiteral("watch")));
        emit desk.tray.activated();
        QVERIFY(desk.companion->window()->isVisible());
        QTRY_VERIFY(desk.record->all().contains(QStringLiteral("watch")));
    }

    void noStatusEverRaisesTheWindow() {
        Desk desk;
        desk.companion->start(true);
        for (const auto upstream :
             {relay::Upstream::AuthRejected, relay::Upstream::Idle, relay::Upstream::Stranger}) {
            auto status = tests::busyStatus();
            status.upstream = upstream;
            desk.tell(status);
        }
        QVERIFY(desk.companion->window() == nullptr);
        QCOMPARE(desk.tray.notices.size(), 1);
        QVERIFY(desk.tray.last == ui::Shape::Refused);
    }

    void withoutATrayClosingMinimises() {
        Desk desk;
        desk.tray.present = false;
        desk.companion->start(false);
        desk.companion->window()->close();
        QVERIFY(desk.companion->window()->isVisible());
        QVERIFY(desk.companion->window()->isMinimized());
    }

    void aSecondStartsWishesAreObeyed() {
        Desk desk;
        desk.companion->start(true);
        desk.tell(tests::busyStatus());
        QVERIFY(desk.companion->obey({QStringLiteral("x"), QStringLiteral("--status")})
                    .startsWith(QLatin1Char('{')));
        QVERIFY(desk.companion->obey({QStringLiteral("x"), QStringLiteral("--diagnostics")})
                    .contains(QLatin1String("Ledger")));
        QVERIFY(desk.companion->obey({QStringLiteral("x"), QStringLiteral("--nonsense")}).size() >
                1);
        QSignalSpy quit(desk.companion.get(), &app::Companion::quitWanted);
        (void)desk.companion->obey({QStringLiteral("x"), QStringLiteral("--quit")});
        QTRY_COMPARE(quit.count(), 1);
        QVERIFY(desk.companion->window() == nullptr);
        (void)desk.companion->obey({QStringLiteral("x")});
        QTRY_VERIFY(desk.companion->window() != nullptr);
    }

    void aLinkChangesNothingBeforeItIsConfirmed() {
        Desk desk;
        desk.companion->start(true);
        desk.companion->open(
            QStringLiteral("gatepost://enroll?url=https://new.example&token=gp_a_b"));
        QTest::qWait(50);
        QVERIFY(desk.saved.isEmpty());
        for (const auto& call : desk.record->all())
            QVERIFY2(!call.startsWith(QLatin1String("settings")) &&
                         !call.startsWith(QLatin1String("token")) &&
                         !call.startsWith(QLatin1String("test")),
                     qPrintable(call));
        emit desk.companion->window()->welcome()->setupWanted(
            desk.companion->window()->welcome()->setup());
        QCOMPARE(desk.saved.size(), 1);
        QCOMPARE(desk.saved[0].uplinkUrl, std::string("https://new.example"));
        QVERIFY(desk.saved[0].welcomeDone && desk.saved[0].tokenStored);
        const auto calls = desk.record->all();
        QVERIFY(calls.indexOf(QStringLiteral("settings https://new.example")) <
                calls.indexOf(QStringLiteral("token gp_a_b")));
    }

    void anInviteIsRedeemedOnceConfirmed() {
        QTcpServer proxy;
        QVERIFY(proxy.listen(QHostAddress::LocalHost));
        QByteArray request;
        connect(&proxy, &QTcpServer::newConnection, this, [&] {
            auto* socket = proxy.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [&request, socket] {
                request += socket->readAll();
                if (!request.endsWith('}')) return;
                const bool good = request.contains("gi_good");
                const QByteArray body = good ? "{\"token\":\"gp_new_1\"}" : "no such invite\n";
                socket->write((good ? "HTTP/1.1 200 OK" : "HTTP/1.1 403 Forbidden") +
                              QByteArrayLiteral("\r\nContent-Length: ") +
                              QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n" +
                              body);
                socket->disconnectFromHost();
            });
        });
        Desk desk;
        desk.companion->start(true);
        const auto link = QStringLiteral("gatepost://enroll?url=http://127.0.0.1:%1&invite=%2")
                              .arg(proxy.serverPort());
        desk.companion->open(link.arg(QStringLiteral("gi_bad")));
        auto* welcome = desk.companion->window()->welcome();
        QTest::qWait(50);
        QVERIFY(request.isEmpty());
        emit welcome->setupWanted(welcome->setup());
        QTRY_VERIFY(request.contains("gi_bad"));
        QTest::qWait(100);
        QVERIFY(desk.saved.isEmpty());
        request.clear();
        desk.companion->open(link.arg(QStringLiteral("gi_good")));
        emit welcome->setupWanted(welcome->setup());
        QTRY_VERIFY(desk.record->all().contains(QStringLiteral("token gp_new_1")));
        QVERIFY(request.startsWith("POST /api/v1/enroll "));
        QCOMPARE(desk.saved.size(), 1);
    }

    void aStoredTokenIsNotSentElsewhere() {
        Desk desk;
        desk.companion->start(true);
        desk.companion->open();
        auto setup = desk.companion->window()->welcome()->setup();
        setup.url = QStringLiteral("https://first.example");
        setup.token = QStringLiteral("gp_a_b");
        emit desk.companion->window()->welcome()->setupWanted(setup);
        QTRY_VERIFY(desk.record->all().contains(QStringLiteral("token gp_a_b")));
        desk.record->clear();
        setup.token.clear();
        setup.url = QStringLiteral("https://first.example:9443");
        emit desk.companion->window()->welcome()->setupWanted(setup);
        QVERIFY(desk.saved.last().tokenStored);
        setup.url = QStringLiteral("https://second.example");
        emit desk.companion->window()->welcome()->setupWanted(setup);
        QVERIFY(!desk.saved.last().tokenStored);
        const auto calls = desk.record->all();
        const auto forgotten = calls.indexOf(QStringLiteral("token "));
        QVERIFY(forgotten >= 0);
        QVERIFY(forgotten < calls.indexOf(QStringLiteral("settings https://second.example")));
    }

    /// Neither an address nor an invite of another server gets past who set the address.
    void aLockedAddressStays() {
        Desk desk;
        desk.companion->start(true);
        desk.companion->open();
        auto* const page = desk.companion->window()->welcome();
        auto setup = page->setup();
        setup.url = QStringLiteral("https://first.example");
        emit page->setupWanted(setup);
        const auto saved = desk.saved.size();
        desk.address = ui::LockedBy::Administrator;
        setup.url = QStringLiteral("https://second.example");
        for (const auto* invite : {"", "gp_invite"}) {
            setup.invite = QString::fromLatin1(invite);
            desk.record->clear();
            emit page->setupWanted(setup);
            QCOMPARE(desk.saved.size(), saved);
            QVERIFY(desk.record->all().isEmpty());
        }
        setup.invite.clear();
        setup.url = QStringLiteral("https://first.example");
        setup.token = QStringLiteral("gp_a_b");
        emit page->setupWanted(setup);
        QVERIFY(desk.saved.last().tokenStored);
    }

    void theReportNamesTheStyle() {
        Desk desk;
        desk.companion->start(true);
        const auto style = QStringLiteral("offscreen, fusion");
        QApplication::setStyle(new ui::RoomyStyle(QStyleFactory::create(QStringLiteral("Fusion"))));
        QVERIFY2(desk.companion->diagnostics().contains(style),
                 qPrintable(desk.companion->diagnostics()));
    }

    void firstRunWelcomesAndChoicesAreOptIn() {
        Desk desk(false);
        desk.companion->start(false);
        auto* welcome = desk.companion->window()->welcome();
        QVERIFY(welcome->isVisible());
        QVERIFY(desk.autostart->held == ui::Autostart::Off);
        QTRY_VERIFY(welcome->setup().autostart.has_value());
        auto setup = welcome->setup();
        QVERIFY(!*setup.autostart);
        setup.url = QStringLiteral("https://a.example");
        setup.autostart = true;
        setup.notifications = true;
        emit desk.companion->window()->welcome()->setupWanted(setup);
        QVERIFY(desk.errands.waitFor(std::chrono::seconds(5)));
        QVERIFY(desk.autostart->held == ui::Autostart::On);
        QVERIFY(!desk.autostart->heldUpTheScreen);
        QVERIFY(desk.saved.last().notifyLost);
    }

    void anUncleanEndIsToldOnce() {
        Desk desk(true, QStringLiteral("2026-01-02T03:04:05"));
        desk.companion->start(false);
        const auto bars = desk.companion->window()->findChildren<ui::BannerBar*>();
        int shown = 0;
        for (auto* bar : bars) {
            if (!bar->isVisible() ||
                !bar->accessibleDescription().contains(QLatin1String("2026-01-02T03:04:05")))
                continue;
            ++shown;
            bar->findChild<QPushButton*>()->click();
            QVERIFY(!bar->isVisible());
        }
        QCOMPARE(shown, 1);
        QVERIFY(QGuiApplication::clipboard()->text().contains(
            QLatin1String("did not end as it should have")));
    }

    /// Applications that push to the other's loopback address need not be told that it has gone.
    void aRelayThatIsTakenOverLeavesItsLoopbackAddress() {
        Desk desk;
        const QString path = desk.directory.filePath(QStringLiteral("relay.sock"));
        QLocalServer other;
        QVERIFY(other.listen(path));
        connect(&other, &QLocalServer::newConnection, this, [&] {
            auto* socket = other.nextPendingConnection();
            connect(socket, &QLocalSocket::readyRead, socket, [socket] {
                const bool asks = socket->readAll().startsWith("GET");
                const QByteArray body =
                    asks ? R"({"data":{"relay":{"loopback":"127.0.0.1:9099"}}})" : "";
                socket->write("HTTP/1.1 200 OK\r\nContent-Length: " +
                              QByteArray::number(body.size()) + "\r\n\r\n" + body);
            });
        });
        desk.companion->start(false);
        relay::RelayStatus status;
        status.intake = relay::Intake::TakenByOther;
        status.endpoint = path.toStdString();
        desk.tell(status);
        emit desk.companion->window()->remedyWanted(ui::Remedy::TakeOver);
        const QStringList wanted{QStringLiteral("loopback 9099"), QStringLiteral("stop"),
                                 QStringLiteral("start")};
        const auto latest = [&] {
            const QStringList calls = desk.record->all();
            return calls.mid(std::max<qsizetype>(0, calls.size() - wanted.size()));
        };
        QTRY_COMPARE(latest(), wanted);
        QVERIFY(desk.saved.isEmpty());
        // Whatever the files say, until somebody switches it off.
        relay::Settings changed;
        changed.welcomeDone = true;
        changed.uplinkUrl = "http://localhost:9092";
        desk.companion->settingsChanged(changed);
        QCOMPARE(desk.record->all().last(), wanted.first());
    }

    void aRemedyLeadsToTheFieldThatMends() {
        Desk desk;
        desk.companion->start(false);
        auto* window = desk.companion->window();
        const auto chosen = [window](relay::Upstream upstream, Desk& on) {
            auto status = tests::busyStatus();
            status.upstream = upstream;
            on.tell(status);
            emit window->remedyWanted(ui::Remedy::OpenSetup);
            const auto* widget = window->welcome()->focusWidget();
            return widget == nullptr ? QString() : widget->accessibleName();
        };
        QCOMPARE(chosen(relay::Upstream::Unconfigured, desk),
                 QStringLiteral("Address of the proxy"));
        QCOMPARE(chosen(relay::Upstream::AuthRejected, desk), QStringLiteral("Token"));
    }

    void lossesCanBeAcknowledged() {
        Desk desk;
        desk.companion->start(false);
        auto status = tests::busyStatus();
        status.upstream = relay::Upstream::Idle;
        status.queue = {};
        status.lint = {};
        status.lastDelivery = 1;
        status.ledger.lost["bytes"] = 4;
        desk.tell(status);
        QVERIFY(desk.tray.last == ui::Shape::Lost);
        emit desk.companion->window()->remedyWanted(ui::Remedy::Acknowledge);
        QVERIFY(desk.tray.last == ui::Shape::Idle);
        status.ledger.lost["bytes"] = 5;
        desk.tell(status);
        QVERIFY(desk.tray.last == ui::Shape::Lost);
    }

    void onlyWhatWasChangedIsWrittenOverWhatTheFileSays() {
        relay::Settings before;
        before.uplinkUrl = "https://a.example";
        auto after = before;
        after.outboxAge = 86400;
        after.userid = "flagged";
        auto file = before;  // changed by somebody else meanwhile
        file.uplinkUrl = "https://theirs.example";
        const auto saved = app::merged(file, before, after, {"uplink.userid"});
        QCOMPARE(saved.uplinkUrl, std::string("https://theirs.example"));
        QCOMPARE(saved.outboxAge, std::uint64_t{86400});
        QCOMPARE(saved.userid, std::string());
    }

    void whatTheCommandLineDecidesIsLocked() {
        QTemporaryDir dir;
        app::RelaySetup setup;
        setup.file = std::make_shared<relay::SettingsFile>(
            dir.filePath(QStringLiteral("relay.ini")).toStdString(), std::filesystem::path());
        setup.loaded.locked = {"outbox.encrypt"};
        CommandLine line;
        line.uplink = QStringLiteral("https://here.example");
        line.tokenFile = QStringLiteral("token");
        line.loopback = QStringLiteral("127.0.0.1:9091");
        const app::SettingsDesk desk(setup, line);
        for (const char* key : {"uplink.url", "secrets.token_file", "local.loopback",
                                "local.loopback_address", "local.loopback_port"})
            QCOMPARE(desk.lockedBy(key), ui::LockedBy::CommandLine);
        QCOMPARE(desk.lockedBy("outbox.encrypt"), ui::LockedBy::Administrator);
        QCOMPARE(desk.lockedBy("local.socket"), ui::LockedBy::Nobody);
    }

    void whatIsChangedElsewhereHoldsAndIsNotSavedAgain() {
        Desk desk;
        desk.companion->start(false);
        emit desk.companion->window()->settingsWanted();
        auto* dialog = desk.companion->window()->findChild<ui::SettingsDialog*>();
        QVERIFY(dialog != nullptr);
        relay::Settings elsewhere;
        elsewhere.welcomeDone = true;
        elsewhere.uplinkUrl = "https://theirs.example";
        desk.companion->settingsChanged(elsewhere);
        QVERIFY(desk.saved.isEmpty());
        QVERIFY(desk.record->all().contains(QStringLiteral("settings https://theirs.example")));
        dialog->accept();
        QVERIFY(desk.saved.isEmpty());  // nothing was touched
    }

    void targetsGoToTheRelayOnceConfirmed() {
        Desk desk;
        desk.companion->start(false);
        emit desk.companion->window()->settingsWanted();
        auto* dialog = desk.companion->window()->findChild<ui::SettingsDialog*>();
        relay::ScrapeTarget node;
        node.name = "node";
        node.url = "http://127.0.0.1:9100/metrics";
        relay::ScrapeTarget old;
        old.name = "old";
        dialog->setTargets({{old, {}, true}});
        dialog->targets()->model()->set(node);
        dialog->targets()->model()->remove(1);
        QVERIFY(!desk.record->all().contains(QStringLiteral("target node")));
        dialog->accept();
        QVERIFY(desk.record->all().contains(QStringLiteral("target node")));
        QVERIFY(desk.record->all().contains(QStringLiteral("forget old")));
    }

    void aSessionThatMayEndEndsNothingYet() {
        Desk desk;
        desk.companion->start(false);
        desk.companion->sessionMayEnd();
        QVERIFY(!desk.record->all().contains(QStringLiteral("stop")));
        QVERIFY(desk.companion->window()->isVisible());
        // The session closes windows: no question, no hiding.
        QSignalSpy wishes(desk.companion->window(), &ui::MainWindow::closeWanted);
        desk.companion->window()->close();
        QCOMPARE(wishes.count(), 0);
    }

    void theEndComesInTimeAndOnce() {
        Desk desk;
        desk.companion->start(false);
        QElapsedTimer clock;
        clock.start();
        desk.companion->end();
        desk.companion->end();
        QVERIFY(clock.elapsed() < 2000);
        QCOMPARE(desk.record->all().count(QStringLiteral("stop")), 1);
        QVERIFY(!desk.companion->window()->isVisible());
    }
};

}  // namespace gatepost

QTEST_MAIN(gatepost::TestCompanion)
#include "test_companion.moc"
