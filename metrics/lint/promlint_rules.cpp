// SPDX-License-Identifier: Apache-2.0
// client_golang v1.24, prometheus/testutil/promlint/validations: the words are its words.
#include <algorithm>
#include <array>
#include <utility>

#include "metrics/exposition/exposition_data.h"
#include "metrics/lint/rules.h"
#include "metrics/push/grouping_key.h"

namespace gatepost::metrics {
namespace {

using Words = std::string_view;

// Units with the base unit of each, prefixes ("mibi" as there) and abbreviations.
constexpr auto kUnits = std::to_array<std::pair<Words, Words>>({
    {"amperes", "amperes"},    {"bytes", "bytes"},     {"celsius", "celsius"},
    {"grams", "grams"},        {"joules", "joules"},   {"kelvin", "kelvin"},
    {"meters", "meters"},      {"metres", "metres"},   {"seconds", "seconds"},
    {"volts", "volts"},        {"minutes", "seconds"}, {"hours", "seconds"},
    {"days", "seconds"},       {"weeks", "seconds"},   {"kelvins", "kelvin"},
    {"fahrenheit", "celsius"}, {"rankine", "celsius"}, {"inches", "meters"},
    {"yards", "meters"},       {"miles", "meters"},    {"bits", "bytes"},
    {"calories", "joules"},    {"pounds", "grams"},    {"ounces", "grams"},
});
constexpr auto kPrefixes = std::to_array<Words>({"pico", "nano", "micro", "milli", "centi", "deci",
                                                 "deca", "hecto", "kilo", "kibi", "mega", "mibi",
                                                 "giga", "gibi", "tera", "tebi", "peta", "pebi"});
constexpr auto kAbbreviations = std::to_array<Words>(
    {"s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d"});

bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }

/// In lower case; `store` holds the words where they were not.
Words lowered(Words text, std::string& store) {
    if (std::ranges::none_of(text, isUpper)) return text;
    store = text;
    for (char& c : store)
        if (isUpper(c)) c = static_cast<char>(c + 32);
    return store;
}

/// `_word_` within or `_word` at the end.
bool hasComponent(Words name, Words word) {
    for (std::size_t at = name.find('_'); at != Words::npos; at = name.find('_', at + 1)) {
        const Words rest = name.substr(at + 1);
        if (rest.starts_with(word) && (rest.size() == word.size() || rest[word.size()] == '_'))
            return true;
    }
    return false;
}

/// The base unit of `component`; empty where it is no unit.
Words baseUnit(Words component) {
    constexpr std::size_t kShortest = 4;
    if (component.size() < kShortest) return {};
    const char third = component[component.size() - 3];  // from behind: few units share it
    for (const auto& [unit, base] : kUnits) {
        if (unit[unit.size() - 3] != third || !component.ends_with(unit)) continue;
        const Words prefix = component.substr(0, component.size() - unit.size());
        if (prefix.empty()) return base;
        for (const Words known : kPrefixes)
            if (prefix == known) return base;
    }
    return {};
}

/// What it is in the text that promlint would read. Text's own gauge histograms, which have no
/// values, stay what they are.
MetricType typeInText(const Inspection& inspection, const Family& family) {
    const auto series = inspection.exposition.series(family);
    const bool hasNone = series.empty() || series.front().sampleCount == 0;
    const bool isTexts = family.type == MetricType::GaugeHistogram && hasNone;
    return isTexts ? family.type : textType(family.type);
}

Words ownType(MetricType type) {
    if (type == MetricType::Untyped) return {};
    return type == MetricType::GaugeHistogram ? "gauge_histogram" : toString(type);
}

bool isCamelCase(Words name) {
    for (std::size_t i = 1; i < name.size(); ++i)
        if (name[i - 1] >= 'a' && name[i - 1] <= 'z' && name[i] >= 'A' && name[i] <= 'Z')
            return true;
    return false;
}

/// Calls `visit` with each label's facts, series by series; free where no name is odd.
template <typename Visit>
void forEachOddLabel(const Inspection& inspection, const Family& family, const Visit& visit) {
    if (!inspection.hasOddLabelName) return;
    const Exposition::Data& data = inspection.exposition.data();
    for (const Series& series : inspection.exposition.series(family))
        for (std::uint32_t i = 0; i < series.labelCount; ++i) {
            const std::uint32_t name = data.labelName(data.labels[series.firstLabel + i]);
            visit(series, inspection.labelFacts[name], data.text(data.labelNames[name]));
        }
}

}  // namespace

