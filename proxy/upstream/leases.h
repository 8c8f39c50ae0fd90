// SPDX-License-Identifier: Apache-2.0
// When each leased group ends unless its relay renews it. Not thread-safe: the upstream locks
// around it. Keys are canonical push paths, times nanoseconds since the epoch.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "metrics/gateway/group.h"

namespace gatepost::proxy {

/// When the removal of an ended group fails, it is tried again after this.
inline constexpr metrics::UnixNanos kRemoveAgainAfter = 30ll * 1'000'000'000;

class Leases {
public:
    void set(const std::string& key, metrics::UnixNanos expires);
    void clear(const std::string& key);
    void clearAll();
    [[nodiscard]] std::optional<metrics::UnixNanos> expires(const std::string& key) const;
    /// Takes out what has ended.
    [[nodiscard]] std::vector<std::string> takeExpired(metrics::UnixNanos now);
    [[nodiscard]] std::size_t size() const { return m_byKey.size(); }

private:
    std::unordered_map<std::string, metrics::UnixNanos> m_byKey;
    std::set<std::pair<metrics::UnixNanos, std::string>> m_byTime;
};

/// What a lease becomes by whoever may not end all that its group holds: longer at most, and none
/// where there was none.
[[nodiscard]] std::optional<metrics::UnixNanos> lengthened(
    std::optional<metrics::UnixNanos> before, std::optional<metrics::UnixNanos> wanted);

/// `ttlSeconds` from `now`, without overflow.
[[nodiscard]] metrics::UnixNanos leaseEnd(metrics::UnixNanos now, std::uint32_t ttlSeconds);

}  // namespace gatepost::proxy
