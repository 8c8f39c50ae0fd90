// SPDX-License-Identifier: Apache-2.0
// Copies of short texts without a call: loads and stores of fixed sizes that overlap. The standard
// library's ranges::copy goes byte by byte from const char* to char* in GCC 12, which asks
// __memcpyable with its arguments swapped.
#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace gatepost::metrics {

/// Returns the end. The ranges must not overlap.
inline char* putText(char* to, std::string_view text) {
    const std::size_t size = text.size();
    const char* from = text.data();
    const auto bothEnds = [&](auto width) {
        constexpr std::size_t kWidth = decltype(width)::value;
        char first[kWidth];
        char last[kWidth];
        std::memcpy(first, from, kWidth);
        std::memcpy(last, from + size - kWidth, kWidth);
        std::memcpy(to, first, kWidth);
        std::memcpy(to + size - kWidth, last, kWidth);
    };
    if (size > 32) {
        std::memcpy(to, from, size);
    } else if (size >= 16) {
        bothEnds(std::integral_constant<std::size_t, 16>());
    } else if (size >= 8) {
        bothEnds(std::integral_constant<std::size_t, 8>());
    } else if (size >= 4) {
        bothEnds(std::integral_constant<std::size_t, 4>());
    } else if (size > 0) {
        const char middle = from[size / 2];
        const char last = from[size - 1];
        to[0] = from[0];
        to[size / 2] = middle;
        to[size - 1] = last;
    }
    return to + size;
}

}  // namespace gatepost::metrics
