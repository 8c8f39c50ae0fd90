// SPDX-License-Identifier: Apache-2.0
// The highest sequence number applied to each group, by relay. A number that is not above it is
// superseded: it comes late, and would bring old state back. Rows outlive the group's DELETE by
// seven days. A group remembers its last eight relays, and trim() keeps a bounded number of each
// user's deleted groups, so that nobody can fill memory with made-up ones. Not thread-safe: the
// upstream locks around it. Times in nanoseconds.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
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
    std::string owner;  // the user who pushed it; empty without auth
};

class Sequences {
public:
    static constexpr std::size_t kRelaysOfAGroup = 8;
    static constexpr metrics::UnixNanos kKept = 7ll * 24 * 3600 * 1'000'000'000;

    void load(const SequenceRow& row);
    /// Whether anything is remembered of the group.
    [[nodiscard]] bool knows(const std::string& key) const { return m_groups.contains(key); }
    [[nodiscard]] bool superseded(const std::string& key, const http::Sequence& sequence) const;
    [[nodiscard]] std::optional<std::uint64_t> number(const std::string& key,
                                                      const std::string& relay) const;
    void put(const std::string& key, const http::Sequence& sequence, const std::string& owner,
             metrics::UnixNanos at);
    /// As if the number had not been put: back to `number`, or to none.
    void takeBack(const std::string& key, const std::string& relay,
                  std::optional<std::uint64_t> number);
    /// 0: it lives, or nothing is known of it.
    [[nodiscard]] metrics::UnixNanos deletedAt(const std::string& key) const;
    void setDeleted(const std::string& key, metrics::UnixNanos at);
    void wiped(metrics::UnixNanos at);
    /// Forgets what was deleted longer ago than is kept.
    void forget(metrics::UnixNanos now);
    /// Forgets the longest deleted groups of whoever has more than `most`; returns their keys. What
    /// still comes late for one of those is taken: its own user alone has brought that about.
    [[nodiscard]] std::vector<std::string> trim(std::size_t most);
    /// Groups of which a number is known, deleted ones included.
    [[nodiscard]] std::size_t size() const { return m_groups.size(); }

private:
    struct Number {
        std::uint64_t highest = 0;
        metrics::UnixNanos updatedAt = 0;
    };
    struct Group {
        std::map<std::string, Number, std::less<>> numbers;  // by relay; never empty
        metrics::UnixNanos deletedAt = 0;
        std::string owner;
    };
    void mark(const std::string& key, Group& group, metrics::UnixNanos deletedAt);

    std::unordered_map<std::string, Group> m_groups;
    /// Deleted groups by owner, longest deleted first.
    std::unordered_map<std::string, std::set<std::pair<metrics::UnixNanos, std::string>>> m_deleted;
};

}  // namespace gatepost::proxy
