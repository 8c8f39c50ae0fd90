// SPDX-License-Identifier: Apache-2.0
// Random texts for comparing readers: valid ones, odd ones and slightly broken ones, most of them
// nearly right. The same seed gives the same texts everywhere (mt19937_64 and remainders only).
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost::tests {

class RandomExposition {
public:
    explicit RandomExposition(std::uint64_t seed) : m_random(seed) {}

    [[nodiscard]] std::string next();

private:
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return m_random() % bound; }
    [[nodiscard]] bool oneIn(std::uint64_t n) { return below(n) == 0; }
    [[nodiscard]] std::string_view pick(const std::vector<std::string_view>& words);
    [[nodiscard]] std::string blanks();
    [[nodiscard]] std::string name();
    [[nodiscard]] std::string value();
    [[nodiscard]] std::string labelValue();
    [[nodiscard]] std::string labels(std::string_view bound);
    [[nodiscard]] std::string sample(std::string_view name, std::string_view bound);
    [[nodiscard]] std::string comment();
    [[nodiscard]] std::string family();
    [[nodiscard]] std::string histogram(std::string_view name);
    [[nodiscard]] std::string summary(std::string_view name);
    void spoil(std::string& text);
    void shuffleLines(std::string& text);

    std::mt19937_64 m_random;
    std::uint64_t m_oddness = 8;  // one in so many values is odd
};

}  // namespace gatepost::tests
