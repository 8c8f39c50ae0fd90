// SPDX-License-Identifier: Apache-2.0
// Delimited io.prometheus.client.MetricFamily messages (client_model's metrics.proto), which is
// what client_golang pushes. Unlike the Pushgateway, names and UTF-8 are checked.
#include <algorithm>
#include <cmath>
#include <map>
#include <protozero/pbf_reader.hpp>
#include <vector>

#include "metrics/exposition/builder.h"
#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/names.h"
#include "metrics/exposition/protobuf_fields.h"
#include "metrics/exposition/protobuf_metric.h"
#include "metrics/exposition/readers.h"

namespace gatepost::metrics {
namespace {

using protozero::pbf_reader;
using protozero::tag_and_type;
constexpr auto kVarint = protozero::pbf_wire_type::varint;
constexpr auto kBytes = protozero::pbf_wire_type::length_delimited;

std::string_view bytesOf(pbf_reader& reader) {
    const protozero::data_view view = reader.get_view();
    return {view.data(), view.size()};
}

struct FamilyMessage {
    std::string_view name;
    std::optional<std::string_view> help;
    std::string_view unit;
    std::int32_t type = 0;
    std::vector<pbf_reader> metrics;
};

FamilyMessage readFamily(pbf_reader reader) {
    FamilyMessage family;
    while (nextField(reader)) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kBytes): family.name = bytesOf(reader); break;
            case tag_and_type(2, kBytes): family.help = bytesOf(reader); break;
            case tag_and_type(3, kVarint): family.type = reader.get_enum(); break;
            case tag_and_type(4, kBytes): family.metrics.push_back(reader.get_message()); break;
            case tag_and_type(5, kBytes): family.unit = bytesOf(reader); break;
            default: reader.skip();
        }
    }
    if (!isMetricName(family.unit)) family.unit = {};
    return family;
}

std::optional<MetricType> typeOf(std::int32_t number) {
    switch (number) {
        case 0: return MetricType::Counter;
        case 1: return MetricType::Gauge;
        case 2: return MetricType::Summary;
        case 3: return MetricType::Untyped;
        case 4: return MetricType::Histogram;
        case 5: return MetricType::GaugeHistogram;
        default: return std::nullopt;
    }
}

/// The field of Metric that has the type's values.
std::string fieldOf(MetricType type) {
    return std::string(toString(type == MetricType::GaugeHistogram ? MetricType::Histogram : type));
}

/// What is wrong with the labels, or nothing.
std::string objectionTo(const MetricMessage& metric, MetricType type) {
    std::vector<std::string_view> names;
    for (const Label& label : metric.labels) {
        if (!isLabelName(label.name)) return "invalid label name " + goQuoted(label.name);
        if (label.name == "__name__") return "label name \"__name__\" is reserved";
        if (!isValidUtf8(label.value)) return "invalid label value " + goQuoted(label.value);
        const bool isBound = (type == MetricType::Summary && label.name == "quantile") ||
                             (type == MetricType::Histogram && label.name == "le") ||
                             (type == MetricType::GaugeHistogram && label.name == "le");
        if (isBound) return "must not have an explicit " + goQuoted(label.name) + " label";
        names.push_back(label.name);
    }
    std::ranges::sort(names);
    if (std::ranges::adjacent_find(names) != names.end()) return "duplicate label names";
    return {};
}

class ProtobufReader {
public:
    std::expected<Exposition, ReadError> read(std::string_view body) {
        try {
            if (!split(body)) return std::unexpected(m_error);
            for (const FamilyMessage& family : m_families)
                if (!add(family)) return std::unexpected(m_error);
        } catch (const protozero::exception& problem) {
            return std::unexpected(ReadError{std::string("protobuf: ") + problem.what(), {}});
        }
        return m_builder.build();
    }

private:
    bool fail(const FamilyMessage& family, const std::string& words) {
        m_error.message = "metric family " + goQuoted(family.name) + ": " + words;
        return false;
    }

    /// Of families of one name the last wins, in the place of the first, as at a Pushgateway.
    bool split(std::string_view body) {
        const char* at = body.data();  // a delimited sequence has lengths, no tags
        const char* const end = at + body.size();
        std::map<std::string_view, std::size_t> places;
        while (at != end) {
            const std::uint64_t length = protozero::decode_varint(&at, end);
            if (length > static_cast<std::uint64_t>(end - at))
                throw protozero::end_of_buffer_exception();
            const FamilyMessage family = readFamily(pbf_reader(at, length));
            at += length;
            if (!isMetricName(family.name)) return fail(family, "invalid metric name");
            if (family.help && !isValidUtf8(*family.help)) return fail(family, "help is not UTF-8");
            const auto [place, isNew] = places.try_emplace(family.name, m_families.size());
            if (isNew)
                m_families.push_back(family);
            else
                m_families[place->second] = family;
        }
        return true;
    }

    bool add(const FamilyMessage& family) {
        const auto type = typeOf(family.type);
        if (!type) return fail(family, "unknown metric type " + std::to_string(family.type));
        // Text has no way to say an empty help.
        const bool hasHelp = family.help && !family.help->empty();
        m_builder.family(family.name, *type, hasHelp ? family.help : std::nullopt, family.unit);
        for (const pbf_reader& message : family.metrics) {
            MetricMessage metric = readMetric(message, *type);
            if (!metric.hasValue) return fail(family, "expected " + fieldOf(*type) + " in metric");
            if (const std::string words = objectionTo(metric, *type); !words.empty())
                return fail(family, words);
            if (metric.native) {
                const auto sum = std::ranges::find(metric.points, Role::Sum, &PointMessage::role);
                if (const std::string words = objectionTo(*metric.native, sum->value);
                    !words.empty())
                    return fail(family, "native histogram: " + words);
            }
            m_builder.series(metric.labels);
            for (const PointMessage& point : metric.points) {
                if (std::isnan(point.bound)) {
                    m_builder.loseSample(metric.timestamp);
                    continue;
                }
                m_builder.sample(point.role, point.value, point.bound, metric.timestamp);
                if (point.exemplar)
                    m_builder.exemplar(point.exemplar->labels, point.exemplar->value,
                                       point.exemplar->time);
            }
            if (metric.start) m_builder.start(*metric.start);
            if (!metric.native) continue;
            m_builder.native(std::move(*metric.native));
            for (const ExemplarMessage& each : metric.nativeExemplars)
                m_builder.nativeExemplar(each.labels, each.value, each.time);
        }
        return true;
    }

    std::vector<FamilyMessage> m_families;
    ExpositionBuilder m_builder;
    ReadError m_error;
};

}  // namespace

std::expected<Exposition, ReadError> readDelimitedProtobuf(std::string_view body) {
    return ProtobufReader().read(body);
}

}  // namespace gatepost::metrics
