// SPDX-License-Identifier: Apache-2.0
#include "http/gateway_json.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "http/answers.h"
#include "http/dates.h"
#include "http/json_text.h"
#include "metrics/exposition/readers.h"
#include "metrics/exposition/text_writer.h"

namespace gatepost::http {
namespace {

using metrics::Exposition;
using metrics::Family;
using metrics::MetricType;
using metrics::Role;
using metrics::Sample;
using metrics::Series;
using Pairs = std::vector<std::pair<std::string, std::string>>;

/// client_model's enum names.
std::string_view typeName(MetricType type) {
    switch (type) {
        case MetricType::Counter: return "COUNTER";
        case MetricType::Gauge:
        case MetricType::Info:
        case MetricType::StateSet: return "GAUGE";
        case MetricType::Summary: return "SUMMARY";
        case MetricType::Histogram: return "HISTOGRAM";
        case MetricType::GaugeHistogram: return "GAUGE_HISTOGRAM";
        case MetricType::Untyped: break;
    }
    return "UNTYPED";
}

std::string floatText(double value) {
    std::string text;
    metrics::appendNumber(text, value, metrics::ZeroSign::Kept);
    return text;
}

/// Counts are uint64 in client_model, printed with all their digits. What is none stays as it is.
std::string countText(double value) {
    constexpr double kTooMuch = 18446744073709551616.0;  // 2^64
    if (value >= 0 && value < kTooMuch && value == std::floor(value))
        return std::to_string(static_cast<std::uint64_t>(value));
    return floatText(value);
}

void appendObject(std::string& out, Pairs pairs) {
    std::ranges::sort(pairs);
    out += '{';
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        // Of a repeated key Go's map keeps the last one written.
        if (i + 1 < pairs.size() && pairs[i + 1].first == pairs[i].first) continue;
        if (out.back() != '{') out += ',';
        appendJson(out, pairs[i].first);
        out += ':';
        appendJson(out, pairs[i].second);
    }
    out += '}';
}

Pairs labelsOf(const Exposition& exposition, const Series& series) {
    Pairs pairs;
    for (std::size_t i = 0; i < series.labelCount; ++i) {
        const metrics::Label label = exposition.label(series, i);
        pairs.emplace_back(label.name, label.value);
    }
    return pairs;
}

void appendMember(std::string& out, std::string_view name, std::string_view text) {
    out.append(",\"").append(name).append("\":");
    appendJson(out, text);
}

/// A summary or a histogram: members sorted, as Go writes a map.
void appendDistribution(std::string& out, const Exposition& exposition, const Series& series,
                        bool histogram) {
    Pairs bounds;
    std::string sum = "0";
    std::string count = "0";
    for (const Sample& sample : exposition.samples(series)) {
        switch (sample.role) {
            case Role::Bucket:
                bounds.emplace_back(floatText(sample.bound), countText(sample.value));
                break;
            case Role::Quantile:
                bounds.emplace_back(floatText(sample.bound), floatText(sample.value));
                break;
            case Role::Sum: sum = floatText(sample.value); break;
            case Role::Count: count = countText(sample.value); break;
            default: break;
        }
    }
    out += '{';
    if (histogram) {
        out += "\"buckets\":";
        appendObject(out, bounds);
        out += ',';
    }
    out += "\"count\":";
    appendJson(out, count);
    out += ",\"labels\":";
    appendObject(out, labelsOf(exposition, series));
    if (!histogram) {
        out += ",\"quantiles\":";
        appendObject(out, bounds);
    }
    appendMember(out, "sum", sum);
    out += '}';
}

void appendSeries(std::string& out, const Exposition& exposition, const Family& family,
                  const Series& series) {
    switch (family.type) {
        case MetricType::Summary: return appendDistribution(out, exposition, series, false);
        case MetricType::Histogram:
        case MetricType::GaugeHistogram: return appendDistribution(out, exposition, series, true);
        default: break;
    }
    out += "{\"labels\":";
    appendObject(out, labelsOf(exposition, series));
    const auto samples = exposition.samples(series);
    appendMember(out, "value", floatText(samples.empty() ? 0 : samples.front().value));
    out += '}';
}

/// Of the two time families that of the event they tell of; where there was none yet, that of the
/// other, with which the Pushgateway makes both.
metrics::UnixNanos timeOf(const metrics::Group& group, const metrics::HeldFamily& held) {
    if (!metrics::isTimeFamily(held.shape.name)) return held.pushedAt;
    const bool isPush = held.shape.name == metrics::kPushTime;
    const metrics::UnixNanos own = isPush ? group.pushTime : group.failureTime;
    return own != 0 ? own : isPush ? group.failureTime : group.pushTime;
}

void appendFamily(std::string& out, const metrics::HeldFamily& held, metrics::UnixNanos time) {
    appendJson(out, held.shape.name);
    out += ":{\"time_stamp\":";
    appendJson(out, rfc3339(time));
    appendMember(out, "type", typeName(held.shape.type));
    if (!held.shape.help.empty()) appendMember(out, "help", held.shape.help);
    out += ",\"metrics\":[";
    if (const auto exposition = metrics::readText(held.exactText())) {
        for (const Family& family : exposition->families())
            for (const Series& series : exposition->series(family)) {
                if (out.back() != '[') out += ',';
                appendSeries(out, *exposition, family, series);
            }
    }
    out += "]}";
}

}  // namespace

