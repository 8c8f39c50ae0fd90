// SPDX-License-Identifier: Apache-2.0
// Token buckets by name, in shards of their own locks. A bucket that is full again is forgotten, so
// that memory follows who is active. Thread-safe; time is an argument.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gatepost::proxy {

struct Rate {
    double perSecond = 0;
    double burst = 1;
};

class RateLimits {
public:
    using Clock = std::chrono::steady_clock;

    /// Takes one token; without one, the whole seconds until there is one again.
    [[nodiscard]] std::optional<std::uint32_t> take(std::string_view name, const Rate& rate,
                                                    Clock::time_point now);
    /// Whether take() would refuse; takes nothing.
    [[nodiscard]] bool empty(std::string_view name, const Rate& rate, Clock::time_point now);

private:
    struct Bucket {
        Rate rate;  // as of its last use
        double tokens = 0;
        Clock::time_point at;
    };
    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, Bucket> buckets;
        Clock::time_point sweptAt;
    };
    static constexpr std::size_t kShards = 16;

    [[nodiscard]] static double refilled(const Bucket& bucket, const Rate& rate,
                                         Clock::time_point now);
    [[nodiscard]] static Bucket& bucket(Shard& shard, std::string_view name, const Rate& rate,
                                        Clock::time_point now);
    [[nodiscard]] Shard& shardOf(std::string_view name) {
        return m_shards[std::hash<std::string_view>{}(name) % kShards];
    }
    std::array<Shard, kShards> m_shards;
};

}  // namespace gatepost::proxy
