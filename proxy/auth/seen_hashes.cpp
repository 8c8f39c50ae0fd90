// SPDX-License-Identifier: Apache-2.0
#include "proxy/auth/seen_hashes.h"

namespace gatepost::proxy {

void SeenHashes::add(metrics::Hash128 hash) {
    const std::lock_guard lock(m_mutex);
    if (!m_hashes.insert(hash).second) return;
    m_order.push_back(hash);
    if (m_order.size() <= kMost) return;
    m_hashes.erase(m_order.front());
    m_order.pop_front();
}

bool SeenHashes::contains(metrics::Hash128 hash) const {
    const std::lock_guard lock(m_mutex);
    return m_hashes.contains(hash);
}

}  // namespace gatepost::proxy
