// SPDX-License-Identifier: Apache-2.0
#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

#include "store/store.h"

using namespace gatepost::store;

namespace {

constexpr std::array kFirst{
    Migration{1, "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT NOT NULL)"}};
constexpr std::array kSecond{
    Migration{1, "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT NOT NULL)"},
    Migration{2,
              "ALTER TABLE t ADD COLUMN w INTEGER NOT NULL DEFAULT 7; CREATE INDEX t_w ON t (w)"}};
constexpr std::array kBroken{
    Migration{1, "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT NOT NULL)"},
    Migration{2, "ALTER TABLE t ADD COLUMN w INTEGER NOT NULL DEFAULT 7; CREATE NONSENSE"}};

using Result = std::expected<void, StoreError>;

Result insert(Database& database, std::string_view value) {
    auto statement = database.prepare("INSERT INTO t (v) VALUES (?)");
    if (!statement) return std::unexpected(statement.error());
    return statement->bind(value).execute();
}

std::string bytesOf(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

class TestStore : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_files = 0;

    std::filesystem::path newFile() {
        return std::filesystem::path(m_folder.path().toStdString()) /
               ("s" + std::to_string(m_files++) + ".db");
    }
    static std::unique_ptr<Store> open(const std::filesystem::path& file,
                                       std::span<const Migration> migrations = kFirst,
                                       Durability durability = Durability::Full) {
        auto store =
            Store::open({.file = file, .migrations = migrations, .durability = durability});
        if (!store) qFatal("%s", store.error().text.c_str());
        return std::move(*store);
    }
    static std::int64_t number(Store& store, std::string_view sql) {
        std::int64_t result = -1;
        const auto read = store.read([&](Database& database) -> Result {
            const auto value = database.integer(sql);
            if (!value) return std::unexpected(value.error());
            result = *value;
            return {};
        });
        if (!read) qFatal("%s", read.error().text.c_str());
        return result;
    }

private slots:
    void keepsWhatWasCommitted() {
        const auto file = newFile();
        {
            auto store = open(file);
            QVERIFY(store->run([](Database& d) { return insert(d, "one"); }));
            store->submit([](Database& d) { return insert(d, "two"); }, {});
        }
        auto store = open(file);
        QCOMPARE(number(*store, "SELECT count(*) FROM t"), 2);
        QCOMPARE(number(*store, "PRAGMA journal_mode = 'x'"), 0);  // text "wal": no number
        QCOMPARE(number(*store, "PRAGMA synchronous"), 2);
        QCOMPARE(number(*store, "PRAGMA auto_vacuum"), 2);
    }

    void onlyTheOwnerMayReadTheFile() {
        const auto file = newFile();
        auto store = open(file);
        QVERIFY(store->run([](Database& d) { return insert(d, "one"); }));
        using std::filesystem::perms;
        for (const auto* suffix : {"", "-wal", ".lock"}) {
            auto path = file;
            path += suffix;
            QCOMPARE(std::filesystem::status(path).permissions(),
                     perms::owner_read | perms::owner_write);
        }
    }

    void answersInOrderAfterTheCommit() {
        auto store = open(newFile());
        std::vector<int> order;
        for (int i = 0; i < 2000; ++i)
            store->submit([](Database& d) { return insert(d, "v"); },
                          [&order, i](Result result) {
                              if (result) order.push_back(i);
                          });
        QCOMPARE(number(*store, "SELECT count(*) FROM t"), 2000);
        QCOMPARE(order.size(), 2000U);
        QVERIFY(std::ranges::is_sorted(order));
    }

    void aFailingChangeIsRolledBackAlone() {
        auto store = open(newFile());
        std::atomic<int> good = 0;
        std::atomic<int> bad = 0;
        for (int i = 0; i < 300; ++i)
            store->submit(
                [i](Database& d) -> Result {
                    if (auto done = insert(d, "v"); !done) return done;
                    if (i % 3 == 0) return d.execute("INSERT INTO missing VALUES (1)");
                    return {};
                },
                [&](Result result) { ++(result ? good : bad); });
        QCOMPARE(number(*store, "SELECT count(*) FROM t"), 200);
        QCOMPARE(good.load(), 200);
        QCOMPARE(bad.load(), 100);
    }

    void takesChangesFromManyThreads() {
        auto store = open(newFile());
        std::vector<std::jthread> threads;
        for (int t = 0; t < 8; ++t)
            threads.emplace_back([&store] {
                for (int i = 0; i < 50; ++i)
                    static_cast<void>(store->run([](Database& d) { return insert(d, "v"); }));
            });
        threads.clear();
        QCOMPARE(number(*store, "SELECT count(*) FROM t"), 400);
    }

    void migratesStepByStep() {
        const auto file = newFile();
        QVERIFY(open(file)->run([](Database& d) { return insert(d, "one"); }));
        auto store = open(file, kSecond);
        QCOMPARE(number(*store, "SELECT w FROM t"), 7);
        QCOMPARE(number(*store, "PRAGMA user_version"), 2);
    }

    void aBrokenMigrationChangesNothing() {
        const auto file = newFile();
        QVERIFY(open(file)->run([](Database& d) { return insert(d, "one"); }));
        const auto broken = Store::open({.file = file, .migrations = kBroken});
        QVERIFY(!broken);
        QCOMPARE(broken.error().kind, StoreError::Kind::Misuse);
        auto store = open(file, kSecond);
        QCOMPARE(number(*store, "SELECT w FROM t"), 7);
    }

    void aNewerSchemaIsRefusedUntouched() {
        const auto file = newFile();
        open(file, kSecond).reset();
        const auto before = bytesOf(file);
        const auto old = Store::open({.file = file, .migrations = kFirst});
        QVERIFY(!old);
        QCOMPARE(old.error().kind, StoreError::Kind::TooNew);
        QVERIFY(bytesOf(file) == before);
        QVERIFY(open(file, kSecond));
    }

    void aNewerSchemaKeepsItsLog() {
        // As a crash leaves it: the newest commits are in the log alone.
        const auto file = newFile();
        const auto copy = newFile();
        {
            auto store = open(file, kSecond);
            QVERIFY(store->run([](Database& d) { return insert(d, "one"); }));
            std::filesystem::copy(file, copy);
            std::filesystem::copy(file.string() + "-wal", copy.string() + "-wal");
        }
        const auto log = bytesOf(copy.string() + "-wal");
        QVERIFY(!log.empty());
        QVERIFY(!Store::open({.file = copy, .migrations = kFirst}));
        QVERIFY(bytesOf(copy.string() + "-wal") == log);
        QCOMPARE(number(*open(copy, kSecond), "SELECT count(*) FROM t"), 1);
    }

    void aSecondOpenIsLockedOut() {
        const auto file = newFile();
        auto store = open(file);
        const auto second = Store::open({.file = file, .migrations = kFirst});
        QVERIFY(!second);
        QCOMPARE(second.error().kind, StoreError::Kind::Locked);
        store.reset();
        QVERIFY(open(file));
    }

    void whatIsNoDatabaseIsDamaged() {
        const auto file = newFile();
        std::ofstream(file) << std::string(10000, 'x');
        const auto store = Store::open({.file = file, .migrations = kFirst});
        QVERIFY(!store);
        QCOMPARE(store.error().kind, StoreError::Kind::Damaged);
    }

    void aTornPageIsDamaged() {
        const auto file = newFile();
        {
            auto store = open(file, kFirst, Durability::Off);
            for (int i = 0; i < 100; ++i)
                QVERIFY(store->run([](Database& d) { return insert(d, std::string(3000, 'v')); }));
        }
        std::fstream(file, std::ios::binary | std::ios::in | std::ios::out)
            .seekp(4096 * 20)
            .write(std::string(4096, '\xee').data(), 4096);
        const auto store = Store::open({.file = file, .migrations = kFirst});
        QVERIFY(!store);
        QCOMPARE(store.error().kind, StoreError::Kind::Damaged);
    }

    void theLogStaysBounded() {
        auto store = open(newFile());
        const std::string value(4096, 'v');
        for (int i = 0; i < 4000; ++i)
            store->submit(
                [&](Database& d) -> Result {
                    if (auto done = insert(d, value); !done) return done;
                    return d.execute("DELETE FROM t WHERE id < (SELECT max(id) FROM t) - 20");
                },
                {});
        QCOMPARE(number(*store, "SELECT count(*) FROM t"), 21);
        QVERIFY2(store->bytesOnDisk() < 12 * 1024 * 1024,
                 qPrintable(QString::number(store->bytesOnDisk())));
    }

    void theFileShrinksAfterMuchWasRemoved() {
        const auto file = newFile();
        auto store = open(file, kFirst, Durability::Off);
        const std::string value(100000, 'v');
        for (int i = 0; i < 200; ++i)
            QVERIFY(store->run([&](Database& d) { return insert(d, value); }));
        QVERIFY(std::filesystem::file_size(file) > 15'000'000);
        QVERIFY(store->run([](Database& d) { return d.execute("DELETE FROM t WHERE id > 3"); }));
        for (int i = 0; i < 150; ++i)
            QVERIFY(store->run(
                [&](Database& d) { return d.execute("UPDATE t SET v = v || 'x' WHERE id = 1"); }));
        QCOMPARE(number(*store, "SELECT count(*) FROM t"), 3);
        QVERIFY2(std::filesystem::file_size(file) < 4'000'000,
                 qPrintable(QString::number(std::filesystem::file_size(file))));
    }

    void bindsEveryKindOfValue() {
        auto store = open(newFile());
        std::string text;
        QVERIFY(store->read([&](Database& d) -> Result {
            auto statement = d.prepare("SELECT ?1 + 1, ?2 * 2, ?3, ?4, ?5, ?6");
            if (!statement) return std::unexpected(statement.error());
            statement->bind(41)
                .bind(1.25)
                .bind("a")
                .bindBlob(std::string_view("\0b", 2))
                .bindNull()
                .bind("");
            if (!statement->step()) return {};
            text = std::to_string(statement->integer(0)) + '|' +
                   std::to_string(statement->real(1)) + '|' + std::string(statement->text(2)) +
                   std::string(statement->text(3)) +
                   (statement->isNull(4) && !statement->isNull(5) ? "|null" : "|");
            return {};
        }));
        QCOMPARE(text, std::string("42|2.500000|a\0b|null", 20));
    }

    void withoutDurabilityNothingIsFlushed() {
        auto store =
            Store::open({.file = newFile(), .migrations = kFirst, .durability = Durability::Off});
        QVERIFY(store);
        QCOMPARE(number(**store, "PRAGMA synchronous"), 0);
    }
};

QTEST_GUILESS_MAIN(TestStore)
#include "test_store.moc"
