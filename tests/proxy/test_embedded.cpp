// SPDX-License-Identifier: Apache-2.0
// The embedded upstream by itself: many threads at once, and a disk that says no.
#include <sqlite3.h>

#include <QTest>
#include <atomic>
#include <chrono>
#include <future>
#include <thread>

#include "metrics/exposition/readers.h"
#include "proxy/upstream/group_records.h"
#include "tests/proxy/embedded_upstream.h"

using namespace gatepost;
using namespace gatepost::proxy;
using namespace gatepost::test;

namespace {

bool wiped(Embedded& gateway) {
    std::promise<bool> promise;
    gateway.wipe(kNow, [&promise](bool stored) { promise.set_value(stored); });
    return promise.get_future().get();
}

/// As applied(), of a gateway that may have forgotten to answer; 0: it has.
int statusInTime(Embedded& gateway, UpstreamPush push) {
    const auto promise = std::make_shared<std::promise<int>>();
    auto answer = promise->get_future();
    gateway.push(std::move(push),
                 [promise](const PushResult& result) { promise->set_value(result.status); });
    const bool came = answer.wait_for(std::chrono::seconds(10)) == std::future_status::ready;
    return came ? answer.get() : 0;
}

/// SQLite asks it of every statement that it compiles: of all of them anew once it has been set.
int refuseToBegin(void*, int action, const char* operation, const char*, const char*, const char*) {
    const bool begins = action == SQLITE_TRANSACTION && std::string_view(operation) == "BEGIN";
    return begins ? SQLITE_DENY : SQLITE_OK;
}

}  // namespace

class TestProxyEmbedded : public QObject {
    Q_OBJECT
private slots:
    void manyThreads();
    void whatCannotBeStoredIsTakenBack();
    void aDeleteThatCannotBeStoredIsTakenBack();
    void aWipeThatCannotBeStoredIsTakenBack();
    void goesOnAfterATransactionThatCouldNotBegin();
    void deletedGroupsOfAUserAreBounded();
    void wipes();
    void aRepeatedTextKeepsItsPrint();
};

