// SPDX-License-Identifier: Apache-2.0
// One sample line of OpenMetrics 1.0 by its grammar (specification, section "ABNF"): what stands in
// it and where, without knowing the family. Views are into the line; escapes are still there.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/exposition/exposition.h"

namespace gatepost::metrics {

struct OpenMetricsTime {
    std::int64_t seconds = 0;      // towards minus infinity
    std::int32_t nanoseconds = 0;  // 0 to 999'999'999
    bool operator==(const OpenMetricsTime&) const = default;
    auto operator<=>(const OpenMetricsTime&) const = default;
    [[nodiscard]] Timestamp timestamp() const {
        return {seconds * 1000 + nanoseconds / 1'000'000, nanoseconds % 1'000'000};
    }
};

struct OpenMetricsLabel {
    std::string_view name;
    std::string_view value;  // as it stands between the quotes
    bool isEscaped = false;
};

struct OpenMetricsExemplar {
    std::vector<OpenMetricsLabel> labels;
    double value = 0;
    std::optional<OpenMetricsTime> time;
};

struct OpenMetricsSample {
    std::string_view name;
    std::vector<OpenMetricsLabel> labels;
    double value = 0;
    std::optional<OpenMetricsTime> time;
    std::optional<OpenMetricsExemplar> exemplar;
};

struct LineError {
    std::string words;
    std::size_t at = 0;  // in the line
};

[[nodiscard]] std::expected<OpenMetricsSample, LineError> parseOpenMetricsSample(
    std::string_view line);

/// Known escapes replaced; others, and their backslash, stay.
[[nodiscard]] std::string openMetricsUnescaped(std::string_view text);

}  // namespace gatepost::metrics
