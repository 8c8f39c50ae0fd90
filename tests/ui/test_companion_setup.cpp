// SPDX-License-Identifier: Apache-2.0
// First Steps in the whole companion: what is saved, whose a token is, and what stays as it was.
#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStatusBar>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <algorithm>

#include "tests/ui/companion_desk.h"
#include "tests/ui/samples.h"

namespace gatepost {

using tests::button;
using tests::Desk;
using tests::named;

class TestCompanionSetup : public QObject {
    Q_OBJECT
private slots:
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
        const auto* save = button<QPushButton>(*welcome, "Save and &Go On");
        QTRY_VERIFY(save->isEnabled());  // the refusal has come
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
        QCOMPARE(desk.saved.last().tokenHost, std::string("first.example"));
        setup.url = QStringLiteral("https://second.example");
        emit desk.companion->window()->welcome()->setupWanted(setup);
        QCOMPARE(desk.saved.last().uplinkUrl, std::string("https://second.example"));
        QCOMPARE(desk.saved.last().tokenHost, std::string("first.example"));
        desk.enter("https://second.example", "gp_c_d");
        QCOMPARE(desk.saved.last().tokenHost, std::string("second.example"));
    }

    /// Whose a token is stays known, whoever changes the address; and the page says so.
    void aStoredTokenKeepsItsHost_data() {
        QTest::addColumn<bool>("byFile");
        QTest::addColumn<bool>("isBound");
        QTest::newRow("in Settings") << false << true;
        QTest::newRow("in the file") << true << true;
        QTest::newRow("in Settings, put there by hand") << false << false;
        QTest::newRow("in the file, put there by hand") << true << false;
    }

    void aStoredTokenKeepsItsHost() {
        QFETCH(const bool, byFile);
        QFETCH(const bool, isBound);
        Desk desk;
        desk.companion->start(false);
        relay::Settings settings;
        settings.welcomeDone = settings.tokenStored = true;
        settings.uplinkUrl = "https://first.example";
        if (isBound) settings.tokenHost = "first.example";
        desk.companion->settingsChanged(settings);
        desk.saved.clear();
        const auto* token = named<QLineEdit>(*desk.welcome(), "Token");
        QVERIFY(token->placeholderText().contains(QLatin1String("stored")));
        settings.uplinkUrl = "https://second.example";
        if (byFile)
            desk.companion->settingsChanged(settings);
        else
            desk.changeAddress("https://second.example");
        QVERIFY(byFile && isBound ? desk.saved.isEmpty() : !desk.saved.isEmpty());
        if (!desk.saved.isEmpty())
            QCOMPARE(desk.saved.last().tokenHost, std::string("first.example"));
        QVERIFY(!token->placeholderText().contains(QLatin1String("stored")));
        QVERIFY(desk.companion->window()->statusBar()->currentMessage().contains(
            QLatin1String("first.example")));
    }

    /// Else the file would be read again, and what was entered forgotten.
    void aTokenThatIsEnteredTakesTheFilesPlace() {
        Desk desk;
        desk.companion->start(false);
        relay::Settings settings;
        settings.welcomeDone = true;
        settings.uplinkUrl = "https://first.example";
        settings.tokenFile = "/home/maria/push.token";
        desk.companion->settingsChanged(settings);
        desk.file = settings;
        desk.save();
        QCOMPARE(desk.file.tokenFile, settings.tokenFile);
        desk.enter("https://first.example", "gp_a_b");
        QCOMPARE(desk.file.tokenFile, std::string());
        QVERIFY(desk.file.tokenStored);
    }

    void settingsThatStandOpenDoNotForgetANewToken() {
        Desk desk;
        desk.companion->start(false);
        auto* dialog = desk.openSettings();
        desk.enter("https://first.example", "gp_a_b");
        dialog->accept();
        QVERIFY(desk.saved.last().tokenStored);
        QCOMPARE(desk.saved.last().uplinkUrl, std::string("https://first.example"));
    }

    void settingsThatStandOpenDoNotBringFirstStepsBack() {
        Desk desk(false);
        desk.companion->start(false);
        auto* dialog = desk.openSettings();
        button<QPushButton>(*desk.welcome(), "Not No&w")->click();
        QVERIFY(desk.file.welcomeDone);
        dialog->accept();
        QVERIFY(desk.file.welcomeDone);
    }

