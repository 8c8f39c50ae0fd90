// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/protobuf_native.h"

#include <utility>

#include "metrics/exposition/protobuf_fields.h"

namespace gatepost::metrics {
namespace {

using protozero::pbf_reader;
using protozero::pbf_writer;
using protozero::tag_and_type;
constexpr auto kVarint = protozero::pbf_wire_type::varint;
constexpr auto kFixed64 = protozero::pbf_wire_type::fixed64;
constexpr auto kBytes = protozero::pbf_wire_type::length_delimited;

/// What is too much is not kept, only one more than objectionTo() allows.
template <typename T>
void keep(std::vector<T>& values, T value) {
    if (values.size() <= kMostNativeBuckets) values.push_back(value);
}

BucketSpan readSpan(pbf_reader reader) {
    BucketSpan span;
    while (nextField(reader)) {
        switch (reader.tag_and_type()) {
            case tag_and_type(1, kVarint): span.offset = reader.get_sint32(); break;
            case tag_and_type(2, kVarint): span.length = reader.get_uint32(); break;
            default: reader.skip();
        }
    }
    return span;
}

struct SideFields {
    protozero::pbf_tag_type span;
    protozero::pbf_tag_type delta;
    protozero::pbf_tag_type count;
};
constexpr SideFields kNegative{9, 10, 11};
constexpr SideFields kPositive{12, 13, 14};

/// Numbers stand one by one, as Go writes them, or packed.
bool readSide(pbf_reader& reader, const SideFields& fields, NativeSide& side) {
    const protozero::pbf_tag_type tag = reader.tag();
    const protozero::pbf_wire_type type = reader.wire_type();
    if (tag == fields.span && type == kBytes)
        keep(side.spans, readSpan(reader.get_message()));
    else if (tag == fields.delta && type == kVarint)
        keep(side.deltas, reader.get_sint64());
    else if (tag == fields.delta && type == kBytes)
        for (const std::int64_t delta : reader.get_packed_sint64()) keep(side.deltas, delta);
    else if (tag == fields.count && type == kFixed64)
        keep(side.counts, reader.get_double());
    else if (tag == fields.count && type == kBytes)
        for (const double count : reader.get_packed_double()) keep(side.counts, count);
    else
        return false;
    return true;
}

bool saysSomething(const NativeMessage& message) {
    const NativeHistogram& histogram = message.histogram;
    const auto has = [](const NativeSide& side) {
        return !side.spans.empty() || !side.deltas.empty() || !side.counts.empty();
    };
    return has(histogram.positive) || has(histogram.negative) || histogram.zeroThreshold != 0 ||
           message.zeroCount.value() != 0;
}

NativeCount countOf(const CountFields& fields, bool hasFractions) {
    if (hasFractions) return {0, fields.value()};
    return {fields.whole.value_or(0), 0};
}

void writeSide(pbf_writer& writer, const SideFields& fields, const NativeSide& side) {
    for (const BucketSpan& span : side.spans) {
        pbf_writer message(writer, fields.span);
        message.add_sint32(1, span.offset);
        message.add_uint32(2, span.length);
    }
    for (const std::int64_t delta : side.deltas) writer.add_sint64(fields.delta, delta);
    for (const double count : side.counts) writer.add_double(fields.count, count);
}

}  // namespace

void readNativeField(pbf_reader& reader, std::unique_ptr<NativeMessage>& message) {
    constexpr protozero::pbf_tag_type kFirst = 5;
    constexpr protozero::pbf_tag_type kLast = 16;
    if (reader.tag() < kFirst || reader.tag() > kLast) return reader.skip();
    if (!message) message = std::make_unique<NativeMessage>();
    NativeHistogram& histogram = message->histogram;
    switch (reader.tag_and_type()) {
        case tag_and_type(5, kVarint): histogram.schema = reader.get_sint32(); break;
        case tag_and_type(6, kFixed64): histogram.zeroThreshold = reader.get_double(); break;
        case tag_and_type(7, kVarint): message->zeroCount.whole = reader.get_uint64(); break;
        case tag_and_type(8, kFixed64): message->zeroCount.real = reader.get_double(); break;
        case tag_and_type(16, kBytes): keep(message->exemplars, reader.get_message()); break;
        default:
            if (!readSide(reader, kNegative, histogram.negative) &&
                !readSide(reader, kPositive, histogram.positive))
                reader.skip();
    }
}

std::unique_ptr<NativeHistogram> finishNative(std::unique_ptr<NativeMessage> message,
                                              const CountFields& count) {
    if (!message || !saysSomething(*message)) return nullptr;
    auto histogram = std::make_unique<NativeHistogram>(std::move(message->histogram));
    const bool hasZeroFraction = message->zeroCount.isReal() && message->zeroCount.value() != 0;
    histogram->hasFractions = count.isReal() || hasZeroFraction ||
                              !histogram->positive.counts.empty() ||
                              !histogram->negative.counts.empty();
    histogram->zeroCount = countOf(message->zeroCount, histogram->hasFractions);
    histogram->count = countOf(count, histogram->hasFractions);
    return histogram;
}

void writeNative(pbf_writer& writer, const NativeHistogram& histogram) {
    if (histogram.hasFractions)
        writer.add_double(4, histogram.count.real);
    else
        writer.add_uint64(1, histogram.count.whole);
    writer.add_sint32(5, histogram.schema);
    writer.add_double(6, histogram.zeroThreshold);
    if (histogram.hasFractions)
        writer.add_double(8, histogram.zeroCount.real);
    else
        writer.add_uint64(7, histogram.zeroCount.whole);
    writeSide(writer, kNegative, histogram.negative);
    writeSide(writer, kPositive, histogram.positive);
}

}  // namespace gatepost::metrics
