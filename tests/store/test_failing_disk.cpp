// SPDX-License-Identifier: Apache-2.0
// Every write, flush and truncation of a workload fails in turn: what was answered is on disk, what
// was refused is not, and the file opens again.
#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <filesystem>
#include <set>

#include "store/store.h"
#include "tests/support/failing_vfs.h"

using namespace gatepost::store;
using gatepost::test::FailingVfs;

namespace {

constexpr std::array kSchema{
    Migration{1, "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT NOT NULL)"}};
using Result = std::expected<void, StoreError>;

Result insert(Database& database, std::int64_t id) {
    auto statement = database.prepare("INSERT INTO t VALUES (?,?)");
    if (!statement) return std::unexpected(statement.error());
    return statement->bind(id).bind(std::string(3000, 'v')).execute();
}

}  // namespace

class TestFailingDisk : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_files = 0;
    FailingVfs m_vfs;

    std::filesystem::path newFile() {
        return std::filesystem::path(m_folder.path().toStdString()) /
               ("f" + std::to_string(m_files++) + ".db");
    }
    static std::set<std::int64_t> rows(Store& store) {
        std::set<std::int64_t> ids;
        const auto read = store.read([&](Database& database) -> Result {
            auto query = database.prepare("SELECT id FROM t");
            if (!query) return std::unexpected(query.error());
            while (true) {
                const auto row = query->step();
                if (!row) return std::unexpected(row.error());
                if (!*row) return {};
                ids.insert(query->integer(0));
            }
        });
        if (!read) qFatal("%s", read.error().text.c_str());
        return ids;
    }

private slots:
    void cleanup() { m_vfs.heal(); }

    void aFullDiskRefusesAndRecovers() {
        auto store = Store::open({.file = newFile(), .migrations = kSchema, .vfs = m_vfs.name()});
        QVERIFY(store);
        QVERIFY((*store)->run([](Database& d) { return insert(d, 1); }));
        m_vfs.fail(FailingVfs::Failure::Full, 0);
        const auto refused = (*store)->run([](Database& d) { return insert(d, 2); });
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, StoreError::Kind::Full);
        m_vfs.heal();
        QVERIFY((*store)->run([](Database& d) { return insert(d, 3); }));
        QVERIFY(rows(**store) == std::set<std::int64_t>({1, 3}));
    }

    void aFullDiskRefusesAWholeGroupCommit() {
        auto store = Store::open({.file = newFile(), .migrations = kSchema, .vfs = m_vfs.name()});
        QVERIFY(store);
        m_vfs.fail(FailingVfs::Failure::Full, 0);
        std::set<std::int64_t> answered;
        for (std::int64_t id = 1; id <= 50; ++id)
            (*store)->submit([id](Database& d) { return insert(d, id); },
                             [&answered, id](Result r) {
                                 if (r) answered.insert(id);
                             });
        static_cast<void>((*store)->run([](Database&) { return Result{}; }));
        QVERIFY(answered.empty());
        m_vfs.heal();
        QVERIFY(rows(**store).empty());
    }

    void everyOperationFailsInTurn_data() {
        QTest::addColumn<int>("failure");
        QTest::addColumn<int>("count");
        QTest::addRow("full, once") << static_cast<int>(FailingVfs::Failure::Full) << 1;
        QTest::addRow("full, for good") << static_cast<int>(FailingVfs::Failure::Full) << -1;
        QTest::addRow("io, once") << static_cast<int>(FailingVfs::Failure::Io) << 1;
        QTest::addRow("torn, once") << static_cast<int>(FailingVfs::Failure::Torn) << 1;
        QTest::addRow("torn, for good") << static_cast<int>(FailingVfs::Failure::Torn) << -1;
    }
    void everyOperationFailsInTurn() {
        QFETCH(int, failure);
        QFETCH(int, count);
        int injected = 0;
        for (std::int64_t at = 0; at < 100; ++at) {
            const auto file = newFile();
            std::set<std::int64_t> answered;
            std::set<std::int64_t> refused;
            {
                auto store = Store::open({.file = file,
                                          .migrations = kSchema,
                                          .durability = Durability::Full,
                                          .vfs = m_vfs.name()});
                QVERIFY(store);
                const auto before = m_vfs.failures();
                m_vfs.fail(static_cast<FailingVfs::Failure>(failure), at, count);
                for (std::int64_t id = 1; id <= 12; ++id) {
                    const auto done = (*store)->run([id](Database& d) { return insert(d, id); });
                    (done ? answered : refused).insert(id);
                }
                injected += m_vfs.failures() > before ? 1 : 0;
            }
            m_vfs.heal();
            auto store = Store::open({.file = file, .migrations = kSchema});
            QVERIFY2(store, qPrintable(QString::number(at)));
            auto kept = rows(**store);
            // Of a commit whose flush failed nobody can tell until the file is opened again.
            if (count < 0) std::erase_if(kept, [&](auto id) { return id == *refused.begin(); });
            QVERIFY2(kept == answered, qPrintable(QString::number(at)));
            if (refused.empty() && at > 60) break;
        }
        QVERIFY(injected > 20);
    }

    void checkpointsThatFailLoseNothing() {
        const auto file = newFile();
        std::set<std::int64_t> answered;
        for (int round = 0; round < 6; ++round) {
            auto store = Store::open({.file = file, .migrations = kSchema, .vfs = m_vfs.name()});
            QVERIFY(store);
            // Enough for a checkpoint or two; one operation in it fails, a different one each
            // round.
            m_vfs.fail(FailingVfs::Failure::Torn, 2000 + round * 397, 1);
            for (std::int64_t id = round * 1500; id < round * 1500 + 1500; ++id)
                (*store)->submit([id](Database& d) { return insert(d, id); },
                                 [&answered, id](Result r) {
                                     if (r) answered.insert(id);
                                 });
            store->reset();
            m_vfs.heal();
        }
        auto store = Store::open({.file = file, .migrations = kSchema});
        QVERIFY(store);
        QVERIFY(rows(**store) == answered);
        QVERIFY(answered.size() > 6000);
    }
};

QTEST_GUILESS_MAIN(TestFailingDisk)
#include "test_failing_disk.moc"
