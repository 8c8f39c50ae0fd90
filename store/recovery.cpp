// SPDX-License-Identifier: Apache-2.0
#include "store/recovery.h"

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <limits>
#include <system_error>
#include <utility>
#include <vector>

#include "store/file_lock.h"
#include "store/opening.h"
#include "store/whole_file.h"

namespace gatepost::store {

namespace {

namespace fs = std::filesystem;
using Result = std::expected<void, StoreError>;

constexpr std::int64_t kFirstRow = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLastRow = std::numeric_limits<std::int64_t>::max();
/// Enough for every damaged leaf of a file of hundreds of megabytes.
constexpr int kMostProbes = 100'000;

fs::path with(fs::path file, std::string_view suffix) {
    file += suffix;
    return file;
}

/// Copies rows of one table from a damaged file, over whatever cannot be read.
class TableSalvage {
public:
    TableSalvage(Database& from, Database& to, std::string_view table, const std::string& columns)
        : m_from(from),
          m_to(to),
          m_table(table),
          m_upwards("SELECT rowid," + columns + " FROM " + m_table +
                    " WHERE rowid >= ? ORDER BY rowid"),
          m_downwards("SELECT rowid," + columns + " FROM " + m_table +
                      " WHERE rowid > ? ORDER BY rowid DESC") {
        std::string marks = "?";
        for (const char c : columns)
            if (c == ',') marks += ",?";
        m_insert = "INSERT OR IGNORE INTO " + m_table + " (" + columns + ") VALUES (" + marks + ")";
    }

    std::expected<std::uint64_t, StoreError> run() {
        auto end = scan(m_upwards, kFirstRow);
        if (!end) return std::unexpected(end.error());
        std::int64_t good = end->last;
        if (!end->complete) {
            const auto back = scan(m_downwards, good);
            if (!back) return std::unexpected(back.error());
            if (auto probed = probe(good, back->any ? back->last : kLastRow); !probed)
                return std::unexpected(probed.error());
        }
        return m_rows;
    }

private:
    struct Scan {
        bool complete = false;
        bool any = false;
        std::int64_t last = kFirstRow;
    };

    std::expected<Scan, StoreError> scan(const std::string& sql, std::int64_t start) {
        Scan scan{.last = start};
        auto query = m_from.prepare(sql);
        if (!query) return scan;  // the table's root is gone
        query->bind(start);
        while (true) {
            const auto row = query->step();
            if (!row || !*row) {
                scan.complete = row.has_value();
                return scan;
            }
            scan.any = true;
            scan.last = query->integer(0);
            if (auto kept = keep(*query); !kept) return std::unexpected(kept.error());
        }
    }

    Result keep(const Statement& row) {
        auto insert = m_to.prepare(m_insert);
        if (!insert) return std::unexpected(insert.error());
        for (int column = 1; column < row.columns(); ++column) insert->bindFrom(row, column);
        if (auto done = insert->execute(); !done) return done;
        m_rows += static_cast<std::uint64_t>(m_to.changes());
        return {};
    }

    /// Between the last row read upwards and the last one read downwards.
    Result probe(std::int64_t good, std::int64_t end) {
        std::int64_t step = 1;
        std::int64_t at = good == kFirstRow ? 0 : good;
        for (int probes = 0; probes < kMostProbes && at < end - step; ++probes) {
            const auto found = scan(m_upwards, at + step);
            if (!found) return std::unexpected(found.error());
            if (!found->any) {
                if (step > (end - at) / 2) return {};
                step *= 2;
                continue;
            }
            // Rows between the last miss and this hit may be readable too: halve the gap.
            std::int64_t miss = at + step / 2;
            std::int64_t hit = at + step;
            while (hit - miss > 1 && ++probes < kMostProbes) {
                const auto middle = miss + (hit - miss) / 2;
                const auto between = scan(m_upwards, middle);
                if (!between) return std::unexpected(between.error());
                (between->any ? hit : miss) = middle;
            }
            if (found->last >= end || found->complete) return {};
            at = found->last;
            step = 1;
        }
        return {};
    }