    void theFirstPageFollowsTheAddress() {
        Desk desk;
        desk.companion->start(false);
        desk.changeAddress("https://first.example");
        QCOMPARE(desk.welcome()->setup().url, QStringLiteral("https://first.example"));
        desk.changeAddress("https://second.example");
        desk.save();
        QCOMPARE(desk.saved.last().uplinkUrl, std::string("https://second.example"));
        // What somebody is typing stays.
        auto* address = named<QLineEdit>(*desk.welcome(), "Address of the proxy");
        QTest::keyClicks(address, QStringLiteral("/x"));
        auto elsewhere = desk.saved.last();
        elsewhere.uplinkUrl = "https://third.example";
        desk.companion->settingsChanged(elsewhere);
        QCOMPARE(address->text(), QStringLiteral("https://second.example/x"));
        // Until it is left.
        button<QPushButton>(*desk.welcome(), "Not No&w")->click();
        QCOMPARE(address->text(), QStringLiteral("https://third.example"));
    }

    void theFirstPageUndoesNothing() {
        Desk desk;
        desk.companion->start(false);
        desk.companion->window()->showPage(ui::Page::Setup);
        QVERIFY(desk.errands.waitFor(std::chrono::seconds(5)));
        QCoreApplication::processEvents();
        auto* dialog = desk.openSettings();
        QTRY_VERIFY(dialog->wantsAutostart().has_value());
        named<QCheckBox>(*dialog, "Tell me when the server rejects a push")->setChecked(false);
        button<QCheckBox>(*dialog, "Start when I &log in")->setChecked(true);
        dialog->accept();
        const auto* box = button<QCheckBox>(*desk.welcome(), "Start when I &log in");
        QTRY_VERIFY(box->isChecked());
        desk.enter("https://first.example", "");
        QVERIFY(desk.errands.waitFor(std::chrono::seconds(5)));
        QVERIFY(desk.autostart->held == ui::Autostart::On);
        QVERIFY(!desk.saved.last().notifyRejected);
        QVERIFY(desk.saved.last().notifyLost);
        // Switched off by the desktop itself: seen when the page comes again.
        desk.autostart->held = ui::Autostart::Off;
        desk.companion->window()->showPage(ui::Page::Setup);
        QTRY_VERIFY(!box->isChecked());
    }

    void whatIsLockedIsNotTurnedByTheFirstPage() {
        Desk desk;
        desk.locks["companion.notify_lost"] = ui::LockedBy::Administrator;
        desk.companion->start(false);
        auto* box = button<QCheckBox>(*desk.welcome(),
                                      "&Notify me when the token is refused or pushes are lost");
        QVERIFY(box->isChecked() && box->isEnabled());
        box->setChecked(false);
        desk.enter("https://first.example", "");
        QVERIFY(desk.saved.last().notifyLost);
        QVERIFY(!desk.saved.last().notifyAuth);
        QVERIFY(!box->isChecked());
        desk.locks["companion.notify_auth"] = ui::LockedBy::Administrator;
        desk.companion->window()->showPage(ui::Page::Setup);
        QVERIFY(!box->isEnabled());
        QVERIFY(box->accessibleDescription().contains(QLatin1String("administrator")));
    }

