// SPDX-License-Identifier: Apache-2.0
// Random OpenMetrics texts for comparing readers: about half of them valid, the others wrong in one
// or two places. The same seed gives the same texts everywhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tests/metrics/random_text.h"

namespace gatepost::tests {

class RandomOpenMetrics : RandomText {
public:
    explicit RandomOpenMetrics(std::uint64_t seed) : RandomText(seed) {}

    [[nodiscard]] std::string next();

private:
    /// An odd thing is due: never in every second text, else now and then.
    [[nodiscard]] bool isOdd(std::uint64_t n) { return m_hasOddities && oneIn(n); }
    [[nodiscard]] std::string value();
    [[nodiscard]] std::string count();
    [[nodiscard]] std::string labelValue();
    [[nodiscard]] std::string labels();
    [[nodiscard]] std::string time();
    [[nodiscard]] std::string exemplar();
    [[nodiscard]] std::string metadata(const std::string& name, const std::string& type);
    [[nodiscard]] std::string family(std::uint64_t number);
    [[nodiscard]] std::string point(const std::string& name, const std::string& type,
                                    const std::string& labels, const std::string& time);
    [[nodiscard]] std::string histogram(const std::string& name, bool isGauge,
                                        const std::string& labels, const std::string& time);
    [[nodiscard]] std::string summary(const std::string& name, const std::string& labels,
                                      const std::string& time);
    void moveLine(std::string& text);

    std::int64_t m_clock = 0;
    std::string m_former;  // the family before
    bool m_hasOddities = false;
};

}  // namespace gatepost::tests
