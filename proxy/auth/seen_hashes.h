// SPDX-License-Identifier: Apache-2.0
// Keyed hashes of what has been good here, passwords or tokens; of too many the oldest are
// forgotten. What was wrong is never added, so that guessing cannot push them out. Thread-safe.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <unordered_set>

#include "metrics/push/sip_hash.h"

namespace gatepost::proxy {

class SeenHashes {
public:
    static constexpr std::size_t kMost = 4096;

    void add(metrics::Hash128 hash);
    [[nodiscard]] bool contains(metrics::Hash128 hash) const;

private:
    struct LowHalf {
        std::size_t operator()(metrics::Hash128 hash) const {
            return static_cast<std::size_t>(hash.low);
        }
    };

    mutable std::mutex m_mutex;
    std::unordered_set<metrics::Hash128, LowHalf> m_hashes;
    std::deque<metrics::Hash128> m_order;  // of m_hashes, oldest first
};

}  // namespace gatepost::proxy
