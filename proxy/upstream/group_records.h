// SPDX-License-Identifier: Apache-2.0
// The proxy's tables, and what is written to and read from those of sequence numbers and leases
// (group_log.h has the groups').
// Called on the store's writer thread. Keys are canonical push paths.
#pragma once

#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "metrics/gateway/group.h"
#include "proxy/upstream/sequences.h"
#include "proxy/upstream/statements.h"

namespace gatepost::proxy {

/// Opens `dir`/gateway.db, making the directory.
[[nodiscard]] std::expected<std::unique_ptr<store::Store>, std::string> openRecords(
    const std::filesystem::path& dir, store::Durability durability);

[[nodiscard]] Written writeSequence(store::Database& database, const std::string& key,
                                    const http::Sequence& sequence, const std::string& owner,
                                    metrics::UnixNanos at);
/// 0: the group lives.
[[nodiscard]] Written markDeleted(store::Database& database, const std::string& key,
                                  metrics::UnixNanos at);
[[nodiscard]] Written writeLease(store::Database& database, const std::string& key,
                                 std::optional<metrics::UnixNanos> expires);
/// What a push leaves behind beside its group, whatever the upstream.
struct PushRecord {
    std::string path;
    std::optional<http::Sequence> sequence;
    std::string owner;
    bool touchesLease = false;
    std::optional<metrics::UnixNanos> lease;  // none: ends the one there was
    bool touchesDeleted = true;
    metrics::UnixNanos deletedAt = 0;  // 0: the group lives
    metrics::UnixNanos now = 0;
};
[[nodiscard]] Written writePushRecord(store::Database& database, const PushRecord& record);
/// Key and end of each.
using LeaseRows = std::vector<std::pair<std::string, metrics::UnixNanos>>;
[[nodiscard]] Written writeLeases(store::Database& database, const LeaseRows& rows);
[[nodiscard]] Written wipeRecords(store::Database& database, metrics::UnixNanos at);
[[nodiscard]] Written forgetSequences(store::Database& database, metrics::UnixNanos before);
[[nodiscard]] Written eraseSequences(store::Database& database,
                                     const std::vector<std::string>& keys);

[[nodiscard]] Written readSequences(store::Database& database,
                                    const std::function<void(const SequenceRow&)>& each);
[[nodiscard]] Written readLeases(
    store::Database& database,
    const std::function<void(const std::string& key, metrics::UnixNanos expires)>& each);

}  // namespace gatepost::proxy
