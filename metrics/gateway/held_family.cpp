// SPDX-License-Identifier: Apache-2.0
#include "metrics/gateway/held_family.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "metrics/exposition/builder.h"
#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/names.h"
#include "metrics/exposition/short_copy.h"
#include "metrics/exposition/text_writer.h"
#include "metrics/gateway/numbers.h"

namespace gatepost::metrics {
namespace {

/// The label that the text form gives to each of the type's lines.
std::string_view lineLabel(MetricType type) {
    switch (type) {
        case MetricType::Histogram: return "le";
        case MetricType::Summary: return "quantile";
        default: return {};
    }
}

bool hasInstance(const std::vector<Label>& labels) {
    return std::ranges::find(labels, std::string_view("instance"), &Label::name) != labels.end();
}

/// Sorted by name, the grouping's before the body's. A name that the body has twice stays twice.
void mergeLabels(const Exposition& exposition, const Series& series, const GroupingLabels& grouping,
                 std::vector<Label>& body, std::vector<Label>& merged) {
    body.clear();
    for (std::size_t i = 0; i < series.labelCount; ++i) body.push_back(exposition.label(series, i));
    if (!std::ranges::is_sorted(body, {}, &Label::name))
        std::ranges::stable_sort(body, {}, &Label::name);
    merged.clear();
    std::ranges::set_union(hasInstance(body) ? grouping.own() : grouping.withInstance(), body,
                           std::back_inserter(merged), {}, &Label::name, &Label::name);
}

bool hasNegativeZeroBound(const Exposition& exposition, const Family& family) {
    for (const Series& series : exposition.series(family))
        for (const Sample& sample : exposition.samples(series))
            if (sample.bound == 0 && std::signbit(sample.bound)) return true;
    return false;
}

/// FamilyShape::filled.
std::vector<std::uint32_t> filledLines(const Exposition& exposition, const Family& family) {
    constexpr std::uint32_t kTotals = 2;  // _sum and _count
    std::vector<std::uint32_t> filled;
    std::uint32_t line = 0;
    for (const Series& series : exposition.series(family)) {
        const auto samples = exposition.samples(series);
        line +=
            static_cast<std::uint32_t>(std::ranges::count(samples, Role::Bucket, &Sample::role));
        if (lacksInfinity(samples)) filled.push_back(line++);
        line += kTotals;
    }
    filled.shrink_to_fit();
    return filled;
}

/// Whole lines without their numbers, which are what stands behind the last space of each.
LineTexts withoutNumbers(std::string_view lines) {
    LineTexts kept;
    kept.text.reserve(lines.size());
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n');
        kept.text += lines.substr(0, lines.rfind(' ', end) + 1);
        kept.ends.push_back(static_cast<std::uint32_t>(kept.text.size()));
        lines.remove_prefix(end + 1);
    }
    kept.text.shrink_to_fit();
    kept.ends.shrink_to_fit();
    return kept;
}

/// Names and values apart by a byte that no UTF-8 text has. An empty value is as good as no label.
SeriesHash seriesHash(SipKey seed, std::string_view name, std::span<const Label> labels,
                      std::string& scratch) {
    std::size_t most = name.size();
    for (const Label& label : labels) most += label.name.size() + label.value.size() + 2;
    if (scratch.size() < most) scratch.resize(most);
    char* to = scratch.data();
    const auto put = [&to](std::string_view text) { to = putText(to, text); };
    put(name);
    for (const Label& label : labels) {
        if (label.value.empty()) continue;
        *to++ = '\xff';
        put(label.name);
        *to++ = '\xff';
        put(label.value);
    }
    return sipHash(seed, {scratch.data(), static_cast<std::size_t>(to - scratch.data())});
}

std::string valueText(const Exposition& exposition, const Family& family, const Series& series) {
    std::string text(toString(family.type));
    text += ":<";
    for (const Sample& sample : exposition.samples(series)) {
        if (sample.role != Role::Value && sample.role != Role::Sum && sample.role != Role::Count)
            continue;
        text += sample.role == Role::Value ? "value:"
                : sample.role == Role::Sum ? "sample_sum:"
                                           : "sample_count:";
        appendNumber(text, sample.value, ZeroSign::Kept);
        text += ' ';
    }
    return text += '>';
}

constexpr std::string_view kPushTimeHelp =
    "Last Unix time when changing this group in the Pushgateway succeeded.";
constexpr std::string_view kPushFailureTimeHelp =
    "Last Unix time when changing this group in the Pushgateway failed.";

std::string labelText(std::span<const Label> labels) {
    std::string text;
    for (const Label& label : labels)
        text += "label:<name:" + goQuoted(label.name) + " value:" + goQuoted(label.value) + " > ";
    return text;
}

}  // namespace

GroupingLabels::GroupingLabels(const GroupingKey& key) {
    for (const auto& [name, value] : key.labels()) m_own.push_back({name, value});
    const std::array<Label, 1> instance{{{"instance", ""}}};
    m_withInstance.reserve(m_own.size() + 1);
    std::ranges::set_union(m_own, instance, std::back_inserter(m_withInstance), {}, &Label::name,
                           &Label::name);
}

FamilyHolder::FamilyHolder(const Exposition& exposition, const GroupingLabels& grouping,
                           SipKey seed)
    : m_exposition(exposition),
      m_grouping(grouping),
      m_seed(seed),
      m_isAscii(!exposition.body().empty() && isAscii(exposition.body()) &&
                std::ranges::all_of(grouping.own(),
                                    [](const Label& label) { return isAscii(label.value); })),
      m_writer(m_lines, exposition) {}

