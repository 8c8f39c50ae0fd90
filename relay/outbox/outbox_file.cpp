// SPDX-License-Identifier: Apache-2.0
#include "relay/outbox/outbox_file.h"

#include <algorithm>
#include <array>
#include <utility>

#include "relay/outbox/packing.h"

namespace gatepost::relay {

namespace {

using store::Database;
using store::StoreError;
using Result = std::expected<void, StoreError>;

constexpr std::array kMigrations{store::Migration{1, R"sql(
CREATE TABLE meta (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    relay_id TEXT NOT NULL,
    reserved INTEGER NOT NULL,
    received INTEGER NOT NULL,
    delivered INTEGER NOT NULL,
    superseded INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    quarantined INTEGER NOT NULL,
    lost_bytes INTEGER NOT NULL,
    lost_age INTEGER NOT NULL,
    lost_quarantine_full INTEGER NOT NULL,
    lost_user INTEGER NOT NULL,
    lost_damaged INTEGER NOT NULL,
    key_check BLOB
);
CREATE TABLE groups (id INTEGER PRIMARY KEY, state BLOB NOT NULL);
CREATE TABLE bodies (id INTEGER PRIMARY KEY, families BLOB NOT NULL);
CREATE TABLE quarantine (id INTEGER PRIMARY KEY, group_id INTEGER NOT NULL, entry BLOB NOT NULL);
)sql"},
                                 store::Migration{2, R"sql(
-- 1: rows were sealed, and what they held in clear may still stand on free pages and in the log.
ALTER TABLE meta ADD COLUMN scrub INTEGER NOT NULL DEFAULT 0;
)sql"},
                                 store::Migration{3, R"sql(
-- Recovered from this damaged file, and that has not been dealt with yet.
ALTER TABLE meta ADD COLUMN set_aside TEXT;
)sql"},
                                 store::Migration{4, R"sql(
-- Bodies may be pressed from here on; what is there is read as it is.
)sql"}};

constexpr std::array<std::string_view, 4> kTables{"meta", "groups", "bodies", "quarantine"};

/// In the order of the columns.
constexpr std::array kCauses{LossCause::Bytes, LossCause::Age, LossCause::QuarantineFull,
                             LossCause::User, LossCause::Damaged};

// Not REPLACE, which deletes the row first: one of the same size is written over where it stands.
constexpr std::string_view kPutGroup =
    "INSERT INTO groups VALUES (?,?) ON CONFLICT (id) DO UPDATE SET state=excluded.state";
constexpr std::string_view kPutBody =
    "INSERT INTO bodies VALUES (?,?) ON CONFLICT (id) DO UPDATE SET families=excluded.families";

constexpr std::string_view kKeyCheck = "gatepost outbox";

std::string place(char table, std::int64_t row) { return table + std::to_string(row); }

OutboxError keyMissing() { return {OutboxError::Kind::KeyMissing, "it is encrypted"}; }

StoreError cannotSeal(SealError error) {
    return {StoreError::Kind::Io,
            error == SealError::KeyMissing ? "no encryption key" : "encryption failed"};
}

/// One row: its id, further integers, and a sealed payload last.
Result putSealed(Database& database, const Sealer& sealer, std::string_view sql, char table,
                 std::int64_t id, std::optional<std::int64_t> further, std::string_view payload) {
    const auto sealed = sealer.seal(payload, place(table, id));
    if (!sealed) return std::unexpected(cannotSeal(sealed.error()));
    auto statement = database.prepare(sql);
    if (!statement) return std::unexpected(statement.error());
    statement->bind(id);
    if (further) statement->bind(*further);
    return statement->bindBlob(*sealed).execute();
}

Result remove(Database& database, std::string_view sql, std::int64_t id) {
    auto statement = database.prepare(sql);
    if (!statement) return std::unexpected(statement.error());
    return statement->bind(id).execute();
}

Result putMeta(Database& database, const Meta& meta) {
    auto statement = database.prepare(
        "INSERT INTO meta VALUES (1,?,?,?,?,?,?,?,?,?,?,?,?,NULL,0,NULL) ON CONFLICT (id) DO "
        "UPDATE SET "
        "relay_id=excluded.relay_id, reserved=excluded.reserved, received=excluded.received, "
        "delivered=excluded.delivered, superseded=excluded.superseded, waiting=excluded.waiting, "
        "quarantined=excluded.quarantined, lost_bytes=excluded.lost_bytes, "
        "lost_age=excluded.lost_age, lost_quarantine_full=excluded.lost_quarantine_full, "
        "lost_user=excluded.lost_user, lost_damaged=excluded.lost_damaged");
    if (!statement) return std::unexpected(statement.error());
    const auto& ledger = meta.ledger;
    statement->bind(meta.relayId).bind(meta.reserved).bind(ledger.received).bind(ledger.delivered);
    statement->bind(ledger.superseded).bind(ledger.waiting).bind(ledger.quarantined);
    for (const auto cause : kCauses) {
        const auto found = ledger.lost.find(cause);
        statement->bind(found == ledger.lost.end() ? std::uint64_t{0} : found->second);
    }
    return statement->execute();
}

enum class Strictness : std::uint8_t {
    Strict,    // a row that does not read is Damaged
    Tolerant,  // it is left out and counted
};

/// Reads a table of id and payload; `take` says whether the payload makes sense.
class Reader {
public:
    Reader(Database& database, const Sealer& sealer, Strictness strictness)
        : m_database(database),
          m_sealer(sealer),
          m_strictness(strictness) {}

    template <typename Take>
    std::expected<void, OutboxError> each(std::string_view sql, char table, Take take) {
        auto query = m_database.prepare(sql);
        if (!query) return std::unexpected(toOutboxError(query.error()));
        while (true) {
            const auto row = query->step();
            if (!row) return std::unexpected(toOutboxError(row.error()));
            if (!*row) return {};
            const auto id = query->integer(0);
            const auto payload = m_sealer.open(query->text(1), place(table, id));
            if (!payload && payload.error() == SealError::KeyMissing)
                return std::unexpected(keyMissing());
            if (payload && take(id, *payload)) continue;
            ++m_unreadable;
            if (m_strictness == Strictness::Strict)
                return std::unexpected(
                    OutboxError{OutboxError::Kind::Damaged, "unreadable row " + place(table, id)});
        }
    }
    [[nodiscard]] std::uint64_t unreadable() const { return m_unreadable; }

private:
    Database& m_database;
    const Sealer& m_sealer;
    Strictness m_strictness;
    std::uint64_t m_unreadable = 0;
};

std::expected<bool, StoreError> loadMeta(Database& database, Meta& meta) {
    auto query = database.prepare(
        "SELECT relay_id, reserved, received, delivered, superseded, waiting, quarantined, "
        "lost_bytes, lost_age, lost_quarantine_full, lost_user, lost_damaged FROM meta WHERE id=1");
    if (!query) return std::unexpected(query.error());
    const auto row = query->step();
    if (!row || !*row) return row;
    const auto number = [&](int column) {
        return static_cast<std::uint64_t>(std::max<std::int64_t>(query->integer(column), 0));
    };
    meta.relayId = query->text(0);
    meta.reserved = number(1);
    meta.ledger = {.received = number(2),
                   .delivered = number(3),
                   .superseded = number(4),
                   .waiting = number(5),
                   .quarantined = number(6),
                   .lost = {}};
    for (std::size_t i = 0; i < kCauses.size(); ++i)
        if (const auto pushes = number(static_cast<int>(7 + i)); pushes > 0)
            meta.ledger.lost[kCauses[i]] = pushes;
    return true;
}

}  // namespace

std::span<const store::Migration> outboxMigrations() { return kMigrations; }
std::span<const std::string_view> outboxTables() { return kTables; }

Result write(Database& database, const Sealer& sealer, const Write& write) {
    for (const auto& [group, withFamilies] : write.groups) {
        if (auto put = putSealed(database, sealer, kPutGroup, 'g', group->row, std::nullopt,
                                 packGroup(*group));
            !put)
            return put;
        if (!withFamilies) continue;
        if (auto put = putSealed(database, sealer, kPutBody, 'b', group->row, std::nullopt,
                                 packFamilies(group->held));
            !put)
            return put;
    }
    for (const auto row : write.erasedGroups) {
        if (auto gone = remove(database, "DELETE FROM groups WHERE id=?", row); !gone) return gone;
        if (auto gone = remove(database, "DELETE FROM bodies WHERE id=?", row); !gone) return gone;
    }
    for (const auto& entry : write.quarantined)
        if (auto put = putSealed(database, sealer, "REPLACE INTO quarantine VALUES (?,?,?)", 'q',
                                 entry->id, entry->groupRow, packQuarantined(*entry));
            !put)
            return put;
    for (const auto id : write.released)
        if (auto gone = remove(database, "DELETE FROM quarantine WHERE id=?", id); !gone)
            return gone;
    return putMeta(database, write.meta);
}

std::expected<Sealer::Mode, OutboxError> modeOf(Database& database,
                                                const std::optional<EncryptionKey>& key) {
    auto query = database.prepare(
        "SELECT key_check FROM meta WHERE key_check IS NOT NULL UNION ALL "
        "SELECT state FROM groups WHERE substr(state, 1, 1) = CAST('s' AS BLOB) LIMIT 1");
    if (!query) return std::unexpected(toOutboxError(query.error()));
    const auto row = query->step();
    if (!row) return std::unexpected(toOutboxError(row.error()));
    if (!*row) return Sealer::Mode::Plain;
    if (!key) return std::unexpected(keyMissing());
    const auto hasCheck = database.integer("SELECT count(*) FROM meta WHERE key_check IS NOT NULL");
    const Sealer sealer(Sealer::Mode::Sealed, key);
    if (hasCheck && *hasCheck > 0 && !sealer.open(query->text(0), kKeyCheck))
        return std::unexpected(
            OutboxError{OutboxError::Kind::KeyWrong, "it was encrypted with another key"});
    return Sealer::Mode::Sealed;
}

Result writeKeyCheck(Database& database, const Sealer& sealer) {
    auto statement = database.prepare("UPDATE meta SET key_check=? WHERE id=1");
    if (!statement) return std::unexpected(statement.error());
    if (sealer.mode() == Sealer::Mode::Plain) return statement->bindNull().execute();
    const auto sealed = sealer.seal(kKeyCheck, kKeyCheck);
    if (!sealed) return std::unexpected(cannotSeal(sealed.error()));
    return statement->bindBlob(*sealed).execute();
}

Result markRecovered(Database& database, const std::filesystem::path& setAside) {
    auto statement = database.prepare(
        "INSERT INTO meta VALUES (1,'',0,0,0,0,0,0,0,0,0,0,0,NULL,0,?) ON CONFLICT (id) DO UPDATE "
        "SET set_aside=excluded.set_aside");
    if (!statement) return std::unexpected(statement.error());
    return statement->bind(setAside.native()).execute();
}

Result forgetRecovery(Database& database) {
    auto statement = database.prepare("UPDATE meta SET set_aside=NULL WHERE set_aside IS NOT NULL");
    if (!statement) return std::unexpected(statement.error());
    return statement->execute();
}

namespace {

std::expected<std::optional<std::filesystem::path>, StoreError> recoveredFrom(Database& database) {
    auto query = database.prepare("SELECT set_aside FROM meta WHERE set_aside IS NOT NULL");
    if (!query) return std::unexpected(query.error());
    const auto row = query->step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return std::nullopt;
    return std::filesystem::path(query->text(0));
}

}  // namespace

Result setScrub(Database& database, bool due) {
    auto statement = database.prepare("UPDATE meta SET scrub=? WHERE id=1");
    if (!statement) return std::unexpected(statement.error());
    return statement->bind(due ? 1 : 0).execute();
}

std::expected<Loaded, OutboxError> load(Database& database, const Sealer& sealer) {
    Loaded loaded;
    auto recovered = recoveredFrom(database);
    if (!recovered) return std::unexpected(toOutboxError(recovered.error()));
    loaded.setAside = std::move(*recovered);
    const auto strictness = loaded.setAside ? Strictness::Tolerant : Strictness::Strict;
    auto& state = loaded.state;
    const auto meta = loadMeta(database, state.meta);
    if (!meta) return std::unexpected(toOutboxError(meta.error()));
    const auto scrub = database.integer("SELECT scrub FROM meta");
    if (!scrub) return std::unexpected(toOutboxError(scrub.error()));
    loaded.scrubDue = *scrub != 0;

    Reader reader(database, sealer, strictness);
    std::unordered_map<std::int64_t, metrics::FamilySet> bodies;
    auto read =
        reader.each("SELECT id, families FROM bodies", 'b', [&](auto id, const auto& bytes) {
            auto families = unpackFamilies(bytes);
            if (families) bodies.emplace(id, std::move(*families));
            return families.has_value();
        });
    if (!read) return std::unexpected(read.error());

    read = reader.each("SELECT id, state FROM groups", 'g', [&](auto id, const auto& bytes) {
        const auto body = bodies.find(id);
        auto group = body == bodies.end() ? std::nullopt : unpackGroup(bytes, body->second);
        if (!group) return false;
        group->row = id;
        state.lastRow = std::max(state.lastRow, id);
        auto shared = std::make_shared<const Group>(std::move(*group));
        state.groups.emplace(shared->id, std::move(shared));
        return true;
    });
    if (!read) return std::unexpected(read.error());

    read = reader.each("SELECT id, entry FROM quarantine", 'q', [&](auto id, const auto& bytes) {
        auto entry = unpackQuarantined(bytes);
        if (!entry) return false;
        entry->id = id;
        const auto group = state.groups.find(entry->groupId);
        if (group != state.groups.end()) entry->groupRow = group->second->row;
        state.quarantine.emplace(id, std::make_shared<const Quarantined>(std::move(*entry)));
        return true;
    });
    if (!read) return std::unexpected(read.error());
    loaded.unreadable = reader.unreadable();
    return loaded;
}

OutboxError toOutboxError(const StoreError& error) {
    using Kind = OutboxError::Kind;
    switch (error.kind) {
        case StoreError::Kind::Full: return {Kind::Full, error.text};
        case StoreError::Kind::Damaged:
        case StoreError::Kind::Misuse:  // our statements fit the schema, so the schema is not ours
            return {Kind::Damaged, error.text};
        case StoreError::Kind::TooNew: return {Kind::TooNew, error.text};
        case StoreError::Kind::Locked: return {Kind::Locked, error.text};
        case StoreError::Kind::Io: break;
    }
    return {Kind::Disk, error.text};
}

}  // namespace gatepost::relay
