// SPDX-License-Identifier: Apache-2.0
// What every x86-64 processor can.
#include <emmintrin.h>

#include "metrics/exposition/structure.h"

namespace gatepost::metrics {
namespace {

std::uint64_t maskOf(__m128i bytes, int shift) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(bytes)))
           << shift;
}

}  // namespace

std::size_t findStructureSse2(const char* from, std::size_t blocks, std::uint16_t* ends,
                              bool* needsCare) {
    const __m128i lineFeed = _mm_set1_epi8('\n');
    const __m128i backslash = _mm_set1_epi8('\\');
    __m128i care = _mm_setzero_si128();  // its bytes' highest bits
    std::uint16_t* out = ends;
    for (std::size_t block = 0; block < blocks; ++block) {
        std::uint64_t feeds = 0;
        for (int i = 0; i < 64; i += 16) {
            const __m128i bytes = _mm_loadu_si128(
                reinterpret_cast<const __m128i*>(from + block * kStructureBlock + i));
            feeds |= maskOf(_mm_cmpeq_epi8(bytes, lineFeed), i);
            care = _mm_or_si128(care, _mm_or_si128(bytes, _mm_cmpeq_epi8(bytes, backslash)));
        }
        const auto base = static_cast<unsigned>(block * kStructureBlock);
        while (feeds != 0) {
            *out++ =
                static_cast<std::uint16_t>(base + static_cast<unsigned>(__builtin_ctzll(feeds)));
            feeds &= feeds - 1;
        }
    }
    *needsCare = _mm_movemask_epi8(care) != 0;
    return static_cast<std::size_t>(out - ends);
}

}  // namespace gatepost::metrics
