// SPDX-License-Identifier: Apache-2.0
// The keyed hash of the one text that was proved to be right, so that the proof need not be made
// again. There is one such text: threads that store at once store the same, and a half-stored hash
// is no hash of any text. Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>

#include "metrics/push/sip_hash.h"

namespace gatepost::proxy {

class ProvenHash {
public:
    void store(metrics::Hash128 hash) {
        m_low.store(hash.low, std::memory_order_relaxed);
        m_high.store(hash.high, std::memory_order_relaxed);
    }
    /// In a time that does not tell how much of it was equal.
    [[nodiscard]] bool is(metrics::Hash128 hash) const {
        return ((m_low.load(std::memory_order_relaxed) ^ hash.low) |
                (m_high.load(std::memory_order_relaxed) ^ hash.high)) == 0;
    }

private:
    std::atomic<std::uint64_t> m_low = 0;
    std::atomic<std::uint64_t> m_high = 0;
};

}  // namespace gatepost::proxy
