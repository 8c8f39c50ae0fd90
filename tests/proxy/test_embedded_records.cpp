// SPDX-License-Identifier: Apache-2.0
// What the embedded upstream finds in its file when it starts again.
#include <QTest>
#include <array>
#include <cmath>
#include <limits>

#include "proxy/upstream/group_records.h"
#include "proxy/upstream/number_blob.h"
#include "tests/proxy/embedded_upstream.h"

using namespace gatepost;
using namespace gatepost::proxy;
using namespace gatepost::test;

class TestProxyEmbeddedRecords : public QObject {
    Q_OBJECT
private slots:
    void numbersComeBack();
    void numbersFollowAShapeThatCouldNotBeStored();
    void opensWhatAnOlderSchemaLeft();
    void aNewerSchemaIsRefused();
    void packsNumbers();
};

void TestProxyEmbeddedRecords::numbersComeBack() {
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

void TestProxyEmbeddedRecords::numbersFollowAShapeThatCouldNotBeStored() {
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

void TestProxyEmbeddedRecords::opensWhatAnOlderSchemaLeft() {
    const QTemporaryDir dir;
    constexpr std::array kOlder{
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
                                             .migrations = kOlder,
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

void TestProxyEmbeddedRecords::aNewerSchemaIsRefused() {
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

void TestProxyEmbeddedRecords::packsNumbers() {
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

QTEST_GUILESS_MAIN(TestProxyEmbeddedRecords)
#include "test_embedded_records.moc"
