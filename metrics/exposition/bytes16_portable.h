// SPDX-License-Identifier: Apache-2.0
// Sixteen bytes at once, for processors other than x86-64; compilers turn the loops into vectors.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

namespace gatepost::metrics {

/// Masks have one bit a byte, the first byte's lowest.
class Bytes16 {
public:
    explicit Bytes16(const char* from) { std::memcpy(m_bytes.data(), from, m_bytes.size()); }

    [[nodiscard]] std::uint32_t equal(char c) const {
        return mask([&](std::size_t i) { return m_bytes[i] == c; });
    }
    [[nodiscard]] std::uint32_t equalEither(char a, char b) const {
        return mask([&](std::size_t i) { return m_bytes[i] == a || m_bytes[i] == b; });
    }
    [[nodiscard]] std::uint32_t equal(const Bytes16& other) const {
        return mask([&](std::size_t i) { return m_bytes[i] == other.m_bytes[i]; });
    }
    [[nodiscard]] std::uint32_t beyondAscii() const {
        return mask([&](std::size_t i) { return (m_bytes[i] & 0x80) != 0; });
    }

private:
    template <typename Test>
    static std::uint32_t mask(const Test& test) {
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 16; ++i) bits |= std::uint32_t{test(i)} << i;
        return bits;
    }
    std::array<char, 16> m_bytes{};
};

}  // namespace gatepost::metrics
