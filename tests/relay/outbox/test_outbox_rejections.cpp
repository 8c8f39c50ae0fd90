// SPDX-License-Identifier: Apache-2.0
// What the server refuses: splitting, quarantine, another try.
#include <QTest>

#include "tests/relay/outbox/outbox_fixture.h"

using namespace gatepost;
using namespace gatepost::relay;
using namespace gatepost::relay::test;

class TestOutboxRejections : public QObject {
    Q_OBJECT

private:
    OutboxFolder m_folder;

    /// Pushes the group once more and has it rejected.
    static std::int64_t rejectedPush(OutboxFixture& o, std::string_view method,
                                     std::string_view samples) {
        if (!o.push(method, samples)) qFatal("push");
        const auto delivery = o.take();
        if (o.reject(delivery) != Rejected::Quarantined) qFatal("not quarantined");
        return static_cast<std::int64_t>(delivery.n);
    }
    static OutboxError::Kind errorOf(const std::expected<void, OutboxError>& result) {
        if (result) qFatal("no error");
        return result.error().kind;
    }

private slots:
    void aRejectedPushIsKeptWithItsReasons() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1"));
        const auto delivery = o->take();
        const metrics::Problem problem{"rule", "a", "text", metrics::Severity::Error, 1, 2, 3};
        o->outbox->rejected(delivery.n, {422, "lint: a", {problem}}, o->now);
        QVERIFY(o->flush());
        for (const bool again : {false, true}) {
            if (again) o->reopen();
            const auto entries = o->outbox->quarantine();
            QCOMPARE(entries.size(), 1U);
            QCOMPARE(entries[0].status, 422);
            QCOMPARE(entries[0].reason, std::string("lint: a"));
            QVERIFY(entries[0].problems == std::vector{problem});
            QCOMPARE(show(entries[0].families), std::string("a 1"));
            QVERIFY(o->nothingToTake());
            QCOMPARE(o->ledger(), std::string("1 = 0 delivered + 0 superseded + 0 waiting + "
                                              "1 quarantined + 0 lost"));
        }
    }

    void nothingWaitsBehindARejection() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1"));
        const auto bad = o->take();
        QVERIFY(o->push("POST", "b 1"));
        QVERIFY(o->reject(bad) == Rejected::Quarantined);
        QCOMPARE(o->shows(), std::string("POST b 1 (1); quarantine PUT a 1 (1)"));
        o->deliver(o->take());
        QVERIFY(o->outbox->ledgerBalances());
    }

    void aFoldedPostIsSplitByFamilyOnce() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("POST", "a 1"));
        QVERIFY(o->push("POST", "b 1"));
        QVERIFY(o->push("POST", "c 1"));
        const auto folded = o->take();
        QVERIFY(o->reject(folded) == Rejected::Split);
        QCOMPARE(o->shows(), std::string("+POST a 1 (0), then +POST b 1 (0), then +POST c 1 (3)"));
        const auto first = o->take();
        QVERIFY(first.n > folded.n);
        o->deliver(first);
        QVERIFY(o->reject(o->take()) == Rejected::Quarantined);
        QCOMPARE(o->shows(), std::string("+POST c 1 (0); quarantine POST b 1 (3)"));
        o->deliver(o->take());
        QCOMPARE(o->ledger(), std::string("3 = 0 delivered + 0 superseded + 0 waiting + "
                                          "3 quarantined + 0 lost"));
        QVERIFY(o->outbox->ledgerBalances());
    }

    void aSplitCountsAsDeliveredWithItsLastPiece() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("POST", "a 1"));
        QVERIFY(o->push("POST", "b 1"));
        QVERIFY(o->reject(o->take()) == Rejected::Split);
        o->deliver(o->take());
        QCOMPARE(o->outbox->ledger().delivered, 0U);
        o->reopen();
        QCOMPARE(o->shows(), std::string("+POST b 1 (2)"));
        o->deliver(o->take());
        QCOMPARE(o->outbox->ledger().delivered, 2U);
    }

    void aSinglePostIsNotSplit() {
        auto o = m_folder.fresh();
        rejectedPush(*o, "POST", "a 1, b 1");
        QCOMPARE(o->shows(), std::string("; quarantine POST a 1, b 1 (1)"));
    }

    void aFoldedPutIsNotSplit() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1"));
        rejectedPush(*o, "POST", "b 1");
        QCOMPARE(o->shows(), std::string("; quarantine PUT a 1, b 1 (2)"));
    }

    void tooLargeIsHalvedUntilOneFamilyIsLeft() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1, b 1, c 1, d 1"));
        QVERIFY(o->tooLarge(o->take()) == Rejected::Split);
        QCOMPARE(o->shows(), std::string("+PUT a 1, b 1 (0), then +POST c 1, d 1 (1)"));
        QVERIFY(o->tooLarge(o->take()) == Rejected::Split);
        QCOMPARE(o->shows(),
                 std::string("+PUT a 1 (0), then +POST b 1 (0), then +POST c 1, d 1 (1)"));
        QVERIFY(o->tooLarge(o->take()) == Rejected::Quarantined);
        o->deliver(o->take());
        o->deliver(o->take());
        QCOMPARE(o->shows(), std::string("; quarantine POST a 1 (1)"));
        QVERIFY(o->outbox->ledgerBalances());
    }

    void oneHugeFamilyDoesNotKeepTheOthersTogether() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a " + std::string(1000, '1') + ", b 1, c 1"));
        QVERIFY(o->tooLarge(o->take()) == Rejected::Split);
        QCOMPARE(show(o->take().families).substr(0, 3), std::string("a 1"));
        QCOMPARE(o->outbox->pending(metrics::groupId(key("j"))).size(), 2U);
    }

    void whatArrivesWaitsBehindAChain() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1, b 1"));
        QVERIFY(o->tooLarge(o->take()) == Rejected::Split);
        QVERIFY(o->push("POST", "c 1"));
        QVERIFY(o->push("POST", "a 2"));
        QCOMPARE(o->shows(),
                 std::string("+PUT a 1 (0), then +POST b 1 (1), then POST a 2, c 1 (2)"));
        const auto piece = o->take();
        o->fail(piece);
        QCOMPARE(o->shows(),
                 std::string("+PUT a 1 (0), then +POST b 1 (1), then POST a 2, c 1 (2)"));
        o->reopen();
        // By now the group's own text is newer; it goes early, and once more behind.
        QCOMPARE(o->shows(),
                 std::string("+PUT a 2 (0), then +POST b 1 (1), then POST a 2, c 1 (2)"));
        QVERIFY(o->outbox->ledgerBalances());
    }

    void aPutOrDeleteDropsTheUnsentRest_data() {
        QTest::addColumn<QString>("method");
        QTest::newRow("PUT") << "PUT";
        QTest::newRow("DELETE") << "DELETE";
    }
    void aPutOrDeleteDropsTheUnsentRest() {
        QFETCH(QString, method);
        for (const bool crash : {false, true}) {
            auto o = m_folder.fresh();
            QVERIFY(o->push("PUT", "a 1, b 1"));
            QVERIFY(o->tooLarge(o->take()) == Rejected::Split);
            const auto piece = o->take();
            QVERIFY(o->push(method.toStdString(), method == u"PUT" ? "z 9" : ""));
            const auto rest = method == u"PUT" ? std::string("PUT z 9 (1)") : "DELETE (1)";
            QCOMPARE(o->shows(), "*PUT a 1 (0), then " + rest);
            QCOMPARE(o->outbox->ledger().superseded, 1U);
            if (crash)
                o->reopen();
            else
                o->fail(piece);
            QCOMPARE(o->shows(), rest);
            QVERIFY(o->outbox->ledgerBalances());
        }
    }

    void quarantineKeepsTheNewestThree() {
        auto o = m_folder.fresh();
        for (const auto* samples : {"a 1", "a 2", "a 3", "a 4", "a 5"})
            rejectedPush(*o, "PUT", samples);
        QCOMPARE(o->shows(), std::string("; quarantine PUT a 5 (1), PUT a 4 (1), PUT a 3 (1)"));
        QCOMPARE(o->outbox->ledger().lost.at("quarantine_full"), 2U);
        QVERIFY(o->push("PUT", "a 1", "other"));
        QVERIFY(o->reject(o->take()) == Rejected::Quarantined);
        QCOMPARE(o->outbox->quarantine().size(), 4U);
        o->reopen();
        QCOMPARE(o->outbox->quarantine().size(), 4U);
    }

    void aSplitPushIsOneOfThree() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("POST", "a 1, b 1, c 1, d 1"));
        QVERIFY(o->push("POST", "e 1"));
        QVERIFY(o->reject(o->take()) == Rejected::Split);
        for (int i = 0; i < 5; ++i) QVERIFY(o->reject(o->take()) == Rejected::Quarantined);
        QCOMPARE(o->outbox->quarantine().size(), 5U);
        rejectedPush(*o, "PUT", "a 2");
        rejectedPush(*o, "PUT", "a 3");
        QCOMPARE(o->outbox->quarantine().size(), 7U);
        rejectedPush(*o, "PUT", "a 4");
        QCOMPARE(o->outbox->quarantine().size(), 3U);
        QCOMPARE(o->outbox->ledger().lost.at("quarantine_full"), 2U);
    }

    void anotherTryTakesANewNumber() {
        auto o = m_folder.fresh();
        const auto id = rejectedPush(*o, "POST", "a 1");
        QVERIFY(o->retryQuarantined(id));
        QCOMPARE(o->shows(), std::string("POST a 1 (1)"));
        const auto again = o->take();
        QVERIFY(static_cast<std::int64_t>(again.n) > id);
        o->deliver(again);
        QCOMPARE(o->outbox->ledger().delivered, 1U);
        QVERIFY(o->outbox->quarantine().empty());
    }

    void anotherTryGoesUnderWhatWaits() {
        auto o = m_folder.fresh();
        const auto id = rejectedPush(*o, "PUT", "a 1, b 1");
        QVERIFY(o->push("POST", "a 2"));
        QVERIFY(o->retryQuarantined(id));
        QCOMPARE(o->shows(), std::string("PUT a 2, b 1 (2)"));
        o->reopen();
        QCOMPARE(o->shows(), std::string("PUT a 2, b 1 (2)"));
        QVERIFY(o->outbox->ledgerBalances());
    }

    void anotherTryUnderAPutIsSuperseded() {
        auto o = m_folder.fresh();
        const auto id = rejectedPush(*o, "POST", "a 1");
        QVERIFY(o->push("PUT", "b 2"));
        QVERIFY(o->retryQuarantined(id));
        QCOMPARE(o->shows(), std::string("PUT b 2 (1)"));
        QCOMPARE(o->ledger(), std::string("2 = 0 delivered + 1 superseded + 1 waiting + "
                                          "0 quarantined + 0 lost"));
        QVERIFY(o->outbox->ledgerBalances());
    }

    void ofTwoOtherTriesTheLaterPushWins_data() {
        QTest::addColumn<bool>("olderFirst");
        QTest::newRow("newer first") << false;
        QTest::newRow("older first") << true;
    }
    void ofTwoOtherTriesTheLaterPushWins() {
        QFETCH(bool, olderFirst);
        auto o = m_folder.fresh();
        const auto older = rejectedPush(*o, "PUT", "a 1");
        const auto newer = rejectedPush(*o, "PUT", "a 2");
        QVERIFY(o->retryQuarantined(olderFirst ? older : newer));
        QVERIFY(o->retryQuarantined(olderFirst ? newer : older));
        QCOMPARE(o->shows(), std::string("PUT a 2 (1)"));
        QCOMPARE(show(o->outbox->groups().front().families), std::string("a 2"));
        QVERIFY(o->outbox->ledgerBalances());
        o->reopen();
        QCOMPARE(o->shows(), std::string("PUT a 2 (1)"));
    }

    void aRefusedFirstPieceOfAPutOnlyAddsWhenTriedAgain() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1, b 1"));
        QVERIFY(o->tooLarge(o->take()) == Rejected::Split);
        const auto first = o->take();
        QVERIFY(o->reject(first) == Rejected::Quarantined);
        const auto rest = o->take();
        QCOMPARE(show(rest.families), std::string("b 1"));
        QVERIFY(rest.method == metrics::PushMethod::Put);
        o->deliver(rest);
        QVERIFY(o->retryQuarantined(static_cast<std::int64_t>(first.n)));
        QCOMPARE(o->shows(), std::string("POST a 1 (1)"));
        QCOMPARE(show(o->outbox->groups().front().families), std::string("a 1, b 1"));
        QVERIFY(o->outbox->ledgerBalances());
    }

    void aRefusedLastPieceOfAPutOnlyAddsWhenTriedAgain() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1, b 1"));
        QVERIFY(o->tooLarge(o->take()) == Rejected::Split);
        const auto first = o->take();
        QVERIFY(o->reject(first) == Rejected::Quarantined);
        const auto last = o->take();
        QVERIFY(o->reject(last) == Rejected::Quarantined);
        QVERIFY(o->retryQuarantined(static_cast<std::int64_t>(first.n)));
        o->deliver(o->take());
        QVERIFY(o->retryQuarantined(static_cast<std::int64_t>(last.n)));
        QCOMPARE(o->shows(), std::string("POST b 1 (0)"));
        QCOMPARE(show(o->outbox->groups().front().families), std::string("a 1, b 1"));
    }

    void anotherTryIsRefusedAfterALaterDelivery() {
        auto o = m_folder.fresh();
        const auto id = rejectedPush(*o, "PUT", "a 1");
        QVERIFY(o->push("PUT", "a 2"));
        const auto later = o->take();
        QVERIFY(errorOf(o->retryQuarantined(id)) == OutboxError::Kind::Busy);
        o->deliver(later);
        QVERIFY(errorOf(o->retryQuarantined(id)) == OutboxError::Kind::LaterPush);
        o->reopen();
        QVERIFY(errorOf(o->retryQuarantined(id)) == OutboxError::Kind::LaterPush);
        QVERIFY(errorOf(o->retryQuarantined(4711)) == OutboxError::Kind::NotFound);
    }

    void anotherTryIsRefusedAfterADeliveredDelete() {
        auto o = m_folder.fresh();
        const auto id = rejectedPush(*o, "PUT", "a 1");
        QVERIFY(o->push("DELETE", ""));
        o->deliver(o->take());
        QVERIFY(errorOf(o->retryQuarantined(id)) == OutboxError::Kind::LaterPush);
        QVERIFY(o->dropQuarantined(id));
        QVERIFY(o->outbox->groups().empty());
        QCOMPARE(o->outbox->ledger().lost.at("user"), 1U);
    }

    void aPieceMayBeTriedAgainAfterItsSiblings() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("POST", "a 1"));
        QVERIFY(o->push("POST", "b 1"));
        QVERIFY(o->reject(o->take()) == Rejected::Split);
        const auto bad = o->take();
        QVERIFY(o->reject(bad) == Rejected::Quarantined);
        QVERIFY(errorOf(o->retryQuarantined(static_cast<std::int64_t>(bad.n))) ==
                OutboxError::Kind::Busy);
        o->deliver(o->take());
        QVERIFY(o->retryQuarantined(static_cast<std::int64_t>(bad.n)));
        QCOMPARE(o->shows(), std::string("POST a 1 (2)"));
        QVERIFY(o->outbox->ledgerBalances());
    }

    void aStaleAnswerChangesNothing() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1"));
        const auto delivery = o->take();
        o->deliver(delivery);
        QVERIFY(o->reject(delivery) == Rejected::Stale);
        o->deliver(delivery);
        QCOMPARE(o->outbox->ledger().delivered, 1U);
        QVERIFY(o->outbox->ledgerBalances());
    }

    void droppingTheQueueLeavesWhatIsInFlight() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1"));
        const auto sent = o->take();
        QVERIFY(o->push("POST", "b 1"));
        QVERIFY(o->push("POST", "c 1"));
        const auto entries = o->outbox->queue();
        QCOMPARE(entries.size(), 2U);
        QVERIFY(entries[0].inFlight && entries[0].id != entries[1].id);
        std::optional<OutboxError::Kind> refused;
        o->outbox->dropQueued(entries[0].id, [&](auto r) { refused = r.error().kind; });
        QVERIFY(o->engine.until([&] { return refused.has_value(); }));
        QVERIFY(*refused == OutboxError::Kind::Busy);
        o->outbox->dropQueued(entries[1].id, {});
        QVERIFY(o->flush());
        QCOMPARE(o->shows(), std::string("*PUT a 1 (1)"));
        QCOMPARE(o->outbox->ledger().lost.at("user"), 2U);
        o->lose(sent, LossCause::User);
        QCOMPARE(o->ledger(), std::string("3 = 0 delivered + 0 superseded + 0 waiting + "
                                          "0 quarantined + 3 lost"));
    }
};

QTEST_GUILESS_MAIN(TestOutboxRejections)
#include "test_outbox_rejections.moc"
