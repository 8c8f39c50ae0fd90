// SPDX-License-Identifier: Apache-2.0
#include "store/opening.h"

#include <sqlite3.h>

#include <string>

#include "store/file_lock.h"

namespace gatepost::store {

namespace {

constexpr std::int64_t kWalBytesKept = 7 * 1024 * 1024;

using Result = std::expected<void, StoreError>;

/// With this, closing neither checkpoints nor removes the write-ahead log.
void leaveFilesAlone(Database& database, bool alone) {
    sqlite3_db_config(database.connection(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, alone ? 1 : 0,
                      nullptr);
    int persist = alone ? 1 : 0;
    sqlite3_file_control(database.connection(), "main", SQLITE_FCNTL_PERSIST_WAL, &persist);
}

Result configure(Database& database, const OpenOptions& options) {
    const auto pages = database.integer("PRAGMA page_count");
    if (!pages) return std::unexpected(pages.error());
    // Only an empty file still takes these.
    if (*pages == 0)
        if (auto set = database.execute("PRAGMA auto_vacuum=INCREMENTAL"); !set) return set;
    if (auto set = database.execute("PRAGMA journal_mode=WAL"); !set) return set;
    const bool full = options.durability == Durability::Full;
    // The writer checkpoints by itself, after it has answered (store.cpp).
    return database.execute(
        std::string("PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=0;"
                    "PRAGMA journal_size_limit=") +
        std::to_string(kWalBytesKept) +
        (full ? ";PRAGMA synchronous=FULL" : ";PRAGMA synchronous=OFF"));
}

Result check(Database& database) {
    auto query = database.prepare("PRAGMA quick_check(1)");
    if (!query) return std::unexpected(query.error());
    const auto row = query->step();
    if (!row) return std::unexpected(row.error());
    if (*row && query->text(0) == "ok") return {};
    return std::unexpected(StoreError{StoreError::Kind::Damaged, std::string(query->text(0))});
}

Result migrate(Database& database, std::span<const Migration> migrations, std::int64_t version) {
    if (migrations.empty() || migrations.back().version <= version) return {};
    if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun) return begun;
    const auto undo = [&](StoreError error) -> Result {
        if (database.inTransaction()) static_cast<void>(database.execute("ROLLBACK"));
        return std::unexpected(std::move(error));
    };
    for (const auto& migration : migrations) {
        if (migration.version <= version) continue;
        if (auto applied = database.execute(migration.sql); !applied) return undo(applied.error());
        const auto mark = "PRAGMA user_version=" + std::to_string(migration.version);
        if (auto marked = database.execute(mark); !marked) return undo(marked.error());
    }
    if (auto committed = database.execute("COMMIT"); !committed) return undo(committed.error());
    return {};
}

}  // namespace

std::expected<std::unique_ptr<Database>, StoreError> openRaw(const std::filesystem::path& file,
                                                             const std::string& vfs) {
    sqlite3* connection = nullptr;
    const int code = sqlite3_open_v2(
        file.c_str(), &connection,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
        vfs.empty() ? nullptr : vfs.c_str());
    if (connection == nullptr)
        return std::unexpected(StoreError{StoreError::Kind::Io, sqlite3_errstr(code)});
    auto database = std::make_unique<Database>(connection);
    if (code != SQLITE_OK) return std::unexpected(lastError(connection));
    // Exclusive before the first read: the log's index then lives in memory and no -shm file is
    // made.
    if (auto set = database->execute("PRAGMA locking_mode=EXCLUSIVE"); !set)
        return std::unexpected(set.error());
    leaveFilesAlone(*database, true);
    return database;
}

namespace {

void endRecovery(const std::filesystem::path& file) {
    std::error_code error;
    auto recovered = file;
    recovered += kRecoveredSuffix;
    if (std::filesystem::exists(file, error) || error || !std::filesystem::exists(recovered, error))
        return;
    // Not set aside yet. It is no log of the new file, and what it had is in that already.
    auto log = file;
    log += "-wal";
    auto damaged = file;
    damaged += ".damaged-wal";
    std::filesystem::rename(log, damaged, error);
    std::filesystem::rename(recovered, file, error);
}

}  // namespace

std::expected<std::unique_ptr<Database>, StoreError> openDatabase(const OpenOptions& options) {
    endRecovery(options.file);
    if (auto created = createPrivate(options.file); !created)
        return std::unexpected(created.error());
    auto opened = openRaw(options.file, options.vfs);
    if (!opened) return opened;
    auto& database = **opened;

    const auto version = database.integer("PRAGMA user_version");
    if (!version) return std::unexpected(version.error());
    const int known = options.migrations.empty() ? 0 : options.migrations.back().version;
    if (*version > known)
        return std::unexpected(StoreError{
            StoreError::Kind::TooNew,
            "schema version " + std::to_string(*version) + ", known " + std::to_string(known)});
    if (auto ready = configure(database, options); !ready) return std::unexpected(ready.error());
    if (auto good = check(database); !good) return std::unexpected(good.error());
    if (auto migrated = migrate(database, options.migrations, *version); !migrated)
        return std::unexpected(migrated.error());
    leaveFilesAlone(database, false);
    return opened;
}

}  // namespace gatepost::store
