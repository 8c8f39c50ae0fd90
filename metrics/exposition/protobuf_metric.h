// SPDX-License-Identifier: Apache-2.0
// One io.prometheus.client.Metric of a protobuf body, with its values in order. gauge, counter and
// so on are optional fields of their own in metrics.proto: the family's type says which one counts.
// Views are into the body; protozero's exceptions pass through.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <protozero/pbf_reader.hpp>
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
    std::unique_ptr<ExemplarMessage> exemplar = nullptr;  // few have one, of millions
};

struct MetricMessage {
    std::vector<Label> labels;
    std::vector<PointMessage> points;
    std::optional<std::int64_t> timestamp;
    std::optional<Timestamp> start;  // created_timestamp
    bool hasValue = false;           // of the type that was asked for
    std::unique_ptr<NativeHistogram> native;
    std::vector<ExemplarMessage> nativeExemplars;
};

/// Of a family of this type.
[[nodiscard]] MetricMessage readMetric(protozero::pbf_reader reader, MetricType type);

}  // namespace gatepost::metrics
