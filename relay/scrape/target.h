// SPDX-License-Identifier: Apache-2.0
// What the relay scrapes: a local socket of the user's, or a URL on loopback. A value.
#pragma once

#include <string>

#include "metrics/push/grouping_key.h"

namespace gatepost::relay {

inline constexpr int kScrapeLeastSeconds = 1;
inline constexpr int kScrapeMostSeconds = 24 * 3600;
inline constexpr int kScrapeTimeoutSeconds = 10;

struct ScrapeTarget {
    std::string name;
    std::string url;  // one of the two
    std::string socket;
    std::string path = "/metrics";
    int intervalSeconds = 15;
    int timeoutSeconds = kScrapeTimeoutSeconds;  // never more than the interval
    metrics::GroupingKey key;                    // job: the target's name unless it is given
    bool operator==(const ScrapeTarget&) const = default;
};

}  // namespace gatepost::relay
