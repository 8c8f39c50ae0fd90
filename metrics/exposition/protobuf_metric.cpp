// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/protobuf_metric.h"

#include <limits>
#include <set>

#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/names.h"
#include "metrics/exposition/protobuf_native.h"

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

/// google.protobuf.Timestamp; nothing where milliseconds cannot say it.
std::optional<Timestamp> readTime(pbf_reader reader) {
    constexpr std::int64_t kMostSeconds = std::numeric_limits<std::int64_t>::max() / 1000 - 1;
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kVarint): seconds = reader.get_int64(); break;
            case tag_and_type(2, kVarint): nanoseconds = reader.get_int64(); break;
            default: reader.skip();
        }
    }
    if (seconds > kMostSeconds || seconds < -kMostSeconds) return std::nullopt;
    if (nanoseconds < 0 || nanoseconds > 999'999'999) return std::nullopt;
    return Timestamp{seconds * 1000 + nanoseconds / 1'000'000,
                     static_cast<std::int32_t>(nanoseconds % 1'000'000)};
}

/// Nothing where no other format could say it: an exemplar is an extra that may be left out.
std::optional<ExemplarMessage> readExemplar(pbf_reader reader) {
    ExemplarMessage exemplar;
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kBytes):
                exemplar.labels.push_back(readLabel(reader.get_message()));
                break;
            case tag_and_type(2, kFixed64): exemplar.value = reader.get_double(); break;
            case tag_and_type(3, kBytes): exemplar.time = readTime(reader.get_message()); break;
            default: reader.skip();
        }
    }
    std::set<std::string_view> names;
    std::size_t characters = 0;
    for (const Label& label : exemplar.labels) {
        if (!isLabelName(label.name) || !names.insert(label.name).second) return std::nullopt;
        if (!isValidUtf8(label.value)) return std::nullopt;
        characters += label.name.size() + charactersOf(label.value);
    }
    if (characters > kExemplarCharacters) return std::nullopt;
    return exemplar;
}

/// {double value = 1}: Gauge, Counter, Untyped; of a counter with an exemplar and its start.
PointMessage readValue(pbf_reader reader, MetricType type, std::optional<Timestamp>& start) {
    PointMessage point;
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kFixed64): point.value = reader.get_double(); break;
            case tag_and_type(2, kBytes):
                if (type == MetricType::Counter)
                    point.exemplar = readExemplar(reader.get_message());
                else
                    reader.skip();
                break;
            case tag_and_type(3, kBytes):
                if (type == MetricType::Counter)
                    start = readTime(reader.get_message());
                else
                    reader.skip();
                break;
            default: reader.skip();
        }
    }
    return point;
}

PointMessage readQuantile(pbf_reader reader) {
    PointMessage point{.role = Role::Quantile};
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kFixed64): point.bound = reader.get_double(); break;
            case tag_and_type(2, kFixed64): point.value = reader.get_double(); break;
            default: reader.skip();
        }
    }
    return point;
}

PointMessage readBucket(pbf_reader reader) {
    PointMessage point{.role = Role::Bucket};
    CountFields count;
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kVarint): count.whole = reader.get_uint64(); break;
            case tag_and_type(4, kFixed64): count.real = reader.get_double(); break;
            case tag_and_type(2, kFixed64): point.bound = reader.get_double(); break;
            case tag_and_type(3, kBytes):
                point.exemplar = readExemplar(reader.get_message());
                break;
            default: reader.skip();
        }
    }
    point.value = count.value();
    return point;
}

void readSummary(pbf_reader reader, MetricMessage& metric) {
    PointMessage sum{.role = Role::Sum};
    PointMessage count{.role = Role::Count};
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kVarint):
                count.value = static_cast<double>(reader.get_uint64());
                break;
            case tag_and_type(2, kFixed64): sum.value = reader.get_double(); break;
            case tag_and_type(3, kBytes):
                metric.points.push_back(readQuantile(reader.get_message()));
                break;
            case tag_and_type(4, kBytes): metric.start = readTime(reader.get_message()); break;
            default: reader.skip();
        }
    }
    metric.points.push_back(sum);
    metric.points.push_back(count);
}

void readHistogram(pbf_reader reader, MetricMessage& metric) {
    PointMessage sum{.role = Role::Sum};
    CountFields count;
    std::unique_ptr<NativeMessage> native;
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kVarint): count.whole = reader.get_uint64(); break;
            case tag_and_type(4, kFixed64): count.real = reader.get_double(); break;
            case tag_and_type(2, kFixed64): sum.value = reader.get_double(); break;
            case tag_and_type(3, kBytes):
                metric.points.push_back(readBucket(reader.get_message()));
                break;
            case tag_and_type(15, kBytes): metric.start = readTime(reader.get_message()); break;
            default: readNativeField(reader, native);
        }
    }
    metric.points.push_back(sum);
    metric.points.push_back({.role = Role::Count, .value = count.value()});
    if (!native) return;
    for (const pbf_reader& each : native->exemplars)
        if (auto exemplar = readExemplar(each)) metric.nativeExemplars.push_back(*exemplar);
    metric.native = finishNative(std::move(native), count);
}

void readPoints(pbf_reader reader, MetricType type, MetricMessage& metric) {
    switch (type) {
        case MetricType::Summary: return readSummary(reader, metric);
        case MetricType::Histogram: return readHistogram(reader, metric);
        default: metric.points.push_back(readValue(reader, type, metric.start));
    }
}

}  // namespace

MetricMessage readMetric(pbf_reader reader) {
    MetricMessage metric;
    std::string_view value;
    // Of different fields the last counts; one that comes again is merged, which in protobuf is to
    // join what was encoded.
    const auto take = [&](MetricType type) {
        const std::string_view bytes = bytesOf(reader);
        if (metric.type != type) {
            metric.type = type;
            metric.joined.reset();
            value = bytes;
            return;
        }
        if (!metric.joined) metric.joined = std::make_unique<std::string>(value);
        metric.joined->append(bytes);
        value = *metric.joined;
    };
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kBytes):
                metric.labels.push_back(readLabel(reader.get_message()));
                break;
            case tag_and_type(2, kBytes): take(MetricType::Gauge); break;
            case tag_and_type(3, kBytes): take(MetricType::Counter); break;
            case tag_and_type(5, kBytes): take(MetricType::Untyped); break;
            case tag_and_type(4, kBytes): take(MetricType::Summary); break;
            case tag_and_type(7, kBytes): take(MetricType::Histogram); break;
            case tag_and_type(6, kVarint): metric.timestamp = reader.get_int64(); break;
            default: reader.skip();
        }
    }
    if (metric.type) readPoints(pbf_reader(value.data(), value.size()), *metric.type, metric);
    return metric;
}

}  // namespace gatepost::metrics
