// SPDX-License-Identifier: Apache-2.0
// A target as JSON, as PUT /api/v1/targets/<name> takes it:
// {"url": "http://127.0.0.1:8000/metrics", "interval_seconds": 15} or
// {"socket": "/run/user/1000/app.sock", "path": "/metrics"}, with optional "timeout_seconds", "job"
// and "labels". Pure.
#pragma once

#include <QJsonObject>
#include <expected>
#include <string>
#include <string_view>

#include "relay/scrape/target.h"

namespace gatepost::relay {

/// The error is a sentence for a 400.
[[nodiscard]] std::expected<ScrapeTarget, std::string> readTargetJson(std::string name,
                                                                      std::string_view json);
[[nodiscard]] QJsonObject toJson(const ScrapeTarget& target);

}  // namespace gatepost::relay
