// SPDX-License-Identifier: Apache-2.0
// What random texts of every format are made with: chance, and a way to break a text a little. The
// same seed gives the same texts everywhere (mt19937_64 and remainders only).
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost::tests {

class RandomText {
protected:
    explicit RandomText(std::uint64_t seed) : m_random(seed) {}

    [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return m_random() % bound; }
    [[nodiscard]] bool oneIn(std::uint64_t n) { return below(n) == 0; }
    [[nodiscard]] std::string pick(const std::vector<std::string_view>& words) {
        return std::string(words[below(words.size())]);
    }
    /// Takes out, puts in or replaces what parsers trip over, or cuts the text short.
    void spoilBytes(std::string& text);

private:
    std::mt19937_64 m_random;
};

}  // namespace gatepost::tests
