// SPDX-License-Identifier: Apache-2.0
// Sixteen bytes at once, as every x86-64 processor can. bytes16_portable.h is its twin.
#pragma once

#include <emmintrin.h>

#include <cstdint>

namespace gatepost::metrics {

/// Masks have one bit a byte, the first byte's lowest.
class Bytes16 {
public:
    explicit Bytes16(const char* from)
        : m_bytes(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from))) {}

    [[nodiscard]] std::uint32_t equal(char c) const {
        return mask(_mm_cmpeq_epi8(m_bytes, _mm_set1_epi8(c)));
    }
    [[nodiscard]] std::uint32_t equalEither(char a, char b) const {
        return mask(_mm_or_si128(_mm_cmpeq_epi8(m_bytes, _mm_set1_epi8(a)),
                                 _mm_cmpeq_epi8(m_bytes, _mm_set1_epi8(b))));
    }
    [[nodiscard]] std::uint32_t equal(const Bytes16& other) const {
        return mask(_mm_cmpeq_epi8(m_bytes, other.m_bytes));
    }
    [[nodiscard]] std::uint32_t beyondAscii() const { return mask(m_bytes); }

private:
    static std::uint32_t mask(__m128i bytes) {
        return static_cast<std::uint32_t>(_mm_movemask_epi8(bytes));
    }
    __m128i m_bytes;
};

}  // namespace gatepost::metrics
