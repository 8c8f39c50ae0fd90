// SPDX-License-Identifier: Apache-2.0
// Legacy names (before UTF-8 names): [a-zA-Z_:][a-zA-Z0-9_:]* for metrics, without the colon for
// labels.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace gatepost::metrics {

enum NameByte : std::uint8_t { kNameStart = 1, kNameRest = 2, kColon = 4 };

inline constexpr auto kNameBytes = [] {
    std::array<std::uint8_t, 256> classes{};
    for (std::size_t c = 'a'; c <= 'z'; ++c) classes[c] = kNameStart | kNameRest;
    for (std::size_t c = 'A'; c <= 'Z'; ++c) classes[c] = kNameStart | kNameRest;
    for (std::size_t c = '0'; c <= '9'; ++c) classes[c] = kNameRest;
    classes['_'] = kNameStart | kNameRest;
    classes[':'] = kColon;
    return classes;
}();

[[nodiscard]] constexpr bool isNameByte(char c, int classes) {
    return (kNameBytes[static_cast<unsigned char>(c)] & classes) != 0;
}

[[nodiscard]] constexpr bool isName(std::string_view text, int colon) {
    if (text.empty() || !isNameByte(text[0], kNameStart | colon)) return false;
    for (const char c : text)
        if (!isNameByte(c, kNameRest | colon)) return false;
    return true;
}

[[nodiscard]] constexpr bool isMetricName(std::string_view text) { return isName(text, kColon); }
[[nodiscard]] constexpr bool isLabelName(std::string_view text) { return isName(text, 0); }

}  // namespace gatepost::metrics
