// SPDX-License-Identifier: Apache-2.0
#include "metrics/push/sip_hash.h"

#include <bit>
#include <cstddef>

namespace gatepost::metrics {
namespace {

struct Lanes {
    std::uint64_t v0, v1, v2, v3;

    void round() {
        v0 += v1;
        v1 = std::rotl(v1, 13) ^ v0;
        v0 = std::rotl(v0, 32);
        v2 += v3;
        v3 = std::rotl(v3, 16) ^ v2;
        v0 += v3;
        v3 = std::rotl(v3, 21) ^ v0;
        v2 += v1;
        v1 = std::rotl(v1, 17) ^ v2;
        v2 = std::rotl(v2, 32);
    }

    void take(std::uint64_t word) {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }

    [[nodiscard]] std::uint64_t finish() {
        for (int i = 0; i < 4; ++i) round();
        return v0 ^ v1 ^ v2 ^ v3;
    }
};

/// Little-endian whatever the machine is; compilers make one load of it.
std::uint64_t wordAt(const char* bytes, std::size_t count) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < count; ++i)
        word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    return word;
}

}  // namespace

Hash128 sipHash(SipKey key, std::string_view bytes) {
    Lanes lanes{key.low ^ 0x736f6d6570736575, key.high ^ 0x646f72616e646f6d ^ 0xee,
                key.low ^ 0x6c7967656e657261, key.high ^ 0x7465646279746573};
    const std::size_t whole = bytes.size() / 8 * 8;
    for (std::size_t i = 0; i < whole; i += 8) lanes.take(wordAt(bytes.data() + i, 8));
    lanes.take(wordAt(bytes.data() + whole, bytes.size() - whole) | std::uint64_t{bytes.size()}
                                                                        << 56);
    lanes.v2 ^= 0xee;
    Hash128 hash;
    hash.low = lanes.finish();
    lanes.v1 ^= 0xdd;
    hash.high = lanes.finish();
    return hash;
}

std::string_view toHex(std::uint64_t value, char (&digits)[16]) {
    for (int i = 0; i < 16; ++i) digits[i] = "0123456789abcdef"[value >> (60 - 4 * i) & 0xf];
    return {digits, 16};
}

}  // namespace gatepost::metrics
