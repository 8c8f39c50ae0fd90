// SPDX-License-Identifier: Apache-2.0
// The latest pushes that were refused or had problems, for the status page. Bounded in number and
// in bytes, whoever pushes what; accepted ones with warnings are sampled, so that a busy fleet does
// not meet at its lock. Thread-safe. Times in nanoseconds since the epoch.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/gateway/group.h"
#include "metrics/push/push.h"
#include "proxy/intake/push_intake.h"

namespace gatepost::proxy {

struct JournalEntry {
    metrics::UnixNanos at = 0;
    std::string user;  // empty without auth
    std::string path;
    metrics::PushMethod method = metrics::PushMethod::Put;
    int status = 0;
    std::string verdict;  // empty: none was given, the client shall try again
    std::string sentence;
    std::vector<std::string> problems;  // the first few, a line each
    std::size_t problemCount = 0;
};

class Journal {
public:
    static constexpr std::size_t kEntries = 50;
    static constexpr std::size_t kProblems = 3;
    static constexpr std::size_t kTextBytes = 300;

    /// Whether the outcome is one to remember; cheap, for every push.
    [[nodiscard]] bool wants(const PushOutcome& outcome, metrics::UnixNanos now);
    void add(JournalEntry entry);
    /// Latest first.
    [[nodiscard]] std::vector<JournalEntry> entries() const;

private:
    std::atomic<metrics::UnixNanos> m_sampledAt{0};
    mutable std::mutex m_mutex;
    std::deque<JournalEntry> m_entries;  // latest first
};

/// Texts cut to kTextBytes.
[[nodiscard]] JournalEntry journalEntry(const PushOutcome& outcome, std::string_view user,
                                        metrics::PushMethod method, std::string_view path,
                                        metrics::UnixNanos at);
/// A list of objects.
[[nodiscard]] std::string toJson(const std::vector<JournalEntry>& entries);

}  // namespace gatepost::proxy
