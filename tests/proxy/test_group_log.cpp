// SPDX-License-Identifier: Apache-2.0
// Groups on disk: what is read back of blocks that hold many groups' numbers, whatever has become
// of those meanwhile.
#include <QTemporaryDir>
#include <QTest>
#include <map>

#include "metrics/exposition/readers.h"
#include "metrics/gateway/gateway.h"
#include "proxy/upstream/group_log.h"
#include "proxy/upstream/group_records.h"
#include "proxy/upstream/number_blob.h"
#include "proxy/upstream/origin_blob.h"

using namespace gatepost;
using namespace gatepost::proxy;

namespace {

constexpr metrics::UnixNanos kNow = 1'800'000'000'000'000'000;

/// A gateway's groups and their file.
class LoggedGroups {
public:
    LoggedGroups() { open(); }

    /// A process that ended, whatever it had not committed.
    void open() {
        m_store.reset();
        m_gateway = std::make_unique<metrics::Gateway>();
        m_log = std::make_unique<GroupLog>();
        m_store = openRecords(m_dir.path().toStdString(), store::Durability::Off).value();
        QVERIFY(m_store->read([this](store::Database& database) {
            return m_log->read(database, [this](const metrics::StoredGroup& group) {
                QVERIFY(m_gateway->restore(group).empty());
            });
        }));
    }

    void put(const std::string& job, const std::string& text) {
        const auto group = inMemory(job, text);
        QVERIFY(change([&](store::Database& database) {
            return m_log->write(database, pathOf(job), *group);
        }));
    }
    /// Written, and then the transaction failed.
    void putInVain(const std::string& job, const std::string& text) {
        const auto group = inMemory(job, text);
        QVERIFY(!m_store->run([&](store::Database& database) -> Written {
            auto wrote = m_log->write(database, pathOf(job), *group);
            if (wrote) wrote = m_log->finish(database);
            if (!wrote) return wrote;
            return std::unexpected(store::StoreError{});
        }));
    }
    /// Written, and then alone undone in a transaction that goes on.
    void putUndone(const std::string& job, const std::string& text) {
        const auto group = inMemory(job, text);
        QVERIFY(m_store->run([&](store::Database& database) -> Written {
            auto done = database.execute("SAVEPOINT one");
            if (done) done = m_log->write(database, pathOf(job), *group);
            if (done) done = m_log->finish(database);
            if (done) done = database.execute("ROLLBACK TO one");
            if (done) done = database.execute("RELEASE one");
            m_log->doubt();
            return done;
        }));
    }
    void erase(const std::string& job) {
        m_gateway->erase(keyOf(job));
        QVERIFY(
            change([&](store::Database& database) { return m_log->erase(database, pathOf(job)); }));
    }
    void execute(std::string_view sql) {
        QVERIFY(m_store->run([sql](store::Database& database) { return database.execute(sql); }));
    }

    [[nodiscard]] std::int64_t integer(std::string_view sql) {
        std::int64_t value = -1;
        (void)m_store->run([&](store::Database& database) -> Written {
            value = database.integer(sql).value_or(-1);
            return {};
        });
        return value;
    }
    /// The only number of a group, or its first; "-": no such group.
    [[nodiscard]] std::string number(const std::string& job) const {
        const auto group = m_gateway->group(keyOf(job));
        if (!group) return "-";
        const std::string text = group->storedText();
        const std::size_t begin = text.find("} ") + 2;
        return text.substr(begin, text.find('\n', begin) - begin);
    }
    [[nodiscard]] metrics::UnixNanos pushTime(const std::string& job) const {
        return m_gateway->group(keyOf(job))->pushTime;
    }

private:
    static metrics::GroupingKey keyOf(const std::string& job) { return {{"job", job}}; }
    static std::string pathOf(const std::string& job) { return metrics::pushPath(keyOf(job)); }

    metrics::GroupPointer inMemory(const std::string& job, const std::string& text) {
        const auto read = metrics::readText(text).value();
        return m_gateway->apply(keyOf(job), {.exposition = &read, .owner = {}, .at = ++m_now})
            .value()
            .after;
    }
    Written change(const store::Store::Change& write) {
        return m_store->run([&](store::Database& database) {
            auto wrote = write(database);
            return wrote ? m_log->finish(database) : wrote;
        });
    }

