// SPDX-License-Identifier: Apache-2.0
// The numbers that most samples have: up to 16 characters, digits with at most one point among
// them, read 8 bytes at a time. Exact where it answers: digits / 10^n is the correctly rounded
// value where both are exact (Clinger). Eight digits by three multiplications: Lemire's.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace gatepost::metrics {

/// How many bytes before `end` may be read.
inline constexpr std::size_t kShortNumberReach = 16;

namespace short_number {

inline constexpr std::array<double, 16> kPowersOfTen{1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                     1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
inline constexpr std::uint64_t kExactWhole = std::uint64_t{1} << 53;
inline constexpr std::uint64_t kEach = 0x0101010101010101;

/// Eight characters less '0' each, the first in the lowest byte.
inline std::uint64_t loadEight(const char* from) {
    std::uint64_t word = 0;
    std::memcpy(&word, from, sizeof word);
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    return word ^ kEach * '0';
}

/// The lowest byte that is a point has its highest bit set, and no byte below it.
inline std::uint64_t findPoint(std::uint64_t word) {
    const std::uint64_t zeroes = word ^ kEach * ('.' ^ '0');
    return (zeroes - kEach) & ~zeroes & kEach * 0x80;
}

inline std::uint64_t notDigits(std::uint64_t word) {
    return (word | (word + kEach * (0x80 - 10))) & kEach * 0x80;
}

inline std::uint64_t valueOf(std::uint64_t word) {
    word = word * 10 + (word >> 8);
    const std::uint64_t even = (word & 0x000000FF000000FF) * 0x000F424000000064;
    const std::uint64_t odd = (word >> 16 & 0x000000FF000000FF) * 0x0000271000000001;
    return (even + odd) >> 32;
}

/// Takes the byte at `bit` (of a multiple of 8) out; those below it move up, `low` comes in.
inline std::uint64_t without(std::uint64_t word, unsigned bit, std::uint64_t low) {
    const std::uint64_t below = (std::uint64_t{1} << bit) - 1;
    return (word & ~(below << 8 | 0xFF)) | (word & below) << 8 | low;
}

/// Of 1 to 8 characters.
inline bool readEight(const char* end, std::size_t length, double& value) {
    const auto missing = static_cast<unsigned>(64 - 8 * length);
    std::uint64_t word = loadEight(end - 8) >> missing << missing;
    const std::uint64_t point = findPoint(word);
    std::size_t decimals = 0;
    if (point != 0) {
        if (length == 1) return false;
        const auto bit = static_cast<unsigned>(std::countr_zero(point)) - 7;
        word = without(word, bit, 0);
        decimals = 7 - bit / 8;
    }
    if (notDigits(word) != 0) return false;
    value = static_cast<double>(static_cast<std::int64_t>(valueOf(word))) / kPowersOfTen[decimals];
    return true;
}

/// Of 9 to 16.
inline bool readSixteen(const char* end, std::size_t length, double& value) {
    const auto missing = static_cast<unsigned>(128 - 8 * length);
    std::uint64_t last = loadEight(end - 8);
    std::uint64_t first = loadEight(end - 16) >> missing << missing;
    std::size_t decimals = 0;
    if (const std::uint64_t point = findPoint(last); point != 0) {
        const auto bit = static_cast<unsigned>(std::countr_zero(point)) - 7;
        last = without(last, bit, first >> 56);
        first <<= 8;
        decimals = 7 - bit / 8;
    } else if (const std::uint64_t early = findPoint(first); early != 0) {
        const auto bit = static_cast<unsigned>(std::countr_zero(early)) - 7;
        first = without(first, bit, 0);
        decimals = 15 - bit / 8;
    }
    if ((notDigits(last) | notDigits(first)) != 0) return false;
    const std::uint64_t whole = valueOf(first) * 100'000'000 + valueOf(last);
    if (whole > kExactWhole) return false;
    value = static_cast<double>(static_cast<std::int64_t>(whole)) / kPowersOfTen[decimals];
    return true;
}

}  // namespace short_number

/// False where it is not such a number.
inline bool readShortNumber(const char* start, const char* end, double& value) {
    const bool isNegative = *start == '-';
    const auto length = static_cast<std::size_t>(end - start) - (isNegative ? 1 : 0);
    if (length - 1 < 8) {
        if (!short_number::readEight(end, length, value)) return false;
    } else if (length - 1 >= 16 || !short_number::readSixteen(end, length, value)) {
        return false;
    }
    if (isNegative) value = -value;
    return true;
}

}  // namespace gatepost::metrics
