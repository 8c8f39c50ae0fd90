// SPDX-License-Identifier: Apache-2.0
// What a refused push leaves behind in the embedded upstream: its trace and its time to live.
#include <QTest>
#include <chrono>
#include <future>

#include "tests/proxy/embedded_upstream.h"

using namespace gatepost;
using namespace gatepost::proxy;
using namespace gatepost::test;

namespace {

constexpr metrics::UnixNanos kSecond = 1'000'000'000;

/// Before it came there; false: it was not answered.
bool rejected(Embedded& gateway, const UpstreamPush& push) {
    const auto promise = std::make_shared<std::promise<void>>();
    auto answer = promise->get_future();
    gateway.recordRefusal(push, [promise] { promise->set_value(); });
    return answer.wait_for(std::chrono::seconds(10)) == std::future_status::ready;
}

}  // namespace

class TestProxyEmbeddedRefusals : public QObject {
    Q_OBJECT
private slots:
    void aGroupOfARefusedPushHasItsTtl();
    void aRefusedPushLeavesALeaseAlone();
    void aPushRejectedBeforeLeavesItsTrace();
    void whatWasNotItsToRefuseLeavesNone();
};

void TestProxyEmbeddedRefusals::aGroupOfARefusedPushHasItsTtl() {
    const QTemporaryDir dir;
    auto gateway = opened(dir);
    QVERIFY(gateway);
    for (const char* text : {"v 1 5\n", "v 1\nv 1\n"}) {
        auto refused = pushOf("a", text, 1);
        refused.ttlSeconds = 10;
        QCOMPARE(applied(*gateway, std::move(refused)).status, 400);
        QCOMPARE(gateway->counts().groups, std::uint64_t{1});
    }
    gateway.reset();
    gateway = opened(dir);
    QVERIFY(gateway);
    QCOMPARE(gateway->counts().leases, std::uint64_t{1});
    gateway->sweep(kNow + 9 * kSecond, std::nullopt);
    QCOMPARE(gateway->counts().groups, std::uint64_t{1});
    gateway->sweep(kNow + 11 * kSecond, std::nullopt);
    QCOMPARE(gateway->counts().groups, std::uint64_t{0});
}

void TestProxyEmbeddedRefusals::aRefusedPushLeavesALeaseAlone() {
    const QTemporaryDir dir;
    const auto gateway = opened(dir);
    QVERIFY(gateway);
    auto leased = pushOf("leased", "v 1\n", 1);
    leased.ttlSeconds = 3600;
    QCOMPARE(applied(*gateway, std::move(leased)).status, 200);
    QCOMPARE(applied(*gateway, pushOf("kept", "v 1\n", 1)).status, 200);
    for (const char* job : {"leased", "kept"}) {
        auto refused = pushOf(job, "v 1 5\n", 2);
        refused.ttlSeconds = 10;
        QCOMPARE(applied(*gateway, std::move(refused)).status, 400);
    }
    QCOMPARE(gateway->counts().leases, std::uint64_t{1});
    gateway->sweep(kNow + 3599 * kSecond, std::nullopt);
    QCOMPARE(gateway->counts().groups, std::uint64_t{2});
    gateway->sweep(kNow + 3600 * kSecond, std::nullopt);
    QCOMPARE(gateway->counts().groups, std::uint64_t{1});
}

void TestProxyEmbeddedRefusals::aPushRejectedBeforeLeavesItsTrace() {
    const QTemporaryDir dir;
    auto gateway = opened(dir);
    QVERIFY(gateway);
    auto push = pushOf("a", "v 1\n", 1);
    push.ttlSeconds = 10;
    push.owner = "ann";
    push.quotas.groups = 1;
    QVERIFY(rejected(*gateway, push));
    push.key = metrics::GroupingKey({{"job", "b"}});
    QVERIFY(rejected(*gateway, push));
    gateway.reset();
    gateway = opened(dir);
    QVERIFY(gateway);
    QCOMPARE(gateway->counts().groups, std::uint64_t{1});
    QCOMPARE(gateway->counts().leases, std::uint64_t{1});
    QCOMPARE(gateway->groups()[0]->key.job(), std::string("a"));
    QCOMPARE(gateway->groups()[0]->owner, std::string("ann"));
    QCOMPARE(gateway->groups()[0]->failureTime, kNow);
    QVERIFY(!gateway->groups()[0]->lastPushSuccessful);
}

void TestProxyEmbeddedRefusals::whatWasNotItsToRefuseLeavesNone() {
    const QTemporaryDir dir;
    const auto gateway = opened(dir);
    QVERIFY(gateway);
    QCOMPARE(applied(*gateway, pushOf("a", "v 1\n", 2)).status, 200);
    auto push = pushOf("a", "w 1\n", 2);
    QVERIFY(rejected(*gateway, push));  // it is late
    push.sequence.reset();
    push.mayRemove = [](std::string_view family) { return family == "w"; };
    QVERIFY(rejected(*gateway, push));  // it would have removed v
    QVERIFY(gateway->groups()[0]->lastPushSuccessful);
    push.method = metrics::PushMethod::Post;
    QVERIFY(rejected(*gateway, push));
    QVERIFY(!gateway->groups()[0]->lastPushSuccessful);
}

QTEST_GUILESS_MAIN(TestProxyEmbeddedRefusals)
#include "test_embedded_refusals.moc"
