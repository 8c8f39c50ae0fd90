// SPDX-License-Identifier: Apache-2.0
// SipHash-2-4 with 128 bits of output (Aumasson and Bernstein; vectors of the reference
// implementation in the test): keyed, so that who does not know the key cannot make two texts
// collide. Pure.
#pragma once

#include <cstdint>
#include <string_view>

namespace gatepost::metrics {

struct SipKey {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
};

struct Hash128 {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    auto operator<=>(const Hash128&) const = default;
};

[[nodiscard]] Hash128 sipHash(SipKey key, std::string_view bytes);

/// 16 lower-case hex digits.
[[nodiscard]] std::string_view toHex(std::uint64_t value, char (&digits)[16]);

}  // namespace gatepost::metrics
