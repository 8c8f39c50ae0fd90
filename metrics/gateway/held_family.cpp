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
        case MetricType::GaugeHistogram:
            return "le";
        case MetricType::Summary:
            return "quantile";
        default:
            return {};
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

std::vector<Label> bodyLabels(const Exposition& exposition, const Series& series) {
    std::vector<Label> labels;
    labels.reserve(series.labelCount + std::size_t{4});
    for (std::size_t i = 0; i < series.labelCount; ++i)
        labels.push_back(exposition.label(series, i));
    std::ranges::stable_sort(labels, {}, &Label::name);
    return labels;
}

/// Both sorted by name; of equal names the grouping's stays.
std::vector<Label> merged(const std::vector<Label>& grouping, const std::vector<Label>& body) {
    std::vector<Label> labels;
    labels.reserve(grouping.size() + body.size());
    std::ranges::set_union(grouping, body, std::back_inserter(labels), {}, &Label::name,
                           &Label::name);
    return labels;
}

bool hasInstance(const std::vector<Label>& labels) {
    return std::ranges::find(labels, std::string_view("instance"), &Label::name) != labels.end();
}

std::vector<Label> exposedLabels(const std::vector<Label>& body, const GroupingLabels& grouping) {
    return merged(hasInstance(body) ? grouping.own() : grouping.withInstance(), body);
}

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
    for (const Series& series : exposition.series(family)) {
        builder.series(exposedLabels(exposition, series, grouping));
        for (const Sample& sample : exposition.samples(series))
            builder.sample(sample.role, sample.value, sample.bound);
    }
    const Exposition complete = builder.build();
    std::string text;
    for (const Family& only : complete.families())
        appendSamples(text, complete, only);
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

bool isTimeFamily(std::string_view name) {
    return name == kPushTime || name == kPushFailureTime;
}

GroupingLabels::GroupingLabels(const GroupingKey& key) {
    for (const auto& [name, value] : key.labels())
        m_own.push_back({name, value});
    const std::array<Label, 1> instance{{{"instance", ""}}};
    m_withInstance.reserve(m_own.size() + 1);
    std::ranges::set_union(m_own, instance, std::back_inserter(m_withInstance), {}, &Label::name,
                           &Label::name);
}

std::vector<Label> exposedLabels(const Exposition& exposition, const Series& series,
                                 const GroupingLabels& grouping) {
    return exposedLabels(bodyLabels(exposition, series), grouping);
}

std::string collected(const Exposition& exposition, const Family& family, const Series& series,
                      const GroupingLabels& grouping) {
    return "collected metric " + goQuoted(family.name) + " { " +
           labelText(exposedLabels(exposition, series, grouping)) +
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
    for (const Series& series : exposition.series(family)) {
        const std::vector<Label> body = bodyLabels(exposition, series);
        std::string wrong = wrongLabel(body, family.type);
        const std::vector<Label> labels = exposedLabels(body, grouping);
        if (wrong.empty()) wrong = wrongLabel(labels, family.type);
        if (!wrong.empty())
            return std::unexpected(collected(exposition, family, series, grouping) + " " + wrong);
        someHaveInstance |= hasInstance(body);
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
