// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/protobuf_writer.h"

#include <cmath>
#include <iterator>
#include <protozero/pbf_writer.hpp>

#include "metrics/exposition/exposition_data.h"
#include "metrics/exposition/protobuf_native.h"

namespace gatepost::metrics {
namespace {

using protozero::pbf_writer;

/// metrics.proto's number for the type, the field of Metric that holds its value, and the field in
/// there that holds its start (0: none does).
struct TypeNumbers {
    std::int32_t type = 3;
    protozero::pbf_tag_type field = 5;
    protozero::pbf_tag_type start = 0;
};

TypeNumbers numbersOf(MetricType type) {
    switch (type) {
        case MetricType::Counter: return {0, 3, 3};
        case MetricType::Gauge:
        case MetricType::Info:
        case MetricType::StateSet: return {1, 2};
        case MetricType::Summary: return {2, 4, 4};
        case MetricType::Histogram: return {4, 7, 15};
        case MetricType::GaugeHistogram: return {5, 7};
        case MetricType::Untyped: return {3, 5};
    }
    return {};
}

/// In field `whole` if it is a count, else as a double in field `real`, where there is one.
void addCount(pbf_writer& writer, protozero::pbf_tag_type whole, protozero::pbf_tag_type real,
              double count) {
    constexpr double kTwoTo64 = 18446744073709551616.0;
    const bool isWhole = count >= 0 && count < kTwoTo64 && std::trunc(count) == count;
    if (isWhole && !(count == 0 && std::signbit(count)))
        writer.add_uint64(whole, static_cast<std::uint64_t>(count));
    else if (real != 0)
        writer.add_double(real, count);
}

class FamilyWriter {
public:
    explicit FamilyWriter(const Exposition& exposition) : m_exposition(exposition) {}

    std::string write(const Family& family) {
        std::string message;
        pbf_writer writer(message);
        writer.add_string(1, family.name.data(), family.name.size());
        if (family.hasHelp) writer.add_string(2, family.help.data(), family.help.size());
        writer.add_enum(3, numbersOf(family.type).type);
        for (const Series& series : m_exposition.series(family)) {
            pbf_writer metric(writer, 4);
            writeMetric(metric, family, series);
        }
        if (!family.unit.empty()) writer.add_string(5, family.unit.data(), family.unit.size());
        return message;
    }

private:
    void writeMetric(pbf_writer& metric, const Family& family, const Series& series) {
        for (std::size_t i = 0; i < series.labelCount; ++i)
            writeLabel(metric, m_exposition.label(series, i));
        const TypeNumbers numbers = numbersOf(family.type);
        {
            pbf_writer value(metric, numbers.field);
            const NativeHistogram* native = m_exposition.native(series);
            for (const Sample& sample : m_exposition.samples(series)) {
                if (native == nullptr || sample.role != Role::Count)
                    writeSample(value, family.type, sample);
            }
            if (native != nullptr) {
                writeNative(value, *native);
                for (const Exemplar& each : native->exemplars) writeExemplar(value, 16, each);
            }
            const Timestamp* start = m_exposition.data().startOf(series);
            if (start != nullptr && numbers.start != 0) writeTime(value, numbers.start, *start);
        }
        if (const auto time = m_exposition.timestamp(series)) metric.add_int64(6, *time);
    }

    static void writeLabel(pbf_writer& parent, Label label) {
        pbf_writer pair(parent, 1);
        pair.add_string(1, label.name.data(), label.name.size());
        pair.add_string(2, label.value.data(), label.value.size());
    }

    void writeSample(pbf_writer& value, MetricType type, const Sample& sample) {
        const bool isSummary = type == MetricType::Summary;
        switch (sample.role) {
            case Role::Quantile: {
                pbf_writer quantile(value, 3);
                quantile.add_double(1, sample.bound);
                quantile.add_double(2, sample.value);
                break;
            }
            case Role::Bucket: {
                pbf_writer bucket(value, 3);
                addCount(bucket, 1, 4, sample.value);
                bucket.add_double(2, sample.bound);
                writeExemplarOf(bucket, 3, sample);
                break;
            }
            case Role::Sum: value.add_double(2, sample.value); break;
            case Role::Count: addCount(value, 1, isSummary ? 0 : 4, sample.value); break;
            default:
                value.add_double(1, sample.value);
                if (type == MetricType::Counter) writeExemplarOf(value, 2, sample);
        }
    }

    void writeExemplarOf(pbf_writer& parent, protozero::pbf_tag_type field, const Sample& sample) {
        const Exemplar* exemplar = m_exposition.exemplar(sample);
        if (exemplar != nullptr) writeExemplar(parent, field, *exemplar);
    }

    void writeExemplar(pbf_writer& parent, protozero::pbf_tag_type field,
                       const Exemplar& exemplar) {
        pbf_writer writer(parent, field);
        for (std::size_t i = 0; i < exemplar.labelCount; ++i)
            writeLabel(writer, m_exposition.label(exemplar, i));
        writer.add_double(2, exemplar.value);
        if (exemplar.timestamp) writeTime(writer, 3, *exemplar.timestamp);
    }

    /// google.protobuf.Timestamp counts its nanoseconds forward, before the epoch too.
    static void writeTime(pbf_writer& parent, protozero::pbf_tag_type field, Timestamp timestamp) {
        std::int64_t seconds = timestamp.milliseconds / 1000;
        auto rest = static_cast<std::int32_t>(timestamp.milliseconds % 1000);
        if (rest < 0) {
            rest += 1000;
            --seconds;
        }
        pbf_writer time(parent, field);
        time.add_int64(1, seconds);
        time.add_int32(2, rest * 1'000'000 + timestamp.nanoseconds);
    }

    const Exposition& m_exposition;
};

}  // namespace

std::string writeDelimitedProtobuf(const Exposition& exposition) {
    FamilyWriter writer(exposition);
    std::string out;
    for (const Family& family : exposition.families()) {
        const std::string message = writer.write(family);
        protozero::write_varint(std::back_inserter(out), message.size());
        out += message;
    }
    return out;
}

}  // namespace gatepost::metrics
