// SPDX-License-Identifier: Apache-2.0
// Bytes to hash, of words and texts: unlike those of any other words and texts, whatever bytes are
// in the texts, where the same is known of both of how one follows the other.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gatepost::metrics {

/// Fixed words, and texts behind their lengths.
class Spelling {
public:
    explicit Spelling(std::size_t most) { m_bytes.reserve(most); }

    void add(std::uint32_t high, std::uint32_t low) { append(std::uint64_t{high} << 32 | low); }
    void add(double number) { append(number); }
    void add(std::string_view text) { add(0, text); }
    void add(std::uint32_t number, std::string_view text) {
        add(number, static_cast<std::uint32_t>(text.size()));
        m_bytes += text;
    }
    [[nodiscard]] std::string_view bytes() const { return m_bytes; }

private:
    void append(auto word) {
        const auto bytes = std::bit_cast<std::array<char, sizeof word>>(word);
        m_bytes.append(bytes.data(), bytes.size());
    }

    std::string m_bytes;
};

}  // namespace gatepost::metrics
