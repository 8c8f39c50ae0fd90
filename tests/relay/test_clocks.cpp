// SPDX-License-Identifier: Apache-2.0
// Clocks that are set, lids that are closed, and fleets that wake at nine: nothing expires, nothing
// is sent twice, nobody is alarmed.
#include <QTest>
#include <algorithm>

#include "http/answers.h"
#include "http/batch.h"
#include "tests/relay/support/uplink_scene.h"

using namespace gatepost;
using namespace gatepost::testing;
using relay::Upstream;
using Reply = FakeUpstream::Reply;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr auto kDay = hours(24);
/// Longer than anything that is due in these tests is away.
constexpr int kSettled = 300;

/// This process as an application with a group that ends with it.
bool pushProcess(const UplinkScene& s, const char* job) {
    const std::string path = std::string("/metrics/job/") + job;
    return s.relay.put(path, "m 1\n", {{"Gatepost-Lifetime", "process"}}).status == 202;
}

/// Knows no lease, and remembers under which relay id it was asked.
class Leasing {
public:
    explicit Leasing(FakeUpstream& upstream) {
        upstream.script([this](const http::Request& request) -> std::optional<Reply> {
            if (request.head.path() != "/api/v1/leases") return std::nullopt;
            if (broken) return FakeUpstream::saying(500);
            const auto asked = http::readLeaseRequest(request.body);
            const std::lock_guard lock(m_mutex);
            m_relays.push_back(asked->relay);
            http::LeaseAnswer answer;
            if (forgets.exchange(false)) answer.unknown = {asked->leases.at(0).path};
            return Reply{http::json(200, http::toJson(answer))};
        });
    }
    [[nodiscard]] std::vector<std::string> relays() const {
        const std::lock_guard lock(m_mutex);
        return m_relays;
    }
    [[nodiscard]] bool waitFor(std::size_t renewals) const {
        return waitUntil([&] { return relays().size() >= renewals; });
    }
    std::atomic<bool> broken = false;
    std::atomic<bool> forgets = false;

private:
    mutable std::mutex m_mutex;
    std::vector<std::string> m_relays;
};

/// Every state of the uplink that was shown.
class Shown {
public:
    explicit Shown(RelayFixture& relay) {
        QObject::connect(
            &relay.relay(), &relay::Relay::statusChanged, &relay.relay(),
            [seen = m_seen](const relay::StatusPointer& status) {
                const std::lock_guard lock(seen->mutex);
                seen->states.push_back(status->upstream);
            },
            Qt::DirectConnection);
    }
    [[nodiscard]] bool ever(Upstream upstream) const {
        const std::lock_guard lock(m_seen->mutex);
        return std::ranges::find(m_seen->states, upstream) != m_seen->states.end();
    }

private:
    struct Seen {
        std::mutex mutex;
        std::vector<Upstream> states;
    };
    // The relay may outlive it.
    std::shared_ptr<Seen> m_seen = std::make_shared<Seen>();
};

}  // namespace

class TestClocks : public QObject {
    Q_OBJECT
private slots:
    void aClockThatIsSetExpiresNothingAndSendsNothingTwice_data() {
        QTest::addColumn<qint64>("by");
        QTest::newRow("a day on") << qint64{kDay / milliseconds(1)};
        QTest::newRow("a day back") << qint64{-kDay / milliseconds(1)};
        QTest::newRow("ten years on") << qint64{3650 * kDay / milliseconds(1)};
        QTest::newRow("to 1970") << -QDateTime::currentMSecsSinceEpoch();
    }
    void aClockThatIsSetExpiresNothingAndSendsNothingTwice() {
        QFETCH(qint64, by);
        UplinkScene s;
        s.relay.options.settings.outboxAge = 3600;
        s.relay.options.settings.graceSeconds = 3600;
        QVERIFY(s.relay.start());
        QVERIFY(pushProcess(s, "living"));
        QVERIFY(s.push("delivered"));
        QVERIFY(s.waitForDelivered(2));
        QVERIFY(s.pushPaused(3));

        s.clock.set(milliseconds(by));
        QVERIFY(s.push("j0", "m 2\n"));
        QTest::qWait(kSettled);
        QCOMPARE(s.ledger("waiting"), 3);
        s.resume();
        QVERIFY(s.waitForDelivered(5));
        s.clock.set(milliseconds(-by));
        QVERIFY(s.push("j0", "m 3\n"));
        QVERIFY(s.waitForDelivered(6));
        QTest::qWait(kSettled);
        QCOMPARE(s.ledger("received"), 7);
        QCOMPARE(s.ledger("superseded"), 1);
        QCOMPARE(s.sent("/metrics/job/delivered"), 1U);
        QCOMPARE(s.sent(http::Method::Delete), 0U);
        QCOMPARE(s.sent("/api/v1/leases"), 0U);
    }

