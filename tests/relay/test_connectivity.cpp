// SPDX-License-Identifier: Apache-2.0
// What the relay makes of the system's word on the network.
#include <QTest>

#include "relay/uplink/connectivity.h"
#include "tests/relay/support/fake_upstream.h"
#include "tests/relay/support/relay_fixture.h"

using namespace gatepost;
using namespace gatepost::testing;
using relay::Upstream;

namespace {

/// Says what the test wants; told on the relay's thread.
class FakeNetwork : public relay::Connectivity {
public:
    [[nodiscard]] bool online() const override { return isOnline; }
    [[nodiscard]] bool metered() const override { return isMetered; }
    std::atomic<bool> isOnline = true;
    std::atomic<bool> isMetered = false;
};

struct Setup {
    Setup() {
        relay.options.settings.uplinkUrl = upstream.url();
        relay.options.connectivity = network;
    }
    void tell() const {
        auto* const object = &relay.relay();
        QMetaObject::invokeMethod(
            object, [n = network] { emit n->changed(); }, Qt::QueuedConnection);
    }
    [[nodiscard]] bool delivered(qint64 count) const {
        return waitUntil(
            [&] { return relay.ledger().value(QLatin1String("delivered")).toInteger() == count; });
    }
    std::shared_ptr<FakeNetwork> network = std::make_shared<FakeNetwork>();
    FakeUpstream upstream;
    mutable RelayFixture relay;
};

}  // namespace

class TestConnectivity : public QObject {
    Q_OBJECT
private slots:
    void aMeteredNetworkIsSparedWhereAsked() {
        Setup s;
        s.relay.options.settings.metered = relay::MeteredMode::Wait;
        s.network->isMetered = true;
        QVERIFY(s.relay.start());
        QCOMPARE(s.relay.put("/metrics/job/a", "m 1\n").status, 202);
        QVERIFY(s.relay.waitForUpstream(Upstream::Metered));
        QCOMPARE(s.upstream.requests().size(), 0U);
        s.network->isMetered = false;
        s.tell();
        QVERIFY(s.delivered(1));
    }

    void aMeteredNetworkIsUsedByDefault() {
        Setup s;
        s.network->isMetered = true;
        QVERIFY(s.relay.start());
        QCOMPARE(s.relay.put("/metrics/job/a", "m 1\n").status, 202);
        QVERIFY(s.delivered(1));
    }

    void offlineIsAHintAndNoTruth() {
        Setup s;
        s.network->isOnline = false;
        QVERIFY(s.relay.start());
        // The system is wrong, the server answers.
        QCOMPARE(s.relay.put("/metrics/job/a", "m 1\n").status, 202);
        QVERIFY(s.delivered(1));
    }

    void theNetworkComingBackEndsTheWait() {
        Setup s;
        s.relay.options.pace = 60.0;  // no retry within the test
        s.network->isOnline = false;
        s.upstream.down();
        QVERIFY(s.relay.start());
        QCOMPARE(s.relay.put("/metrics/job/a", "m 1\n").status, 202);
        QVERIFY(s.relay.waitForUpstream(Upstream::Offline));
        s.upstream.listen();
        QTest::qWait(300);
        QCOMPARE(s.upstream.requests().size(), 0U);
        s.network->isOnline = true;
        s.tell();
        QVERIFY(s.delivered(1));
    }
};

QTEST_GUILESS_MAIN(TestConnectivity)
#include "test_connectivity.moc"
