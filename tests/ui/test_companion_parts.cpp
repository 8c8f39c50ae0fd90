// SPDX-License-Identifier: Apache-2.0
// What the companion is made of, piece by piece: command line, single instance, sentinel,
// autostart, log, support information, window state, takeover.
#include <QDir>
#include <QFile>
#include <QLocalServer>
#include <QLocalSocket>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <thread>

#include "app/companion/autostart.h"
#include "app/companion/command_line.h"
#include "app/companion/crash_sentinel.h"
#include "app/companion/event_log.h"
#include "app/companion/single_instance.h"
#include "app/companion/support_info.h"
#include "app/companion/takeover.h"
#include "app/companion/window_state.h"
#include "tests/ui/samples.h"

namespace gatepost {

using app::CommandLine;

class TestCompanionParts : public QObject {
    Q_OBJECT
private slots:
    void commandLines() {
        const auto parse = [](const char* words) {
            return app::parseCommandLine(QString::fromLatin1(words).split(QLatin1Char(' ')));
        };
        QVERIFY(parse("x --background")->background);
        QVERIFY(parse("x --quit")->task == CommandLine::Task::Quit);
        QVERIFY(parse("x --status")->task == CommandLine::Task::Status);
        QCOMPARE(parse("x --portable /d gatepost://enroll?url=a")->link,
                 QStringLiteral("gatepost://enroll?url=a"));
        QVERIFY(!parse("x --quit --show"));
        QVERIFY(!parse("x --nonsense"));
        QVERIFY(!parse("x --uplink-kind other"));
        QVERIFY(!parse("x a b"));
    }

    void aSecondStartReachesTheFirst() {
        const QTemporaryDir directory;
        app::SingleInstance first(directory.path());
        QVERIFY(first.acquire());
        QStringList heard;
        first.listen([&](const QStringList& arguments) {
            heard = arguments;
            return QStringLiteral("answer ü\n");
        });
        std::optional<QString> answer;
        bool isFirst = true;
        std::thread other([&] {
            app::SingleInstance second(directory.path());
            isFirst = second.acquire();
            answer = second.send({QStringLiteral("x"), QStringLiteral("--show")});
        });
        QTRY_VERIFY(!heard.isEmpty());
        QTest::qWait(50);
        other.join();
        QVERIFY(!isFirst);
        QCOMPARE(heard, (QStringList{QStringLiteral("x"), QStringLiteral("--show")}));
        QCOMPARE(answer.value_or(QString()), QStringLiteral("answer ü\n"));
    }

    /// Whatever a killed one left: a file that is empty, or that names a process which lives.
    void whatAKilledOneLeftLocksNobodyOut() {
        for (const QByteArray& left :
             {QByteArray(), QByteArray::number(QCoreApplication::applicationPid()) +
                                "\ntest_companion_parts\nhost\n"}) {
            const QTemporaryDir directory;
            QFile file(directory.filePath(QStringLiteral("companion.lock")));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(left) == left.size());
            file.close();
            app::SingleInstance first(directory.path());
            QVERIFY(!first.taken());
            QVERIFY(first.acquire());
        }
    }

    void aQuestionTakesNoLock() {
        const QTemporaryDir directory;
        const app::SingleInstance question(directory.path());
        QVERIFY(!question.taken());
        app::SingleInstance first(directory.path());
        QVERIFY(first.acquire());
        QVERIFY(question.taken());
        app::SingleInstance second(directory.path());
        QVERIFY(!second.acquire());
        QVERIFY(question.taken());
    }

    void nonsenseOnTheSocketIsNotObeyed() {
        const QTemporaryDir directory;
        app::SingleInstance first(directory.path());
        QVERIFY(first.acquire());
        int heard = 0;
        first.listen([&](const QStringList&) {
            ++heard;
            return QString();
        });
        QLocalSocket socket;
        socket.connectToServer(directory.filePath(QStringLiteral("companion.sock")));
        QVERIFY(socket.waitForConnected(1000));
        socket.write(QByteArray(app::kLongestMessage + 10, 'x'));
        QTRY_VERIFY(socket.state() == QLocalSocket::UnconnectedState);
        socket.connectToServer(directory.filePath(QStringLiteral("companion.sock")));
        QVERIFY(socket.waitForConnected(1000));
        socket.write("1{}\n");
        QTRY_VERIFY(socket.state() == QLocalSocket::UnconnectedState);
        QCOMPARE(heard, 0);
    }

