// SPDX-License-Identifier: Apache-2.0
// Compiled for AVX2 and BMI; run only where structure_finders_x86.cpp has found them.
#include <immintrin.h>

#include "metrics/exposition/structure.h"

namespace gatepost::metrics {
namespace {

std::uint64_t maskOf(__m256i low, __m256i high) {
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(low)) |
           static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(high))) << 32;
}

}  // namespace

std::size_t findStructureAvx2(const char* from, std::size_t blocks, std::uint16_t* ends,
                              bool* needsCare) {
    const __m256i lineFeed = _mm256_set1_epi8('\n');
    const __m256i backslash = _mm256_set1_epi8('\\');
    __m256i care = _mm256_setzero_si256();  // its bytes' highest bits
    std::uint16_t* out = ends;
    for (std::size_t block = 0; block < blocks; ++block) {
        const auto* at = reinterpret_cast<const __m256i*>(from + block * kStructureBlock);
        const __m256i low = _mm256_loadu_si256(at);
        const __m256i high = _mm256_loadu_si256(at + 1);
        const __m256i backslashes =
            _mm256_or_si256(_mm256_cmpeq_epi8(low, backslash), _mm256_cmpeq_epi8(high, backslash));
        care = _mm256_or_si256(care, _mm256_or_si256(backslashes, _mm256_or_si256(low, high)));
        std::uint64_t feeds =
            maskOf(_mm256_cmpeq_epi8(low, lineFeed), _mm256_cmpeq_epi8(high, lineFeed));
        // Two at a time without asking whether they are there: a branch on how many lines end in a
        // block is one that no processor foresees. What is written past them is overwritten next.
        const auto base = static_cast<unsigned>(block * kStructureBlock);
        std::uint16_t* const end = out + _mm_popcnt_u64(feeds);
        do {
            out[0] = static_cast<std::uint16_t>(base + static_cast<unsigned>(_tzcnt_u64(feeds)));
            feeds = _blsr_u64(feeds);
            out[1] = static_cast<std::uint16_t>(base + static_cast<unsigned>(_tzcnt_u64(feeds)));
            feeds = _blsr_u64(feeds);
            out += 2;
        } while (feeds != 0);
        out = end;
    }
    *needsCare = _mm256_movemask_epi8(care) != 0;
    return static_cast<std::size_t>(out - ends);
}

}  // namespace gatepost::metrics
