// SPDX-License-Identifier: Apache-2.0
#include <gatepost.h>
#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <QTest>

#include "relay/local/paths.h"

class TestCppClient : public QObject {
    Q_OBJECT

private slots:
    /// The header stands alone, so the rule stands there a second time.
    void itLooksWhereTheRelayListens_data() {
        QTest::addColumn<QByteArray>("socket");
        QTest::addColumn<QByteArray>("runtime");
        QTest::addColumn<QByteArray>("state");
        QTest::newRow("nothing set") << QByteArray() << QByteArray() << QByteArray();
        QTest::newRow("socket") << QByteArray("/s/r.sock") << QByteArray("/run/user/1")
                                << QByteArray("/st");
        QTest::newRow("runtime") << QByteArray() << QByteArray("/run/user/1") << QByteArray("/st");
        QTest::newRow("state") << QByteArray() << QByteArray() << QByteArray("/st");
        QTest::newRow("relative") << QByteArray() << QByteArray("run/user") << QByteArray("st");
    }

    void itLooksWhereTheRelayListens() {
        QFETCH(QByteArray, socket);
        QFETCH(QByteArray, runtime);
        QFETCH(QByteArray, state);
        qputenv("HOME", "/home/ann");
        qputenv("GATEPOST_SOCKET", socket);
        qputenv("XDG_RUNTIME_DIR", runtime);
        qputenv("XDG_STATE_HOME", state);
        QCOMPARE(gatepost::socketPath(),
                 gatepost::relay::defaultSocketPath(gatepost::relay::processEnvironment).string());
    }

    void whereNobodyListensAPushSaysSo() {
        prometheus::Registry registry;
        prometheus::BuildCounter().Name("starts_total").Register(registry).Add({}).Increment();
        const auto error = gatepost::push(registry, {.job = "editor", .socket = "/nowhere/r.sock"});
        QVERIFY(error);
        QCOMPARE(error->status, 0L);
        QVERIFY(!error->sentence.empty());
    }
};

QTEST_APPLESS_MAIN(TestCppClient)
#include "test_cpp_client.moc"
