// SPDX-License-Identifier: Apache-2.0
// What the relay scrapes: a local socket of the user's, or a URL on loopback. Read from the JSON of
// PUT /api/v1/targets/<name>: {"url": "http://127.0.0.1:8000/metrics", "interval_seconds": 15} or
// {"socket": "/run/user/1000/app.sock", "path": "/metrics"}, with optional "job" and "labels".
// Pure.
#pragma once

#include <QJsonObject>
#include <expected>
#include <string>
#include <string_view>

#include "metrics/push/grouping_key.h"

namespace gatepost::relay {

inline constexpr int kScrapeLeastSeconds = 1;
inline constexpr int kScrapeMostSeconds = 24 * 3600;

struct ScrapeTarget {
    std::string name;
    std::string url;  // one of the two
    std::string socket;
    std::string path = "/metrics";
    int intervalSeconds = 15;
    metrics::GroupingKey key;  // job: the target's name unless it is given
    bool operator==(const ScrapeTarget&) const = default;
};

/// The error is a sentence for a 400.
[[nodiscard]] std::expected<ScrapeTarget, std::string> readTargetJson(std::string name,
                                                                      std::string_view json);
[[nodiscard]] QJsonObject toJson(const ScrapeTarget& target);

}  // namespace gatepost::relay