void TestProxyEmbedded::manyThreads() {
    const QTemporaryDir dir;
    const auto gateway = opened(dir);
    QVERIFY(gateway);
    constexpr int kThreads = 4;
    constexpr int kPushes = 200;
    std::atomic<int> good{0};
    std::atomic<int> late{0};
    std::atomic<int> answered{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 1; i <= kPushes; ++i) {
                const std::string text = "v " + std::to_string(i) + "\n";
                // Every second push goes to the group that all threads share, with one numbering.
                const bool shared = i % 2 == 0;
                const std::string job = shared ? "shared" : "own" + std::to_string(t);
                gateway->push(pushOf(job, text, static_cast<std::uint64_t>(i)),
                              [&](const PushResult& result) {
                                  good += result.outcome == PushResult::Outcome::Applied ? 1 : 0;
                                  late += result.outcome == PushResult::Outcome::Superseded ? 1 : 0;
                                  ++answered;
                              });
                if (i % 50 == 0) (void)gateway->snapshot()->text();
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    QTRY_COMPARE_WITH_TIMEOUT(answered.load(), kThreads * kPushes, 20000);
    QCOMPARE(good + late, kThreads * kPushes);
    // Of the shared group each number was applied at most once, and the highest is what is held.
    QVERIFY(good <= kThreads * kPushes / 2 + kPushes / 2);
    QVERIFY(held(*gateway, "shared").ends_with("v 200\n"));
    for (int t = 0; t < kThreads; ++t) {
        QVERIFY(held(*gateway, "own" + std::to_string(t)).ends_with("v 199\n"));
    }
}

void TestProxyEmbedded::whatCannotBeStoredIsTakenBack() {
    const QTemporaryDir dir;
    auto gateway = opened(dir);
    QVERIFY(gateway);
    QCOMPARE(applied(*gateway, pushOf("a", "v 1\n", 1)).status, 200);
    const std::string before = held(*gateway, "a");
    {
        const FullDisk full(512);
        const auto replaced = applied(*gateway, pushOf("a", "v 2\n", 2));
        QCOMPARE(replaced.status, 503);
        QVERIFY(replaced.outcome == PushResult::Outcome::Unavailable);
        QCOMPARE(applied(*gateway, pushOf("new", "v 1\n", 1)).status, 503);
        QCOMPARE(held(*gateway, "a"), before);
        QCOMPARE(held(*gateway, "new"), std::string());
    }
    // The number was not used up.
    QVERIFY(applied(*gateway, pushOf("a", "v 2\n", 2)).outcome == PushResult::Outcome::Applied);
    QCOMPARE(applied(*gateway, pushOf("new", "v 1\n", 1)).status, 200);
    gateway.reset();
    gateway = opened(dir);
    QVERIFY(gateway);
    QVERIFY(held(*gateway, "a").ends_with("v 2\n"));
    QVERIFY(applied(*gateway, pushOf("a", "v 2\n", 2)).outcome == PushResult::Outcome::Superseded);
}

void TestProxyEmbedded::aDeleteThatCannotBeStoredIsTakenBack() {
    const QTemporaryDir dir;
    auto gateway = opened(dir);
    QVERIFY(gateway);
    QCOMPARE(applied(*gateway, pushOf("a", "v 1\n", 1)).status, 200);
    {
        const FullDisk full(512);
        QCOMPARE(applied(*gateway, deleteOf("a", 2)).status, 503);
    }
    // Were the group still marked as deleted, its number would go once such are forgotten.
    gateway->sweep(kNow + Sequences::kKept + 3'700'000'000'000, std::nullopt);
    QVERIFY(applied(*gateway, pushOf("a", "v 1\n", 1)).outcome == PushResult::Outcome::Superseded);
    QCOMPARE(applied(*gateway, deleteOf("a", 2)).status, 202);
}

void TestProxyEmbedded::aWipeThatCannotBeStoredIsTakenBack() {
    const QTemporaryDir dir;
    auto gateway = opened(dir);
    QVERIFY(gateway);
    QCOMPARE(applied(*gateway, pushOf("a", "v 1\n", 1)).status, 200);
    auto leased = pushOf("b", "v 2\n", 1);
    leased.ttlSeconds = 3600;
    QCOMPARE(applied(*gateway, std::move(leased)).status, 200);
    {
        const FullDisk full(512);
        QVERIFY(!wiped(*gateway));
    }
    QVERIFY(held(*gateway, "a").ends_with("v 1\n"));
    QVERIFY(held(*gateway, "b").ends_with("v 2\n"));
    QCOMPARE(gateway->counts().leases, std::uint64_t{1});
}

void TestProxyEmbedded::goesOnAfterATransactionThatCouldNotBegin() {
    const QTemporaryDir dir;
    auto records = openRecords(dir.path().toStdString(), store::Durability::Off);
    QVERIFY(records);
    sqlite3* connection = nullptr;
    QVERIFY((*records)->run([&connection](store::Database& database) -> Written {
        connection = database.connection();
        return {};
    }));
    std::vector<std::string> leftOut;
    auto gateway = Embedded::open(std::move(*records), {}, leftOut);
    QVERIFY(gateway);
    sqlite3_set_authorizer(connection, &refuseToBegin, nullptr);
    QCOMPARE(statusInTime(**gateway, pushOf("a", "v 1\n", 1)), 503);
    QCOMPARE(statusInTime(**gateway, pushOf("a", "v 2\n", 2)), 503);
    sqlite3_set_authorizer(connection, nullptr, nullptr);
    QCOMPARE(statusInTime(**gateway, pushOf("a", "v 2\n", 2)), 200);
    QVERIFY(held(**gateway, "a").ends_with("v 2\n"));
}

void TestProxyEmbedded::deletedGroupsOfAUserAreBounded() {
    const QTemporaryDir dir;
    auto gateway = opened(dir);
    QVERIFY(gateway);
    for (int i = 0; i < 10; ++i) {
        auto removal = deleteOf("made-up-" + std::to_string(i), 5);
        removal.owner = "mallory";
        removal.now += i;
        QCOMPARE(applied(*gateway, std::move(removal)).status, 202);
    }
    QCOMPARE(applied(*gateway, deleteOf("mine", 5)).status, 202);
    for (int round = 0; round < 2; ++round) {
        gateway->sweep(kNow + 20, 3);
        const auto late = [&](const std::string& job) {
            auto push = pushOf(job, "v 1\n", 4);
            push.owner = job == "mine" ? "" : "mallory";
            return applied(*gateway, std::move(push)).outcome == PushResult::Outcome::Superseded;
        };
        // The longest deleted ones are forgotten, and no other user's.
        QVERIFY(late("mine"));
        QVERIFY(late("made-up-9"));
        QVERIFY(late("made-up-7"));
        if (round == 1) QVERIFY(!late("made-up-6"));
        gateway.reset();
        gateway = opened(dir);
        QVERIFY(gateway);
    }
}

void TestProxyEmbedded::wipes() {
    const QTemporaryDir dir;
    auto gateway = opened(dir);
    QVERIFY(gateway);
    for (int i = 0; i < 50; ++i) {
        QCOMPARE(applied(*gateway, pushOf("j" + std::to_string(i), "v 1\n", 3)).status, 200);
    }
    QVERIFY(wiped(*gateway));
    QVERIFY(wiped(*gateway));  // nothing is left to wipe, and that is no failure
    QCOMPARE(gateway->counts().groups, std::uint64_t{0});
    gateway.reset();
    gateway = opened(dir);
    QVERIFY(gateway);
    QCOMPARE(gateway->counts().groups, std::uint64_t{0});
    QVERIFY(applied(*gateway, pushOf("j1", "v 1\n", 3)).outcome == PushResult::Outcome::Superseded);
}

void TestProxyEmbedded::aRepeatedTextKeepsItsPrint() {
    const QTemporaryDir dir;
    const auto gateway = opened(dir);
    QVERIFY(gateway);
    auto text =
        metrics::RepeatedText::of(std::move(*metrics::readText("# TYPE v gauge\nv 1000\n")));
    QVERIFY(text);
    RepeatedPush repeated{std::move(*text), "/metrics/job/a"};
    metrics::Hash128 print;
    for (const int number : {1001, 1002, 1003}) {
        QVERIFY(repeated.text.read("# TYPE v gauge\nv " + std::to_string(number) + "\n"));
        UpstreamPush push;
        push.key = metrics::GroupingKey({{"job", "a"}});
        push.exposition = &repeated.text.exposition();
        push.repeated = &repeated;
        push.at = push.now = kNow;
        QCOMPARE(applied(*gateway, std::move(push)).status, 200);
        QVERIFY(held(*gateway, "a").ends_with("v " + std::to_string(number) + "\n"));
        QVERIFY(print == metrics::Hash128{} || print == repeated.print);
        print = repeated.print;
        QCOMPARE(gateway->groups()[0]->shape->print, print);
    }
}

QTEST_GUILESS_MAIN(TestProxyEmbedded)
#include "test_embedded.moc"
