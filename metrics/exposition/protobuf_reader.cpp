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
#include "metrics/exposition/readers.h"

namespace gatepost::metrics {
namespace {

using protozero::pbf_reader;
using protozero::tag_and_type;
constexpr auto kVarint = protozero::pbf_wire_type::varint;
constexpr auto kFixed64 = protozero::pbf_wire_type::fixed64;
constexpr auto kBytes = protozero::pbf_wire_type::length_delimited;

std::string_view bytesOf(pbf_reader& reader) {
    const protozero::data_view view = reader.get_view();
    return {view.data(), view.size()};
}

struct Point {
    Role role = Role::Value;
    double value = 0;
    double bound = 0;
};

struct Metric {
    std::vector<Label> labels;
    std::vector<Point> points;
    std::optional<std::int64_t> timestamp;
    std::optional<MetricType> type;  // by the field that holds the value
    bool isNativeOnly = false;
};

struct FamilyMessage {
    std::string_view name;
    std::optional<std::string_view> help;
    std::uint64_t type = 0;
    std::vector<pbf_reader> metrics;
};

/// {double value = 1}: Gauge, Counter, Untyped.
double readValue(pbf_reader reader) {
    double value = 0;
    while (reader.next(1, kFixed64)) value = reader.get_double();
    return value;
}

Label readLabel(pbf_reader reader) {
    Label label;
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kBytes): label.name = bytesOf(reader); break;
            case tag_and_type(2, kBytes): label.value = bytesOf(reader); break;
            default: reader.skip();
        }
    }
    return label;
}

Point readQuantile(pbf_reader reader) {
    Point point{Role::Quantile};
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kFixed64): point.bound = reader.get_double(); break;
            case tag_and_type(2, kFixed64): point.value = reader.get_double(); break;
            default: reader.skip();
        }
    }
    return point;
}

Point readBucket(pbf_reader reader) {
    Point point{Role::Bucket};
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kVarint):
                point.value = static_cast<double>(reader.get_uint64());
                break;
            case tag_and_type(4, kFixed64): point.value = reader.get_double(); break;
            case tag_and_type(2, kFixed64): point.bound = reader.get_double(); break;
            default: reader.skip();
        }
    }
    return point;
}

void readSummary(pbf_reader reader, std::vector<Point>& points) {
    Point sum{Role::Sum};
    Point count{Role::Count};
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kVarint):
                count.value = static_cast<double>(reader.get_uint64());
                break;
            case tag_and_type(2, kFixed64): sum.value = reader.get_double(); break;
            case tag_and_type(3, kBytes):
                points.push_back(readQuantile(reader.get_message()));
                break;
            default: reader.skip();
        }
    }
    points.push_back(sum);
    points.push_back(count);
}

void readHistogram(pbf_reader reader, Metric& metric) {
    Point sum{Role::Sum};
    Point count{Role::Count};
    bool isNative = false;
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kVarint):
                count.value = static_cast<double>(reader.get_uint64());
                break;
            case tag_and_type(4, kFixed64): count.value = reader.get_double(); break;
            case tag_and_type(2, kFixed64): sum.value = reader.get_double(); break;
            case tag_and_type(3, kBytes):
                metric.points.push_back(readBucket(reader.get_message()));
                break;
            default:
                isNative |= reader.tag() == 5;  // schema
                reader.skip();
        }
    }
    metric.isNativeOnly = isNative && metric.points.empty();
    metric.points.push_back(sum);
    metric.points.push_back(count);
}

Metric readMetric(pbf_reader reader) {
    Metric metric;
    // A field that comes again is merged, of different fields the last counts.
    const auto become = [&](MetricType type) {
        if (metric.type != type) metric.points.clear();
        metric.type = type;
    };
    const auto value = [&](MetricType type) {
        become(type);
        metric.points.clear();
        metric.points.push_back({Role::Value, readValue(reader.get_message())});
    };
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kBytes):
                metric.labels.push_back(readLabel(reader.get_message()));
                break;
            case tag_and_type(2, kBytes): value(MetricType::Gauge); break;
            case tag_and_type(3, kBytes): value(MetricType::Counter); break;
            case tag_and_type(5, kBytes): value(MetricType::Untyped); break;
            case tag_and_type(4, kBytes):
                become(MetricType::Summary);
                readSummary(reader.get_message(), metric.points);
                break;
            case tag_and_type(7, kBytes):
                become(MetricType::Histogram);
                readHistogram(reader.get_message(), metric);
                break;
            case tag_and_type(6, kVarint): metric.timestamp = reader.get_int64(); break;
            default: reader.skip();
        }
    }
    return metric;
}

FamilyMessage readFamily(pbf_reader reader) {
    FamilyMessage family;
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kBytes): family.name = bytesOf(reader); break;
            case tag_and_type(2, kBytes): family.help = bytesOf(reader); break;
            case tag_and_type(3, kVarint): family.type = reader.get_uint64(); break;
            case tag_and_type(4, kBytes): family.metrics.push_back(reader.get_message()); break;
            default: reader.skip();
        }
    }
    return family;
}

std::optional<MetricType> typeOf(std::uint64_t number) {
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

/// What is wrong with the labels, or nothing.
std::string objectionTo(const Metric& metric, MetricType type) {
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
        m_builder.family(family.name, *type, family.help);
        for (const pbf_reader& message : family.metrics) {
            const Metric metric = readMetric(message);
            const MetricType held =
                *type == MetricType::GaugeHistogram ? MetricType::Histogram : *type;
            if (metric.type != held)
                return fail(family, "expected " + std::string(toString(held)) + " in metric");
            if (const std::string words = objectionTo(metric, *type); !words.empty())
                return fail(family, words);
            if (metric.isNativeOnly)
                return fail(family,
                            "native histogram without classic buckets, "
                            "which the text format cannot carry");
            m_builder.series(metric.labels);
            for (const Point& point : metric.points)
                m_builder.sample(point.role, point.value, point.bound, metric.timestamp);
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
