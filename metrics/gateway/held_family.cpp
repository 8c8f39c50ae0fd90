// SPDX-License-Identifier: Apache-2.0
#include "metrics/gateway/held_family.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "metrics/exposition/builder.h"
#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/names.h"
#include "metrics/exposition/text_writer.h"

namespace gatepost::metrics {
namespace {

/// The label that the text form gives to each of the type's lines.
std::string_view lineLabel(MetricType type) {
    switch (type) {
        case MetricType::Histogram:
        case MetricType::GaugeHistogram: return "le";
        case MetricType::Summary: return "quantile";
        default: return {};
    }
}

/// What is wrong with labels sorted by name; empty where nothing is.
std::string wrongLabel(std::span<const Label> labels, MetricType type) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto& [name, value] = labels[i];
        if (i > 0 && labels[i - 1].name == name)
            return "has two or more labels with the same name: " + std::string(name);
        if (!isLabelName(name) || name.starts_with("__"))
            return "has a label with an invalid name: " + std::string(name);
        // Ours for `le`: the reference would write the label twice and fail every scrape.
        if (name == lineLabel(type))
            return "must not have an explicit " + goQuoted(name) + " label";
        if (!isValidUtf8(value))
            return "has a label named " + goQuoted(name) +
                   " whose value is not utf8: " + goQuoted(value);
    }
    return {};
}

bool hasInstance(const std::vector<Label>& labels) {
    return std::ranges::find(labels, std::string_view("instance"), &Label::name) != labels.end();
}

/// Lays out one series' labels after another, in vectors that are made once.
class LabelMerger {
public:
    LabelMerger(const Exposition& exposition, const GroupingLabels& grouping)
        : m_exposition(exposition),
          m_grouping(grouping) {}

    /// Sorted by name, the grouping's before the body's. A name that the body has twice stays
    /// twice.
    const std::vector<Label>& merge(const Series& series) {
        m_body.clear();
        for (std::size_t i = 0; i < series.labelCount; ++i)
            m_body.push_back(m_exposition.label(series, i));
        if (!std::ranges::is_sorted(m_body, {}, &Label::name))
            std::ranges::stable_sort(m_body, {}, &Label::name);
        m_bodyHasInstance = hasInstance(m_body);
        const auto& grouping = m_bodyHasInstance ? m_grouping.own() : m_grouping.withInstance();
        m_merged.clear();
        std::ranges::set_union(grouping, m_body, std::back_inserter(m_merged), {}, &Label::name,
                               &Label::name);
        return m_merged;
    }
    /// Of the series merged last.
    [[nodiscard]] bool bodyHasInstance() const { return m_bodyHasInstance; }

private:
    const Exposition& m_exposition;
    const GroupingLabels& m_grouping;
    std::vector<Label> m_body;
    std::vector<Label> m_merged;
    bool m_bodyHasInstance = false;
};

/// Names and values apart by a byte that no UTF-8 text has. An empty value is as good as no label.
SeriesHash seriesHash(SipKey seed, std::string_view name, std::span<const Label> labels,
                      std::string& scratch) {
    scratch.assign(name);
    for (const Label& label : labels) {
        if (label.value.empty()) continue;
        scratch += '\xff';
        scratch += label.name;
        scratch += '\xff';
        scratch += label.value;
    }
    return sipHash(seed, scratch);
}

/// One series has a body label `instance` where the key has none, so that `instance=""` is due to
/// some series of the family only: the writer gets them with their labels complete.
std::string mixedSamples(const Exposition& exposition, const Family& family,
                         const GroupingLabels& grouping) {
    ExpositionBuilder builder;
    builder.family(family.name, family.type, std::nullopt);
    LabelMerger merger(exposition, grouping);
    for (const Series& series : exposition.series(family)) {
        builder.series(merger.merge(series));
        for (const Sample& sample : exposition.samples(series))
            builder.sample(sample.role, sample.value, sample.bound);
    }
    const Exposition complete = builder.build();
    std::string text;
    for (const Family& only : complete.families()) appendSamples(text, complete, only);
    return text;
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
        appendNumber(text, sample.value);
        text += ' ';
    }
    return text += '>';
}

std::string labelText(std::span<const Label> labels) {
    std::string text;
    for (const Label& label : labels)
        text += "label:<name:" + goQuoted(label.name) + " value:" + goQuoted(label.value) + " > ";
    return text;
}

}  // namespace

bool isTimeFamily(std::string_view name) { return name == kPushTime || name == kPushFailureTime; }

GroupingLabels::GroupingLabels(const GroupingKey& key) {
    for (const auto& [name, value] : key.labels()) m_own.push_back({name, value});
    const std::array<Label, 1> instance{{{"instance", ""}}};
    m_withInstance.reserve(m_own.size() + 1);
    std::ranges::set_union(m_own, instance, std::back_inserter(m_withInstance), {}, &Label::name,
                           &Label::name);
}

std::string collected(const Exposition& exposition, const Family& family, const Series& series,
                      const GroupingLabels& grouping) {
    return "collected metric " + goQuoted(family.name) + " { " +
           labelText(LabelMerger(exposition, grouping).merge(series)) +
           valueText(exposition, family, series) + " }";
}

std::expected<HeldFamily, std::string> hold(const Exposition& exposition, const Family& family,
                                            const GroupingLabels& grouping, SipKey seed) {
    if (!isMetricName(family.name))
        return std::unexpected("invalid metric name " + goQuoted(family.name));
    if (!isValidUtf8(family.help))
        return std::unexpected("help text of metric " + goQuoted(family.name) +
                               " is not utf8: " + goQuoted(family.help));
    HeldFamily held;
    held.name = family.name;
    held.type = family.type;
    if (family.hasHelp) held.help = family.help;
    held.series.reserve(family.seriesCount);
    std::string scratch;
    bool someHaveInstance = false;
    LabelMerger merger(exposition, grouping);
    for (const Series& series : exposition.series(family)) {
        const std::vector<Label>& labels = merger.merge(series);
        if (const std::string wrong = wrongLabel(labels, family.type); !wrong.empty())
            return std::unexpected(collected(exposition, family, series, grouping) + " " + wrong);
        someHaveInstance |= merger.bodyHasInstance();
        held.series.push_back(seriesHash(seed, family.name, labels, scratch));
    }
    if (someHaveInstance && !grouping.hasInstance())
        held.samples = mixedSamples(exposition, family, grouping);
    else
        appendSamples(held.samples, exposition, family, grouping.withInstance());
    return held;
}

std::expected<HeldFamily, std::string> holdTime(std::string_view name, UnixNanos time,
                                                const GroupingLabels& grouping, SipKey seed) {
    ExpositionBuilder builder;
    builder.family(name, MetricType::Gauge,
                   name == kPushTime
                       ? "Last Unix time when changing this group in the Pushgateway succeeded."
                       : "Last Unix time when changing this group in the Pushgateway failed.");
    builder.series({});
    builder.sample(Role::Value, static_cast<double>(time) / 1e9);
    const Exposition exposition = builder.build();
    return hold(exposition, exposition.families().front(), grouping, seed);
}

}  // namespace gatepost::metrics
