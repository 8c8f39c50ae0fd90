// SPDX-License-Identifier: Apache-2.0
// Whole numbers in few bytes: seven bits in each, the lowest first, and the high bit where more
// follow (protobuf's base 128). Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gatepost::proxy {

inline constexpr std::size_t kLongestVarint = 10;

/// Behind what it wrote; there must be room.
inline char* putVarint(char* to, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) *to++ = static_cast<char>(value | 0x80);
    *to++ = static_cast<char>(value);
    return to;
}

/// Takes it off the front; nothing where there is none.
[[nodiscard]] inline std::optional<std::uint64_t> takeVarint(std::string_view& bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size() && i < kLongestVarint; ++i) {
        const auto byte = std::uint64_t{static_cast<unsigned char>(bytes[i])};
        value |= (byte & 0x7F) << (7 * i);
        if (byte >= 0x80) continue;
        bytes.remove_prefix(i + 1);
        return value;
    }
    return std::nullopt;
}

}  // namespace gatepost::proxy
