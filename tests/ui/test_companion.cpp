// SPDX-License-Identifier: Apache-2.0
// The whole companion, with a relay that only records.
#include <sys/stat.h>

#include <QApplication>
#include <QClipboard>
#include <QPushButton>
#include <QSignalSpy>
#include <QStyleFactory>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>

#include "app/companion/command_line.h"
#include "app/companion/crash_sentinel.h"
#include "app/companion/ending.h"
#include "app/companion/settings_desk.h"
#include "relay/facade/relay_options.h"
#include "tests/ui/companion_desk.h"
#include "tests/ui/samples.h"
#include "ui/common/banner_bar.h"
#include "ui/common/roomy_style.h"
#include "ui/settings/targets_editor.h"

namespace gatepost {

using app::CommandLine;
using tests::Desk;
using tests::Record;
using tests::StuckRelay;

namespace {

/// Settings whose file is a pipe: what is saved waits until somebody opens the other end.
struct EndingDesk {
    explicit EndingDesk(const Desk& desk)
        : pipe(desk.directory.filePath(QStringLiteral("pipe.ini"))),
          settings(setupOf(desk), CommandLine()),
          sentinel(desk.directory.path()) {
        sentinel.raise();
    }
    void saveSoon() {
        relay::Settings changed;
        changed.outboxAge = 86400;
        settings.saveSoon({}, changed);
    }
    [[nodiscard]] bool letSave() const { return QFile(pipe).open(QIODevice::WriteOnly); }

    QString pipe;
    app::SettingsDesk settings;
    app::CrashSentinel sentinel;

private:
    [[nodiscard]] app::RelaySetup setupOf(const Desk& desk) const {
        if (::mkfifo(pipe.toStdString().c_str(), 0600) != 0) qFatal("no pipe");
        app::RelaySetup setup;
        setup.file = std::make_shared<relay::SettingsFile>(
            desk.directory.filePath(QStringLiteral("relay.ini")).toStdString(), pipe.toStdString());
        return setup;
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

    void inTheTaskBarNothingIsWatched() {
        Desk desk;
        desk.companion->start(false);
        auto* window = desk.companion->window();
        const auto watched = [&] {
            return desk.record->all().count(QStringLiteral("watch")) -
                   desk.record->all().count(QStringLiteral("unwatch"));
        };
        QCOMPARE(watched(), 1);
        window->showMinimized();
        QTRY_COMPARE(watched(), 0);
        desk.companion->open();
        QTRY_COMPARE(watched(), 1);
        window->hide();
        QTRY_COMPARE(watched(), 0);
        // Without a tray, a start in the background puts it there.
        window->showMinimized();
        QTest::qWait(50);
        QCOMPARE(watched(), 0);
        window->showNormal();
        QTRY_COMPARE(watched(), 1);
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

    void theReportNamesTheStyle() {
        Desk desk;
        desk.companion->start(true);
        const auto style = QStringLiteral("offscreen, fusion");
        QApplication::setStyle(new ui::RoomyStyle(QStyleFactory::create(QStringLiteral("Fusion"))));
        QVERIFY2(desk.companion->diagnostics().contains(style),
                 qPrintable(desk.companion->diagnostics()));
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
        QVERIFY(desk.companion->end(QDeadlineTimer(2000)));
        QVERIFY(desk.companion->end(QDeadlineTimer(2000)));
        QVERIFY(clock.elapsed() < 2000);
        QCOMPARE(desk.record->all().count(QStringLiteral("stop")), 1);
        QVERIFY(!desk.companion->window()->isVisible());
    }

    /// Relay, errands and settings each wait for a disk that has gone: not one after another.
    void theEndIsBoundedAsAWhole() {
        const auto gate = std::make_shared<QSemaphore>();
        Desk desk(true, {}, std::make_unique<StuckRelay>(std::make_shared<Record>(), gate));
        EndingDesk ending(desk);
        desk.companion->start(false);
        ending.saveSoon();
        desk.errands.run([gate] { gate->acquire(); });
        QThreadPool::globalInstance()->start([gate] { gate->acquire(); });
        constexpr int kMilliseconds = 2000;
        QElapsedTimer clock;
        clock.start();
        QVERIFY(!app::endWithin(QDeadlineTimer(kMilliseconds), *desk.companion, ending.settings,
                                desk.errands, ending.sentinel));
        QVERIFY2(clock.elapsed() < kMilliseconds * 3 / 2,
                 qPrintable(QString::number(clock.elapsed())));
        QVERIFY(app::CrashSentinel(desk.directory.path()).uncleanRun().has_value());
        gate->release(3);
        QVERIFY(ending.letSave());
        QVERIFY(app::endWithin(QDeadlineTimer(5000), *desk.companion, ending.settings, desk.errands,
                               ending.sentinel));
        QVERIFY(!app::CrashSentinel(desk.directory.path()).uncleanRun().has_value());
    }

    /// Who was told that settings are saved hears of it where they are not.
    void anEndThatSavesTooLateIsToldAtTheNextStart() {
        Desk desk;
        EndingDesk ending(desk);
        desk.companion->start(false);
        ending.saveSoon();
        const auto endsWithin = [&](int milliseconds) {
            return app::endWithin(QDeadlineTimer(milliseconds), *desk.companion, ending.settings,
                                  desk.errands, ending.sentinel);
        };
        const auto isToldOf = [&] {
            desk.errands.waitFor(std::chrono::seconds(5));
            return app::CrashSentinel(desk.directory.path()).uncleanRun().has_value();
        };
        app::sessionMayEndWithin(QDeadlineTimer(100), *desk.companion, ending.settings,
                                 desk.errands, ending.sentinel);
        QVERIFY(isToldOf());
        QVERIFY(!endsWithin(300));
        QVERIFY(isToldOf());
        QVERIFY(ending.letSave());
        app::sessionMayEndWithin(QDeadlineTimer(5000), *desk.companion, ending.settings,
                                 desk.errands, ending.sentinel);
        QVERIFY(!isToldOf());
        QVERIFY(endsWithin(5000));
    }

    /// A watch of files and its kind have timers and notifiers, which no other thread may end.
    void whatLivesBesideTheRelayEndsWhereItLives() {
        struct Watch : QObject {
            explicit Watch(bool* well) : isWell(well) {}
            ~Watch() override { *isWell = thread() == QThread::currentThread(); }
            bool* isWell;
        };
        bool isWell = false;
        {
            auto watch = std::make_shared<Watch>(&isWell);
            const auto* there = watch.get();
            Desk desk(true, {}, {}, {watch});
            watch.reset();
            desk.companion->start(true);
            QVERIFY(there->thread() != QThread::currentThread());
        }
        QVERIFY(isWell);
    }
};

}  // namespace gatepost

QTEST_MAIN(gatepost::TestCompanion)
#include "test_companion.moc"
