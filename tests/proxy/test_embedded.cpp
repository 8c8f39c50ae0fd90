// SPDX-License-Identifier: Apache-2.0
// The embedded upstream by itself: many threads at once, and a disk that says no.
#include <sqlite3.h>
#include <sys/resource.h>

#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <csignal>
#include <future>
#include <limits>
#include <thread>

#include "metrics/exposition/readers.h"
#include "proxy/upstream/embedded.h"
#include "proxy/upstream/group_records.h"
#include "proxy/upstream/number_blob.h"

using namespace gatepost;
using namespace gatepost::proxy;

namespace {

constexpr metrics::UnixNanos kNow = 1'800'000'000'000'000'000;
constexpr metrics::UnixNanos kSecond = 1'000'000'000;

/// A push that owns what it points to.
struct TextPush : UpstreamPush {
    std::shared_ptr<const metrics::Exposition> read;
};

TextPush pushOf(const std::string& job, const std::string& text, std::uint64_t number) {
    TextPush push;
    push.key = metrics::GroupingKey({{"job", job}});
    push.read = std::make_shared<const metrics::Exposition>(std::move(*metrics::readText(text)));
    push.exposition = push.read.get();
    push.sequence = http::Sequence{"relay", number};
    push.at = kNow;
    push.now = kNow;
    return push;
}

TextPush deleteOf(const std::string& job, std::uint64_t number) {
    TextPush push = pushOf(job, "", number);
    push.method = metrics::PushMethod::Delete;
    push.exposition = nullptr;
    return push;
}

bool wiped(Embedded& gateway) {
    std::promise<bool> promise;
    gateway.wipe(kNow, [&promise](bool stored) { promise.set_value(stored); });
    return promise.get_future().get();
}

PushResult applied(Embedded& gateway, UpstreamPush push) {
    std::promise<PushResult> promise;
    gateway.push(std::move(push),
                 [&promise](PushResult result) { promise.set_value(std::move(result)); });
    return promise.get_future().get();
}

/// Before it came there; false: it was not answered.
bool rejected(Embedded& gateway, const UpstreamPush& push) {
    const auto promise = std::make_shared<std::promise<void>>();
    auto answer = promise->get_future();
    gateway.recordRefusal(push, [promise] { promise->set_value(); });
    return answer.wait_for(std::chrono::seconds(10)) == std::future_status::ready;
}

std::unique_ptr<Embedded> opened(const QTemporaryDir& dir) {
    auto records = openRecords(dir.path().toStdString(), store::Durability::Off);
    if (!records) return nullptr;
    std::vector<std::string> leftOut;
    auto made = Embedded::open(std::move(*records), {}, leftOut);
    return made && leftOut.empty() ? std::move(*made) : nullptr;
}

/// Without the labels.
std::string held(const Embedded& gateway, const std::string& job) {
    for (const auto& group : gateway.groups()) {
        if (group->key.job() != job) continue;
        std::string text = group->storedText();
        const std::size_t begin = text.find('{');
        return text.erase(begin, text.find('}') + 1 - begin);
    }
    return {};
}

/// No file may grow past `bytes` until it goes out of scope.
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes) {
        ::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit small{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit m_before{};
};

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
    void aGroupOfARefusedPushHasItsTtl();
    void aRefusedPushLeavesALeaseAlone();
    void aPushRejectedBeforeLeavesItsTrace();
    void whatWasNotItsToRefuseLeavesNone();
    void wipes();
    void aRepeatedTextKeepsItsPrint();
    void numbersComeBack();
    void numbersFollowAShapeThatCouldNotBeStored();
    void opensWhatTheLastSchemaLeft();
    void aNewerSchemaIsRefused();
    void packsNumbers();
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

void TestProxyEmbedded::aGroupOfARefusedPushHasItsTtl() {
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

void TestProxyEmbedded::aRefusedPushLeavesALeaseAlone() {
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

void TestProxyEmbedded::aPushRejectedBeforeLeavesItsTrace() {
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

void TestProxyEmbedded::whatWasNotItsToRefuseLeavesNone() {
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

void TestProxyEmbedded::numbersComeBack() {
    const QTemporaryDir dir;
    for (int start = 0; start < 2; ++start) {
        auto gateway = opened(dir);
        QVERIFY(gateway);
        const auto put = [&](const std::string& job, const std::string& text) {
            auto push = pushOf(job, text, 1);
            push.sequence.reset();
            return applied(*gateway, std::move(push)).status;
        };
        if (start == 1) {
            QVERIFY(held(*gateway, "same").ends_with("v 3\n"));
            QVERIFY(held(*gateway, "other").ends_with("w 2\n"));
            QVERIFY(held(*gateway, "back").ends_with("v 9\n"));
            QVERIFY(held(*gateway, "turned").ends_with("w 7\n"));
            QCOMPARE(held(*gateway, "gone"), std::string());
            QCOMPARE(held(*gateway, "posted"), std::string("# TYPE a untyped\na 2\n"
                                                           "# TYPE b untyped\nb{instance=\"\","
                                                           "job=\"posted\"} 3\n"));
        }
        for (int i = 1; i <= 3; ++i) {
            QCOMPARE(put("same", "v " + std::to_string(i) + "\n"), 200);
            QCOMPARE(put("gone", "v " + std::to_string(i) + "\n"), 200);
            QCOMPARE(put("back", "v " + std::to_string(i) + "\n"), 200);
        }
        for (const char* text : {"v 1\n", "v 2\n", "w 1\n", "w 2\n"})
            QCOMPARE(put("other", text), 200);
        // Of the last shape no push has changed numbers alone: those of the one before are not its.
        for (const char* text : {"v 5\n", "v 6\n", "w 7\n"}) QCOMPARE(put("turned", text), 200);
        for (const char* job : {"gone", "back"}) {
            auto removal = deleteOf(job, 1);
            removal.sequence.reset();
            QCOMPARE(applied(*gateway, std::move(removal)).status, 202);
        }
        QCOMPARE(put("back", "v 9\n"), 200);
        for (const char* text : {"a 1\nb 1\n", "a 2\n", "b 2\n", "b 3\n"}) {
            auto push = pushOf("posted", text, 1);
            push.sequence.reset();
            push.method = metrics::PushMethod::Post;
            QCOMPARE(applied(*gateway, std::move(push)).status, 200);
        }
    }
}

void TestProxyEmbedded::numbersFollowAShapeThatCouldNotBeStored() {
    const QTemporaryDir dir;
    auto gateway = opened(dir);
    QVERIFY(gateway);
    QCOMPARE(applied(*gateway, pushOf("a", "v 1\n", 1)).status, 200);
    QCOMPARE(applied(*gateway, pushOf("a", "v 2\n", 2)).status, 200);
    {
        const FullDisk full(512);
        QCOMPARE(applied(*gateway, pushOf("a", "w 3\n", 3)).status, 503);
        QCOMPARE(applied(*gateway, pushOf("a", "v 3\n", 3)).status, 503);
    }
    QCOMPARE(applied(*gateway, pushOf("a", "v 4\n", 4)).status, 200);
    QCOMPARE(applied(*gateway, pushOf("a", "v 5\n", 5)).status, 200);
    gateway.reset();
    gateway = opened(dir);
    QVERIFY(gateway);
    QCOMPARE(held(*gateway, "a"), std::string("# TYPE v untyped\nv 5\n"));
}

void TestProxyEmbedded::opensWhatTheLastSchemaLeft() {
    const QTemporaryDir dir;
    constexpr std::array kLast{
        store::Migration{1, R"sql(
    CREATE TABLE groups (
        key TEXT PRIMARY KEY, owner TEXT NOT NULL, push_time INTEGER NOT NULL,
        failure_time INTEGER NOT NULL, held BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE sequences (
        key TEXT NOT NULL, relay TEXT NOT NULL, number INTEGER NOT NULL,
        deleted_at INTEGER NOT NULL DEFAULT 0,
        updated_at INTEGER NOT NULL, PRIMARY KEY (key, relay)) WITHOUT ROWID;
    CREATE INDEX sequences_deleted ON sequences (deleted_at) WHERE deleted_at != 0;
    CREATE TABLE leases (key TEXT PRIMARY KEY, expires INTEGER NOT NULL) WITHOUT ROWID;
)sql"},
        store::Migration{2, "ALTER TABLE sequences ADD COLUMN owner TEXT NOT NULL DEFAULT '';"}};
    {
        // As it was written: what was pushed, without the grouping labels, padded by empty lines.
        const auto old = store::Store::open({.file = dir.path().toStdString() + "/gateway.db",
                                             .migrations = kLast,
                                             .durability = store::Durability::Off});
        QVERIFY(old);
        QVERIFY((*old)->run([](store::Database& database) {
            return database.execute(R"sql(
    INSERT INTO groups VALUES ('/metrics/job/a', 'ann', 1700000000500000000, 0,
        '# HELP v Words.' || char(10) || '# TYPE v counter' || char(10) || 'v{x="y",job="z"} 1.5'
        || char(10) || '# TYPE z gauge' || char(10) || 'z -0' || char(10) || char(10) || char(10));
    INSERT INTO sequences VALUES ('/metrics/job/a', 'relay', 7, 0, 1700000000500000000, 'ann');
    INSERT INTO leases VALUES ('/metrics/job/a', 1900000000000000000);)sql");
        }));
    }
    const std::string shape = "# HELP v Words.\n# TYPE v counter\nv ";
    for (const char* numbers : {"1.5", "2.5"}) {
        const auto gateway = opened(dir);
        QVERIFY(gateway);
        const auto groups = gateway->groups();
        QCOMPARE(groups.size(), std::size_t{1});
        QCOMPARE(groups[0]->owner, std::string("ann"));
        QCOMPARE(gateway->counts().leases, std::size_t{1});
        QVERIFY(groups[0]->storedText().find("v{instance=\"\",job=\"a\",x=\"y\"} ") !=
                std::string::npos);
        QVERIFY(held(*gateway, "a").starts_with(shape + numbers + "\n"));
        QVERIFY(groups[0]->storedText().ends_with("} -0\n"));
        if (numbers == std::string_view("2.5")) {
            QCOMPARE(groups[0]->pushTime, kNow);
            continue;
        }
        QCOMPARE(groups[0]->pushTime, 1'700'000'000'500'000'000);
        QVERIFY(applied(*gateway, pushOf("a", "x 1\n", 7)).outcome ==
                PushResult::Outcome::Superseded);
        for (const std::uint64_t number : {8u, 9u}) {
            auto push = pushOf("a",
                               "# HELP v Words.\n# TYPE v counter\nv{x=\"y\"} " +
                                   std::to_string(number) + "\n# TYPE z gauge\nz 1\n",
                               number);
            push.owner = "ann";
            push.ttlSeconds = 1000;
            QCOMPARE(applied(*gateway, std::move(push)).status, 200);
        }
        auto push = pushOf(
            "a", "# HELP v Words.\n# TYPE v counter\nv{x=\"y\"} 2.5\n# TYPE z gauge\nz -0\n", 10);
        push.owner = "ann";
        push.ttlSeconds = 1000;
        QCOMPARE(applied(*gateway, std::move(push)).status, 200);
    }
}

void TestProxyEmbedded::aNewerSchemaIsRefused() {
    const QTemporaryDir dir;
    {
        const auto records = openRecords(dir.path().toStdString(), store::Durability::Off);
        QVERIFY(records);
        QVERIFY((*records)->run([](store::Database& database) -> Written {
            const auto version = database.integer("PRAGMA user_version");
            if (!version) return std::unexpected(version.error());
            return database.execute("PRAGMA user_version=" + std::to_string(*version + 1));
        }));
    }
    QVERIFY(!openRecords(dir.path().toStdString(), store::Durability::Off));
}

void TestProxyEmbedded::packsNumbers() {
    const std::vector<double> numbers{0,
                                      -0.0,
                                      1,
                                      127,
                                      128,
                                      -1,
                                      1.5,
                                      9007199254740991.0,
                                      1e16,
                                      1e300,
                                      std::numeric_limits<double>::infinity(),
                                      126,
                                      5e-324,
                                      1.8e9,
                                      1'800'000'000.123};
    std::string bytes = "left from before";
    packNumbers(bytes, numbers);
    const std::vector<double> back = unpackNumbers(bytes);
    QCOMPARE(back, numbers);
    QVERIFY(std::signbit(back[1]));
    packNumbers(bytes, std::vector{std::nan("")});
    QCOMPARE(unpackNumbers(bytes).size(), std::size_t{1});
    QVERIFY(std::isnan(unpackNumbers(bytes)[0]));
    bytes.pop_back();
    QVERIFY(unpackNumbers(bytes).empty());
    QVERIFY(unpackNumbers("\xff").empty());
    QVERIFY(unpackNumbers(std::string(20, '\xff')).empty());
}

QTEST_GUILESS_MAIN(TestProxyEmbedded)
#include "test_embedded.moc"