const std::vector<Label>& FamilyHolder::merged(const Series& series) {
    mergeLabels(m_exposition, series, m_grouping, m_body, m_merged);
    return m_merged;
}

/// Names are interned: one that has been seen is known by its address, if there are few.
bool FamilyHolder::isGoodName(std::string_view name) {
    constexpr std::size_t kMostRemembered = 64;
    for (const std::string_view known : m_goodNames)
        if (known.data() == name.data() && known.size() == name.size()) return true;
    if (!isLabelName(name) || name.starts_with("__")) return false;
    if (m_goodNames.size() < kMostRemembered) m_goodNames.push_back(name);
    return true;
}

/// What is wrong with the labels merged last; empty where nothing is.
std::string FamilyHolder::wrongLabel(MetricType type) {
    const std::string_view reserved = lineLabel(type);
    for (std::size_t i = 0; i < m_merged.size(); ++i) {
        const auto& [name, value] = m_merged[i];
        if (i > 0 && m_merged[i - 1].name == name)
            return "has two or more labels with the same name: " + std::string(name);
        if (!isGoodName(name)) return "has a label with an invalid name: " + std::string(name);
        // Ours for `le`: the reference would write the label twice and fail every scrape.
        if (name == reserved) return "must not have an explicit " + goQuoted(name) + " label";
        if (!m_isAscii && !isValidUtf8(value))
            return "has a label named " + goQuoted(name) +
                   " whose value is not utf8: " + goQuoted(value);
    }
    return {};
}

std::expected<FamilyShape, std::vector<std::string>> FamilyHolder::hold(const Family& family) {
    std::vector<std::string> wrongs;
    if (!isMetricName(family.name))
        wrongs.push_back("invalid metric name " + goQuoted(family.name));
    else if (!m_isAscii && !isValidUtf8(family.help))
        wrongs.push_back("help text of metric " + goQuoted(family.name) +
                         " is not utf8: " + goQuoted(family.help));
    if (!wrongs.empty()) return std::unexpected(std::move(wrongs));
    FamilyShape held;
    held.name = family.name;
    held.nameHash = sipHash(m_seed, family.name);
    if (family.hasHelp) held.help = family.help;
    held.type = textType(family.type);
    held.series.reserve(family.seriesCount);
    m_lines.clear();
    for (const Series& series : m_exposition.series(family)) {
        const std::vector<Label>& labels = merged(series);
        if (const std::string wrong = wrongLabel(held.type); !wrong.empty()) {
            wrongs.emplace_back();
            if (m_wrongBytes > kListedBytes) continue;
            wrongs.back() = collected(m_exposition, family, series, m_grouping) + " " + wrong;
            m_wrongBytes += wrongs.back().size();
        }
        if (!wrongs.empty()) continue;
        held.series.push_back(seriesHash(m_seed, family.name, labels, m_scratch));
        m_writer.write(family, series, labels);
    }
    if (!wrongs.empty()) return std::unexpected(std::move(wrongs));
    held.lines = withoutNumbers(m_lines);
    if (hasNegativeZeroBound(m_exposition, family)) held.exact = exactLines(family);
    if (lineLabel(held.type) == "le") held.filled = filledLines(m_exposition, family);
    return held;
}

LineTexts FamilyHolder::exactLines(const Family& family) {
    std::string lines;
    SampleWriter writer(lines, m_exposition, ZeroSign::Kept);
    for (const Series& series : m_exposition.series(family))
        writer.write(family, series, merged(series));
    return withoutNumbers(lines);
}

std::string collected(const Exposition& exposition, const Family& family, const Series& series,
                      const GroupingLabels& grouping) {
    std::vector<Label> body;
    std::vector<Label> merged;
    mergeLabels(exposition, series, grouping, body, merged);
    return "collected metric " + goQuoted(family.name) + " { " + labelText(merged) +
           valueText(exposition, family, series) + " }";
}

namespace {

std::string wrongTimeLabel(std::string_view name, UnixNanos time, const GroupingLabels& grouping) {
    ExpositionBuilder builder;
    builder.family(name, MetricType::Gauge, std::nullopt);
    builder.series({});
    builder.sample(Role::Value, static_cast<double>(time) / 1e9);
    const Exposition exposition = builder.build();
    return FamilyHolder(exposition, grouping, {})
        .hold(exposition.families().front())
        .error()
        .front();
}

}  // namespace

std::expected<FamilyShape, std::string> holdTime(std::string_view name, UnixNanos time,
                                                 const GroupingLabels& grouping, SipKey seed) {
    const std::vector<Label>& labels = grouping.withInstance();
    for (const auto& [label, value] : labels) {
        if (!isLabelName(label) || label.starts_with("__") || !isValidUtf8(value))
            return std::unexpected(wrongTimeLabel(name, time, grouping));
    }
    FamilyShape held;
    held.name = name;
    held.nameHash = sipHash(seed, name);
    held.help = name == kPushTime ? kPushTimeHelp : kPushFailureTimeHelp;
    held.type = MetricType::Gauge;
    std::string scratch;
    held.series.push_back(seriesHash(seed, name, labels, scratch));
    scratch.clear();
    appendLine(scratch, name, labels, 0);
    held.lines = withoutNumbers(scratch);
    return held;
}

}  // namespace gatepost::metrics
