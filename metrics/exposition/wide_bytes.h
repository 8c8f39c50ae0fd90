// SPDX-License-Identifier: Apache-2.0
// What the fast lines do with many bytes at once, by what every processor can. wide_bytes_avx2.h is
// its twin. Include GATEPOST_BYTES16_HEADER first.
#pragma once

#include <cstdint>

#include "metrics/exposition/short_number.h"

namespace gatepost::metrics {

struct WideBytes {
    /// Of 64 bytes, a bit for each that is not equal, the first byte's lowest.
    static std::uint64_t differing(const char* a, const char* b) {
        std::uint64_t equal = 0;
        for (unsigned i = 0; i < 64; i += 16)
            equal |= std::uint64_t{Bytes16(a + i).equal(Bytes16(b + i))} << i;
        return ~equal;
    }

    /// A number in two steps, between which there may be other work: that it is one, and which.
    struct Number {
        double value = 0;
    };
    static bool lookAtNumber(const char* start, const char* end, Number& number) {
        return readShortNumber(start, end, number.value);
    }
    static double valueOf(const Number& number) { return number.value; }
};

}  // namespace gatepost::metrics
