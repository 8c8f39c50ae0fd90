// SPDX-License-Identifier: Apache-2.0
// The Pushgateway's JSON: GET /api/v1/metrics and /api/v1/status (api/v1/api.go), numbers as
// strings, keys sorted, strings escaped as Go's encoding/json escapes them. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.h"
#include "metrics/gateway/group.h"

namespace gatepost::http {

/// One group's object, for callers that stream.
void appendGroupJson(std::string& out, const metrics::Group& group);
/// {"status":"success","data":[...]}
[[nodiscard]] std::string metricsJson(std::span<const metrics::GroupPointer> groups);

struct StatusView {
    std::vector<std::pair<std::string, std::string>> build;  // version, revision, ...
    std::vector<std::pair<std::string, std::string>> flags;
    metrics::UnixNanos startedAt = 0;
    std::string extra;  // further members of `data`, as JSON: `"relay":{...}`
};
[[nodiscard]] std::string statusJson(const StatusView& status);

/// The Pushgateway's CORS and cache fields, for whatever is asked of these two.
void setApiFields(Answer& answer);
/// 200, application/json with these fields: the proxy's.
[[nodiscard]] Answer apiAnswer(std::string text);

}  // namespace gatepost::http