Inspection::Inspection(const Exposition& inspected, const GroupingKey* itsKey)
    : exposition(inspected),
      key(itsKey),
      tallies(ruleTable().size()) {
    const Exposition::Data& data = exposition.data();
    labelFacts.reserve(data.labelNames.size());
    for (const TextRange range : data.labelNames) {
        const std::string_view name = data.text(range);
        const LabelNameFacts facts{isCamelCase(name), name == "le", name == "quantile",
                                   name.starts_with("__"), key != nullptr && key->label(name)};
        hasOverwrittenName |= facts.isOverwritten;
        hasOddLabelName |= facts.isCamelCase || facts.isLe || facts.isQuantile || facts.isReserved;
        labelFacts.push_back(facts);
    }
}

void lintHelp(Inspection& inspection, const Family& family) {
    if (!family.hasHelp) inspection.reportAtName(family, "no help text");
}

void lintMetricUnits(Inspection& inspection, const Family& family) {
    for (Words rest = family.name;;) {
        const std::size_t end = rest.find('_');
        const Words unit = rest.substr(0, end);
        if (const Words base = baseUnit(unit); !base.empty()) {
            if (base != unit)
                inspection.reportAtName(family, "use base unit \"" + std::string(base) +
                                                    "\" instead of \"" + std::string(unit) + "\"");
            return;
        }
        if (end == Words::npos) return;
        rest.remove_prefix(end + 1);
    }
}

void lintCounter(Inspection& inspection, const Family& family) {
    const bool isTotal = family.name.ends_with("_total");
    if (family.type == MetricType::Counter && !isTotal)
        inspection.reportAtName(family, "counter metrics should have \"_total\" suffix");
    if (family.type != MetricType::Counter && family.type != MetricType::Untyped && isTotal)
        inspection.reportAtName(family, "non-counter metrics should not have \"_total\" suffix");
}

void lintHistogramSummaryReserved(Inspection& inspection, const Family& family) {
    const MetricType type = typeInText(inspection, family);
    if (type == MetricType::Untyped) return;
    const bool isHistogram = type == MetricType::Histogram;
    const bool isSummary = type == MetricType::Summary;
    if (!isHistogram && family.name.ends_with("_bucket"))
        inspection.reportAtName(family, "non-histogram metrics should not have \"_bucket\" suffix");
    for (const Words suffix : {"_count", "_sum"})
        if (!isHistogram && !isSummary && family.name.ends_with(suffix))
            inspection.reportAtName(family,
                                    "non-histogram and non-summary metrics should not have \"" +
                                        std::string(suffix) + "\" suffix");
    forEachOddLabel(inspection, family, [&](const Series& series, LabelNameFacts facts, Words) {
        if (!isHistogram && facts.isLe)
            inspection.report(family.name, "non-histogram metrics should not have \"le\" label",
                              inspection.labelNamePlace(series, family, "le"));
        if (!isSummary && facts.isQuantile)
            inspection.report(family.name, "non-summary metrics should not have \"quantile\" label",
                              inspection.labelNamePlace(series, family, "quantile"));
    });
}

void lintMetricTypeInName(Inspection& inspection, const Family& family) {
    const Words type = ownType(typeInText(inspection, family));
    std::string store;
    if (!type.empty() && hasComponent(lowered(family.name, store), type))
        inspection.reportAtName(family,
                                "metric name should not include type '" + std::string(type) + "'");
}

void lintReservedChars(Inspection& inspection, const Family& family) {
    if (family.name.find(':') != Words::npos)
        inspection.reportAtName(family, "metric names should not contain ':'");
}

void lintCamelCase(Inspection& inspection, const Family& family) {
    if (isCamelCase(family.name))
        inspection.reportAtName(family,
                                "metric names should be written in 'snake_case' not 'camelCase'");
    forEachOddLabel(
        inspection, family, [&](const Series& series, LabelNameFacts facts, Words label) {
            if (facts.isCamelCase)
                inspection.report(family.name,
                                  "label names should be written in 'snake_case' not 'camelCase'",
                                  inspection.labelNamePlace(series, family, label));
        });
}

void lintUnitAbbreviations(Inspection& inspection, const Family& family) {
    // An abbreviation counts once, however often it is there.
    std::array<bool, kAbbreviations.size()> found{};
    std::string store;
    const Words name = lowered(family.name, store);
    for (std::size_t at = name.find('_'); at != Words::npos;) {
        const std::size_t end = name.find('_', at + 1);
        const Words component = name.substr(at + 1, end == Words::npos ? end : end - at - 1);
        constexpr std::size_t kLongest = 3;
        if (component.size() <= kLongest)
            for (std::size_t i = 0; i < found.size(); ++i)
                found[i] = found[i] || component == kAbbreviations[i];
        at = end;
    }
    for (const bool each : found)
        if (each)
            inspection.reportAtName(family, "metric names should not contain abbreviated units");
}

}  // namespace gatepost::metrics