    void aBackoffIsAsLongAsItWasWhateverTheClockSays() {
        UplinkScene s;
        s.relay.options.pace = 1.0;
        Reply later = FakeUpstream::saying(429);
        later.answer.set("Retry-After", "600");
        s.upstream.script(toPushes(later));
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        QVERIFY(s.relay.waitForUpstream(Upstream::Backoff));
        s.clock.set(kDay);
        QVERIFY(s.push("a", "m 2\n"));
        s.clock.set(-2 * kDay);
        QVERIFY(s.push("a", "m 3\n"));
        QTest::qWait(kSettled);
        QCOMPARE(s.upstream.requests().size(), 1U);
    }

    void anUndisturbedLeaseIsRenewedAtAThirdOfItsTime() {
        UplinkScene s;
        const Leasing leasing(s.upstream);
        QVERIFY(s.relay.start());
        QVERIFY(pushProcess(s, "a"));
        QVERIFY(s.waitForDelivered(1));
        s.sleep(hours(7));
        QTest::qWait(kSettled);
        QCOMPARE(leasing.relays().size(), 0U);
        s.sleep(hours(2));
        QVERIFY(leasing.waitFor(1));
        QCOMPARE(s.sent(http::Method::Put), 1U);
    }

    void askingWhoWeArePutsNoRenewalOff() {
        UplinkScene s;
        const Leasing leasing(s.upstream);
        QVERIFY(s.relay.start());
        QVERIFY(pushProcess(s, "living"));
        QVERIFY(s.waitForDelivered(1));
        // Deliveries ask for identity and rules every few minutes.
        for (int delivered = 2; delivered <= 5; ++delivered) {
            s.clock.pass(hours(2));
            QVERIFY(s.push("busy"));
            QVERIFY(s.waitForDelivered(delivered));
            // What is asked for once the answer about who we are has been taken.
            QVERIFY(
                waitUntil([&] { return int(s.upstream.asked("/api/v1/policy")) >= delivered; }));
        }
        s.sleep(minutes(5));
        QVERIFY(leasing.waitFor(1));
    }

    void afterALongSleepWhatLivesComesBackAtTheFarEnd() {
        UplinkScene s;
        Leasing leasing(s.upstream);
        QVERIFY(s.relay.start());
        QVERIFY(pushProcess(s, "a"));
        QVERIFY(s.waitForDelivered(1));
        leasing.forgets = true;
        s.sleep(hours(30));
        QVERIFY(leasing.waitFor(1));
        QVERIFY(waitUntil([&] { return s.sent(http::Method::Put) == 2; }));
        QTest::qWait(kSettled);
        QCOMPARE(leasing.relays().size(), 1U);
        QCOMPARE(s.sent(http::Method::Put), 2U);
        QCOMPARE(s.sent(http::Method::Delete), 0U);
    }

    void aRenewalThatFailsIsTriedAgainSoon() {
        UplinkScene s;
        Leasing leasing(s.upstream);
        QVERIFY(s.relay.start());
        QVERIFY(pushProcess(s, "a"));
        QVERIFY(s.waitForDelivered(1));
        leasing.broken = true;
        s.sleep(hours(30));
        QVERIFY(waitUntil([&] { return s.sent("/api/v1/leases") >= 2; }));
        leasing.broken = false;
        QVERIFY(leasing.waitFor(1));
    }

    void leasesGoByTheRelayIdThatIsTrueNow() {
        UplinkScene s;
        Leasing leasing(s.upstream);
        QVERIFY(s.relay.start());
        QVERIFY(pushProcess(s, "a"));
        QVERIFY(s.waitForDelivered(1));
        s.sleep(hours(9));
        QVERIFY(leasing.waitFor(1));
        // A clone of this machine has used our id: a number of ours is known on its first try.
        s.upstream.script(toPushes(FakeUpstream::saying(200, "superseded")));
        QVERIFY(s.push("b"));
        QVERIFY(waitUntil([&] { return s.sent("/metrics/job/b") >= 2; }));
        const Leasing again(s.upstream);
        s.sleep(hours(9));
        QVERIFY(again.waitFor(1));
        QVERIFY(again.relays().back() != leasing.relays().back());
    }

    void aRelayThatStartsRenewsWhatLives() {
        UplinkScene s;
        const Leasing leasing(s.upstream);
        QVERIFY(s.relay.start());
        QVERIFY(pushProcess(s, "a"));
        QVERIFY(s.waitForDelivered(1));
        s.relay.stop();
        s.clock.pass(hours(7));
        QVERIFY(s.relay.start());
        QVERIFY(leasing.waitFor(1));
    }

