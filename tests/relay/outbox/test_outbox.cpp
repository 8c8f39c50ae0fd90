// SPDX-License-Identifier: Apache-2.0
// What pushes and answers do to one group, as the user would tell it.
#include <QTest>

#include "tests/relay/outbox/outbox_fixture.h"

using namespace gatepost;
using namespace gatepost::relay;
using namespace gatepost::relay::test;

class TestOutbox : public QObject {
    Q_OBJECT

private:
    OutboxFolder m_folder;

private slots:
    /// For every pair of pushes what waits, and how many pushes were superseded.
    void folds_data() {
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("second");
        QTest::addColumn<QString>("waits");
        QTest::addColumn<int>("superseded");
        const auto row = [](const char* first, const char* second, const char* waits, int lost) {
            QTest::addRow("%s, %s", first, second) << first << second << waits << lost;
        };
        row("PUT a 1, b 1", "PUT a 2, c 2", "PUT a 2, c 2 (1)", 1);
        row("PUT a 1, b 1", "POST a 2, c 2", "PUT a 2, b 1, c 2 (2)", 0);
        row("PUT a 1, b 1", "DELETE", "DELETE (1)", 1);
        row("PUT", "PUT", "PUT (1)", 1);
        row("PUT", "POST a 2", "PUT a 2 (2)", 0);
        row("POST a 1, b 1", "PUT a 2, c 2", "PUT a 2, c 2 (1)", 1);
        row("POST a 1, b 1", "POST a 2, c 2", "POST a 2, b 1, c 2 (2)", 0);
        row("POST a 1, b 1", "POST", "POST a 1, b 1 (2)", 0);
        row("POST a 1", "DELETE", "DELETE (1)", 1);
        row("DELETE", "PUT a 2", "PUT a 2 (1)", 1);
        row("DELETE", "POST a 2", "PUT a 2 (2)", 0);
        row("DELETE", "POST", "PUT (2)", 0);
        row("DELETE", "DELETE", "DELETE (1)", 1);
    }
    void folds() {
        QFETCH(QString, first);
        QFETCH(QString, second);
        QFETCH(QString, waits);
        QFETCH(int, superseded);
        auto o = m_folder.fresh();
        const auto push = [&](const QString& text) {
            return o->push(text.section(u' ', 0, 0).toStdString(),
                           text.section(u' ', 1).toStdString());
        };
        QVERIFY(push(first));
        QVERIFY(push(second));
        QCOMPARE(QString::fromStdString(o->shows()), waits);
        QCOMPARE(o->outbox->ledger().superseded, static_cast<std::uint64_t>(superseded));
        QVERIFY(o->outbox->ledgerBalances());
        o->reopen();
        QCOMPARE(QString::fromStdString(o->shows()), waits);
        QVERIFY(o->outbox->ledgerBalances());
        const auto sent = o->take();
        const auto body = show(sent.families);
        QCOMPARE(std::string(metrics::toString(sent.method)) + (body.empty() ? "" : " ") + body,
                 waits.section(QStringLiteral(" ("), 0, 0).toStdString());
    }

    /// The same with the first in flight: what comes waits behind, and folds once it has failed.
    void foldsBehindWhatIsInFlight_data() {
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("second");
        QTest::addColumn<QString>("meanwhile");
        QTest::addColumn<QString>("failed");
        const auto row = [](const char* first, const char* second, const char* meanwhile,
                            const char* failed) {
            QTest::addRow("%s, %s", first, second) << first << second << meanwhile << failed;
        };
        row("PUT a 1, b 1", "PUT a 2", "*PUT a 1, b 1 (1), then PUT a 2 (1)", "PUT a 2 (1)");
        row("PUT a 1, b 1", "POST a 2", "*PUT a 1, b 1 (1), then POST a 2 (1)", "PUT a 2, b 1 (2)");
        row("PUT a 1", "DELETE", "*PUT a 1 (1), then DELETE (1)", "DELETE (1)");
        row("POST a 1, b 1", "PUT a 2", "*POST a 1, b 1 (1), then PUT a 2 (1)", "PUT a 2 (1)");
        row("POST a 1, b 1", "POST a 2", "*POST a 1, b 1 (1), then POST a 2 (1)",
            "POST a 2, b 1 (2)");
        row("POST a 1", "DELETE", "*POST a 1 (1), then DELETE (1)", "DELETE (1)");
        row("DELETE", "PUT a 2", "*DELETE (1), then PUT a 2 (1)", "PUT a 2 (1)");
        row("DELETE", "POST a 2", "*DELETE (1), then POST a 2 (1)", "PUT a 2 (2)");
        row("DELETE", "DELETE", "*DELETE (1), then DELETE (1)", "DELETE (1)");
    }
    void foldsBehindWhatIsInFlight() {
        QFETCH(QString, first);
        QFETCH(QString, second);
        QFETCH(QString, meanwhile);
        QFETCH(QString, failed);
        for (const bool crash : {false, true}) {
            auto o = m_folder.fresh();
            const auto push = [&](const QString& text) {
                return o->push(text.section(u' ', 0, 0).toStdString(),
                               text.section(u' ', 1).toStdString());
            };
            QVERIFY(push(first));
            const auto sent = o->take();
            QVERIFY(push(second));
            QCOMPARE(QString::fromStdString(o->shows()), meanwhile);
            QVERIFY(o->nothingToTake());
            QVERIFY(o->outbox->ledgerBalances());
            if (crash)
                o->reopen();
            else
                o->fail(sent);
            QCOMPARE(QString::fromStdString(o->shows()), failed);
            QVERIFY(o->outbox->ledgerBalances());
            QVERIFY(o->take().n > sent.n);
        }
    }

