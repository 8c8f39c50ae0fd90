// SPDX-License-Identifier: Apache-2.0
// The built `gatepost`, from outside: its exit codes and lines, against promtool where there is
// one, and a relay process that is ended, killed and started again.
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalSocket>
#include <QSaveFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

#include "tests/app/gatepost_process.h"

using namespace gatepost_tests;

class TestGatepost : public QObject {
    Q_OBJECT
private slots:
    void helpAndVersion() {
        for (const char* arguments : {"--help", "--version", "relay --help", "push --help"}) {
            const Run r = gatepost(words(arguments));
            QCOMPARE(r.code, 0);
            QVERIFY(!r.out.isEmpty());
        }
        for (const char* arguments :
             {"nonsense", "push", "relay --uplink-kind", "relay --loopback 0.0.0.0:9091", "check",
              "lint --nonsense", "push --job a --ttl soon", "push --job a --ttl 0",
              "push --job a --ttl -1", "queue retry 5"}) {
            const Run r = gatepost(words(arguments));
            QCOMPARE(r.code, 2);
            QVERIFY(!r.err.isEmpty());
        }
        QCOMPARE(gatepost({}).code, 2);
        const auto unknown = gatepost(words("statsu"));
        QCOMPARE(unknown.code, 2);
        QVERIFY(unknown.err.contains("statsu is no subcommand"));
    }

