// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/protobuf_metric.h"

#include <limits>
#include <set>
#include <utility>

#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/names.h"
#include "metrics/exposition/protobuf_fields.h"
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
    while (nextField(reader)) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kBytes): label.name = bytesOf(reader); break;
            case tag_and_type(2, kBytes): label.value = bytesOf(reader); break;
            default: reader.skip();
        }
    }
    return label;
}

/// google.protobuf.Timestamp; nothing where it is not there or milliseconds cannot say it.
std::optional<Timestamp> readTime(const Pieces& pieces) {
    constexpr std::int64_t kMostSeconds = std::numeric_limits<std::int64_t>::max() / 1000 - 1;
    if (pieces.empty()) return std::nullopt;
    std::int64_t seconds = 0;
    std::int32_t nanoseconds = 0;
    pieces.forEachField([&](pbf_reader& reader) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kVarint): seconds = reader.get_int64(); break;
            case tag_and_type(2, kVarint): nanoseconds = reader.get_int32(); break;
            default: reader.skip();
        }
    });
    if (seconds > kMostSeconds || seconds < -kMostSeconds) return std::nullopt;
    if (nanoseconds < 0 || nanoseconds > 999'999'999) return std::nullopt;
    return Timestamp{seconds * 1000 + nanoseconds / 1'000'000, nanoseconds % 1'000'000};
}

/// Nothing where it is not there or no other format could say it: an exemplar is an extra that may
/// be left out.
std::unique_ptr<ExemplarMessage> readExemplar(const Pieces& pieces) {
    if (pieces.empty()) return nullptr;
    auto exemplar = std::make_unique<ExemplarMessage>();
    Pieces time;
    pieces.forEachField([&](pbf_reader& reader) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kBytes):
                exemplar->labels.push_back(readLabel(reader.get_message()));
                break;
            case tag_and_type(2, kFixed64): exemplar->value = reader.get_double(); break;
            case tag_and_type(3, kBytes): time.add(reader.get_message()); break;
            default: reader.skip();
        }
    });
    exemplar->time = readTime(time);
    std::set<std::string_view> names;
    std::size_t characters = 0;
    for (const Label& label : exemplar->labels) {
        if (!isLabelName(label.name) || !names.insert(label.name).second) return nullptr;
        if (!isValidUtf8(label.value)) return nullptr;
        characters += label.name.size() + charactersOf(label.value);
    }
    if (characters > kExemplarCharacters) return nullptr;
    return exemplar;
}

/// {double value = 1}: Gauge, Counter, Untyped; of a counter with an exemplar and its start.
void readValue(const Pieces& pieces, MetricType type, MetricMessage& metric) {
    PointMessage point;
    Pieces exemplar;
    Pieces start;
    pieces.forEachField([&](pbf_reader& reader) {
        const bool isCounter = type == MetricType::Counter;
        if (reader.tag_and_type() == tag_and_type(1, kFixed64))
            point.value = reader.get_double();
        else if (isCounter && reader.tag_and_type() == tag_and_type(2, kBytes))
            exemplar.add(reader.get_message());
        else if (isCounter && reader.tag_and_type() == tag_and_type(3, kBytes))
            start.add(reader.get_message());
        else
            reader.skip();
    });
    point.exemplar = readExemplar(exemplar);
    metric.start = readTime(start);
    metric.points.push_back(std::move(point));
}

PointMessage readQuantile(pbf_reader reader) {
    PointMessage point{.role = Role::Quantile};
    while (nextField(reader)) {
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
    Pieces exemplar;
    while (nextField(reader)) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kVarint): count.whole = reader.get_uint64(); break;
            case tag_and_type(4, kFixed64): count.real = reader.get_double(); break;
            case tag_and_type(2, kFixed64): point.bound = reader.get_double(); break;
            case tag_and_type(3, kBytes): exemplar.add(reader.get_message()); break;
            default: reader.skip();
        }
    }
    point.value = count.value();
    point.exemplar = readExemplar(exemplar);
    return point;
}

