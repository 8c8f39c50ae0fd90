// SPDX-License-Identifier: Apache-2.0
// One io.prometheus.client.Metric of a protobuf body, with its values in order: what is in the
// message, without knowing the family. Views are into the body; protozero's exceptions pass
// through.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <protozero/pbf_reader.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/exposition/exposition.h"
#include "metrics/exposition/native_histogram.h"

namespace gatepost::metrics {

struct ExemplarMessage {
    std::vector<Label> labels;
    double value = 0;
    std::optional<Timestamp> time;
};

struct PointMessage {
    Role role = Role::Value;
    double value = 0;
    double bound = 0;
    std::optional<ExemplarMessage> exemplar = std::nullopt;
};

struct MetricMessage {
    std::vector<Label> labels;
    std::vector<PointMessage> points;
    std::optional<std::int64_t> timestamp;
    std::optional<Timestamp> start;  // created_timestamp
    std::optional<MetricType> type;  // by the field that holds the value
    std::unique_ptr<NativeHistogram> native;
    std::vector<ExemplarMessage> nativeExemplars;
    std::unique_ptr<std::string> joined;  // what views are into, where that field came again
};

[[nodiscard]] MetricMessage readMetric(protozero::pbf_reader reader);

}  // namespace gatepost::metrics
