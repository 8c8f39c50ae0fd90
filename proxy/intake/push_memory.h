// SPDX-License-Identifier: Apache-2.0
// What was read and judged of the pushes that come again and again, by path: an application's next
// push mostly differs from its last in its numbers alone. Only pushes without a problem are kept,
// which a Pushgateway takes whatever it holds, and from the second on. Thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "metrics/push/grouping_key.h"
#include "metrics/push/repeated_text.h"
#include "proxy/intake/settings.h"

namespace gatepost::proxy {

/// What all remembered pushes together may take of memory, about.
inline constexpr std::size_t kRememberedBytes = std::size_t{128} << 20;

struct KnownPush {
    metrics::RepeatedText text;
    metrics::GroupingKey given;  // by the path
    metrics::GroupingKey key;    // with what the identity added
    SettingsPointer settings;    // that it was judged by
};

class PushMemory {
public:
    explicit PushMemory(std::size_t mostBytes = kRememberedBytes) : m_mostBytes(mostBytes) {}

    struct Taken {
        std::unique_ptr<KnownPush> known;
        bool isExpected = false;  // a push of this path has been here before
    };
    /// Takes it out: while one push of a path is in hand, another finds nothing.
    [[nodiscard]] Taken take(std::string_view path);
    void keep(std::string_view path, std::unique_ptr<KnownPush> known);

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>()(text);
        }
    };
    /// One that is full forgets all: what still comes is there again after two pushes.
    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, std::unique_ptr<KnownPush>, Hash, std::equal_to<>> known;
        std::size_t bytes = 0;
    };
    [[nodiscard]] Shard& shardOf(std::string_view path) {
        return m_shards[Hash()(path) % m_shards.size()];
    }

    std::array<Shard, 16> m_shards;
    std::size_t m_mostBytes;
};

}  // namespace gatepost::proxy