    QTemporaryDir m_dir;
    std::unique_ptr<metrics::Gateway> m_gateway;
    std::unique_ptr<GroupLog> m_log;
    std::unique_ptr<store::Store> m_store;
    metrics::UnixNanos m_now = kNow;
};

std::string one(int number) { return "v " + std::to_string(number) + "\n"; }

/// So many series of one value: of 1 the numbers take a byte each, of 1.5 nine.
std::string many(int series, const std::string& value) {
    std::string text;
    for (int i = 0; i < series; ++i) text += "v{x=\"" + std::to_string(i) + "\"} " + value + "\n";
    return text;
}

std::string sealed(const std::vector<std::string>& entries, std::int64_t order) {
    std::string block = emptyBlock();
    for (const std::string& entry : entries) block += entry;
    sealBlock(block, order);
    block.resize(kBlockBytes, '\0');
    return block;
}

std::string entryOf(std::int64_t shape, const std::string& numbers) {
    std::string packed;
    packEntry(packed, {shape, kNow, 0, numbers});
    return packed;
}

}  // namespace

class TestGroupLog : public QObject {
    Q_OBJECT
private slots:
    void aBlockKeepsItsEntries();
    void aDamagedBlockIsNone();
    void numbersComeBackFromSharedBlocks();
    void erasedAndReshapedGroupsLeaveNothing();
    void theLaterOfSmallAndLargeCounts();
    void whatCountsIsCarriedOn();
    void rowsGoWithTheirGroups();
    void aTransactionThatWasRolledBackIsNoticed();
    void whatWasUndoneAloneIsNotCountedOn();
    void ofADamagedBlockWhatWasBeforeCounts();
    void aDamagedBlockHoldsNothingUp();
    void takesOverWhatStoodInRows();
    void packsOrigins();
};

void TestGroupLog::aBlockKeepsItsEntries() {
    const std::string block = sealed({entryOf(7, "numbers"), entryOf(1ll << 40, "")}, 12);
    std::vector<std::pair<std::int64_t, std::string>> entries;
    const auto order = readBlock(block, [&](const NumberEntry& entry, std::string_view packed) {
        QCOMPARE(entry.pushTime, kNow);
        QCOMPARE(packed, entryOf(entry.shape, std::string(entry.numbers)));
        entries.emplace_back(entry.shape, entry.numbers);
    });
    QCOMPARE(order.value_or(0), std::int64_t{12});
    const decltype(entries) expected{{7, "numbers"}, {1ll << 40, ""}};
    QVERIFY(entries == expected);
}

void TestGroupLog::aDamagedBlockIsNone() {
    const std::string whole = sealed({entryOf(7, "numbers")}, 12);
    const auto isRead = [](std::string_view block) {
        return readBlock(block, [](const NumberEntry&, std::string_view) {}).has_value();
    };
    const std::size_t used = kBlockHead + entryOf(7, "numbers").size();
    for (std::size_t i = 0; i < used; ++i) {
        std::string block = whole;
        block[i] = static_cast<char>(block[i] ^ 0x10);
        QVERIFY2(!isRead(block), qPrintable(QString::number(i)));
    }
    for (std::size_t size = 0; size < used; ++size) QVERIFY(!isRead(whole.substr(0, size)));
    QVERIFY(isRead(whole.substr(0, used)));
}

void TestGroupLog::numbersComeBackFromSharedBlocks() {
    LoggedGroups groups;
    for (int round = 1; round <= 3; ++round) {
        for (int i = 0; i < 300; ++i) groups.put("j" + std::to_string(i), one(1000 * round + i));
    }
    QVERIFY(groups.integer("SELECT count(*) FROM blocks") < 10);
    QCOMPARE(groups.integer("SELECT min(length(content)) FROM blocks"),
             static_cast<std::int64_t>(kBlockBytes));
    const auto time = groups.pushTime("j299");
    groups.open();
    for (int i = 0; i < 300; ++i)
        QCOMPARE(groups.number("j" + std::to_string(i)), std::to_string(3000 + i));
    QCOMPARE(groups.pushTime("j299"), time);
}

void TestGroupLog::erasedAndReshapedGroupsLeaveNothing() {
    LoggedGroups groups;
    for (int start = 0; start < 3; ++start) {
        for (const char* job : {"stays", "erased", "again", "reshaped"}) {
            groups.put(job, one(1));
            groups.put(job, one(2));
        }
        groups.erase("erased");
        groups.erase("again");
        groups.put("again", one(9));
        groups.put("reshaped", "w 5\n");
        groups.open();
        QCOMPARE(groups.number("stays"), std::string("2"));
        QCOMPARE(groups.number("erased"), std::string("-"));
        QCOMPARE(groups.number("again"), std::string("9"));
        QCOMPARE(groups.number("reshaped"), std::string("5"));
    }
}

