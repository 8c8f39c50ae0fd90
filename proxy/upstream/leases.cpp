// SPDX-License-Identifier: Apache-2.0
#include "proxy/upstream/leases.h"

#include <algorithm>

namespace gatepost::proxy {

void Leases::set(const std::string& key, metrics::UnixNanos expires) {
    clear(key);
    m_byKey.emplace(key, expires);
    m_byTime.emplace(expires, key);
}

void Leases::clear(const std::string& key) {
    const auto found = m_byKey.find(key);
    if (found == m_byKey.end()) return;
    m_byTime.erase({found->second, key});
    m_byKey.erase(found);
}

void Leases::clearAll() {
    m_byKey.clear();
    m_byTime.clear();
}

std::optional<metrics::UnixNanos> Leases::expires(const std::string& key) const {
    const auto found = m_byKey.find(key);
    if (found == m_byKey.end()) return std::nullopt;
    return found->second;
}

std::vector<std::string> Leases::takeExpired(metrics::UnixNanos now) {
    std::vector<std::string> keys;
    while (!m_byTime.empty() && m_byTime.begin()->first <= now) {
        keys.push_back(m_byTime.begin()->second);
        clear(keys.back());
    }
    return keys;
}

std::optional<metrics::UnixNanos> lengthened(std::optional<metrics::UnixNanos> before,
                                             std::optional<metrics::UnixNanos> wanted) {
    return before ? std::max(before, wanted) : std::nullopt;
}

metrics::UnixNanos leaseEnd(metrics::UnixNanos now, std::uint32_t ttlSeconds) {
    return now + static_cast<metrics::UnixNanos>(ttlSeconds) * 1'000'000'000;
}

}  // namespace gatepost::proxy
