// SPDX-License-Identifier: Apache-2.0
// A native histogram: buckets whose bounds follow from a schema, as client_model's metrics.proto
// has them. Only protobuf can say one; text has the classic buckets of the same series, if there
// are any. A gauge histogram is told by its family's type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "metrics/exposition/exposition.h"

namespace gatepost::metrics {

inline constexpr std::int32_t kLowestSchema = -4;
inline constexpr std::int32_t kHighestSchema = 8;
/// Of one side of one histogram; clients stop at some hundred. As many spans.
inline constexpr std::size_t kMostNativeBuckets = 10'000;

struct BucketSpan {
    std::int32_t offset = 0;  // from the end of the span before; the first's is an index
    std::uint32_t length = 0;
    bool operator==(const BucketSpan&) const = default;
};

/// The buckets above zero, or those below. Of `deltas` and `counts` one is empty.
struct NativeSide {
    std::vector<BucketSpan> spans;
    std::vector<std::int64_t> deltas;  // each from the bucket before; the first's is a count
    std::vector<double> counts;
    bool operator==(const NativeSide&) const = default;
};

/// `real` where the histogram's counts are fractions, else `whole`.
struct NativeCount {
    std::uint64_t whole = 0;
    double real = 0;
    bool operator==(const NativeCount&) const = default;
};

struct NativeHistogram {
    std::int32_t schema = 0;
    bool hasFractions = false;
    double zeroThreshold = 0;
    NativeCount zeroCount;
    NativeCount count;  // of all observations; the series' Count may have lost its last digits
    NativeSide positive;
    NativeSide negative;
    std::vector<Exemplar> exemplars;
};

/// What Prometheus would not take, or nothing. `sum` is that of the observations.
[[nodiscard]] std::string objectionTo(const NativeHistogram& histogram, double sum);

/// The sentence that names the first family with a histogram that is native only, which neither
/// text 0.0.4 nor OpenMetrics can say; nothing where all can be written as text.
[[nodiscard]] std::optional<std::string> textObstacle(const Exposition& exposition);

}  // namespace gatepost::metrics
