// SPDX-License-Identifier: Apache-2.0
// wide_bytes.h for processors with AVX2 and BMI. Every function names what it needs, so that
// nothing else in the including source is compiled for them: only functions that ask for the same
// may call.
#pragma once

#include <immintrin.h>

#include <array>
#include <cstdint>

#include "metrics/exposition/short_number.h"

#define GATEPOST_AVX2 [[gnu::target("avx2,bmi,popcnt")]]

namespace gatepost::metrics {

struct WideBytesAvx2 {
    /// Leaves the upper halves of registers clean: a function that was compiled for SSE, called
    /// while they are in use, costs some processors a hundred nanoseconds, and the compiler does
    /// not clear them before every call.
    GATEPOST_AVX2 static inline std::uint64_t differing(const char* a, const char* b) {
        const std::uint64_t low = equal(a, b);
        const std::uint64_t high = equal(a + 32, b + 32);
        _mm256_zeroupper();
        return ~(low | high << 32);
    }

    /// The numbers of short_number.h with up to 15 digits, all 16 characters at once: the point is
    /// shuffled out, then digits are joined to pairs, fours and eights.
    struct Number {
        __m128i digits;
        const double* divisor;
    };
    GATEPOST_AVX2 static inline bool lookAtNumber(const char* start, const char* end,
                                                  Number& number) {
        const std::size_t sign = *start == '-' ? 1 : 0;
        const std::size_t length = static_cast<std::size_t>(end - start) - sign;
        if (length - 1 >= 16) return false;
        const __m128i digits =
            _mm_and_si128(_mm_sub_epi8(load(end - 16), _mm_set1_epi8('0')), load(&kLast[length]));
        const auto points = static_cast<std::uint32_t>(
            _mm_movemask_epi8(_mm_cmpeq_epi8(digits, _mm_set1_epi8('.' - '0'))));
        if (length == (points == 0 ? 16 : 1)) return false;
        const unsigned point = _tzcnt_u32(points | 0x10000);
        number.divisor = &kDivisors[sign][point];
        number.digits = _mm_shuffle_epi8(digits, load(kWithout[point].data()));
        const __m128i notDigits = _mm_subs_epu8(number.digits, _mm_set1_epi8(9));
        return _mm_testz_si128(notDigits, notDigits) != 0;
    }
    GATEPOST_AVX2 static inline double valueOf(const Number& number) {
        const __m128i pairs = _mm_maddubs_epi16(number.digits, _mm_set1_epi16(0x010A));
        const __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(0x00010064));
        const __m128i eights =
            _mm_madd_epi16(_mm_packus_epi32(fours, fours), _mm_set1_epi32(0x00012710));
        const auto both = static_cast<std::uint64_t>(_mm_cvtsi128_si64(eights));
        const std::uint64_t whole = (both & 0xFFFFFFFF) * 100'000'000 + (both >> 32);
        return static_cast<double>(static_cast<std::int64_t>(whole)) / *number.divisor;
    }

private:
    GATEPOST_AVX2 static inline std::uint64_t equal(const char* a, const char* b) {
        const __m256i equal = _mm256_cmpeq_epi8(load32(a), load32(b));
        return static_cast<std::uint32_t>(_mm256_movemask_epi8(equal));
    }
    GATEPOST_AVX2 static inline __m256i load32(const char* from) {
        return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
    }
    GATEPOST_AVX2 static inline __m128i load(const void* from) {
        return _mm_loadu_si128(static_cast<const __m128i*>(from));
    }

    /// From `length` on: masks of the last `length` of 16 bytes.
    static constexpr auto kLast = [] {
        std::array<std::uint8_t, 32> bytes{};
        for (std::size_t i = 16; i < bytes.size(); ++i) bytes[i] = 0xFF;
        return bytes;
    }();
    /// By the point's place: shuffles that take it out and move what is before it up. The last
    /// leaves all as it is.
    static constexpr auto kWithout = [] {
        std::array<std::array<std::uint8_t, 16>, 17> shuffles{};
        for (std::size_t point = 0; point < shuffles.size(); ++point)
            for (std::size_t i = 0; i < 16; ++i)
                shuffles[point][i] = static_cast<std::uint8_t>(point == 16 || i > point ? i
                                                               : i == 0                 ? 0x80
                                                                                        : i - 1);
        return shuffles;
    }();
    /// By the sign and the point's place, with none behind the last.
    static constexpr auto kDivisors = [] {
        std::array<std::array<double, 17>, 2> divisors{};
        for (std::size_t point = 0; point < 17; ++point) {
            divisors[0][point] = point == 16 ? 1 : short_number::kPowersOfTen[15 - point];
            divisors[1][point] = -divisors[0][point];
        }
        return divisors;
    }();
};

}  // namespace gatepost::metrics
