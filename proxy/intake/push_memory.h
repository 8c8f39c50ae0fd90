// SPDX-License-Identifier: Apache-2.0
// What was read and judged of the pushes that come again and again, by user and path: an
// application's next push mostly differs from its last in its numbers alone. Only pushes without a
// problem are kept, which a Pushgateway takes whatever it holds, and from the second on. Who sends
// another text each time is learnt ever more rarely. Thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "metrics/gateway/hash_index.h"
#include "metrics/push/grouping_key.h"
#include "proxy/auth/identity.h"
#include "proxy/intake/settings.h"
#include "proxy/upstream/upstream.h"

namespace gatepost::proxy {

/// What all remembered pushes together may take of memory, about.
inline constexpr std::size_t kRememberedBytes = std::size_t{128} << 20;

struct KnownPush {
    RepeatedPush push;
    metrics::GroupingKey given;              // by the path
    metrics::GroupingKey key;                // with what the identity added
    Identity identity;                       // that might push it
    std::weak_ptr<const Settings> settings;  // that it was judged by
};

class PushMemory {
public:
    explicit PushMemory(std::size_t mostBytes = kRememberedBytes) : m_mostBytes(mostBytes) {}

    struct Taken {
        std::unique_ptr<KnownPush> known;
        bool isExpected = false;  // worth learning, where it is not known or is no more
    };
    /// Takes it out: while one push of a name is in hand, another finds nothing.
    [[nodiscard]] Taken take(std::string_view name);
    /// What was taken was the same but for its numbers.
    void keepOn(std::string_view name, std::unique_ptr<KnownPush> known);
    /// One that was expected.
    void learn(std::string_view name, std::unique_ptr<KnownPush> known);
    /// About, of all.
    [[nodiscard]] std::size_t bytes() const;

private:
    struct Entry {
        std::string name;
        std::unique_ptr<KnownPush> known;
        std::size_t bytes = 0;    // of what is known
        std::uint8_t misses = 0;  // in a row
        std::uint8_t pause = 0;   // so many pushes are not learnt
    };
    struct Entries {
        std::deque<Entry> all;
        metrics::HashIndex<Entry> byName;
    };
    /// One that is full forgets all: what still comes is there again after two pushes.
    struct Shard {
        mutable std::mutex mutex;
        Entries entries;
        std::size_t bytes = 0;
    };
    [[nodiscard]] Shard& shardOf(std::uint64_t hash) {
        return m_shards[(hash >> 32) % m_shards.size()];
    }
    [[nodiscard]] static Entry* find(const Shard& shard, std::uint64_t hash, std::string_view name);
    [[nodiscard]] std::size_t share() const { return m_mostBytes / m_shards.size(); }
    void put(std::string_view name, std::unique_ptr<KnownPush> known, bool again);

    std::array<Shard, 16> m_shards;
    std::size_t m_mostBytes;
};

}  // namespace gatepost::proxy
