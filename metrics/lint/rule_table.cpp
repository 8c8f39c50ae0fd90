// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <vector>

#include "metrics/lint/rules.h"

namespace gatepost::metrics {
namespace {

constexpr auto kError = Severity::Error;
constexpr auto kWarning = Severity::Warning;

constexpr auto kRules = std::to_array<Rule>({
    // promlint's, in its order
    {{"no_help_text", kWarning, true,
      "Without a HELP line nobody who reads a dashboard learns what the number means.",
      "Give the metric a help text in the client library."},
     lintHelp},
    {{"metric_units", kWarning, true,
      "Prometheus' convention is base units; mixed units make expressions wrong by factors.",
      "Convert the value to the base unit and name that in the metric."},
     lintMetricUnits},
    {{"counter_suffix", kWarning, true,
      "The suffix _total tells a counter from a gauge wherever only the name is seen.",
      "End the names of counters, and only of counters, with _total."},
     lintCounter},
    {{"histogram_summary_reserved", kWarning, true,
      "_bucket, _count, _sum, le and quantile belong to histograms and summaries; elsewhere they "
      "collide with those.",
      "Rename the metric or the label, or declare the type it really has."},
     lintHistogramSummaryReserved},
    {{"metric_type_in_name", kWarning, true,
      "The type is metadata; in the name it turns into a lie when the type changes.",
      "Leave the type out of the metric's name."},
     lintMetricTypeInName},
    {{"reserved_chars", kWarning, true, "Colons are for the names that recording rules make.",
      "Use underscores in place of colons."},
     lintReservedChars},
    {{"camel_case", kWarning, true,
      "Names in Prometheus are written in snake_case; queries are case-sensitive.",
      "Write the name in snake_case."},
     lintCamelCase},
    {{"unit_abbreviations", kWarning, true,
      "Abbreviated units are ambiguous: m may be minutes, metres or milli.",
      "Spell the unit out, as in seconds or bytes."},
     lintUnitAbbreviations},
    {{"metric_not_unique", kError, true,
      "The same series twice in one exposition: Prometheus keeps one of them or drops the scrape.",
      "Send each series once; look for a collector that is registered twice."},
     lintMetricNotUnique},

    // ours
    {{"duplicate_series", kError, false,
      "Two series that differ in the order of labels, in empty labels, in labels that the grouping "
      "key has or in the spelling of a bound are one to Prometheus.",
      "Send each series once, with each bound once."},
     lintDuplicateSeries},
    {{"value_lost", kError, false,
      "A summary or histogram keeps buckets, quantiles, sum and count; any other value, and the "
      "first of two, is silently dropped.",
      "Give the line its le or quantile, or the metric the type that it has."},
     nullptr,
     lintLostValue},
    {{"timestamp", kError, false,
      "A Pushgateway refuses timestamps: the value is as old as its scrape.",
      "Leave the timestamp out; to tell when something happened, push that time as a gauge."},
     lintTimestamp},
    {{"histogram_not_cumulative", kError, false,
      "Each bucket counts what lies at or below its bound, so counts cannot fall as bounds rise; "
      "quantiles of such a histogram are wrong.",
      "Add the counts of the lower buckets to each bucket."},
     lintFallingBuckets,
     nullptr,
     true},
    {{"histogram_count_mismatch", kError, false,
      "The bucket le=\"+Inf\" holds every observation, and so does _count.",
      "Take both from one snapshot of the histogram."},
     lintHistogramCount,
     nullptr,
     true},
    {{"negative_count", kError, false,
      "A count of observations below zero, or not a number, is refused or turned into nonsense by "
      "what reads it next.",
      "Send counts that only grow from zero."},
     lintNegativeCount,
     nullptr,
     true},
    {{"reserved_label", kError, false,
      "Labels starting with __ are Prometheus' own and are dropped after relabelling.",
      "Rename the label."},
     lintReservedLabel},
    {{"overridden_family", kError, false,
      "The gateway adds push_time_seconds and push_failure_time_seconds to every group; pushed "
      "values of these names are lost.",
      "Choose another name for the metric."},
     lintOverriddenFamily},
    {{"colliding_names", kError, false,
      "A histogram or summary x has samples x_bucket, x_sum and x_count; a metric of such a name "
      "cannot be told from them, and a gateway refuses the push.",
      "Rename one of the two."},
     nullptr,
     lintCollidingNames},
    {{"histogram_no_infinity", kWarning, false,
      "Without the bucket le=\"+Inf\" the highest observations belong to no bucket; the gateway "
      "fills it in from _count.",
      "Send a last bucket le=\"+Inf\"."},
     lintMissingInfinity},
    {{"counter_value", kWarning, false,
      "A counter starts at zero and only grows; a negative value or NaN makes its rate wrong.",
      "Make the metric a gauge, or count what never falls."},
     lintCounterValue,
     nullptr,
     true},
    {{"overwritten_label", kWarning, false,
      "Grouping labels are set on every series of the push, so the value in the body is lost.",
      "Leave the label out of the body or out of the grouping key."},
     lintOverwrittenLabel},
    {{"gateway_name", kWarning, false,
      "The gateway exposes metrics of its own under these names; another type or help text there "
      "is a contradiction.",
      "Push a registry without the runtime's own collectors."},
     lintGatewayName},
    {{"personal_data", kWarning, false,
      "Label values are stored for long, copied to dashboards and readable by many.",
      "Leave persons and their files out of labels; let the proxy add the user."},
     lintPersonalData},
    {{"unbounded_label", kWarning, false,
      "Each new value makes a new series that stays; identifiers and times never repeat.",
      "Leave the label out, or use a value from a small fixed set."},
     lintUnboundedLabel},
    {{"too_many_series", kWarning, false,
      "A family with thousands of series on one desktop is thousands times desktops in Prometheus.",
      "Drop the label with the most values."},
     lintTooManySeries},
    {{"too_many_labels", kWarning, false,
      "Labels multiply series, and every query has to name or aggregate them.",
      "Keep the labels that questions are asked by."},
     lintTooManyLabels},
    {{"grouping_plus", kWarning, false,
      "Some clients write a space in the push path as +, which a gateway takes for a plus.",
      "Escape the space as %20 or send the label as @base64."},
     nullptr,
     lintGroupingPlus},
});

}  // namespace

std::span<const Rule> ruleTable() { return kRules; }

std::span<const RuleInfo> lintRules() {
    static const auto infos = [] {
        std::array<RuleInfo, kRules.size()> all{};
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = kRules[i].info;
        return all;
    }();
    return infos;
}

std::string lintEngineHash() {
    constexpr std::string_view kEngineVersion = "3";  // raise when a rule's verdicts change
    std::uint64_t hash = 0xCBF29CE484222325u;         // FNV-1a
    const auto add = [&](std::string_view text) {
        for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
        hash = (hash ^ 0xFF) * 0x100000001B3u;
    };
    add(kEngineVersion);
    for (const RuleInfo& rule : lintRules()) {
        add(rule.id);
        add(rule.severity == Severity::Error ? "error" : "warning");
    }
    std::string out;
    for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[(hash >> shift) & 0xF];
    return out;
}

}  // namespace gatepost::metrics
