// SPDX-License-Identifier: Apache-2.0
// What prometheus-cpp's registry collects, as our exposition: our own metrics leave through the
// same writer as everybody's (prometheus-cpp's does not escape help and rounds values). Pure.
#pragma once

#include <string>
#include <vector>

#include "metrics/exposition/exposition.h"

namespace prometheus {
struct MetricFamily;
}

namespace gatepost::http {

/// Of `registry.Collect()`.
[[nodiscard]] metrics::Exposition selfMetrics(
    const std::vector<prometheus::MetricFamily>& collected);
[[nodiscard]] std::string selfMetricsText(const std::vector<prometheus::MetricFamily>& collected);

}  // namespace gatepost::http
