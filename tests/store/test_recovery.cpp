// SPDX-License-Identifier: Apache-2.0
#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "store/recovery.h"
#include "store/store.h"
#include "tests/support/failing_vfs.h"

using namespace gatepost::store;

namespace {

constexpr std::array kSchema{Migration{1,
                                       "CREATE TABLE big (id INTEGER PRIMARY KEY, v TEXT NOT NULL);"
                                       "CREATE TABLE small (id INTEGER PRIMARY KEY, v INTEGER)"}};
constexpr std::array<std::string_view, 2> kTables{"small", "big"};
constexpr std::size_t kPage = 4096;
constexpr std::uint64_t kRows = 2000;
using Result = std::expected<void, StoreError>;

}  // namespace

class TestRecovery : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_files = 0;
    gatepost::test::FailingVfs m_vfs;  // for its flushes, which cost nothing

    /// 2,000 rows of 1.5 KB: about 1,000 leaves under several inner pages; and 2,000 small ones.
    std::filesystem::path filled() {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) /
                          ("r" + std::to_string(m_files++) + ".db");
        auto store = Store::open({.file = file, .migrations = kSchema, .vfs = m_vfs.name()});
        if (!store) qFatal("%s", store.error().text.c_str());
        const auto done = (*store)->run([](Database& database) -> Result {
            return database.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<2000) "
                "INSERT INTO big SELECT i*3, printf('%d ', i) || hex(zeroblob(750)) FROM n;"
                "INSERT INTO small SELECT id, id*2 FROM big");
        });
        if (!done) qFatal("%s", done.error().text.c_str());
        return file;
    }
    static void overwrite(const std::filesystem::path& file, std::size_t at,
                          std::string_view bytes) {
        std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
        stream.seekp(static_cast<std::streamoff>(at));
        stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    std::int64_t number(const std::filesystem::path& file, std::string_view sql) {
        auto store = Store::open({.file = file, .migrations = kSchema, .vfs = m_vfs.name()});
        if (!store) qFatal("%s", store.error().text.c_str());
        std::int64_t value = -1;
        static_cast<void>((*store)->read([&](Database& d) -> Result {
            if (const auto read = d.integer(sql)) value = *read;
            return {};
        }));
        return value;
    }
    bool damaged(const std::filesystem::path& file) {
        const auto store = Store::open({.file = file, .migrations = kSchema, .vfs = m_vfs.name()});
        return !store && store.error().kind == StoreError::Kind::Damaged;
    }
    Recovery recovered(const std::filesystem::path& file) {
        const auto done = recover({.file = file, .migrations = kSchema, .vfs = m_vfs.name()},
                                  kTables, "20260102T030405Z");
        if (!done) qFatal("%s", done.error().text.c_str());
        return *done;
    }

private slots:
    void onePageCostsItsOwnRows() {
        const auto file = filled();
        const auto pages = std::filesystem::file_size(file) / kPage;
        overwrite(file, pages / 2 * kPage, std::string(kPage, '\xa5'));
        QVERIFY(damaged(file));
        const auto result = recovered(file);
        QVERIFY(std::filesystem::exists(result.setAside));
        QVERIFY(result.setAside.string().ends_with(".db.damaged-20260102T030405Z"));
        QVERIFY2(result.rows.at("big") >= kRows - 3 && result.rows.at("big") < kRows,
                 qPrintable(QString::number(result.rows.at("big"))));
        QCOMPARE(result.rows.at("small"), kRows);
        QCOMPARE(number(file, "SELECT count(*) FROM big"),
                 static_cast<std::int64_t>(result.rows.at("big")));
        QCOMPARE(number(file, "SELECT count(*) FROM big WHERE v NOT LIKE (id/3) || ' 0000%'"), 0);
    }

    void manyPagesCostTheirOwnRows() {
        const auto file = filled();
        const auto pages = std::filesystem::file_size(file) / kPage;
        for (std::size_t i = 1; i <= 10; ++i)
            overwrite(file, (pages / 12 * i + 3) * kPage, std::string(kPage, '\xa5'));
        QVERIFY(damaged(file));
        const auto result = recovered(file);
        QVERIFY2(result.rows.at("big") >= kRows - 60,
                 qPrintable(QString::number(result.rows.at("big"))));
    }

    void aLostFirstPageIsReplaced() {
        const auto file = filled();
        overwrite(file, 0, std::string(kPage, '\0'));
        QVERIFY(damaged(file));
        const auto result = recovered(file);
        QCOMPARE(result.rows.at("big"), kRows);
        QCOMPARE(result.rows.at("small"), kRows);
        QVERIFY(!std::filesystem::exists(file.string() + ".salvage"));
    }

    void aTruncatedFileKeepsWhatIsLeft() {
        const auto file = filled();
        std::filesystem::resize_file(file, std::filesystem::file_size(file) / 4 * 3 + 100);
        QVERIFY(damaged(file));
        const auto result = recovered(file);
        QVERIFY2(result.rows.at("big") > kRows / 2,
                 qPrintable(QString::number(result.rows.at("big"))));
    }

    void rubbishBecomesAnEmptyFile() {
        const auto file = filled();
        overwrite(file, 0, std::string(std::filesystem::file_size(file), 'x'));
        QVERIFY(damaged(file));
        const auto result = recovered(file);
        QCOMPARE(result.rows.contains("big") ? result.rows.at("big") : 0, 0U);
        QCOMPARE(number(file, "SELECT count(*) FROM big"), 0);
    }

    void theDamagedFileIsLeftAsItWas() {
        const auto file = filled();
        overwrite(file, 8 * kPage, std::string(kPage, '\xa5'));
        const auto bytes = [](const std::filesystem::path& path) {
            std::ifstream in(path, std::ios::binary);
            return std::string(std::istreambuf_iterator<char>(in), {});
        };
        const auto before = bytes(file);
        QVERIFY(bytes(recovered(file).setAside) == before);
    }

    void aSecondDamageKeepsTheFirst() {
        const auto file = filled();
        overwrite(file, 8 * kPage, std::string(kPage, '\xa5'));
        const auto first = recovered(file).setAside;
        overwrite(file, 9 * kPage, std::string(kPage, '\xa5'));
        const auto second = recovered(file).setAside;
        QVERIFY(first != second);
        QVERIFY(std::filesystem::exists(first) && std::filesystem::exists(second));
    }

    /// The process ended between the two renames, and before the log had its new name.
    void aNewFileWithoutItsNameGetsItAtTheNextStart() {
        const auto file = filled();
        overwrite(file, 8 * kPage, std::string(kPage, '\xa5'));
        const auto result = recovered(file);
        std::filesystem::rename(file, file.string() + ".recovered");
        std::ofstream(file.string() + "-wal", std::ios::binary) << "a log of the damaged file";
        QCOMPARE(number(file, "SELECT count(*) FROM big"),
                 static_cast<std::int64_t>(result.rows.at("big")));
        QVERIFY(!std::filesystem::exists(file.string() + ".recovered"));
        QVERIFY(std::filesystem::exists(file.string() + ".damaged-wal"));
    }

    /// And one that is not complete yet is begun anew.
    void aNewFileThatWasNotFinishedIsBegunAnew() {
        const auto file = filled();
        overwrite(file, 8 * kPage, std::string(kPage, '\xa5'));
        std::ofstream(file.string() + ".recovered", std::ios::binary) << std::string(kPage, 'x');
        QVERIFY(damaged(file));
        QVERIFY(recovered(file).rows.at("big") >= kRows - 3);
        QVERIFY(!std::filesystem::exists(file.string() + ".recovered"));
    }

    void whatIsMarkedIsThereWithTheRows() {
        const auto file = filled();
        overwrite(file, 8 * kPage, std::string(kPage, '\xa5'));
        std::filesystem::path marked;
        const auto result =
            recover({.file = file, .migrations = kSchema, .vfs = m_vfs.name()}, kTables, "now",
                    [&](Database& database, const std::filesystem::path& setAside) -> Result {
                        marked = setAside;
                        return database.execute("DELETE FROM small");
                    });
        QVERIFY(result);
        QCOMPARE(marked, result->setAside);
        QCOMPARE(result->rows.at("small"), kRows);
        QCOMPARE(number(file, "SELECT count(*) FROM small"), 0);
    }

    void randomDamageNeverStopsIt() {
        std::mt19937 random(42);
        for (int round = 0; round < 20; ++round) {
            const auto file = filled();
            const auto size = std::filesystem::file_size(file);
            for (int i = 0; i < 30; ++i)
                overwrite(file, random() % size,
                          std::string(1 + random() % 200, static_cast<char>(random())));
            const auto result = recovered(file);
            QVERIFY(!damaged(file));
            static_cast<void>(result);
        }
    }

    void stampsAreUtc() {
        QCOMPARE(stampOf(0), std::string("19700101T000000Z"));
        QCOMPARE(stampOf(1767323045999), std::string("20260102T030405Z"));
    }
};

QTEST_GUILESS_MAIN(TestRecovery)
#include "test_recovery.moc"
