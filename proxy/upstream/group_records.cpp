// SPDX-License-Identifier: Apache-2.0
#include "proxy/upstream/group_records.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <system_error>

namespace gatepost::proxy {
namespace {

constexpr std::array kMigrations{
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
    store::Migration{2, "ALTER TABLE sequences ADD COLUMN owner TEXT NOT NULL DEFAULT '';"},
    store::Migration{3, R"sql(
    ALTER TABLE groups ADD COLUMN shape INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE numbers (
        id INTEGER PRIMARY KEY, key TEXT NOT NULL, shape INTEGER NOT NULL,
        push_time INTEGER NOT NULL, failure_time INTEGER NOT NULL, numbers BLOB NOT NULL);
)sql"},
    // What `numbers` has is moved there by GroupLog::read(), since SQL cannot pack it.
    store::Migration{4, "CREATE TABLE blocks (id INTEGER PRIMARY KEY, content BLOB NOT NULL);"},
    store::Migration{5, "ALTER TABLE groups ADD COLUMN origins BLOB NOT NULL DEFAULT x'';"}};

std::string notOpened(const std::filesystem::path& file, const store::StoreError& error) {
    using Kind = store::StoreError::Kind;
    if (error.kind == Kind::Locked) {
        return fmt::format("{}: another gatepost-proxy is using this data_dir",
                           file.parent_path().string());
    }
    if (error.kind == Kind::Damaged) {
        return fmt::format(
            "{}: the file is damaged ({}): put a copy of it in its place, or move it away to start "
            "without groups",
            file.string(), error.text.substr(error.text.rfind('\n') + 1));
    }
    return fmt::format("{}: {}", file.string(), error.text);
}

}  // namespace

std::expected<std::unique_ptr<store::Store>, std::string> openRecords(
    const std::filesystem::path& dir, store::Durability durability) {
    std::error_code error;
    std::filesystem::create_directories(dir, error);
    if (error) return std::unexpected(fmt::format("{}: {}", dir.string(), error.message()));
    store::OpenOptions options;
    options.file = dir / "gateway.db";
    options.migrations = kMigrations;
    options.durability = durability;
    auto opened = store::Store::open(options);
    if (!opened) return std::unexpected(notOpened(options.file, opened.error()));
    return std::move(*opened);
}

Written writeSequence(store::Database& database, const std::string& key,
                      const http::Sequence& sequence, const std::string& owner,
                      metrics::UnixNanos at) {
    const auto wrote =
        run(database,
            "INSERT OR REPLACE INTO sequences (key, relay, number, updated_at, owner)"
            " VALUES (?, ?, ?, ?, ?)",
            [&](store::Statement& statement) {
                statement.bind(key).bind(sequence.relay);
                statement.bind(std::bit_cast<std::int64_t>(sequence.number)).bind(at).bind(owner);
            });
    if (!wrote) return wrote;
    return run(database,
               "DELETE FROM sequences WHERE key = ? AND relay IN (SELECT relay FROM sequences"
               " WHERE key = ? ORDER BY updated_at DESC LIMIT -1 OFFSET ?)",
               [&](store::Statement& statement) {
                   statement.bind(key).bind(key);
                   statement.bind(static_cast<std::int64_t>(Sequences::kRelaysOfAGroup));
               });
}

Written markDeleted(store::Database& database, const std::string& key, metrics::UnixNanos at) {
    return run(database, "UPDATE sequences SET deleted_at = ? WHERE key = ?",
               [&](store::Statement& statement) { statement.bind(at).bind(key); });
}

Written writeLease(store::Database& database, const std::string& key,
                   std::optional<metrics::UnixNanos> expires) {
    if (!expires) {
        return run(database, "DELETE FROM leases WHERE key = ?",
                   [&](store::Statement& statement) { statement.bind(key); });
    }
    return run(database, "INSERT OR REPLACE INTO leases (key, expires) VALUES (?, ?)",
               [&](store::Statement& statement) { statement.bind(key).bind(*expires); });
}

Written writePushRecord(store::Database& database, const PushRecord& record) {
    if (record.sequence) {
        auto wrote =
            writeSequence(database, record.path, *record.sequence, record.owner, record.now);
        if (!wrote) return wrote;
    }
    if (record.touchesLease) {
        if (auto wrote = writeLease(database, record.path, record.lease); !wrote) return wrote;
    }
    if (!record.touchesDeleted) return {};
    return markDeleted(database, record.path, record.deletedAt);
}

Written writeLeases(store::Database& database, const LeaseRows& rows) {
    for (const auto& [key, expires] : rows) {
        if (auto wrote = writeLease(database, key, expires); !wrote) return wrote;
    }
    return {};
}

Written wipeRecords(store::Database& database, metrics::UnixNanos at) {
    const auto nothing = [](store::Statement&) {};
    if (auto done = run(database, "DELETE FROM groups", nothing); !done) return done;
    if (auto done = run(database, "DELETE FROM numbers", nothing); !done) return done;
    if (auto done = run(database, "DELETE FROM blocks", nothing); !done) return done;
    if (auto done = run(database, "DELETE FROM leases", nothing); !done) return done;
    return run(database, "UPDATE sequences SET deleted_at = ?",
               [at](store::Statement& statement) { statement.bind(at); });
}

Written forgetSequences(store::Database& database, metrics::UnixNanos before) {
    return run(database, "DELETE FROM sequences WHERE deleted_at != 0 AND deleted_at < ?",
               [before](store::Statement& statement) { statement.bind(before); });
}

Written eraseSequences(store::Database& database, const std::vector<std::string>& keys) {
    for (const std::string& key : keys) {
        auto erased = run(database, "DELETE FROM sequences WHERE key = ?",
                          [&](store::Statement& statement) { statement.bind(key); });
        if (!erased) return erased;
    }
    return {};
}

Written readSequences(store::Database& database,
                      const std::function<void(const SequenceRow&)>& each) {
    return rows(database, "SELECT key, relay, number, deleted_at, updated_at, owner FROM sequences",
                [&each](store::Statement& row) {
                    each({.key = std::string(row.text(0)),
                          .relay = std::string(row.text(1)),
                          .number = std::bit_cast<std::uint64_t>(row.integer(2)),
                          .deletedAt = row.integer(3),
                          .updatedAt = row.integer(4),
                          .owner = std::string(row.text(5))});
                });
}

Written readLeases(
    store::Database& database,
    const std::function<void(const std::string& key, metrics::UnixNanos expires)>& each) {
    return rows(database, "SELECT key, expires FROM leases",
                [&each](store::Statement& row) { each(std::string(row.text(0)), row.integer(1)); });
}

}  // namespace gatepost::proxy
