// SPDX-License-Identifier: Apache-2.0
#include "ui/preview/histogram.h"

#include <cmath>
#include <limits>

#include "metrics/exposition/readers.h"

namespace gatepost::ui {

double quantile(const std::vector<Bucket>& buckets, double q) {
    double total = 0;
    for (const auto& bucket : buckets) total += bucket.count;
    if (buckets.empty() || total <= 0) return std::numeric_limits<double>::quiet_NaN();
    const double rank = q * total;
    double below = 0;
    for (std::size_t i = 0; i < buckets.size(); ++i) {
        const auto& bucket = buckets[i];
        if (below + bucket.count < rank || bucket.count <= 0) {
            below += bucket.count;
            continue;
        }
        if (std::isinf(bucket.upper))
            return i > 0 ? buckets[i - 1].upper : std::numeric_limits<double>::quiet_NaN();
        const double lower = i > 0 ? buckets[i - 1].upper : std::min(0.0, bucket.upper);
        return lower + (bucket.upper - lower) * (rank - below) / bucket.count;
    }
    return buckets.back().upper;
}

std::optional<Distribution> distributionOf(const FamilyDigest& family, const SeriesRow& row) {
    const auto& held = *family.family;
    if (!metrics::isStructured(held.type)) return std::nullopt;
    const auto exposition = metrics::readText(held.text.substr(0, family.rows.front().begin) +
                                              std::string(linesOf(family, row)));
    if (!exposition || exposition->families().empty()) return std::nullopt;
    const auto& read = exposition->families().front();
    if (exposition->series(read).empty()) return std::nullopt;
    Distribution result;
    double below = 0;
    for (const auto& sample : exposition->samples(exposition->series(read).front())) {
        switch (sample.role) {
            case metrics::Role::Bucket:
                result.buckets.push_back({sample.bound, sample.value - below});
                below = sample.value;
                break;
            case metrics::Role::Quantile:
                result.quantiles.emplace_back(sample.bound, sample.value);
                break;
            case metrics::Role::Sum: result.sum = sample.value; break;
            case metrics::Role::Count: result.count = sample.value; break;
            default: break;
        }
    }
    if (!result.buckets.empty())
        for (const double q : {0.5, 0.9, 0.99})
            result.quantiles.emplace_back(q, quantile(result.buckets, q));
    return result;
}

}  // namespace gatepost::ui
