// SPDX-License-Identifier: Apache-2.0
// The outbox's tables: what one batch writes, and the whole state read back. Runs on the store's
// writer thread. Internal to the outbox.
//
// `groups` has a small row per group (packing.h), `bodies` its families, so that taking and
// delivering move no body; `quarantine` keeps its own, for a group's families go on changing. A
// history mode would add a table of pushes, each with n, group and time, and leave these as they
// are.
#pragma once

#include <array>
#include <expected>
#include <filesystem>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "relay/outbox/outbox.h"
#include "relay/outbox/seal.h"
#include "relay/outbox/state.h"
#include "store/store.h"

namespace gatepost::relay {

[[nodiscard]] std::span<const store::Migration> outboxMigrations();
[[nodiscard]] std::span<const std::string_view> outboxTables();

struct Write {
    struct Row {
        GroupPointer group;
        bool withFamilies = true;
    };
    Meta meta;
    std::vector<Row> groups;
    std::vector<std::int64_t> erasedGroups;
    std::vector<QuarantinedPointer> quarantined;
    std::vector<std::int64_t> released;  // from quarantine
};

[[nodiscard]] std::expected<void, store::StoreError> write(store::Database& database,
                                                           const Sealer& sealer,
                                                           const Write& write);

/// How the rows of the file are kept, and whether the key fits.
[[nodiscard]] std::expected<Sealer::Mode, OutboxError> modeOf(
    store::Database& database, const std::optional<EncryptionKey>& key);
[[nodiscard]] std::expected<void, store::StoreError> writeKeyCheck(store::Database& database,
                                                                   const Sealer& sealer);

/// Remembers that the file is to be compacted, or that it was.
[[nodiscard]] std::expected<void, store::StoreError> setScrub(store::Database& database, bool due);

/// That the file was recovered, until forgetRecovery: from then on a row that does not read is
/// Damaged again.
[[nodiscard]] std::expected<void, store::StoreError> markRecovered(
    store::Database& database, const std::filesystem::path& setAside);
[[nodiscard]] std::expected<void, store::StoreError> forgetRecovery(store::Database& database);

struct Loaded {
    State state;
    std::optional<std::filesystem::path> setAside;  // of a file that was recovered
    std::uint64_t unreadable = 0;                   // rows; only then they are left out
    bool scrubDue = false;  // sealed, but the clear text that was there before is not gone yet
};

[[nodiscard]] std::expected<Loaded, OutboxError> load(store::Database& database,
                                                      const Sealer& sealer);

[[nodiscard]] OutboxError toOutboxError(const store::StoreError& error);

}  // namespace gatepost::relay
