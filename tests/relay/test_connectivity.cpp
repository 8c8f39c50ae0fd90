// SPDX-License-Identifier: Apache-2.0
// What the relay makes of the system's word on the network.
#include <QTest>

#include "tests/relay/support/uplink_scene.h"

using namespace gatepost;
using namespace gatepost::testing;
using relay::Upstream;

class TestConnectivity : public QObject {
    Q_OBJECT
private slots:
    void aMeteredNetworkIsSparedWhereAsked() {
        UplinkScene s;
        s.relay.options.settings.metered = relay::MeteredMode::Wait;
        s.network->isMetered = true;
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        QVERIFY(s.relay.waitForUpstream(Upstream::Metered));
        QCOMPARE(s.upstream.requests().size(), 0U);
        s.network->isMetered = false;
        s.networkChanges();
        QVERIFY(s.waitForDelivered(1));
    }

    void aMeteredNetworkIsUsedByDefault() {
        UplinkScene s;
        s.network->isMetered = true;
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        QVERIFY(s.waitForDelivered(1));
    }

    void aMeteredNetworkIsUsedNowAndThenWhereAsked() {
        UplinkScene s;
        s.relay.options.pace = 1.0;  // five minutes are five minutes
        s.relay.options.settings.metered = relay::MeteredMode::Thin;
        s.network->isMetered = true;
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        QVERIFY(s.waitForDelivered(1));
        for (const char* body : {"m 2\n", "m 3\n", "m 4\n"}) QVERIFY(s.push("a", body));
        QVERIFY(s.relay.waitForUpstream(Upstream::Metered));
        s.clock.pass(std::chrono::minutes(4));
        QVERIFY(s.push("b"));
        QTest::qWait(200);
        QCOMPARE(s.upstream.requests().size(), 1U);

        s.clock.pass(std::chrono::minutes(2));
        s.networkChanges();
        QVERIFY(s.waitForDelivered(3));  // the last of a, and b
        QCOMPARE(s.ledger("superseded"), 2);
        QCOMPARE(s.upstream.requests().size(), 3U);

        // Whoever asks is not kept waiting.
        QVERIFY(s.push("a", "m 5\n"));
        QVERIFY(s.relay.waitForUpstream(Upstream::Metered));
        QCOMPARE(s.relay.post("/api/v1/queue/retry").status, 202);
        QVERIFY(s.waitForDelivered(4));
    }

    void offlineIsAHintAndNoTruth() {
        UplinkScene s;
        s.network->isOnline = false;
        QVERIFY(s.relay.start());
        // The system is wrong, the server answers.
        QVERIFY(s.push("a"));
        QVERIFY(s.waitForDelivered(1));
    }

    void theNetworkComingBackEndsTheWait() {
        UplinkScene s;
        s.relay.options.pace = 60.0;  // no retry within the test
        s.network->isOnline = false;
        s.upstream.down();
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        QVERIFY(s.relay.waitForUpstream(Upstream::Offline));
        s.upstream.listen();
        QTest::qWait(300);
        QCOMPARE(s.upstream.requests().size(), 0U);
        s.network->isOnline = true;
        s.networkChanges();
        QVERIFY(s.waitForDelivered(1));
    }
};

QTEST_GUILESS_MAIN(TestConnectivity)
#include "test_connectivity.moc"
