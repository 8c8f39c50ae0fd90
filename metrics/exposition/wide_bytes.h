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

    static bool readNumber(const char* start, const char* end, double& value) {
        return readShortNumber(start, end, value);
    }
};

}  // namespace gatepost::metrics