void readSummary(const Pieces& pieces, MetricMessage& metric) {
    PointMessage sum{.role = Role::Sum};
    PointMessage count{.role = Role::Count};
    Pieces start;
    pieces.forEachField([&](pbf_reader& reader) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kVarint):
                count.value = static_cast<double>(reader.get_uint64());
                break;
            case tag_and_type(2, kFixed64): sum.value = reader.get_double(); break;
            case tag_and_type(3, kBytes):
                metric.points.push_back(readQuantile(reader.get_message()));
                break;
            case tag_and_type(4, kBytes): start.add(reader.get_message()); break;
            default: reader.skip();
        }
    });
    metric.start = readTime(start);
    metric.points.push_back(std::move(sum));
    metric.points.push_back(std::move(count));
}

void readHistogram(const Pieces& pieces, MetricMessage& metric) {
    PointMessage sum{.role = Role::Sum};
    CountFields count;
    Pieces start;
    std::unique_ptr<NativeMessage> native;
    pieces.forEachField([&](pbf_reader& reader) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kVarint): count.whole = reader.get_uint64(); break;
            case tag_and_type(4, kFixed64): count.real = reader.get_double(); break;
            case tag_and_type(2, kFixed64): sum.value = reader.get_double(); break;
            case tag_and_type(3, kBytes):
                metric.points.push_back(readBucket(reader.get_message()));
                break;
            case tag_and_type(15, kBytes): start.add(reader.get_message()); break;
            default: readNativeField(reader, native);
        }
    });
    metric.start = readTime(start);
    metric.points.push_back(std::move(sum));
    metric.points.push_back({.role = Role::Count, .value = count.value()});
    if (!native) return;
    for (const pbf_reader& each : native->exemplars) {
        Pieces whole;
        whole.add(each);
        if (const auto exemplar = readExemplar(whole))
            metric.nativeExemplars.push_back(std::move(*exemplar));
    }
    metric.native = finishNative(std::move(native), count);
}

void readPoints(const Pieces& pieces, MetricType type, MetricMessage& metric) {
    switch (type) {
        case MetricType::Summary: return readSummary(pieces, metric);
        case MetricType::Histogram: return readHistogram(pieces, metric);
        default: readValue(pieces, type, metric);
    }
}

/// A value of another type than the family's says nothing, but what is broken in it is an error.
void passPoints(pbf_reader reader, MetricType type) {
    Pieces pieces;
    pieces.add(reader);
    MetricMessage unused;
    readPoints(pieces, type, unused);
}

/// Of Metric's field, where it is one that holds values.
std::optional<MetricType> typeOfField(protozero::pbf_tag_type field) {
    switch (field) {
        case 2: return MetricType::Gauge;
        case 3: return MetricType::Counter;
        case 4: return MetricType::Summary;
        case 5: return MetricType::Untyped;
        case 7: return MetricType::Histogram;
        default: return std::nullopt;
    }
}

}  // namespace

MetricMessage readMetric(pbf_reader reader, MetricType type) {
    const MetricType held = type == MetricType::GaugeHistogram ? MetricType::Histogram : type;
    MetricMessage metric;
    Pieces value;
    while (nextField(reader)) {
        const auto fieldType = typeOfField(reader.tag());
        if (fieldType && reader.wire_type() == kBytes) {
            if (fieldType == held)
                value.add(reader.get_message());
            else
                passPoints(reader.get_message(), *fieldType);
            continue;
        }
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kBytes):
                metric.labels.push_back(readLabel(reader.get_message()));
                break;
            case tag_and_type(6, kVarint): metric.timestamp = reader.get_int64(); break;
            default: reader.skip();
        }
    }
    metric.hasValue = !value.empty();
    if (metric.hasValue) readPoints(value, held, metric);
    return metric;
}

}  // namespace gatepost::metrics