    Database& m_from;
    Database& m_to;
    std::string m_table;
    std::string m_upwards;
    std::string m_downwards;
    std::string m_insert;
    std::uint64_t m_rows = 0;
};

std::expected<std::vector<std::string>, StoreError> columnsOf(Database& database,
                                                              std::string_view table) {
    auto query = database.prepare("SELECT name FROM pragma_table_info(?)");
    if (!query) return std::unexpected(query.error());
    query->bind(table);
    std::vector<std::string> columns;
    while (true) {
        const auto row = query->step();
        if (!row) return std::unexpected(row.error());
        if (!*row) return columns;
        columns.emplace_back(query->text(0));
    }
}

/// Those of the new table, without what a file of an earlier schema does not have.
std::expected<std::string, StoreError> columnsToCopy(Database& from, Database& to,
                                                     std::string_view table) {
    auto columns = columnsOf(to, table);
    if (!columns) return std::unexpected(columns.error());
    if (const auto old = columnsOf(from, table); old && !old->empty())
        std::erase_if(*columns, [&](const auto& name) {
            return std::ranges::find(*old, name) == old->end();
        });
    std::string text;
    for (const auto& name : *columns) text += (text.empty() ? "" : ",") + name;
    return text;
}

using Rows = std::expected<std::map<std::string, std::uint64_t>, StoreError>;

Rows salvage(Database& from, Database& to, std::span<const std::string_view> tables) {
    std::map<std::string, std::uint64_t> rows;
    // Whatever the schema says of itself, and cells that contradict themselves, are read as they
    // are.
    static_cast<void>(from.execute("PRAGMA writable_schema=ON; PRAGMA query_only=ON"));
    for (const auto table : tables) {
        const auto columns = columnsToCopy(from, to, table);
        if (!columns) return std::unexpected(columns.error());
        const auto count = TableSalvage(from, to, table, *columns).run();
        if (!count) return std::unexpected(count.error());
        rows[std::string(table)] = *count;
    }
    return rows;
}

bool firstPageReads(Database& database) {
    return database.integer("SELECT count(*) FROM sqlite_schema").has_value();
}

void putBigEndian(std::string& bytes, std::size_t at, std::uint32_t value) {
    for (int i = 0; i < 4; ++i)
        bytes[at + static_cast<std::size_t>(i)] = static_cast<char>(value >> (24 - 8 * i) & 0xff);
}

/// A copy of the damaged file under the first page of a new one (sqlite.org/fileformat2.html, 1.3).
bool graftFirstPage(const fs::path& damaged, const fs::path& fresh, const fs::path& copy) {
    constexpr std::size_t kHeader = 100;
    constexpr std::size_t kChangeCounter = 24, kPages = 28, kFreeList = 32, kFreePages = 36;
    constexpr std::size_t kVersionValidFor = 92;
    const std::string good = readWholeFile(fresh).value_or("");
    std::string bytes = readWholeFile(damaged).value_or("");
    if (good.size() < kHeader) return false;
    const auto page = static_cast<std::size_t>(static_cast<unsigned char>(good[16])) << 8 |
                      static_cast<unsigned char>(good[17]);
    if (page < 512 || good.size() < page || bytes.size() < 2 * page) return false;
    bytes.resize(bytes.size() / page * page);
    bytes.replace(0, page, good, 0, page);
    putBigEndian(bytes, kPages, static_cast<std::uint32_t>(bytes.size() / page));
    putBigEndian(bytes, kFreeList, 0);
    putBigEndian(bytes, kFreePages, 0);
    bytes.replace(kVersionValidFor, 4, bytes, kChangeCounter, 4);
    if (!createPrivate(copy)) return false;
    std::ofstream out(copy, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return out.good();
}

fs::path freeName(const fs::path& file, std::string_view stamp) {
    auto name = with(file, ".damaged-");
    name += stamp;
    auto tried = name;
    std::error_code unreadable;
    for (int i = 2; fs::exists(tried, unreadable); ++i) tried = with(name, "-" + std::to_string(i));
    return tried;
}

Result move(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::rename(from, to, error);
    if (error) return std::unexpected(StoreError{StoreError::Kind::Io, error.message()});
    fs::rename(with(from, "-wal"), with(to, "-wal"), error);  // where there is one
    fs::remove(with(from, "-shm"), error);
    return {};
}

void removeAll(const fs::path& file) {
    std::error_code ignored;
    fs::remove(file, ignored);
    fs::remove(with(file, "-wal"), ignored);
}

/// What can be read of the damaged file, in one transaction that is not ended here.
Rows copyRows(Database& to, const OpenOptions& fresh, const fs::path& damaged,
              std::span<const std::string_view> tables) {
    const auto begin = [&] { return to.execute("BEGIN IMMEDIATE"); };
    auto old = openRaw(damaged, fresh.vfs);
    if (!old) return std::unexpected(old.error());
    if (firstPageReads(**old)) {
        if (auto begun = begin(); !begun) return std::unexpected(begun.error());
        return salvage(**old, to, tables);
    }
    old->reset();
    if (auto flushed = to.execute("PRAGMA wal_checkpoint(TRUNCATE)"); !flushed)
        return std::unexpected(flushed.error());
    if (auto begun = begin(); !begun) return std::unexpected(begun.error());
    Rows rows;
    const auto copy = with(fresh.file, ".salvage");
    if (!graftFirstPage(damaged, fresh.file, copy)) return rows;
    old = openRaw(copy, fresh.vfs);
    if (old && firstPageReads(**old)) rows = salvage(**old, to, tables);
    if (old) old->reset();
    removeAll(copy);
    return rows;
}

/// A complete file, closed.
Rows fill(const OpenOptions& fresh, const fs::path& damaged,
          std::span<const std::string_view> tables, const Store::Change& mark) {
    removeAll(fresh.file);
    auto database = openDatabase(fresh);
    if (!database) return std::unexpected(database.error());
    auto rows = copyRows(**database, fresh, damaged, tables);
    Result done;
    if (!rows) done = std::unexpected(rows.error());
    if (done && mark) done = mark(**database);
    if (done) done = (*database)->execute("COMMIT");
    if (done) done = (*database)->execute("PRAGMA wal_checkpoint(TRUNCATE)");
    if (!done) return std::unexpected(done.error());
    return rows;
}

}  // namespace

std::expected<Recovery, StoreError> recover(const OpenOptions& options,
                                            std::span<const std::string_view> tables,
                                            std::string_view stamp, const Mark& mark) {
    auto lock = FileLock::take(with(options.file, ".lock"));
    if (!lock) return std::unexpected(lock.error());
    const auto aside = freeName(options.file, stamp);
    // Whenever the process ends, either the damaged file has its name still, or the new one is
    // complete and gets the name at the next start.
    OpenOptions fresh = options;
    fresh.file = with(options.file, kRecoveredSuffix);
    Store::Change change;
    if (mark) change = [&](Database& database) { return mark(database, aside); };
    auto rows = fill(fresh, options.file, tables, change);
    Result done;
    if (!rows) done = std::unexpected(rows.error());
    if (done) done = move(options.file, aside);
    if (done) done = move(fresh.file, options.file);
    if (!done) {
        // Once the damaged file has another name the new one is all there is.
        std::error_code unreadable;
        if (fs::exists(options.file, unreadable)) removeAll(fresh.file);
        return std::unexpected(done.error());
    }
    return Recovery{aside, std::move(*rows)};
}

std::string stampOf(std::int64_t wall) {
    using namespace std::chrono;
    const auto time = floor<seconds>(sys_time<milliseconds>(milliseconds(wall)));
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    const auto digits = [](auto value, std::size_t width) {
        auto text = std::to_string(value);
        return text.size() < width ? std::string(width - text.size(), '0') + text : text;
    };
    return digits(static_cast<int>(date.year()), 4) +
           digits(static_cast<unsigned>(date.month()), 2) +
           digits(static_cast<unsigned>(date.day()), 2) + 'T' + digits(clock.hours().count(), 2) +
           digits(clock.minutes().count(), 2) + digits(clock.seconds().count(), 2) + 'Z';
}

}  // namespace gatepost::store