void TestGroupLog::theLaterOfSmallAndLargeCounts() {
    // 600 numbers of nine bytes need a block of their own, of one byte they share one.
    const std::string values[]{"1", "2", "1.5", "3", "2.5", "3.5", "4", "5"};
    for (std::size_t last = 0; last < std::size(values); ++last) {
        LoggedGroups groups;
        for (std::size_t i = 0; i <= last; ++i) {
            groups.put("large", many(600, values[i]));
            groups.put("beside", one(static_cast<int>(i)));
        }
        groups.open();
        QCOMPARE(groups.number("large"), values[last]);
        QCOMPARE(groups.number("beside"), std::to_string(last));
    }
}

void TestGroupLog::whatCountsIsCarriedOn() {
    LoggedGroups groups;
    for (const char* text : {"1", "7"}) {
        groups.put("quiet", one(std::stoi(text)));
        groups.put("quiet and large", many(600, text + std::string(".5")));
    }
    constexpr int kPushes = 700;
    for (int i = 0; i <= kPushes; ++i) {
        groups.put("busy", many(400, std::to_string(i % 2) + ".5"));
    }
    const std::int64_t bytes = groups.integer("SELECT sum(length(content)) FROM blocks");
    QVERIFY2(bytes > 0 && bytes <= static_cast<std::int64_t>(BlockRows::kFewestBytes) + 64 * 1024,
             qPrintable(QString::number(bytes)));
    for (int start = 0; start < 2; ++start) {
        QCOMPARE(groups.number("quiet"), std::string("7"));
        QCOMPARE(groups.number("quiet and large"), std::string("7.5"));
        QCOMPARE(groups.number("busy"), std::string("0.5"));
        groups.open();
    }
}

void TestGroupLog::rowsGoWithTheirGroups() {
    LoggedGroups groups;
    constexpr int kGroups = 300;
    for (const char* text : {"1.5", "2.5"}) {
        for (int i = 0; i < kGroups; ++i) groups.put("j" + std::to_string(i), many(600, text));
    }
    QVERIFY(groups.integer("SELECT sum(length(content)) FROM blocks") > kGroups * 5400);
    for (int i = 1; i < kGroups; ++i) groups.erase("j" + std::to_string(i));
    QVERIFY(groups.integer("SELECT sum(length(content)) FROM blocks") <=
            static_cast<std::int64_t>(BlockRows::kFewestBytes) + 8192);
    groups.open();
    QCOMPARE(groups.number("j0"), std::string("2.5"));
}

void TestGroupLog::aTransactionThatWasRolledBackIsNoticed() {
    LoggedGroups groups;
    for (int i = 1; i <= 3; ++i) groups.put("a", one(i));
    groups.putInVain("a", one(4));
    groups.putInVain("fresh", one(1));
    groups.putInVain("fresh", one(2));
    groups.putInVain("a", "w 4\n");
    groups.put("fresh", one(5));
    groups.put("a", one(5));
    groups.put("fresh", one(6));
    groups.putInVain("fresh", one(7));
    groups.open();
    QCOMPARE(groups.number("a"), std::string("5"));
    QCOMPARE(groups.number("fresh"), std::string("6"));
}

/// Of several changes in a transaction one may fail: no rollback of the transaction tells.
void TestGroupLog::whatWasUndoneAloneIsNotCountedOn() {
    LoggedGroups groups;
    for (int i = 0; i < 20; ++i) groups.put("j" + std::to_string(i), many(30, "0.5"));
    for (int round = 1; round <= 3; ++round) {
        // Fills blocks, frees those in which nothing counts any more, and writes them over.
        for (int i = 0; i < 200; ++i)
            groups.putUndone("j" + std::to_string(i % 10), many(30, std::to_string(i) + ".5"));
        for (int i = 10; i < 20; ++i)
            groups.put("j" + std::to_string(i), many(30, std::to_string(round) + ".5"));
        groups.open();
        for (int i = 0; i < 20; ++i) {
            QCOMPARE(groups.number("j" + std::to_string(i)),
                     i < 10 ? std::string("0.5") : std::to_string(round) + ".5");
        }
    }
}

