// SPDX-License-Identifier: Apache-2.0
#include "proxy/intake/rate_limits.h"

#include <algorithm>
#include <cmath>

namespace gatepost::proxy {
namespace {

constexpr std::chrono::minutes kSweepInterval{1};

}  // namespace

double RateLimits::refilled(const Bucket& bucket, const Rate& rate, Clock::time_point now) {
    const double seconds = std::chrono::duration<double>(now - bucket.at).count();
    return std::min(rate.burst, bucket.tokens + seconds * rate.perSecond);
}

RateLimits::Bucket& RateLimits::bucket(Shard& shard, std::string_view name, const Rate& rate,
                                       Clock::time_point now) {
    if (now - shard.sweptAt > kSweepInterval) {
        shard.sweptAt = now;
        std::erase_if(shard.buckets, [&](const auto& entry) {
            const Rate& own = entry.second.rate;
            return refilled(entry.second, own, now) >= own.burst;
        });
    }
    const auto [place, fresh] =
        shard.buckets.try_emplace(std::string(name), Bucket{rate, rate.burst, now});
    place->second.rate = rate;
    place->second.tokens = refilled(place->second, rate, now);
    place->second.at = now;
    return place->second;
}

std::optional<std::uint32_t> RateLimits::take(std::string_view name, const Rate& rate,
                                              Clock::time_point now) {
    Shard& shard = shardOf(name);
    const std::lock_guard lock(shard.mutex);
    Bucket& own = bucket(shard, name, rate, now);
    if (own.tokens >= 1) {
        own.tokens -= 1;
        return std::nullopt;
    }
    const double wait = std::ceil((1 - own.tokens) / rate.perSecond);
    return static_cast<std::uint32_t>(std::clamp(wait, 1.0, 3600.0));
}

bool RateLimits::empty(std::string_view name, const Rate& rate, Clock::time_point now) {
    Shard& shard = shardOf(name);
    const std::lock_guard lock(shard.mutex);
    // Asking leaves nothing behind: whoever has used nothing has no bucket.
    const auto found = shard.buckets.find(std::string(name));
    return found != shard.buckets.end() && refilled(found->second, rate, now) < 1;
}

}  // namespace gatepost::proxy
