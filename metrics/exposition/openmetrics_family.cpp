// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/openmetrics_family.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "metrics/exposition/go_syntax.h"

namespace gatepost::metrics {
namespace {

using Words = std::string_view;

struct Suffix {
    Words text;
    Role role = Role::Value;
};

std::span<const Suffix> suffixesOf(MetricType type) {
    static constexpr Suffix kCounter[] = {{"_total", Role::Value}, {"_created", Role::Created}};
    static constexpr Suffix kSummary[] = {{"", Role::Quantile},
                                          {"_count", Role::Count},
                                          {"_sum", Role::Sum},
                                          {"_created", Role::Created}};
    static constexpr Suffix kHistogram[] = {{"_bucket", Role::Bucket},
                                            {"_count", Role::Count},
                                            {"_sum", Role::Sum},
                                            {"_created", Role::Created}};
    static constexpr Suffix kGaugeHistogram[] = {
        {"_bucket", Role::Bucket}, {"_gcount", Role::Count}, {"_gsum", Role::Sum}};
    static constexpr Suffix kInfo[] = {{"_info", Role::Value}};
    static constexpr Suffix kPlain[] = {{"", Role::Value}};
    switch (type) {
        case MetricType::Counter: return kCounter;
        case MetricType::Summary: return kSummary;
        case MetricType::Histogram: return kHistogram;
        case MetricType::GaugeHistogram: return kGaugeHistogram;
        case MetricType::Info: return kInfo;
        default: return kPlain;
    }
}

const OpenMetricsLabel* find(const OpenMetricsSample& sample, Words label) {
    const auto found = std::ranges::find(sample.labels, label, &OpenMetricsLabel::name);
    return found == sample.labels.end() ? nullptr : &*found;
}

/// The labels but one, so that equal sets give equal texts however they are escaped.
std::string keyOf(const OpenMetricsSample& sample, Words without) {
    std::vector<std::pair<Words, std::string>> labels;
    for (const OpenMetricsLabel& label : sample.labels)
        if (label.name != without)
            labels.emplace_back(label.name, label.isEscaped ? openMetricsUnescaped(label.value)
                                                            : std::string(label.value));
    std::ranges::sort(labels);
    std::string key;
    for (const auto& [name, value] : labels)
        key.append(name).append(1, '\xFF').append(value).append(1, '\xFF');
    return key;
}

bool isWhole(double value) { return std::isfinite(value) && std::trunc(value) == value; }

bool isHistogram(std::optional<MetricType> type) {
    return type == MetricType::Histogram || type == MetricType::GaugeHistogram;
}

}  // namespace

std::optional<MetricType> openMetricsType(Words word) {
    if (word == "unknown") return MetricType::Untyped;
    for (const MetricType type :
         {MetricType::Counter, MetricType::Gauge, MetricType::Summary, MetricType::Histogram,
          MetricType::GaugeHistogram, MetricType::Info, MetricType::StateSet})
        if (toString(type) == word) return type;
    return std::nullopt;
}

bool OpenMetricsFamily::allows(Words sampleName) const {
    if (!sampleName.starts_with(name)) return false;
    const Words suffix = sampleName.substr(name.size());
    return std::ranges::any_of(suffixesOf(type.value_or(MetricType::Untyped)),
                               [&](const Suffix& each) { return each.text == suffix; });
}

std::expected<OpenMetricsFamily::Taken, std::string> OpenMetricsFamily::take(
    const OpenMetricsSample& sample) {
    hasSamples = true;
    m_impliedCount.reset();
    const Words suffix = sample.name.substr(name.size());
    Taken taken;
    for (const Suffix& each : suffixesOf(*type))
        if (each.text == suffix) taken.role = each.role;
    if (std::string words = readBound(sample, taken); !words.empty()) return std::unexpected(words);
    if (std::string words = checkValue(sample, suffix); !words.empty())
        return std::unexpected(words);
    if (std::string words = enterGroup(sample, taken); !words.empty())
        return std::unexpected(words);
    if (isHistogram(type) && !taken.isRepeated)
        if (std::string words = addToHistogram(sample, suffix, taken); !words.empty())
            return std::unexpected(words);
    return taken;
}

/// `le` and `quantile` where they belong; a stateset's own label.
std::string OpenMetricsFamily::readBound(const OpenMetricsSample& sample, Taken& taken) const {
    if (type == MetricType::StateSet && find(sample, name) == nullptr)
        return "stateset without the label " + goQuoted(name);
    if (taken.role == Role::Sum || taken.role == Role::Count) {
        // Text 0.0.4 would take it for a bound, and one of two series for the other.
        const Words reserved = isHistogram(type) ? "le" : "quantile";
        return find(sample, reserved) == nullptr
                   ? std::string()
                   : "must not have an explicit " + goQuoted(reserved) + " label";
    }
    if (taken.role != Role::Bucket && taken.role != Role::Quantile) return {};
    taken.boundLabel = taken.role == Role::Bucket ? "le" : "quantile";
    const OpenMetricsLabel* label = find(sample, taken.boundLabel);
    const auto bound = label == nullptr ? std::nullopt : parseGoFloat(label->value);
    const bool isRight =
        bound && !std::isnan(*bound) &&
        (taken.role == Role::Bucket ? (!std::isinf(*bound) || *bound < 0 || label->value == "+Inf")
                                    : (*bound >= 0 && *bound <= 1));
    if (!isRight) return "invalid " + std::string(taken.boundLabel) + " label";
    taken.bound = *bound;
    return {};
}

std::string OpenMetricsFamily::checkValue(const OpenMetricsSample& sample, Words suffix) const {
    const double value = sample.value;
    if ((suffix == "_bucket" || suffix == "_count" || suffix == "_gcount") && !isWhole(value))
        return "value of " + std::string(sample.name) + " must be an integer";
    if (type == MetricType::StateSet && value != 0 && value != 1)
        return "stateset value must be zero or one";
    if (type == MetricType::Info && value != 1) return "info value must be one";
    if (type == MetricType::Summary && suffix.empty() && value < 0)
        return "quantile value must not be negative";
    const bool isCounted = suffix == "_total" || suffix == "_sum" || suffix == "_count" ||
                           suffix == "_bucket" || suffix == "_gcount";
    if ((isCounted || suffix == "_gsum") && std::isnan(value))
        return "value of " + std::string(sample.name) + " must not be NaN";
    if (isCounted && value < 0)
        return "value of " + std::string(sample.name) + " must not be negative";
    const bool mayHaveExemplar = (isHistogram(type) && suffix == "_bucket") ||
                                 (type == MetricType::Counter && suffix == "_total");
    if (sample.exemplar && !mayHaveExemplar) return "only buckets and counters may have exemplars";
    return {};
}

/// Samples of one group stand together; their times are all there or all absent, and never fall.
std::string OpenMetricsFamily::enterGroup(const OpenMetricsSample& sample, Taken& taken) {
    const Words without = type == MetricType::StateSet ? name : taken.boundLabel;
    std::string group = type == MetricType::Info ? std::string() : keyOf(sample, without);
    const bool isSame = m_group && *m_group == group;
    if (m_group && !isSame && m_seenGroups.contains(group))
        return "samples of one metric must stand together";
    if (isSame) {
        if (sample.time.has_value() != m_groupTime.has_value())
            return "some samples of the metric have timestamps and some have not";
        if (m_groupTime && *m_groupTime > *sample.time && type != MetricType::Info)
            return "timestamps go backwards within a metric";
    }
    std::string series = std::string(sample.name) + '\xFE' + keyOf(sample, {});
    taken.isNewPoint = !isSame || sample.time != m_groupTime;
    if (taken.isNewPoint) m_seriesAtTime.clear();
    if (isHistogram(type) && taken.isNewPoint) {
        if (std::string words = closeHistogram(); !words.empty()) return words;
        m_histogram.emplace();
    }
    taken.isRepeated = !m_seriesAtTime.insert(std::move(series)).second;
    m_seenGroups.insert(group);
    m_group = std::move(group);
    m_groupTime = sample.time;
    return {};
}

std::string OpenMetricsFamily::addToHistogram(const OpenMetricsSample& sample, Words suffix,
                                              const Taken& taken) {
    HistogramPoints& state = *m_histogram;
    if (taken.role == Role::Bucket) {
        if (taken.bound < 0) state.hasNegativeBuckets = true;
        if (state.bucket && taken.bound <= *state.bucket) return "buckets out of order";
        if (sample.value < state.value) return "bucket values out of order";
        state.bucket = taken.bound;
        state.value = sample.value;
    } else if (taken.role == Role::Count) {
        state.count = sample.value;
    } else if (suffix == "_sum") {
        state.hasSum = true;
    } else if (suffix == "_gsum") {
        state.hasGaugeSum = true;
        if (sample.value < 0) state.hasNegativeGaugeSum = true;
    }
    return {};
}

std::string OpenMetricsFamily::closeHistogram() {
    if (!m_histogram) return {};
    const HistogramPoints state = *m_histogram;
    m_histogram.reset();
    if (!state.bucket || !std::isinf(*state.bucket) || *state.bucket < 0)
        return "bucket le=\"+Inf\" is missing";
    if (state.count && *state.count != state.value)
        return "count does not match the bucket le=\"+Inf\"";
    if ((state.hasSum || state.hasGaugeSum) && !state.count) return "a sum needs a count";
    if (!state.hasSum && !state.hasGaugeSum && state.count) return "a count needs a sum";
    if (state.hasNegativeBuckets && state.hasSum) return "a sum cannot go with negative buckets";
    if (!state.hasNegativeBuckets && state.hasNegativeGaugeSum)
        return "a negative sum needs negative buckets";
    if (!state.count) m_impliedCount = state.value;
    return {};
}

std::string OpenMetricsFamily::objection(Words unitText) {
    m_impliedCount.reset();
    const std::string end = "_" + std::string(unitText);
    if (!unitText.empty() && !name.ends_with(end)) return "unit does not match the metric name";
    if (!unitText.empty() && (type == MetricType::Info || type == MetricType::StateSet))
        return "info and stateset have no unit";
    return closeHistogram();
}

std::vector<std::string> OpenMetricsFamily::claimedNames() const {
    std::vector<std::string> names{std::string(name)};
    for (const Suffix& suffix : suffixesOf(type.value_or(MetricType::Untyped)))
        if (!suffix.text.empty()) names.push_back(std::string(name) + std::string(suffix.text));
    return names;
}

/// A gauge histogram is a histogram there, and counters and infos have no line of their bare name.
std::vector<std::string> OpenMetricsFamily::namesInText() const {
    const std::string own(name);
    if (type == MetricType::GaugeHistogram)
        return {own, own + "_bucket", own + "_count", own + "_sum"};
    std::vector<std::string> names = claimedNames();
    if (type == MetricType::Counter || type == MetricType::Info) names.erase(names.begin());
    return names;
}

}  // namespace gatepost::metrics