void TestGroupLog::ofADamagedBlockWhatWasBeforeCounts() {
    LoggedGroups groups;
    for (int i = 1; i <= 3; ++i) groups.put("a", one(i));
    groups.open();
    for (int i = 4; i <= 6; ++i) groups.put("a", one(i));
    for (int i = 0; i < 200; ++i) groups.put("b", many(30, std::to_string(i % 2) + ".5"));
    QVERIFY(groups.integer("SELECT count(*) FROM blocks") > 1);
    groups.put("a", one(7));  // in another block
    groups.execute("UPDATE blocks SET content = zeroblob(4048) WHERE id > 1");
    groups.open();
    QCOMPARE(groups.number("a"), std::string("6"));
    groups.put("a", one(8));
    groups.put("a", one(9));
    groups.open();
    QCOMPARE(groups.number("a"), std::string("9"));
}

/// Nothing of it can be carried on, and what else there is can.
void TestGroupLog::aDamagedBlockHoldsNothingUp() {
    LoggedGroups groups;
    for (int i = 1; i <= 2; ++i) groups.put("lost", one(i));
    groups.execute("UPDATE blocks SET content = zeroblob(4048)");
    for (int i = 0; i < 700; ++i) groups.put("busy", many(400, std::to_string(i % 2) + ".5"));
    groups.put("lost", one(3));
    QVERIFY(groups.integer("SELECT sum(length(content)) FROM blocks") <=
            static_cast<std::int64_t>(BlockRows::kFewestBytes) + 64 * 1024);
    groups.open();
    QCOMPARE(groups.number("lost"), std::string("3"));
    QCOMPARE(groups.number("busy"), std::string("1.5"));
}

void TestGroupLog::takesOverWhatStoodInRows() {
    LoggedGroups groups;
    for (const char* job : {"a", "reshaped", "broken"}) groups.put(job, one(1));
    groups.execute(R"sql(
    INSERT INTO numbers (key, shape, push_time, failure_time, numbers)
        SELECT key, shape, 1900000000000000000, 0, x'010106' FROM groups WHERE key LIKE '%/a';
    INSERT INTO numbers (key, shape, push_time, failure_time, numbers)
        SELECT key, shape, 1900000000000000001, 5, x'010107' FROM groups WHERE key LIKE '%/a';
    INSERT INTO numbers (key, shape, push_time, failure_time, numbers)
        SELECT key, shape + 1000, 1900000000000000000, 0, x'010107' FROM groups
        WHERE key LIKE '%/reshaped';
    INSERT INTO numbers (key, shape, push_time, failure_time, numbers)
        SELECT key, shape, 1900000000000000000, 0, x'01ff' FROM groups WHERE key LIKE '%/broken';
    INSERT INTO numbers (key, shape, push_time, failure_time, numbers)
        VALUES ('/metrics/job/gone', 999, 1900000000000000000, 0, x'010107');)sql");
    for (int start = 0; start < 2; ++start) {
        groups.open();
        QCOMPARE(groups.integer("SELECT count(*) FROM numbers"), std::int64_t{0});
        QCOMPARE(groups.number("a"), std::string("6"));
        QCOMPARE(groups.pushTime("a"), metrics::UnixNanos{1900000000000000001});
        QCOMPARE(groups.number("reshaped"), std::string("1"));
        QCOMPARE(groups.number("broken"), std::string("1"));
        QCOMPARE(groups.number("gone"), std::string("-"));
    }
    groups.put("a", one(8));
    groups.put("a", one(9));
    groups.open();
    QCOMPARE(groups.number("a"), std::string("9"));
}

void TestGroupLog::packsOrigins() {
    const std::vector<metrics::FamilyOrigin> origins{
        {"ann", kNow}, {"", 0}, {std::string("b\0b", 3), kNow + 1}, {std::string(300, 'c'), -1}};
    for (const std::string_view owner : {"ann", "", "somebody"}) {
        const std::string packed = packOrigins(origins, owner);
        QCOMPARE(unpackOrigins(packed, owner), origins);
        for (std::size_t size = 0; size < packed.size(); ++size)
            QVERIFY(unpackOrigins(packed.substr(0, size), owner).size() < origins.size());
    }
    QCOMPARE(packOrigins({}, "ann"), std::string());
    QVERIFY(unpackOrigins(std::string(20, '\xff'), "ann").empty());
}

QTEST_GUILESS_MAIN(TestGroupLog)
#include "test_group_log.moc"
