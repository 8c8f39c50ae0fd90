// SPDX-License-Identifier: Apache-2.0
// The highest sequence number applied to each group, by relay. A number that is not above it is
// superseded: it comes late, and would bring old state back. Rows outlive the group's DELETE by
// seven days. A group remembers its last eight relays, so that nobody can fill memory with made-up
// ones. Not thread-safe: the upstream locks around it. Times in nanoseconds.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "http/sequence.h"
#include "metrics/gateway/group.h"

namespace gatepost::proxy {

struct SequenceRow {
    std::string key;  // canonical push path
    std::string relay;
    std::uint64_t number = 0;
    metrics::UnixNanos deletedAt = 0;  // 0: the group lives
    metrics::UnixNanos updatedAt = 0;
};

class Sequences {
public:
    static constexpr std::size_t kRelaysOfAGroup = 8;
    static constexpr metrics::UnixNanos kKept = 7ll * 24 * 3600 * 1'000'000'000;

    void load(const SequenceRow& row);
    [[nodiscard]] bool superseded(const std::string& key, const http::Sequence& sequence) const;
    [[nodiscard]] std::optional<std::uint64_t> number(const std::string& key,
                                                      const std::string& relay) const;
    /// Nothing: forgets the number.
    void put(const std::string& key, const std::string& relay, std::optional<std::uint64_t> number,
             metrics::UnixNanos at);
    /// When the group was deleted; 0: it lives.
    void setDeleted(const std::string& key, metrics::UnixNanos at);
    void wiped(metrics::UnixNanos at);
    /// Forgets what was deleted longer ago than is kept.
    void forget(metrics::UnixNanos now);

private:
    struct Group {
        struct Number {
            std::uint64_t highest = 0;
            metrics::UnixNanos updatedAt = 0;
        };
        std::map<std::string, Number, std::less<>> numbers;  // by relay
        metrics::UnixNanos deletedAt = 0;
    };
    std::unordered_map<std::string, Group> m_groups;
};

}  // namespace gatepost::proxy
