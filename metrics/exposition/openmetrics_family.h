// SPDX-License-Identifier: Apache-2.0
// A family of OpenMetrics 1.0 while its lines come in: which names its samples may have, what its
// type asks of labels, values, order and timestamps. The source is the specification; where that is
// silent, client_python's parser, which the OpenMetrics project's suite is made from.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "metrics/exposition/exposition_data.h"
#include "metrics/exposition/openmetrics_line.h"

namespace gatepost::metrics {

[[nodiscard]] std::optional<MetricType> openMetricsType(std::string_view word);

/// The points of one histogram, up to the next.
struct HistogramPoints {
    std::optional<double> bucket;
    std::optional<double> count;
    double value = 0;
    bool hasNegativeBuckets = false;
    bool hasSum = false;
    bool hasGaugeSum = false;
    bool hasNegativeGaugeSum = false;
};

class OpenMetricsFamily {
public:
    /// What a sample turned out to be. `boundLabel` is the label that `bound` was read from.
    struct Taken {
        Role role = Role::Value;
        std::string_view boundLabel;
        double bound = 0;
        bool isRepeated = false;  // the series had a value at this time
        bool isNewPoint = false;  // of a metric that had none, or none at this time
    };

    std::string_view name;
    std::optional<TextRange> help;
    std::optional<MetricType> type;
    std::optional<TextRange> unit;
    bool hasSamples = false;

    [[nodiscard]] bool allows(std::string_view sampleName) const;
    [[nodiscard]] std::expected<Taken, std::string> take(const OpenMetricsSample& sample);
    /// What is wrong with the family as a whole, or nothing.
    [[nodiscard]] std::string objection(std::string_view unitText);
    /// Names that OpenMetrics lets no other family have, said or not.
    [[nodiscard]] std::vector<std::string> claimedNames() const;
    /// Those that its lines and its # TYPE have in text 0.0.4.
    [[nodiscard]] std::vector<std::string> namesInText() const;
    /// Of the histogram that ended with the latest take() or objection() and had no count of its
    /// own: the bucket +Inf.
    [[nodiscard]] std::optional<double> impliedCount() const { return m_impliedCount; }

private:
    [[nodiscard]] std::string readBound(const OpenMetricsSample& sample, Taken& taken) const;
    [[nodiscard]] std::string checkValue(const OpenMetricsSample& sample,
                                         std::string_view suffix) const;
    [[nodiscard]] std::string enterGroup(const OpenMetricsSample& sample, Taken& taken);
    [[nodiscard]] std::string addToHistogram(const OpenMetricsSample& sample,
                                             std::string_view suffix, const Taken& taken);
    [[nodiscard]] std::string closeHistogram();

    std::optional<std::string> m_group;
    std::optional<OpenMetricsTime> m_groupTime;
    std::unordered_set<std::string> m_seenGroups;
    std::unordered_set<std::string> m_seriesAtTime;
    std::optional<HistogramPoints> m_histogram;
    std::optional<double> m_impliedCount;
};

}  // namespace gatepost::metrics
