// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/number_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace gatepost::metrics {
namespace {

constexpr double kScientificFrom = 1e6;
constexpr double kScientificBelow = 1e-4;
constexpr std::array<double, 10> kPowers{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

char* put(char* to, std::string_view text) { return std::ranges::copy(text, to).out; }

char* putDecimal(char* to, std::uint64_t digits, std::size_t places) {
    while (places > 0 && digits % 10 == 0) {
        digits /= 10;
        --places;
    }
    std::array<char, 24> room;
    const char* end = std::to_chars(room.data(), room.data() + room.size(), digits).ptr;
    const std::string_view text(room.data(), static_cast<std::size_t>(end - room.data()));
    if (places == 0) return put(to, text);
    if (text.size() > places) {
        to = put(to, text.substr(0, text.size() - places));
        *to++ = '.';
        return put(to, text.substr(text.size() - places));
    }
    to = put(to, "0.");
    to = std::fill_n(to, places - text.size(), '0');
    return put(to, text);
}

/// Most numbers have few decimals. Of at most 15 digits no two texts stand for one double, so one
/// that gives the number back is the shortest. Null: not that simple.
char* writeSimple(char* to, double size) {
    for (std::size_t places = 0; places < kPowers.size(); ++places) {
        const double scaled = size * kPowers[places];
        const auto digits = static_cast<std::uint64_t>(scaled);
        if (static_cast<double>(digits) != scaled) continue;
        if (scaled / kPowers[places] == size) return putDecimal(to, digits, places);
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
    if (value == 0) return put(to, "0");
    if (std::isnan(value)) return put(to, "NaN");
    if (std::isinf(value)) return put(to, value > 0 ? "+Inf" : "-Inf");
    if (value < 0) *to++ = '-';
    const double size = std::fabs(value);
    if (size >= kScientificBelow && size < kScientificFrom) {
        if (char* end = writeSimple(to, size)) return end;
    }
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
