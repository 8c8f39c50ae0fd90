// SPDX-License-Identifier: Apache-2.0
// The Pushgateway's JSON: GET /api/v1/metrics and /api/v1/status (api/v1/api.go), numbers as strings,
// keys sorted, strings escaped as Go's encoding/json escapes them. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.h"
#include "metrics/push/family_set.h"
#include "metrics/push/grouping_key.h"

namespace gatepost::http {

/// A group as the caller holds it; times in nanoseconds since the epoch, 0: never.
struct GroupView {
    const metrics::GroupingKey& key;
    const metrics::FamilySet& families;
    std::int64_t pushedAt = 0;
    std::int64_t failedAt = 0;
};

/// One group's object, for callers that stream.
void appendGroupJson(std::string& out, const GroupView& group);
/// {"status":"success","data":[...]}
[[nodiscard]] std::string metricsJson(std::span<const GroupView> groups);

struct StatusView {
    std::vector<std::pair<std::string, std::string>> build;  // version, revision, ...
    std::vector<std::pair<std::string, std::string>> flags;
    std::int64_t startedAt = 0;  // ns since the epoch
    std::string extra;           // further members of `data`, as JSON: `"relay":{...}`
};
[[nodiscard]] std::string statusJson(const StatusView& status);

/// application/json with the Pushgateway's CORS and cache fields. Never on the relay's loopback.
[[nodiscard]] Answer apiAnswer(std::string text);

}  // namespace gatepost::http
