// SPDX-License-Identifier: Apache-2.0
// Tokens that have been good here, by their hash; of too many the oldest are forgotten. It says
// whether a check is worth its cost, never what comes of it. Thread-safe.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_set>

namespace gatepost::proxy {

class SeenTokens {
public:
    static constexpr std::size_t kMost = 4096;

    void add(const std::string& hash);
    [[nodiscard]] bool contains(const std::string& hash) const;

private:
    mutable std::mutex m_mutex;
    std::unordered_set<std::string> m_hashes;
    std::deque<std::string> m_order;  // of m_hashes, oldest first
};

}  // namespace gatepost::proxy