void appendGroupJson(std::string& out, const metrics::Group& group) {
    // Members sorted, as Go writes a map: a family's name may come before or after our own two.
    std::vector<std::pair<std::string_view, std::string>> members;
    std::string labels = "\"labels\":";
    appendObject(labels, Pairs(group.key.labels()));
    members.emplace_back("labels", std::move(labels));
    members.emplace_back("last_push_successful", group.lastPushSuccessful
                                                     ? "\"last_push_successful\":true"
                                                     : "\"last_push_successful\":false");
    for (std::size_t i = 0; i < group.size(); ++i) {
        const metrics::HeldFamily family = group.family(i);
        const std::string& name = family.shape.name;
        // Of these two names the group's own members win here, where Go's map would lose them.
        if (name == "labels" || name == "last_push_successful") continue;
        members.emplace_back(name, std::string{});
        appendFamily(members.back().second, family, timeOf(group, family));
    }
    std::ranges::sort(members, {}, &std::pair<std::string_view, std::string>::first);
    out += '{';
    for (const auto& [name, text] : members) {
        if (out.back() != '{') out += ',';
        out += text;
    }
    out += '}';
}

std::string metricsJson(std::span<const metrics::GroupPointer> groups) {
    std::string out = "{\"status\":\"success\",\"data\":[";
    for (const metrics::GroupPointer& group : groups) {
        if (out.back() != '[') out += ',';
        appendGroupJson(out, *group);
    }
    return out += "]}";
}

std::string statusJson(const StatusView& status) {
    std::string out = "{\"status\":\"success\",\"data\":{\"build_information\":";
    appendObject(out, status.build);
    out += ",\"flags\":";
    appendObject(out, status.flags);
    appendMember(out, "start_time", rfc3339(status.startedAt));
    if (!status.extra.empty()) out.append(",").append(status.extra);
    return out += "}}";
}

void setApiFields(Answer& answer) {
    answer.set("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, Origin");
    answer.set("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS");
    answer.set("Access-Control-Allow-Origin", "*");
    answer.set("Access-Control-Expose-Headers", "Date");
    answer.set("Cache-Control", "no-cache, no-store, must-revalidate");
}

Answer apiAnswer(std::string text) {
    Answer answer{200, {}, std::move(text)};
    setApiFields(answer);
    answer.set("Content-Type", kJson);
    return answer;
}

}  // namespace gatepost::http
