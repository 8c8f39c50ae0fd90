// SPDX-License-Identifier: Apache-2.0
// Bounds in bytes and age, and what a day offline looks like.
#include <QTest>

#include "tests/relay/outbox/outbox_fixture.h"

using namespace gatepost;
using namespace gatepost::relay;
using namespace gatepost::relay::test;

namespace {

std::string kilobytes(int count) {
    return "a " + std::string(static_cast<std::size_t>(count) * 1000, '1');
}

}  // namespace

class TestOutboxBounds : public QObject {
    Q_OBJECT

private:
    OutboxFolder m_folder;

    std::unique_ptr<OutboxFixture> fresh(std::uint64_t maxBytes) {
        auto fixture = m_folder.closed();
        fixture->maxBytes = maxBytes;
        fixture->open();
        return fixture;
    }

private slots:
    void whatWasDeliveredGoesFirst() {
        auto o = fresh(100'000);
        QVERIFY(o->push("PUT", kilobytes(40), "waits"));
        ++o->now.wall;
        QVERIFY(o->push("PUT", kilobytes(40), "done"));
        const auto taken = o->takeMany({.count = 2});
        o->deliver(taken[0]);
        o->fail(taken[1]);
        ++o->now.wall;
        QVERIFY(o->push("PUT", kilobytes(40), "new"));
        QCOMPARE(o->outbox->groups().size(), 2U);
        QCOMPARE(o->forgotten, std::vector{key("done")});
        QVERIFY(o->outbox->ledger().lost.empty());
        QVERIFY(o->outbox->ledgerBalances());
    }

    void thenQuarantineThenTheOldest() {
        auto o = fresh(100'000);
        QVERIFY(o->push("PUT", kilobytes(30), "bad"));
        QVERIFY(o->reject(o->take()) == Rejected::Quarantined);
        for (const auto* job : {"one", "two", "three"}) {
            ++o->now.wall;
            QVERIFY(o->push("PUT", kilobytes(30), job));
        }
        QCOMPARE(o->outbox->quarantine().size(), 0U);
        QCOMPARE(o->outbox->ledger().lost.at("bytes"), 1U);
        ++o->now.wall;
        QVERIFY(o->push("PUT", kilobytes(30), "four"));
        QCOMPARE(o->outbox->ledger().lost.at("bytes"), 2U);
        QCOMPARE(o->shows("one"), std::string());
        QVERIFY(!o->shows("two").empty());
        QVERIFY(o->outbox->ledgerBalances());
        o->reopen();
        QVERIFY(o->outbox->ledgerBalances());
        QCOMPARE(o->outbox->groups().size(), 3U);
    }

    void aProcessGroupStaysToBeDeleted() {
        auto o = fresh(100'000);
        std::optional<bool> done;
        o->outbox->accept({.key = key("p"),
                           .families = families(kilobytes(60)),
                           .lifetime = Lifetime::Process,
                           .owner = OwnerProcess{},
                           .ttl = {}},
                          o->now, [&](auto r) { done = r.has_value(); });
        QVERIFY(o->engine.until([&] { return done.has_value(); }));
        o->deliver(o->take());
        ++o->now.wall;
        QVERIFY(o->push("PUT", kilobytes(60), "new"));
        const auto group = o->outbox->group(metrics::groupId(key("p")));
        QVERIFY(group && group->families.empty() && group->delivered);
        QCOMPARE(o->forgotten, std::vector{key("p")});
    }

    void whatCanNeverFitIsRefused() {
        auto o = fresh(100'000);
        const auto refused = o->push("PUT", kilobytes(101));
        QVERIFY(!refused && refused.error().kind == OutboxError::Kind::Full);
        QCOMPARE(o->outbox->ledger().received, 0U);
        QVERIFY(o->push("PUT", kilobytes(90)));
    }

    void whatIsTooOldIsLost() {
        auto o = fresh(1'000'000);
        o->maxAgeMs = 60'000;
        o->reopen();
        QVERIFY(o->push("PUT", "a 1", "old"));
        QVERIFY(o->push("PUT", "a 1", "bad"));
        const auto taken = o->takeMany({.count = 2});
        o->fail(taken[0]);
        QVERIFY(o->reject(taken[1]) == Rejected::Quarantined);
        o->now.steady += 50'000;
        o->now.wall += 50'000;
        QVERIFY(o->push("PUT", "a 1", "young"));
        o->tick();
        QVERIFY(o->outbox->ledger().lost.empty());
        o->now.steady += 20'000;
        o->tick();
        QCOMPARE(o->outbox->ledger().lost.at("age"), 2U);
        QCOMPARE(o->shows("young"), std::string("PUT a 1 (1)"));
        QVERIFY(o->outbox->quarantine().empty());
        QVERIFY(o->outbox->ledgerBalances());
    }

    void ageGoesOnWhileNobodyRuns() {
        auto o = fresh(1'000'000);
        o->maxAgeMs = 60'000;
        o->reopen();
        QVERIFY(o->push("PUT", "a 1"));
        o->close();
        o->now = {o->now.wall + 61'000, 5};
        o->open();
        o->tick();
        QCOMPARE(o->outbox->ledger().lost.at("age"), 1U);
    }

    void aClockThatJumpsLosesNothing() {
        auto o = fresh(1'000'000);
        o->maxAgeMs = 60'000;
        o->reopen();
        QVERIFY(o->push("PUT", "a 1"));
        o->now.wall += 365LL * 24 * 3600 * 1000;
        o->now.steady += 20'000;
        o->tick();
        o->now.wall -= 800LL * 24 * 3600 * 1000;
        o->now.steady += 20'000;
        o->tick();
        QVERIFY(o->push("POST", "b 1"));
        QCOMPARE(o->shows(), std::string("PUT a 1, b 1 (2)"));
        o->reopen();
        o->tick();
        QCOMPARE(o->shows(), std::string("PUT a 1, b 1 (2)"));
    }

    /// 32,400 pushes of 4 KB over 20 groups: one waits per group, and the disk is never asked for
    /// more than 8 MiB. Draining takes one batch.
    void nineHoursOffline() {
        constexpr int kSeconds = 9 * 3600;
        constexpr int kGroups = 20;
        constexpr std::uint64_t kDisk = 8 * 1024 * 1024;
        auto o = fresh(256 * 1024 * 1024);
        std::uint64_t most = 0;
        int answered = 0;
        for (int second = 0; second < kSeconds; ++second) {
            o->now.wall += 1000;
            o->now.steady += 1000;
            // Half of them replace, half add; every so often a group is deleted and comes back.
            const auto method = second % 997 == 0 ? metrics::PushMethod::Delete
                                : second % 2 == 0 ? metrics::PushMethod::Put
                                                  : metrics::PushMethod::Post;
            const auto number = static_cast<std::uint64_t>(second);
            const auto body = "a " + std::to_string(second) + digits(number, 1960) + ", b" +
                              std::to_string(second % 2) + " " + std::to_string(second) +
                              digits(number + 1, 1960);
            o->outbox->accept(
                {.method = method,
                 .key = key("job" + std::to_string(second % kGroups)),
                 .families =
                     method == metrics::PushMethod::Delete ? metrics::FamilySet() : families(body),
                 .owner = OwnerProcess{},
                 .ttl = {},
                 .pushedAt = o->now.wall},
                o->now, [&](auto result) { answered += result ? 1 : 0; });
            if (second % 30 == 29) {
                QVERIFY(o->flush());
                QVERIFY(o->outbox->queue().size() <= kGroups);
                most = std::max(most, o->outbox->bytesOnDisk());
            }
            // A probe every five minutes, and now and then the lid is closed.
            if (second % 300 == 299) o->fail(o->take(), o->now.steady + 1000);
            if (second % 5000 == 4999) {
                QVERIFY(o->flush());
                o->reopen();
            }
            if (second % 60 == 0) o->tick();
        }
        QVERIFY(o->flush());
        QCOMPARE(answered, kSeconds);
        QVERIFY2(most < kDisk, qPrintable(QString::number(most)));
        QCOMPARE(o->outbox->ledger().received, static_cast<std::uint64_t>(kSeconds));
        QVERIFY(o->outbox->ledgerBalances());
        o->now.steady += 10'000;
        const auto batch = o->takeMany({.count = 100});
        QCOMPARE(batch.size(), static_cast<std::size_t>(kGroups));
        for (const auto& delivery : batch) o->deliver(delivery);
        QVERIFY(o->nothingToTake());
        QCOMPARE(o->outbox->ledger().waiting, 0U);
        qInfo("most on disk: %.1f MiB", static_cast<double>(most) / 1024 / 1024);
    }
};

QTEST_GUILESS_MAIN(TestOutboxBounds)
#include "test_outbox_bounds.moc"
