// SPDX-License-Identifier: Apache-2.0
// A classic histogram's buckets are cumulative: they never fall, and the last, +Inf, is the count.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "metrics/exposition/text_writer.h"
#include "metrics/lint/rules.h"

namespace gatepost::metrics {
namespace {

/// A gauge's, too: text 0.0.4 has no other histograms, and so it is exposed as one.
bool hasBuckets(const Family& family) { return textType(family.type) == MetricType::Histogram; }

std::string numberText(double value) {
    std::string text;
    appendNumber(text, value);
    return text;
}

const Sample* findRole(std::span<const Sample> samples, Role role) {
    const auto found = std::ranges::find(samples, role, &Sample::role);
    return found == samples.end() ? nullptr : &*found;
}

bool isInfinity(const Sample& bucket) { return std::isinf(bucket.bound) && bucket.bound > 0; }

const Sample* findInfinity(std::span<const Sample> samples) {
    for (const Sample& sample : samples)
        if (sample.role == Role::Bucket && isInfinity(sample)) return &sample;
    return nullptr;
}

/// The bucket +Inf that writers make of the count where there is none.
Sample impliedInfinity(std::span<const Sample> samples, const Sample& highest) {
    Sample infinity = highest;
    if (isInfinity(highest)) return infinity;
    const Sample* count = findRole(samples, Role::Count);
    infinity.value = count == nullptr ? 0 : count->value;
    if (count != nullptr) infinity.offset = count->offset;
    infinity.bound = std::numeric_limits<double>::infinity();
    return infinity;
}

Place namePlaceOf(const Inspection& inspection, std::span<const Sample> samples) {
    if (samples.empty() || !inspection.hasBody()) return {};
    return namePlace(inspection.exposition.body(), samples.front().offset);
}

}  // namespace

void lintFallingBuckets(Inspection& inspection, const Family& family) {
    if (!hasBuckets(family)) return;
    std::vector<Sample> sorted;
    for (const Series& series : inspection.exposition.series(family)) {
        const auto samples = inspection.exposition.samples(series);
        const auto compare = [&](const Sample& before, const Sample& bucket) {
            if (bucket.bound == before.bound || !(bucket.value < before.value)) return;
            inspection.report(family.name,
                              "bucket le=\"" + numberText(bucket.bound) + "\" has " +
                                  numberText(bucket.value) + ", less than the " +
                                  numberText(before.value) + " of le=\"" +
                                  numberText(before.bound) + "\"",
                              inspection.valuePlace(bucket));
        };
        const Sample* last = nullptr;
        bool isSorted = true;
        bool falls = false;
        for (const Sample& sample : samples) {
            if (sample.role != Role::Bucket) continue;
            if (last != nullptr) {
                isSorted &= sample.bound >= last->bound;
                falls |= sample.value < last->value;
            }
            last = &sample;
        }
        if (last == nullptr) continue;
        if (!isSorted || falls) {
            sorted.clear();
            std::ranges::copy_if(samples, std::back_inserter(sorted),
                                 [](const Sample& each) { return each.role == Role::Bucket; });
            std::ranges::stable_sort(sorted, {}, &Sample::bound);
            for (std::size_t i = 1; i < sorted.size(); ++i) compare(sorted[i - 1], sorted[i]);
            last = &sorted.back();
        }
        compare(*last, impliedInfinity(samples, *last));
    }
}

void lintHistogramCount(Inspection& inspection, const Family& family) {
    if (!hasBuckets(family)) return;
    for (const Series& series : inspection.exposition.series(family)) {
        const auto samples = inspection.exposition.samples(series);
        const Sample* infinity = findInfinity(samples);
        const Sample* count = findRole(samples, Role::Count);
        if (infinity == nullptr) continue;
        if (count == nullptr)
            inspection.report(family.name, "histogram has a bucket le=\"+Inf\" and no _count",
                              inspection.valuePlace(*infinity));
        else if (infinity->value != count->value)
            inspection.report(family.name,
                              "bucket le=\"+Inf\" has " + numberText(infinity->value) +
                                  ", but _count is " + numberText(count->value),
                              inspection.valuePlace(*infinity));
    }
}

void lintMissingInfinity(Inspection& inspection, const Family& family) {
    // In protobuf it may be left out, since the count is always there (metrics.proto), and is.
    if (!hasBuckets(family) || !inspection.hasBody()) return;
    for (const Series& series : inspection.exposition.series(family)) {
        const auto samples = inspection.exposition.samples(series);
        if (!samples.empty() && findInfinity(samples) == nullptr)
            inspection.report(family.name, "histogram has no bucket le=\"+Inf\"",
                              namePlaceOf(inspection, samples));
    }
}

}  // namespace gatepost::metrics
