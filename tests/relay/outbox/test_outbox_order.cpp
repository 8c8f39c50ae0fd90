// SPDX-License-Identifier: Apache-2.0
// Who is sent next: the newest state first, and nobody never.
#include <QTest>

#include "tests/relay/outbox/outbox_fixture.h"

using namespace gatepost;
using namespace gatepost::relay;
using namespace gatepost::relay::test;

class TestOutboxOrder : public QObject {
    Q_OBJECT

private:
    OutboxFolder m_folder;

    /// The jobs of what is taken, in order: "c a b".
    static std::string take(OutboxFixture& o, std::size_t count) {
        std::string jobs;
        for (const auto& delivery : o.takeMany({.count = count})) {
            jobs += (jobs.empty() ? "" : " ") + std::string(delivery.key.job());
            o.deliver(delivery);
        }
        return jobs;
    }
    /// A push to a new group, then as much room as for one delivery; its job.
    static std::string turn(OutboxFixture& o, int number) {
        if (!o.push("PUT", "a 1", "new" + std::to_string(number))) qFatal("no push");
        return take(o, 1);
    }

private slots:
    void theNewestStateGoesFirst() {
        auto o = m_folder.fresh();
        for (const auto* job : {"a", "b", "c"}) {
            QVERIFY(o->push("PUT", "x 1", job));
            o->now.wall += 1000;
            o->now.steady += 1000;
        }
        QVERIFY(o->push("POST", "x 2", "a"));  // folds: the newest now
        QCOMPARE(take(*o, 2), std::string("a c"));
        QVERIFY(o->push("PUT", "x 1", "d"));
        QCOMPARE(take(*o, 9), std::string("d b"));
    }

    void aBacklogOfFailedTriesDrainsFromTheNewest() {
        auto o = m_folder.fresh();
        for (std::uint64_t i = 0; i < 2 * kPassedOver; ++i) {
            QVERIFY(o->push("PUT", "x 1", "job" + std::to_string(i % 5)));
            o->fail(o->takeMany({.count = 1}).front());
        }
        QVERIFY(o->push("PUT", "x 2", "job1"));
        QCOMPARE(take(*o, 9), std::string("job1 job2 job0 job4 job3"));
    }

    void aReopenedBacklogDrainsFromTheNewest() {
        auto o = m_folder.fresh();
        for (const auto* job : {"a", "b", "c"}) QVERIFY(o->push("PUT", "x 1", job));
        o->reopen();
        QCOMPARE(take(*o, 9), std::string("c b a"));
    }

    /// As many pushes come as leave, for ever.
    void anOldGroupDoesNotWaitForEver() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1", "old"));
        QVERIFY(o->push("PUT", "a 1", "older"));
        int number = 0;
        std::vector<std::string> first;
        while (first.size() < 2 && number < 1000)
            if (const auto job = turn(*o, number++); job.starts_with("old")) first.push_back(job);
        QCOMPARE(first, (std::vector<std::string>{"older", "old"}));
        QVERIFY(number > static_cast<int>(kPassedOver));
        QVERIFY(number <= static_cast<int>(kPassedOver + 2 * kLongWaitsEvery));
    }

    /// Each gets its turn, although every one of them has a newer state all the time.
    void groupsThatPushFasterThanTheyLeaveTakeTurns() {
        auto o = m_folder.fresh();
        std::map<std::string, int> turns;
        for (int round = 0; round < 80; ++round) {
            for (int group = 0; group < 10; ++group)
                QVERIFY(o->push("PUT", "a 1", "job" + std::to_string(group)));
            for (int i = 0; i < 3; ++i) ++turns[take(*o, 1)];
        }
        QCOMPARE(turns.size(), 10U);
        for (const auto& [job, count] : turns) QVERIFY2(count >= 2, job.c_str());
    }

    void orderWithinAGroupHolds() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "x 1", "j"));
        const auto first = o->take();
        QVERIFY(o->push("PUT", "x 2", "j"));
        QVERIFY(o->nothingToTake());
        o->deliver(first);
        QCOMPARE(show(o->take().families), std::string("x 2"));
    }

    /// Given back without having been sent: a relay that is told `superseded` on its next, first
    /// try still knows that another one goes by its id.
    void whatWasNeverSentWasNoTry() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1"));
        const auto taken = o->take();
        QCOMPARE(taken.tries, 0U);
        o->unsent(taken);
        const auto again = o->take();
        QCOMPARE(again.tries, 0U);
        QCOMPARE(again.n, taken.n);
        o->fail(again);
        const auto failed = o->take();
        QCOMPARE(failed.tries, 1U);
        QVERIFY(o->push("POST", "b 1"));
        o->unsent(failed);
        QCOMPARE(o->shows(), std::string("PUT a 1, b 1 (2)"));
        QVERIFY(o->outbox->ledgerBalances());
        o->reopen();
        QCOMPARE(o->shows(), std::string("PUT a 1, b 1 (2)"));
    }
};

QTEST_GUILESS_MAIN(TestOutboxOrder)
#include "test_outbox_order.moc"