    void deliveryEmptiesTheQueueAndKeepsTheGroup() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1"));
        o->deliver(o->take());
        QCOMPARE(o->shows(), std::string());
        QCOMPARE(o->ledger(), std::string("1 = 1 delivered + 0 superseded + 0 waiting + "
                                          "0 quarantined + 0 lost"));
        o->reopen();
        const auto groups = o->outbox->groups();
        QCOMPARE(groups.size(), 1U);
        QCOMPARE(show(groups[0].families), std::string("a 1"));
        QVERIFY(groups[0].present && groups[0].delivered && !groups[0].pending);
    }

    void aDeliveredDeleteForgetsTheGroup() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1"));
        o->deliver(o->take());
        QVERIFY(o->push("DELETE", ""));
        QVERIFY(!o->outbox->groups()[0].present);
        o->deliver(o->take());
        QVERIFY(o->outbox->groups().empty());
        o->reopen();
        QVERIFY(o->outbox->groups().empty());
    }

    void aRetryOfTheSameKeepsItsNumber() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1"));
        const auto first = o->take();
        QCOMPARE(first.tries, 0U);
        o->fail(first);
        const auto second = o->take();
        QCOMPARE(second.n, first.n);
        QCOMPARE(second.tries, 1U);
        o->supersede(second);
        QCOMPARE(o->outbox->ledger().superseded, 1U);
    }

    void waitsUntilItsTime() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1"));
        o->fail(o->take(), o->now.steady + 1000);
        QVERIFY(o->nothingToTake());
        QCOMPARE(o->outbox->nextDue(), std::optional(o->now.steady + 1000));
        o->now.steady += 1000;
        QCOMPARE(o->take().tries, 1U);
    }

    void retryNowForgetsDueTimes() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1"));
        o->fail(o->take(), o->now.steady + 1000);
        o->outbox->retryNow(o->now);
        QCOMPARE(o->take().tries, 1U);
    }

    void takesEachGroupOnce() {
        auto o = m_folder.fresh();
        for (const auto* job : {"x", "y", "z"}) {
            ++o->now.steady;
            QVERIFY(o->push("PUT", "a 1", job));
            QVERIFY(o->push("POST", "b 1", job));
        }
        const auto taken = o->takeMany({.count = 2});
        QCOMPARE(taken.size(), 2U);
        QCOMPARE(taken[0].key, key("z"));
        QCOMPARE(taken[1].key, key("y"));
        QVERIFY(taken[0].n < taken[1].n);
        QCOMPARE(o->takeMany({.count = 9}).size(), 1U);
        QVERIFY(o->nothingToTake());
    }

    void aBatchKeepsWithinItsBytes() {
        auto o = m_folder.fresh();
        for (const auto* job : {"x", "y", "z"}) QVERIFY(o->push("PUT", "a 1", job));
        const auto one = families("a 1").bytes();
        QCOMPARE(o->takeMany({.count = 9, .bytes = 2 * one}).size(), 2U);
        QCOMPARE(o->takeMany({.count = 9, .bytes = 1}).size(), 1U);
    }

    void aHeldBackGroupStays() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1", "paused"));
        o->outbox->holdBack([](const auto& k, const OwnerProcess*) { return k.job() == "paused"; });
        QVERIFY(o->nothingToTake());
        QVERIFY(!o->outbox->nextDue());
        o->outbox->holdBack({});
        QCOMPARE(o->take().key, key("paused"));
    }

    void numbersNeverComeTwice() {
        auto o = m_folder.fresh();
        std::uint64_t last = 0;
        for (int i = 0; i < 5; ++i) {
            QVERIFY(o->push("PUT", "a 1"));
            const auto delivery = o->take();
            QVERIFY(delivery.n > last);
            last = delivery.n;
            if (i % 2 == 0) o->deliver(delivery);
            o->reopen();
        }
    }

    void theRelayIdStaysUntilItIsRenewed() {
        auto o = m_folder.fresh();
        const auto id = o->outbox->relayId();
        QCOMPARE(id.size(), 32U);
        o->reopen();
        QCOMPARE(o->outbox->relayId(), id);
        o->outbox->renewRelayId({});
        QVERIFY(o->flush());
        QVERIFY(o->outbox->relayId() != id);
        const auto renewed = o->outbox->relayId();
        o->reopen();
        QCOMPARE(o->outbox->relayId(), renewed);
    }

    void theRelaysOwnPushKeepsTheOwner() {
        auto o = m_folder.fresh();
        const OwnerProcess owner{
            .pid = 7, .startTime = 9, .bootId = "b", .executable = "/x", .user = "u"};
        std::optional<bool> done;
        o->outbox->accept({.key = key("j"),
                           .families = families("a 1"),
                           .lifetime = Lifetime::Process,
                           .owner = owner,
                           .ttl = 60},
                          o->now, [&](auto r) { done = r.has_value(); });
        QVERIFY(o->engine.until([&] { return done.has_value(); }));
        o->outbox->accept({.method = metrics::PushMethod::Delete,
                           .key = key("j"),
                           .families = {},
                           .owner = {},
                           .ttl = {}},
                          o->now, {[](auto) {}});
        QVERIFY(o->flush());
        o->reopen();
        const auto group = o->outbox->group(metrics::groupId(key("j")));
        QVERIFY(group);
        QCOMPARE(group->owner, std::optional(owner));
        QVERIFY(group->lifetime == Lifetime::Process);
        QCOMPARE(group->ttl, std::optional<std::int64_t>(60));
        QCOMPARE(o->take().ttl, std::optional<std::int64_t>(60));
    }

    void theRelaysOwnPushGivesWayToACallers() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1"));
        o->deliver(o->take());
        const auto ask = [&](std::string_view method, Incoming::When when, auto done) {
            o->outbox->accept({.method = *metrics::pushMethodOf(method),
                               .key = key("j"),
                               .families = families(method == "PUT" ? "a 2" : ""),
                               .owner = {},
                               .ttl = {},
                               .when = when},
                              o->now, done);
        };
        std::optional<OutboxError::Kind> refused;
        ask("PUT", Incoming::When::Always, [](auto) {});  // nobody knows of it yet
        ask("DELETE", Incoming::When::Idle, [&](const auto& done) {
            if (!done) refused = done.error().kind;
        });
        QVERIFY(o->flush());
        QVERIFY(refused == OutboxError::Kind::Busy);
        QCOMPARE(o->shows(), std::string("PUT a 2 (1)"));
        o->deliver(o->take());
        ask("DELETE", Incoming::When::Idle, [](auto) {});
        QVERIFY(o->flush());
        QCOMPARE(o->shows(), std::string("DELETE (1)"));
        QVERIFY(o->outbox->ledgerBalances());
    }

    void theSummaryTellsOfTheOldestAndOfBytes() {
        auto o = m_folder.fresh();
        const auto first = o->now.wall;
        QVERIFY(o->push("POST", "a 1"));
        o->now.wall += 5000;
        QVERIFY(o->push("POST", "b 1"));
        QVERIFY(o->push("PUT", "a 1", "bad"));
        const auto taken = o->takeMany({.count = 2});
        QVERIFY(o->reject(taken[0]) == Rejected::Quarantined);
        QVERIFY(o->push("PUT", "c 1"));
        const auto summary = o->outbox->summary();
        QCOMPARE(summary.entries, 2U);
        QCOMPARE(summary.bytes, families("a 1, b 1, c 1").bytes());
        QCOMPARE(summary.oldest, first);
        QCOMPARE(summary.quarantined, 1U);
        QCOMPARE(o->outbox->group(metrics::groupId(key("bad")))->quarantined, 1U);
    }

    void workIsAnnouncedWhenThereIsSome() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1"));
        QCOMPARE(o->work, 1);
        const auto delivery = o->take();
        QCOMPARE(o->work, 1);
        QVERIFY(o->push("POST", "b 1"));
        QCOMPARE(o->work, 1);
        o->deliver(delivery);
        QCOMPARE(o->work, 2);
        o->deliver(o->take());
        QCOMPARE(o->work, 3);  // the last that waited is settled
    }

    void acceptsAreAnsweredWhenTheOutboxCloses() {
        auto o = m_folder.fresh();
        std::vector<OutboxError::Kind> answers;
        for (int i = 0; i < 3; ++i)
            o->outbox->accept(
                {.key = key("j"), .families = families("a 1"), .owner = {}, .ttl = {}}, o->now,
                [&](auto r) {
                    if (!r) answers.push_back(r.error().kind);
                });
        o->close();
        QVERIFY(answers == std::vector(3, OutboxError::Kind::Closed));
    }
};

QTEST_GUILESS_MAIN(TestOutbox)
#include "test_outbox.moc"
