// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/protobuf_fields.h"

#include <cstddef>
#include <cstdint>
#include <protozero/varint.hpp>

namespace gatepost::metrics {
namespace {

enum class Wire : std::uint8_t { Varint, Fixed64, Bytes, StartGroup, EndGroup, Fixed32 };

struct Tag {
    std::uint32_t number = 0;
    Wire wire = Wire::Varint;
};

struct Cursor {
    const char* at = nullptr;
    const char* end = nullptr;

    std::uint64_t varint() { return protozero::decode_varint(&at, end); }
    void pass(std::uint64_t bytes) {
        if (bytes > static_cast<std::uint64_t>(end - at))
            throw protozero::end_of_buffer_exception();
        at += bytes;
    }
};

Tag readTag(Cursor& cursor) {
    constexpr std::uint64_t kLargestNumber = (std::uint64_t{1} << 29) - 1;
    const std::uint64_t value = cursor.varint();
    if (value >> 3 == 0 || value >> 3 > kLargestNumber)
        throw MalformedMessage("a field number is not from 1 to 536870911");
    if ((value & 7) > static_cast<std::uint64_t>(Wire::Fixed32))
        throw MalformedMessage("a field has wire type 6 or 7, which mean nothing");
    return {static_cast<std::uint32_t>(value >> 3), static_cast<Wire>(value & 7)};
}

bool isKnownToReader(const Tag& tag) {
    const bool isReserved = tag.number >= 19'000 && tag.number <= 19'999;
    return !isReserved && tag.wire != Wire::StartGroup && tag.wire != Wire::EndGroup;
}

/// Behind the value of `tag`, which a group's is all up to its end. Nesting costs memory, no stack.
void passValue(Cursor& cursor, Tag tag) {
    std::vector<std::uint32_t> open;
    for (;;) {
        switch (tag.wire) {
            case Wire::Varint: cursor.varint(); break;
            case Wire::Fixed64: cursor.pass(sizeof(std::uint64_t)); break;
            case Wire::Fixed32: cursor.pass(sizeof(std::uint32_t)); break;
            case Wire::Bytes: cursor.pass(cursor.varint()); break;
            case Wire::StartGroup:
                if (open.size() == kMostNestedGroups)
                    throw MalformedMessage("groups (wire type 3) are nested too deep");
                open.push_back(tag.number);
                break;
            case Wire::EndGroup:
                if (open.empty() || open.back() != tag.number)
                    throw MalformedMessage("a group ends (wire type 4) that did not begin");
                open.pop_back();
                break;
        }
        if (open.empty()) return;
        if (cursor.at == cursor.end) throw MalformedMessage("a group (wire type 3) does not end");
        tag = readTag(cursor);
    }
}

/// Most fields: a number below 16, so that the tag is one byte, and a value that protozero knows.
bool isOrdinary(char tag) {
    constexpr unsigned kOrdinaryWires = 0b100111;  // bit i: wire type i
    const auto byte = static_cast<unsigned char>(tag);
    return byte < 0x80 && byte >= 8 && (kOrdinaryWires >> (byte & 7) & 1) != 0;
}

}  // namespace

bool nextField(protozero::pbf_reader& reader) {
    for (;;) {
        const protozero::data_view left = reader.data();
        if (left.empty()) return false;
        if (isOrdinary(*left.data())) [[likely]]
            return reader.next();
        Cursor cursor{left.data(), left.data() + left.size()};
        const Tag tag = readTag(cursor);
        if (isKnownToReader(tag)) return reader.next();
        passValue(cursor, tag);
        reader = protozero::pbf_reader(cursor.at, static_cast<std::size_t>(cursor.end - cursor.at));
    }
}

}  // namespace gatepost::metrics