    void checkMetricsSaysWhatPromtoolSays_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("clean") << QByteArray(
            "# HELP a_total Text.\n# TYPE a_total counter\na_total 1\n");
        QTest::newRow("no help") << QByteArray("a 1\n");
        QTest::newRow("many problems") << QByteArray(
            "# TYPE x_total gauge\nx_total{Bad=\"1\"} 1\n# TYPE fooBar counter\nfooBar_ms 1\n"
            "# HELP y_minutes m\n# TYPE y_minutes gauge\ny_minutes 3\na:b 2\n");
        QTest::newRow("histogram") << QByteArray(
            "# HELP h Text.\n# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\n"
            "h_sum 3\nh_count 2\n");
        QTest::newRow("does not parse") << QByteArray("a 1\nb{ 2\n");
        QTest::newRow("no value") << QByteArray("a\n");
        QTest::newRow("a zero byte") << QByteArray("a{b=\"\\\0\"} 1\n", 12);
    }
    void checkMetricsSaysWhatPromtoolSays() {
        QFETCH(QByteArray, text);
        const Run wanted = run(QStringLiteral("promtool"), words("check metrics"), text);
        const Run got = gatepost(words("check metrics"), text);
        QCOMPARE(got.code, wanted.code);
        QCOMPARE(got.err, wanted.err);
        QCOMPARE(got.out, wanted.out);
    }

    void checkMetricsExtended() {
        const QByteArray text(
            "# HELP h Text.\n# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} "
            "2\nh_sum 3\nh_count 2\n"
            "# HELP a_total Text.\n# TYPE a_total counter\na_total{x=\"1\"} 1\na_total{x=\"2\"} "
            "1\n"
            "# HELP g Text.\n# TYPE g gauge_histogram\ng 1\ng{x=\"y\"} 1\ng{x=\"z\"} 1\n");
        const Run wanted = run(QStringLiteral("promtool"), words("check metrics --extended"), text);
        const Run got = gatepost(words("check metrics --extended"), text);
        QCOMPARE(got.code, wanted.code);
        QCOMPARE(got.out, wanted.out);
        QCOMPARE(gatepost(words("check metrics --lint none"), text).code, 1);
        QCOMPARE(gatepost(words("check metrics --lint none --extended"), "a 1\n").code, 0);
    }

    void lintSaysWhereAndWhy() {
        const Run clean = gatepost(words("lint"), "# HELP a Text.\n# TYPE a gauge\na 1\n");
        QCOMPARE(clean.code, 0);
        QVERIFY(clean.out.isEmpty());
        const Run warned = gatepost(words("lint"), "a 1\n");
        QCOMPARE(warned.code, 0);
        QCOMPARE(warned.out,
                 QByteArray("<stdin>:1:1: warning: a: no help text [no_help_text]\n"
                            "<stdin>:1:1: note: Give the metric a help text in the client "
                            "library.\n"));
        QCOMPARE(warned.err, QByteArray("0 errors, 1 warning\n"));
        QCOMPARE(gatepost(words("lint --strict"), "a 1\n").code, 3);
        const Run json = gatepost(words("lint --json"), "a 1\n");
        QCOMPARE(
            QJsonDocument::fromJson(json.out).object().value(QLatin1String("status")).toString(),
            QStringLiteral("error"));
        const Run unreadable = gatepost(words("lint"), "# HELP a x\na{ 1\n");
        QCOMPARE(unreadable.code, 1);
        QVERIFY(
            unreadable.out.startsWith("<stdin>:2:4: error: text format parsing error in line 2"));
        const Run unreadableJson = gatepost(words("lint --json"), "# HELP a x\na{ 1\n");
        QCOMPARE(unreadableJson.code, 1);
        QVERIFY(unreadableJson.err.startsWith("gatepost: text format parsing error in line 2"));
        const Run zero = gatepost(words("lint --json"), QByteArray("a{b=\"\\\0\"} 1\n", 12));
        QVERIFY(zero.err.endsWith("'\\ '\n"));
        const QJsonObject said = QJsonDocument::fromJson(unreadableJson.out).object();
        QCOMPARE(said.value(QLatin1String("status")).toString(), QStringLiteral("error"));
        const QJsonArray places = said.value(QLatin1String("problems")).toArray();
        QCOMPARE(places.size(), 1);
        QCOMPARE(places[0][QLatin1String("rule")].toString(), QStringLiteral("unreadable"));
        QCOMPARE(places[0][QLatin1String("line")].toInt(), 2);
        QCOMPARE(places[0][QLatin1String("column")].toInt(), 4);
        QCOMPARE(places[0][QLatin1String("text")], said.value(QLatin1String("error")));
        QCOMPARE(gatepost(words("lint /no/such/file")).code, 1);

        QTemporaryDir dir;
        QFile policy(dir.filePath(QStringLiteral("policy.yml")));
        QVERIFY(policy.open(QIODevice::WriteOnly));
        policy.write(
            "rules:\n  - families: \"secret_.*\"\n    action: reject\n    message: not that\n");
        policy.close();
        const QStringList withPolicy{QStringLiteral("lint"), QStringLiteral("--policy"),
                                     policy.fileName()};
        const Run rejected =
            gatepost(withPolicy, "# HELP secret_a T.\n# TYPE secret_a gauge\nsecret_a 1\n");
        QCOMPARE(rejected.code, 3);
        QVERIFY(rejected.out.contains("not that"));
    }

    void lintMindsWhereItWrites() {
        const QByteArray text(
            "# HELP g x\ng{a=\"\x1b[31mx\ry\",b=\"1\"} 1\ng{b=\"1\",a=\"\x1b[31mx\ry\"} 1\n");
        const QByteArray out = gatepost(words("lint"), text).out;
        QVERIFY(out.contains("{a=\" [31mx y\",b=\"1\"}"));
        const Run full =
            run(QStringLiteral("sh"),
                {QStringLiteral("-c"), kGatepost + QStringLiteral(" lint >/dev/full")}, "a 1\n");
        QCOMPARE(full.code, 1);
        QVERIFY(full.err.contains("cannot write what was found: No space left on device"));
    }

    /// As compilers do, so that editors jump; each rule explains itself once.
    void lintNamesTheFile() {
        QTemporaryDir dir;
        const QString name = dir.filePath(QStringLiteral("body.prom"));
        QFile body(name);
        QVERIFY(body.open(QIODevice::WriteOnly));
        body.write("a 1\n# HELP s T.\n# TYPE s summary\ns 5\nb 1\n");
        body.close();
        const Run run = gatepost({QStringLiteral("lint"), name});
        QCOMPARE(run.code, 3);
        const QByteArray file = name.toUtf8();
        QCOMPARE(run.out, file + ":1:1: warning: a: no help text [no_help_text]\n" + file +
                              ":1:1: note: Give the metric a help text in the client library.\n" +
                              file +
                              ":4:3: error: s: value is lost: a summary has no place for it "
                              "[value_lost]\n" +
                              file +
                              ":4:3: note: Give the line its le or quantile, or the metric the "
                              "type that it has.\n" +
                              file + ":5:1: warning: b: no help text [no_help_text]\n");
        QCOMPARE(run.err, QByteArray("1 error, 2 warnings\n"));
    }

    void lintTakesRules() {
        const QByteArray text("a_total 1\na_errors_total 2\n");
        QCOMPARE(gatepost(words("lint"), text).code, 0);
        const Run run =
            gatepost(words("lint --rule error_share=error --rule no_help_text=off"), text);
        QCOMPARE(run.code, 3);
        QCOMPARE(run.out, QByteArray("<stdin>:2:1: error: a_errors_total: more errors than a_total "
                                     "counts [error_share]\n"));
        for (const char* wrong : {"lint --rule nonsense=error", "lint --rule no_help_text=loud",
                                  "lint --rule no_help_text"})
            QCOMPARE(gatepost(words(wrong), text).code, 2);
    }

    /// Some rules judge the grouping key: with it, lint counts what push counts.
    void lintWithAKeySaysWhatPushSays_data() {
        QTest::addColumn<QStringList>("key");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("label in the body, too")
            << words("--job a --label env=prod")
            << QByteArray("# HELP m T.\n# TYPE m gauge\nm{env=\"dev\"} 1\n");
        QTest::newRow("job in the body, too") << words("--job a") << QByteArray("m{job=\"b\"} 1\n");
        QTest::newRow("space as plus")
            << words("--job a+b") << QByteArray("# HELP m T.\n# TYPE m gauge\nm 1\n");
    }
    void lintWithAKeySaysWhatPushSays() {
        QFETCH(QStringList, key);
        QFETCH(QByteArray, text);
        QTemporaryDir dir;
        const RelayProcess relay(dir.path());
        const Run pushed = relay.ask(QStringList{QStringLiteral("push")} + key, text);
        QCOMPARE(pushed.code, 0);
        const auto problems = [&](const QStringList& with) {
            return gatepost(QStringList{QStringLiteral("lint")} + with, text)
                .out.count(": warning: ");
        };
        QVERIFY(problems({}) < problems(key));
        QVERIFY2(pushed.err.contains("with " + QByteArray::number(problems(key)) + " lint problem"),
                 pushed.err.constData());
    }

    void lintRefusesTheKeysThatPushRefuses() {
        QTemporaryDir dir;
        const RelayProcess relay(dir.path());
        for (const QStringList& key :
             {words("--job a --label l-x=1"), QStringList{QStringLiteral("--job"), QString()},
              words("--job a --label env"), words("--job a --label job=b"),
              words("--job a --label e=1 --label e=2"), words("--label e=1")}) {
            const Run pushed = relay.ask(QStringList{QStringLiteral("push")} + key, "m 1\n");
            const Run linted = gatepost(QStringList{QStringLiteral("lint")} + key, "m 1\n");
            QVERIFY(pushed.code != 0);
            QCOMPARE(linted.code, pushed.code);
            QVERIFY(!linted.err.isEmpty());
        }
    }

    void pushAndLook() {
        QTemporaryDir dir;
        const RelayProcess relay(dir.path());
        QVERIFY2(relay.line.startsWith(QStringLiteral("listening on ")), qPrintable(relay.line));
        QCOMPARE(relay.ask(words("queue")).out, QByteArray("nothing waits\n"));
        QCOMPARE(relay.ask(words("queue export")).out, QByteArray());
        Run r = relay.push(QStringLiteral("a job/1"), "m 1\n", words("--label env=prod"));
        QCOMPARE(r.code, 0);
        QCOMPARE(
            r.err,
            QByteArray("gatepost: accepted, with 1 lint problem (`gatepost lint` with the same "
                       "--job and --label says which)\n"));
        QCOMPARE(relay.push(QStringLiteral("b"), "m{ 1\n").code, 1);
        QCOMPARE(relay.push(QStringLiteral("b"), "m 1\n", words("--label env")).code, 2);
        QCOMPARE(relay.push(QStringLiteral("b"), "m 1\n", words("--label job=c")).code, 2);
        QCOMPARE(relay.push(QStringLiteral("b"), "m 1\n", words("--label e=1 --label e=2")).code,
                 2);
        QCOMPARE(relay.push(QStringLiteral("b"), {}, words("/no/such/file")).code, 1);
        QCOMPARE(relay.push(QStringLiteral("b"), "m 1\n", words("--method PATCH")).code, 2);
        r = relay.ask(words("metrics"));
        QVERIFY(r.out.contains("m{env=\"prod\",instance=\"\",job=\"a job/1\"} 1\n"));
        r = relay.ask(words("queue"));
        QVERIFY(r.out.contains("PUT /metrics/job"));
        const QByteArray content =
            "# PUT /metrics/job@base64/YSBqb2IvMQ/env/prod\n# TYPE m untyped\nm 1\n";
        QCOMPARE(relay.ask(words("queue export")).out, content);
        const QString id = QString::fromUtf8(r.out.left(r.out.indexOf(' ')));
        QCOMPARE(relay.ask({QStringLiteral("queue"), QStringLiteral("export"), id}).out, content);
        QCOMPARE(relay.ask(words("queue export 77")).code, 1);
        r = relay.ask(words("status"));
        QVERIFY(r.out.contains("unconfigured"));
        QVERIFY(r.out.contains("1 received"));
        QVERIFY(r.out.contains("0 errors, 1 warning, 1 refused\n"));
        QVERIFY(r.out.contains("\ntoken        none\n"));
        QVERIFY(r.out.contains("\noutbox       ok\n"));
        QVERIFY(relay.push(QStringLiteral("c"), {}).err.contains("the body was empty"));
        QCOMPARE(relay.push(QStringLiteral("c"), {}, words("--quiet")).err, QByteArray());
        QCOMPARE(relay.push(QStringLiteral("c"), {}, words("--method DELETE")).err, QByteArray());
        r = relay.ask(words("status --json"));
        QVERIFY(QJsonDocument::fromJson(r.out).isObject());
        QCOMPARE(relay.ask(words("quarantine")).out, QByteArray("nothing is quarantined\n"));
        QCOMPARE(relay.ask(words("quarantine drop 77")).code, 1);
        // The socket may be named before the subcommand, too, or by the environment.
        const QString socket = dir.path() + QStringLiteral("/run/relay.sock");
        QCOMPARE(gatepost({QStringLiteral("--socket"), socket, QStringLiteral("status")}).code, 0);
        qputenv("GATEPOST_SOCKET", socket.toUtf8());
        QCOMPARE(gatepost({QStringLiteral("status")}).code, 0);
        QCOMPARE(gatepost(words("status --socket /nonexistent")).code, 1);
        qunsetenv("GATEPOST_SOCKET");
        QCOMPARE(relay.ask(words("quarantine drop")).code, 2);
        r = relay.push(QStringLiteral("a job/1"), {}, words("--label env=prod --method DELETE"));
        QCOMPARE(r.code, 0);
        QVERIFY(!relay.ask(words("metrics")).out.contains("a job/1"));
    }

    void nobodyListening() {
        QTemporaryDir dir;
        const QString socket = dir.filePath(QStringLiteral("none.sock"));
        for (const char* command : {"status", "queue", "quarantine", "metrics"}) {
            const Run r =
                gatepost({QString::fromLatin1(command), QStringLiteral("--socket"), socket});
            QCOMPARE(r.code, 1);
            QVERIFY(r.err.contains("none.sock: no relay listens here"));
        }
    }

    void sigtermEndsCleanly() {
        QTemporaryDir dir;
        RelayProcess relay(dir.path());
        QCOMPARE(relay.push(QStringLiteral("a"), "m 1\n").code, 0);
        QCOMPARE(relay.kill(SIGTERM), 0);
        QVERIFY(!QFile::exists(dir.path() + QStringLiteral("/run/relay.sock")));
    }

    /// Whatever is going on: a server that says nothing, a reader of events, half a push.
    void sigtermIsObeyedWithinTwoSeconds() {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        QTemporaryDir dir;
        RelayProcess relay(dir.path(),
                           {QStringLiteral("--uplink"),
                            QStringLiteral("http://127.0.0.1:%1").arg(silent.serverPort())});
        QCOMPARE(relay.push(QStringLiteral("a"), "m 1\n").code, 0);
        QVERIFY(silent.waitForNewConnection(10'000));
        QLocalSocket reader;
        QLocalSocket half;
        for (QLocalSocket* socket : {&reader, &half}) {
            socket->connectToServer(dir.path() + QStringLiteral("/run/relay.sock"));
            QVERIFY(socket->waitForConnected());
        }
        reader.write("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        half.write("PUT /metrics/job/b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nm");
        QVERIFY(reader.waitForReadyRead(10'000));
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(relay.kill(SIGTERM), 0);
        QVERIFY(timer.elapsed() < 8000);  // what it does not wait for would be half a minute
    }

    void settingsThatOthersChangeAreTaken() {
        QTemporaryDir dir;
        RelayProcess relay(dir.path());
        const auto write = [&](const QByteArray& text) {
            QDir(dir.path()).mkpath(QStringLiteral("config"));
            QSaveFile file(dir.filePath(QStringLiteral("config/relay.ini")));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
            QVERIFY(file.commit());
        };
        const auto uplink = [&] {
            const QJsonObject status =
                QJsonDocument::fromJson(relay.ask(words("status --json")).out).object();
            return status.value(QLatin1String("data"))
                .toObject()
                .value(QLatin1String("relay"))
                .toObject()
                .value(QLatin1String("upstream"))
                .toObject()
                .value(QLatin1String("url"))
                .toString();
        };
        const QString first = QStringLiteral("http://127.0.0.1:1");
        const QString second = QStringLiteral("http://127.0.0.1:2");
        QCOMPARE(uplink(), QString());
        write("[uplink]\nurl = http://127.0.0.1:1\n");
        QTRY_COMPARE(uplink(), first);

        // A damaged file, and a value that cannot be, change nothing and are said once.
        QByteArray said = relay.err();
        for (const char* broken : {"[uplink\nurl = http://127.0.0.1:2\n",
                                   "[uplink]\nurl = http://127.0.0.1:2\nkind = none\n"}) {
            write(broken);
            QTRY_VERIFY((said += relay.err()).contains("settings stay as they were: "));
            relay.signal(SIGHUP);
            QTest::qWait(500);
            QCOMPARE((said += relay.err()).count("settings stay as they were: "), 1);
            QCOMPARE(uplink(), first);
            said.clear();
        }
        write("[uplink]\nurl = http://127.0.0.1:2\n");
        relay.signal(SIGHUP);
        QTRY_COMPARE(uplink(), second);
        QCOMPARE(relay.kill(SIGTERM), 0);
    }

    void flagsHoldWhateverTheSettingsSay() {
        QTemporaryDir dir;
        RelayProcess relay(dir.path(), words("--uplink http://127.0.0.1:1"));
        QDir(dir.path()).mkpath(QStringLiteral("config"));
        QFile file(dir.filePath(QStringLiteral("config/relay.ini")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[uplink]\nurl = http://127.0.0.1:2\nuserid = ada\n");
        file.close();
        QByteArray said;
        QTRY_VERIFY((said += relay.err()).contains("settings reloaded"));
        QVERIFY(relay.ask(words("status")).out.contains("http://127.0.0.1:1"));
    }

    void whatWasAcceptedSurvivesSigkill() {
        QTemporaryDir dir;
        for (int round = 0; round < 3; ++round) {
            RelayProcess relay(dir.path());
            QVERIFY(!relay.line.isEmpty());
            const QByteArray held = relay.ask(words("metrics")).out;
            for (int before = 0; before < round; ++before)
                QVERIFY(held.contains("job=\"j" + QByteArray::number(before) + "\"} 1\n"));
            QCOMPARE(relay.push(QStringLiteral("j%1").arg(round), "m 1\n").code, 0);
            relay.kill(SIGKILL);
        }
    }

    void theSecondRelaySaysWhoIsThere() {
        QTemporaryDir dir;
        RelayProcess first(dir.path());
        RelayProcess second(dir.path());
        QVERIFY(second.waitForEnd());
        QCOMPARE(second.exitCode(), 1);
        QVERIFY(second.err().contains("process " + QByteArray::number(first.pid())));
        QCOMPARE(first.push(QStringLiteral("a"), "m 1\n").code, 0);
        // It hands over when asked, and the other starts.
        const Run quit = run(QStringLiteral("curl"),
                             {QStringLiteral("-sf"), QStringLiteral("--unix-socket"),
                              dir.path() + QStringLiteral("/run/relay.sock"), QStringLiteral("-X"),
                              QStringLiteral("POST"), QStringLiteral("http://localhost/-/quit")});
        QCOMPARE(quit.code, 0);
        QVERIFY(first.waitForEnd());
        QCOMPARE(first.exitCode(), 0);
        const RelayProcess third(dir.path());
        QVERIFY(third.ask(words("metrics")).out.contains("job=\"a\""));
    }

    void badFlagsAreSentences() {
        QTemporaryDir dir;
        RelayProcess relay(dir.path(), words("--uplink http://proxy.example.org"));
        QVERIFY(relay.waitForEnd());
        QCOMPARE(relay.exitCode(), 2);
        QVERIFY(relay.err().contains("loopback"));
    }
};

QTEST_GUILESS_MAIN(TestGatepost)
#include "test_gatepost.moc"
