// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/native_histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "metrics/exposition/exposition_data.h"
#include "metrics/exposition/go_syntax.h"

namespace gatepost::metrics {
namespace {

bool isCount(double value) { return std::isfinite(value) && value >= 0; }

std::string spanObjection(const NativeSide& side) {
    constexpr std::int64_t kHighestIndex = std::numeric_limits<std::int32_t>::max();
    constexpr std::int64_t kLowestIndex = std::numeric_limits<std::int32_t>::min();
    const std::size_t buckets = side.deltas.size() + side.counts.size();
    if (buckets > kMostNativeBuckets || side.spans.size() > kMostNativeBuckets)
        return "more than " + std::to_string(kMostNativeBuckets) + " buckets";
    std::int64_t next = 0;
    std::uint64_t spanned = 0;
    for (std::size_t i = 0; i < side.spans.size(); ++i) {
        const BucketSpan& span = side.spans[i];
        if (i > 0 && span.offset < 0)
            return "a span reaches back by " + std::to_string(-std::int64_t{span.offset});
        next += std::int64_t{span.offset} + span.length;
        if (next > kHighestIndex || next < kLowestIndex) return "a span leaves the indexes";
        spanned += span.length;
    }
    if (spanned != buckets)
        return "spans of " + std::to_string(spanned) + " buckets, but there are " +
               std::to_string(buckets);
    return {};
}

/// The side's observations added to `total`.
std::string addWhole(const NativeSide& side, std::uint64_t& total) {
    std::int64_t count = 0;
    for (const std::int64_t delta : side.deltas) {
        const bool isTooMuch = __builtin_add_overflow(count, delta, &count);
        if (isTooMuch || count < 0) return "a bucket counts less than zero, or too much";
        if (__builtin_add_overflow(total, static_cast<std::uint64_t>(count), &total))
            return "the buckets count too much";
    }
    return {};
}

std::string wholeObjection(const NativeHistogram& histogram, double sum) {
    std::uint64_t total = histogram.zeroCount.whole;
    for (const NativeSide* side : {&histogram.positive, &histogram.negative})
        if (std::string words = addWhole(*side, total); !words.empty()) return words;
    // Observations that are no numbers are in the count, and in no bucket.
    const std::uint64_t count = histogram.count.whole;
    if (total > count || (total < count && !std::isnan(sum)))
        return "the buckets do not add up to the count of " + std::to_string(count);
    return {};
}

}  // namespace

std::string objectionTo(const NativeHistogram& histogram, double sum) {
    if (histogram.schema < kLowestSchema || histogram.schema > kHighestSchema)
        return "schema " + std::to_string(histogram.schema) + " is not known";
    if (!isCount(histogram.zeroThreshold)) return "the zero bucket's width is no number from 0 on";
    for (const NativeSide* side : {&histogram.positive, &histogram.negative}) {
        if (std::string words = spanObjection(*side); !words.empty()) return words;
        if (!(histogram.hasFractions ? side->deltas.empty() : side->counts.empty()))
            return "both differences and fractions for counts";
        if (!std::ranges::all_of(side->counts, isCount))
            return "a bucket counts less than zero, or too much";
    }
    if (!histogram.hasFractions) return wholeObjection(histogram, sum);
    if (!isCount(histogram.zeroCount.real) || !isCount(histogram.count.real))
        return "a count is no number from 0 on";
    return {};
}

std::optional<std::string> textObstacle(const Exposition& exposition) {
    if (exposition.data().natives == nullptr) return std::nullopt;
    for (const Family& family : exposition.families())
        for (const Series& series : exposition.series(family))
            if (exposition.native(series) != nullptr &&
                std::ranges::none_of(exposition.samples(series), [](const Sample& sample) {
                    return sample.role == Role::Bucket;
                }))
                return "metric family " + goQuoted(family.name) +
                       ": native histogram without classic buckets, which the text format "
                       "cannot carry";
    return std::nullopt;
}

}  // namespace gatepost::metrics