    void theSentinelTellsAnUncleanEnd() {
        const QTemporaryDir directory;
        {
            app::CrashSentinel sentinel(directory.path());
            QVERIFY(!sentinel.uncleanRun());
            sentinel.raise();
        }
        app::CrashSentinel next(directory.path());
        QVERIFY(next.uncleanRun()->startsWith(QLatin1String("20")));
        next.lower();
        QVERIFY(!app::CrashSentinel(directory.path()).uncleanRun());
    }

    void autostartIsReadFromTheSystem() {
        const QTemporaryDir config;
        qputenv("XDG_CONFIG_HOME", config.path().toUtf8());
        const auto entry = app::systemAutostart(QStringLiteral("/opt/my \"apps\"/companion"));
        const auto file =
            config.filePath(QStringLiteral("autostart/io.github.gatepost.Companion.desktop"));
        QVERIFY(entry->state() == ui::Autostart::Off);
        QCOMPARE(entry->set(true), QString());
        QVERIFY(entry->state() == ui::Autostart::On);
        QFile held(file);
        QVERIFY(held.open(QIODevice::ReadWrite));
        QVERIFY(
            held.readAll().contains("Exec=\"/opt/my \\\\\"apps\\\\\"/companion\" --background\n"));
        // Switched off by the desktop's own settings.
        held.write("Hidden=true\n");
        held.close();
        QVERIFY(entry->state() == ui::Autostart::Off);
        QVERIFY(entry->set(false).isEmpty());
        QVERIFY(!QFile::exists(file));
        QVERIFY(held.open(QIODevice::WriteOnly));
        held.write("[Desktop Entry]\nExec=mine\n");
        held.close();
        QVERIFY(entry->state() == ui::Autostart::Foreign);
        QVERIFY(entry->set(false).isEmpty());
        QVERIFY(QFile::exists(file));
        qunsetenv("XDG_CONFIG_HOME");
    }

    void anEntryOfTheUsersOwnIsOnlySwitchedOn_data() {
        QTest::addColumn<QByteArray>("off");
        QTest::addColumn<QByteArray>("on");
        const auto row = [](const char* name, const char* off, const char* on) {
            QTest::newRow(name) << QByteArray(off) << QByteArray(on);
        };
        row("hidden", "[Desktop Entry]\nExec=mine --flag\nHidden=true\nX-Mine=1\n",
            "[Desktop Entry]\nExec=mine --flag\nHidden=false\nX-Mine=1\n");
        row("spaces", "[Desktop Entry]\r\nHidden = true\r\nExec=mine\r\n",
            "[Desktop Entry]\r\nHidden =false\r\nExec=mine\r\n");
        row("as GNOME does it",
            "[Desktop Entry]\nX-GNOME-Autostart-enabled=false\nHidden=true\nExec=mine",
            "[Desktop Entry]\nX-GNOME-Autostart-enabled=true\nHidden=false\nExec=mine");
    }

    void anEntryOfTheUsersOwnIsOnlySwitchedOn() {
        QFETCH(const QByteArray, off);
        QFETCH(const QByteArray, on);
        const QTemporaryDir config;
        qputenv("XDG_CONFIG_HOME", config.path().toUtf8());
        const auto back = qScopeGuard([] { qunsetenv("XDG_CONFIG_HOME"); });
        const auto entry = app::systemAutostart(QStringLiteral("/opt/companion"));
        QVERIFY(QDir(config.path()).mkdir(QStringLiteral("autostart")));
        QFile held(
            config.filePath(QStringLiteral("autostart/io.github.gatepost.Companion.desktop")));
        const auto content = [&held] {
            if (!held.open(QIODevice::ReadOnly)) return QByteArrayLiteral("is gone");
            const auto all = held.readAll();
            held.close();
            return all;
        };
        QVERIFY(held.open(QIODevice::WriteOnly));
        held.write(off);
        held.close();
        QVERIFY(entry->state() == ui::Autostart::Off);
        QCOMPARE(entry->set(false), QString());
        QCOMPARE(content(), off);
        QCOMPARE(entry->set(true), QString());
        QCOMPARE(content(), on);
        QVERIFY(entry->state() == ui::Autostart::Foreign);
    }

