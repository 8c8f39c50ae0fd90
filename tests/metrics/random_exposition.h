// SPDX-License-Identifier: Apache-2.0
// Random texts for comparing readers: valid ones, odd ones and slightly broken ones, most of them
// nearly right. The same seed gives the same texts everywhere (mt19937_64 and remainders only).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tests/metrics/random_text.h"

namespace gatepost::tests {

class RandomExposition : RandomText {
public:
    explicit RandomExposition(std::uint64_t seed) : RandomText(seed) {}

    [[nodiscard]] std::string next();

private:
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
    [[nodiscard]] std::string totals(std::string_view name, std::string_view labels);
    void shuffleLines(std::string& text);

    std::uint64_t m_oddness = 8;  // one in so many values is odd
};

}  // namespace gatepost::tests
