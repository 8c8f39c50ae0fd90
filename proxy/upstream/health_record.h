// SPDX-License-Identifier: Apache-2.0
// What UpstreamHealth is made of: counted at every push, read when somebody looks. Thread-safe.
#pragma once

#include <atomic>
#include <mutex>
#include <string>

#include "proxy/upstream/upstream.h"

namespace gatepost::proxy {

class HealthRecord {
public:
    explicit HealthRecord(std::string name) : m_name(std::move(name)) {}

    void stored(metrics::UnixNanos now, std::uint64_t count = 1) {
        m_stored.fetch_add(count, std::memory_order_relaxed);
        m_storedAt.store(now, std::memory_order_relaxed);
    }
    void failed(metrics::UnixNanos now, const std::string& sentence, std::uint64_t count = 1) {
        const std::lock_guard lock(m_mutex);
        m_failed += count;
        m_failedAt = now;
        m_failure = sentence;
    }
    [[nodiscard]] UpstreamHealth read() const {
        const std::lock_guard lock(m_mutex);
        return {.name = m_name,
                .stored = m_stored.load(std::memory_order_relaxed),
                .failed = m_failed,
                .storedAt = m_storedAt.load(std::memory_order_relaxed),
                .failedAt = m_failedAt,
                .failure = m_failure};
    }

private:
    const std::string m_name;
    std::atomic<std::uint64_t> m_stored{0};
    std::atomic<metrics::UnixNanos> m_storedAt{0};
    mutable std::mutex m_mutex;
    std::uint64_t m_failed = 0;
    metrics::UnixNanos m_failedAt = 0;
    std::string m_failure;
};

}  // namespace gatepost::proxy