    void wakingUpRaisesNoAlarmAndMakesNoBurst() {
        UplinkScene s;
        s.relay.options.pace = 1.0;
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        QVERIFY(s.waitForDelivered(1));
        QVERIFY(s.relay.waitForUpstream(Upstream::Idle));
        const Shown shown(s.relay);
        s.upstream.down();  // the network takes a while
        s.network->isOnline = false;
        s.networkChanges();
        s.sleep(hours(9));
        for (int i = 0; i < 20; ++i) QVERIFY(s.push("j" + std::to_string(i)));
        QTest::qWait(1500);  // longer than the first backoff
        QCOMPARE(s.ledger("waiting"), 20);
        s.upstream.forget();
        s.upstream.listen();
        s.network->isOnline = true;
        s.networkChanges();
        QVERIFY(s.waitForDelivered(21));
        QVERIFY(!shown.ever(Upstream::Offline));
        QVERIFY(!shown.ever(Upstream::Backoff));
        // A probe, then everything else at once.
        QVERIFY(s.upstream.requests().size() <= 3);
    }

    void aNetworkThatStaysAwayAfterSleepIsShown() {
        UplinkScene s;
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        QVERIFY(s.waitForDelivered(1));
        s.upstream.down();
        s.sleep(hours(9));
        QVERIFY(s.push("a"));
        QTest::qWait(kSettled);
        QVERIFY(s.relay.status().upstream != Upstream::Backoff);
        s.clock.pass(seconds(31));
        QVERIFY(s.relay.waitForUpstream(Upstream::Backoff));
    }

    void whatWasOnItsWayWhenTheLidWasClosedIsSentAgain() {
        UplinkScene s;
        Reply silent = FakeUpstream::accepted();
        silent.trouble = Reply::Trouble::Hang;
        s.upstream.script(toPushes(silent));
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        QVERIFY(s.upstream.waitForRequests(1));
        s.upstream.beFriendly();
        s.sleep(hours(1));
        QVERIFY(s.waitForDelivered(1));  // well before the silence of half a minute
        QCOMPARE(s.ledger("received"), 1);
    }

    void aFleetThatWakesAtNineDoesNotKnockTogether_data() {
        QTest::addColumn<bool>("leases");
        QTest::newRow("with what waits") << false;
        QTest::newRow("to renew its leases") << true;
    }
    void aFleetThatWakesAtNineDoesNotKnockTogether() {
        QFETCH(bool, leases);
        constexpr int kRelays = 12;
        constexpr milliseconds kSpread(3000);
        FakeUpstream upstream;
        std::mutex mutex;
        std::vector<qint64> firsts;
        upstream.script([&](const http::Request& request) -> std::optional<Reply> {
            const bool renewal = request.head.path() == "/api/v1/leases";
            if (leases ? !renewal : !isPush(request)) return std::nullopt;
            const std::lock_guard lock(mutex);
            firsts.push_back(relay::systemNow().steady);
            return std::nullopt;
        });
        std::vector<std::unique_ptr<UplinkScene>> fleet;
        for (int i = 0; i < kRelays; ++i) {
            auto& s = *fleet.emplace_back(std::make_unique<UplinkScene>());
            s.relay.options.settings.uplinkUrl = upstream.url();
            s.relay.options.returnSpread = kSpread;
            QVERIFY(s.relay.start());
            QVERIFY(leases ? pushProcess(s, "a") && s.waitForDelivered(1) : s.pushPaused(1));
        }
        const qint64 nine = relay::systemNow().steady;
        for (const auto& s : fleet) {
            s->sleep(hours(15));
            if (!leases) s->resume();
        }
        const auto arrived = [&] {
            const std::lock_guard lock(mutex);
            return firsts.size();
        };
        QVERIFY(waitUntil([&] { return arrived() >= kRelays; }));
        QTest::qWait(kSettled);

        const std::lock_guard lock(mutex);
        QCOMPARE(firsts.size(), std::size_t{kRelays});
        std::ranges::sort(firsts);
        QVERIFY(firsts.back() - nine < kSpread.count() + 6000);
        // Of twelve random moments, fewer than one time in ten thousand all fall into a third, or
        // eight into a tenth.
        QVERIFY(firsts.back() - firsts.front() > kSpread.count() / 3);
        for (std::size_t i = 0; i + 8 <= firsts.size(); ++i)
            QVERIFY(firsts[i + 7] - firsts[i] > kSpread.count() / 10);
    }
};

QTEST_GUILESS_MAIN(TestClocks)
#include "test_clocks.moc"
