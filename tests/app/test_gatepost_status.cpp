// SPDX-License-Identifier: Apache-2.0
// What `gatepost status` and its siblings, and the log of `gatepost relay`, say to a person: what
// was refused here, why the token cannot be read, and when something was.
#include <QDateTime>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "tests/app/gatepost_process.h"

using namespace gatepost_tests;

namespace {

/// Until the relay's log has these words.
bool logged(RelayProcess& relay, const QByteArray& wanted, QByteArray& log) {
    return QTest::qWaitFor([&] { return (log += relay.err()).contains(wanted); }, 10'000);
}

}  // namespace

class TestGatepostStatus : public QObject {
    Q_OBJECT
private slots:
    void whatTheRelayRefusedIsToldEverywhere() {
        QTemporaryDir dir;
        RelayProcess relay(dir.path());
        QVERIFY(relay.ask(words("status"))
                    .out.endsWith("\nrefused      0 pushes refused here since the start\n"));
        QCOMPARE(relay.push(QStringLiteral("text"), "m{ 1\n").code, 1);
        QCOMPARE(relay.push(QStringLiteral("lossy"), "# HELP s T.\n# TYPE s summary\ns 5\n").code,
                 3);
        QCOMPARE(relay.push(QStringLiteral("a"), "m 1\n", words("--label l-x=1")).code, 1);
        QCOMPARE(relay.push(QStringLiteral("large"), QByteArray(5 << 20, '#')).code, 1);
        QCOMPARE(relay.push(QStringLiteral("a"), "# TYPE c counter\nc 1\n").code, 0);
        QCOMPARE(relay.push(QStringLiteral("b"), "# TYPE c gauge\nc 1\n").code, 1);

        QByteArray log;
        for (const char* line :
             {"gatepost: refused /metrics/job/text: 400 text format parsing error in line 1",
              "gatepost: refused /metrics/job/lossy: 422 the push was rejected: 3:3 s: value is "
              "lost",
              "gatepost: refused /metrics/job/a/l-x/1: 400 improper label name \"l-x\"\n",
              "gatepost: refused /metrics/job/large: 413 ",
              "gatepost: refused /metrics/job/b: 400 "})
            QVERIFY2(logged(relay, line, log), (log + "\nwithout " + line).constData());

        const QByteArray status = relay.ask(words("status")).out;
        QVERIFY2(status.contains("\nrefused      5 pushes refused here since the start (clash 1, "
                                 "judged 1, malformed 2, too_large 1)\n"),
                 status.constData());
        QVERIFY2(status.contains("\n    /metrics/job/lossy, refused 2"), status.constData());
        QVERIFY2(status.contains(" with 422: the push was rejected\n        3:3 s: value is lost"),
                 status.constData());
        QVERIFY(!status.contains("/metrics/job/a,"));
        const QByteArray metrics = relay.ask(words("metrics")).out;
        for (const char* line : {"gatepost_relay_push_refusals_total{reason=\"clash\"} 1\n",
                                 "gatepost_relay_push_refusals_total{reason=\"judged\"} 1\n",
                                 "gatepost_relay_push_refusals_total{reason=\"malformed\"} 2\n",
                                 "gatepost_relay_push_refusals_total{reason=\"too_large\"} 1\n"})
            QVERIFY2(metrics.contains(line), metrics.constData());
    }

    void aTokenFileThatCannotBeReadIsNamed_data() {
        QTest::addColumn<bool>("there");
        QTest::addColumn<QByteArray>("why");
        QTest::newRow("missing") << false << QByteArray(": not there");
        QTest::newRow("readable by others")
            << true << QByteArray(": others may read or write it (chmod 600)");
    }
    void aTokenFileThatCannotBeReadIsNamed() {
        QFETCH(bool, there);
        QFETCH(QByteArray, why);
        QTemporaryDir dir;
        QFile token(dir.filePath(QStringLiteral("push.token")));
        const auto write = [&] {
            QVERIFY(token.open(QIODevice::WriteOnly));
            token.write("gp_secret\n");
            token.close();
        };
        if (there) write();
        token.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup |
                             QFile::ReadOther);
        RelayProcess relay(dir.path(),
                           {QStringLiteral("--uplink"), QStringLiteral("http://127.0.0.1:1"),
                            QStringLiteral("--token-file"), token.fileName()});
        const QByteArray reason = token.fileName().toUtf8() + why;
        QByteArray log;
        QVERIFY2(logged(relay, "gatepost: the token cannot be read: " + reason, log),
                 log.constData());
        QVERIFY(
            relay.ask(words("status")).out.contains("\ntoken        cannot be read: " + reason));
        QVERIFY(relay.ask(words("status --json")).out.contains("\"token_place\":\"nowhere\""));
        // Mended, it is read when somebody says so.
        if (!there) write();
        token.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        QCOMPARE(relay.ask(words("queue retry")).code, 0);
        QTRY_VERIFY(relay.ask(words("status"))
                        .out.contains("\ntoken        in the token file that was named\n"));
        QVERIFY(!log.contains("gp_secret"));
    }

    void timesSayTheirOffset_data() {
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QString>("ending");
        QTest::newRow("UTC") << QByteArray("UTC") << QStringLiteral("Z");
        QTest::newRow("east") << QByteArray("Asia/Kolkata") << QStringLiteral("\\+05:30");
        QTest::newRow("west") << QByteArray("America/Phoenix") << QStringLiteral("-07:00");
    }
    void timesSayTheirOffset() {
        QFETCH(QByteArray, zone);
        QFETCH(QString, ending);
        QTemporaryDir dir;
        const RelayProcess relay(dir.path());
        QCOMPARE(relay.push(QStringLiteral("a"), "m 1\n").code, 0);
        const QByteArray before = qgetenv("TZ");
        qputenv("TZ", zone);
        const QByteArray status = relay.ask(words("status")).out;
        const QByteArray queue = relay.ask(words("queue")).out;
        if (before.isEmpty())
            qunsetenv("TZ");
        else
            qputenv("TZ", before);
        const QRegularExpression time(
            QStringLiteral("(oldest|since) "
                           "(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d%1)\n")
                .arg(ending));
        for (const QByteArray& said : {status, queue}) {
            const auto found = time.match(QString::fromUtf8(said));
            QVERIFY2(found.hasMatch(), said.constData());
            const auto at = QDateTime::fromString(found.captured(2), Qt::ISODate);
            QVERIFY(qAbs(at.secsTo(QDateTime::currentDateTimeUtc())) < 60);
        }
    }
};

QTEST_GUILESS_MAIN(TestGatepostStatus)
#include "test_gatepost_status.moc"
