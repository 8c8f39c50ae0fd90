// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/number_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace gatepost::metrics {
namespace {

constexpr double kScientificFrom = 1e6;
constexpr double kScientificBelow = 1e-4;
constexpr std::array<double, 10> kPowers{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

constexpr auto kPairs = [] {
    std::array<char, 200> pairs{};
    for (std::size_t i = 0; i < 100; ++i) {
        pairs[2 * i] = static_cast<char>('0' + i / 10);
        pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
    return pairs;
}();

char* put(char* to, std::string_view text) { return std::copy(text.begin(), text.end(), to); }

/// Exactly `size` digits, zeros in front; returns their end. In place: a number that were put
/// together elsewhere and copied would be read before its bytes have left the store buffer.
char* putDigits(char* to, std::uint64_t digits, std::size_t size) {
    char* const end = to + size;
    char* at = end;
    for (; size >= 2; size -= 2, digits /= 100) {
        at -= 2;
        std::memcpy(at, &kPairs[2 * (digits % 100)], 2);
    }
    if (size == 1) *to = static_cast<char>('0' + digits % 10);
    return end;
}

std::size_t sizeOf(std::uint64_t whole) {
    std::size_t size = 1;
    for (std::uint64_t bound = 10; whole >= bound; bound *= 10) ++size;
    return size;
}

/// `digits` / 10^places, which is not whole; of at most 15 digits.
char* putDecimal(char* to, std::uint64_t digits, std::size_t places) {
    while (digits % 10 == 0) {
        digits /= 10;
        --places;
    }
    const auto power = static_cast<std::uint64_t>(kPowers[places]);
    to = putDigits(to, digits / power, sizeOf(digits / power));
    *to++ = '.';
    return putDigits(to, digits % power, places);
}

/// Most numbers that are not whole have few decimals. Of at most 15 digits no two texts stand for
/// one double, so one that gives the number back is the shortest. Null: not that simple.
char* writeSimple(char* to, double size) {
    for (std::size_t places = 1; places < kPowers.size(); ++places) {
        const double scaled = size * kPowers[places];
        // Signed: to and from that a processor converts by one instruction.
        const auto digits = static_cast<std::int64_t>(scaled);
        if (static_cast<double>(digits) != scaled) continue;
        if (scaled / kPowers[places] == size)
            return putDecimal(to, static_cast<std::uint64_t>(digits), places);
    }
    return nullptr;
}

/// `text` is d[.ddd]e±XX and its exponent is within the plain range.
char* putPlain(char* to, std::string_view text, std::size_t mark, int exponent) {
    std::array<char, kLongestNumber> room;
    char* end = put(room.data(), text.substr(0, 1));
    if (mark > 2) end = put(end, text.substr(2, mark - 2));
    const std::string_view digits(room.data(), static_cast<std::size_t>(end - room.data()));
    if (exponent < 0) {
        to = put(to, "0.");
        to = std::fill_n(to, -exponent - 1, '0');
        return put(to, digits);
    }
    const std::size_t whole = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() <= whole) {
        to = put(to, digits);
        return std::fill_n(to, whole - digits.size(), '0');
    }
    to = put(to, digits.substr(0, whole));
    *to++ = '.';
    return put(to, digits.substr(whole));
}

}  // namespace

char* writeNumber(char* to, double value) {
    if (std::isnan(value)) return put(to, "NaN");
    if (value < 0) *to++ = '-';
    const double size = std::fabs(value);
    if (size < kScientificFrom) {
        const auto whole = static_cast<std::int64_t>(size);
        if (static_cast<double>(whole) == size) {
            const auto digits = static_cast<std::uint64_t>(whole);
            return putDigits(to, digits, sizeOf(digits));
        }
        if (size >= kScientificBelow) {
            if (char* end = writeSimple(to, size)) return end;
        }
    }
    if (std::isinf(size)) return put(to, value > 0 ? "+Inf" : "Inf");
    const auto end =
        std::to_chars(to, to + kLongestNumber - 1, size, std::chars_format::scientific);
    const std::string_view text(to, static_cast<std::size_t>(end.ptr - to));
    const std::size_t mark = text.find('e');
    int exponent = 0;
    std::from_chars(text.data() + mark + 2, end.ptr, exponent);
    if (text[mark + 1] == '-') exponent = -exponent;
    if (exponent < -4 || exponent >= 6) return end.ptr;
    std::array<char, kLongestNumber> copy;
    put(copy.data(), text);
    return putPlain(to, {copy.data(), text.size()}, mark, exponent);
}

}  // namespace gatepost::metrics