    /// Who names the server on the command line has taken the first step, for this run.
    void anAddressOnTheCommandLineNeedsNoFirstPage() {
        Desk desk(false);
        desk.locks["uplink.url"] = desk.locks["secrets.token_file"] = ui::LockedBy::CommandLine;
        desk.companion->start(false);
        QVERIFY(!desk.welcome()->isVisible());
        QVERIFY(desk.saved.isEmpty());
        desk.companion->window()->showPage(ui::Page::Setup);
        const auto* address = named<QLineEdit>(*desk.welcome(), "Address of the proxy");
        QVERIFY(address->isReadOnly());
        QVERIFY(address->accessibleDescription().contains(QLatin1String("command line")));
        QVERIFY(!named<QLineEdit>(*desk.welcome(), "Token")->isEnabled());
        const auto labels = desk.welcome()->findChildren<QLabel*>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel* label) {
            return label->isVisible() && label->text().contains(QLatin1String("this run"));
        }));
    }

    void oneInviteIsRedeemedAtATime() {
        QTcpServer proxy;
        QVERIFY(proxy.listen(QHostAddress::LocalHost));
        QList<QTcpSocket*> asked;
        connect(&proxy, &QTcpServer::newConnection, this,
                [&] { asked.append(proxy.nextPendingConnection()); });
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        Desk desk;
        desk.companion->start(false);
        const auto link = QStringLiteral("gatepost://enroll?url=http://%1:%2&invite=gi_a");
        desk.companion->open(link.arg(QStringLiteral("127.0.0.1")).arg(proxy.serverPort()));
        const auto* save = button<QPushButton>(*desk.welcome(), "Save and &Go On");
        desk.save();
        QTRY_COMPARE(asked.size(), 1);
        QVERIFY(!save->isEnabled());
        // Another link, a test's result and a broken link change nothing about that.
        desk.companion->open(link.arg(QStringLiteral("localhost")).arg(other.serverPort()));
        emit desk.relay->connectionTested({});
        QTest::qWait(50);
        QVERIFY(!save->isEnabled());
        desk.companion->open(QStringLiteral("gatepost://nonsense"));
        QVERIFY(!save->isEnabled());
        desk.save();
        QTest::qWait(200);
        QVERIFY(!other.hasPendingConnections());
        asked.first()->write(
            "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"token\":\"gp_first\"}");
        QTRY_VERIFY(desk.record->all().contains(QStringLiteral("token gp_first")));
        QCOMPARE(desk.saved.size(), 1);
        QCOMPARE(desk.saved[0].tokenHost, std::string("127.0.0.1"));
        // The other offer stands as it was, and may be saved now.
        QVERIFY(save->isEnabled());
        QCOMPARE(desk.welcome()->setup().invite, QStringLiteral("gi_a"));
        QVERIFY(desk.welcome()->setup().url.contains(QLatin1String("localhost")));
        QVERIFY(desk.welcome()->isVisible());
        desk.save();
        QTRY_VERIFY(other.hasPendingConnections());
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
        desk.locks["uplink.url"] = ui::LockedBy::Administrator;
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

    void firstRunWelcomesAndChoicesAreOptIn() {
        Desk desk(false);
        desk.companion->start(false);
        auto* welcome = desk.companion->window()->welcome();
        QVERIFY(welcome->isVisible());
        QVERIFY(desk.autostart->held == ui::Autostart::Off);
        const auto* box = button<QCheckBox>(*welcome, "Start when I &log in");
        QTRY_VERIFY(box->isEnabled());
        QVERIFY(!box->isChecked());
        auto setup = welcome->setup();
        QVERIFY(!setup.autostart.has_value());
        QCOMPARE(setup.notifications, std::optional(false));
        setup.url = QStringLiteral("https://a.example");
        setup.autostart = true;
        setup.notifications = true;
        emit desk.companion->window()->welcome()->setupWanted(setup);
        QVERIFY(desk.errands.waitFor(std::chrono::seconds(5)));
        QVERIFY(desk.autostart->held == ui::Autostart::On);
        QVERIFY(!desk.autostart->heldUpTheScreen);
        QVERIFY(desk.saved.last().notifyLost);
    }

    void aRemedyLeadsToTheFieldThatMends() {
        Desk desk;
        desk.companion->start(false);
        auto* window = desk.companion->window();
        const auto chosen = [window](relay::Upstream upstream, Desk& on,
                                     relay::SecretState secrets = relay::SecretState::None) {
            auto status = tests::busyStatus();
            status.upstream = upstream;
            status.secrets = secrets;
            on.tell(status);
            emit window->remedyWanted(ui::Remedy::OpenSetup);
            const auto* widget = window->welcome()->focusWidget();
            return widget == nullptr ? QString() : widget->accessibleName();
        };
        QCOMPARE(chosen(relay::Upstream::Unconfigured, desk),
                 QStringLiteral("Address of the proxy"));
        QCOMPARE(chosen(relay::Upstream::AuthRejected, desk), QStringLiteral("Token"));
        QCOMPARE(chosen(relay::Upstream::Unconfigured, desk, relay::SecretState::Unavailable),
                 QStringLiteral("Address of the proxy"));
        QCOMPARE(chosen(relay::Upstream::Idle, desk, relay::SecretState::Unavailable),
                 QStringLiteral("Token"));
    }
};

}  // namespace gatepost

QTEST_MAIN(gatepost::TestCompanionSetup)
#include "test_companion_setup.moc"