    void theLogRotatesAndIsOffUnlessAskedFor() {
        const QTemporaryDir directory;
        const auto path = directory.filePath(QStringLiteral("log"));
        app::EventLog log(path, 200);
        relay::RelayEvent event;
        event.subject = "/metrics/job/x";
        event.detail = "two\nlines";
        log.add(event);
        QVERIFY(!QFile::exists(path));
        log.setOn(true);
        for (int i = 0; i < 60; ++i) log.add(event);
        const auto files = QDir(directory.path()).entryList(QDir::Files);
        QVERIFY(files.size() <= app::kLogFiles);
        QVERIFY(files.size() >= 3);
        for (const auto& name : files) {
            QFile file(directory.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY(file.size() < 400);
            for (const auto& line : file.readAll().trimmed().split('\n'))
                QCOMPARE(line.count('\t'), 3);
        }
    }

    void secretsAreCutOut() {
        const auto words = app::redacted(
            QStringLiteral(
                "gp_ab12_s3cr3t-x gi_q_9 Authorization: Bearer abc.def token=xyz https://u:p@h/ "
                "/home/maria/x"),
            QStringLiteral("/home/maria"));
        for (const auto* secret : {"s3cr3t", "gi_q_9", "abc.def", "xyz", "u:p", "maria"})
            QVERIFY2(!words.contains(QLatin1String(secret)), qPrintable(words));
        auto status = tests::busyStatus();
        status.upstreamUrl = "https://user:pw@metrics.internal:8443/x";
        status.secrets = relay::SecretState::Unavailable;
        status.tokenError = "/etc/push.token: empty";
        const auto info = app::supportInfo(status, {});
        QVERIFY(!info.contains(QLatin1String("internal")));
        QVERIFY(info.contains(QLatin1String(":8443")));
        QVERIFY(info.contains(QLatin1String("received 1520, delivered 1440")));
        QVERIFY(info.contains(
            QLatin1String("Refused: by rules 214, by clashes 3, malformed 1, too large 0\n")));
        QVERIFY(info.contains(QLatin1String("Credentials: unavailable /etc/push.token - empty\n")));
    }

    void windowStateSurvives() {
        const QTemporaryDir directory;
        const auto file = directory.filePath(QStringLiteral("w.json"));
        app::WindowState state{{10, 20, 300, 400}, true, "columns", 7, true, true};
        QVERIFY(app::writeWindowState(file, state));
        QVERIFY(app::readWindowState(file) == state);
        QVERIFY(app::readWindowState(directory.filePath(QStringLiteral("none"))) ==
                app::WindowState());
    }

    void takingOverAsksTheOtherToQuit() {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("device not open")));
        const QTemporaryDir directory;
        const auto path = directory.filePath(QStringLiteral("s"));
        QLocalServer server;
        QVERIFY(server.listen(path));
        QByteArrayList requests;
        const QByteArray status = R"({"data":{"relay":{"loopback":"127.0.0.1:9099"}}})";
        connect(&server, &QLocalServer::newConnection, this, [&] {
            auto* socket = server.nextPendingConnection();
            connect(socket, &QLocalSocket::readyRead, this, [&requests, &status, socket] {
                requests += socket->readAll();
                const QByteArray body = requests.last().startsWith("GET") ? status : QByteArray();
                socket->write("HTTP/1.1 200 OK\r\nContent-Length: " +
                              QByteArray::number(body.size()) + "\r\n\r\n" + body);
            });
        });
        auto* takeover = new app::Takeover(path, this);
        QString problem = QStringLiteral("none yet");
        QString loopback;
        connect(takeover, &app::Takeover::finished, this,
                [&](const QString& said, const QString& address) {
                    problem = said;
                    loopback = address;
                });
        QTRY_COMPARE(problem, QString());
        QCOMPARE(loopback, QStringLiteral("127.0.0.1:9099"));
        QCOMPARE(requests.size(), 2);
        QVERIFY(requests[0].startsWith("GET /api/v1/status HTTP/1.1\r\n"));
        QVERIFY(requests[1].startsWith("POST /-/quit HTTP/1.1\r\n"));
        problem.clear();
        auto* nobody = new app::Takeover(directory.filePath(QStringLiteral("none")), this);
        connect(nobody, &app::Takeover::finished, this,
                [&](const QString& said) { problem = said; });
        QTRY_VERIFY(!problem.isEmpty());
    }
};

}  // namespace gatepost

QTEST_GUILESS_MAIN(gatepost::TestCompanionParts)
#include "test_companion_parts.moc"
