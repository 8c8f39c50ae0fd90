// SPDX-License-Identifier: Apache-2.0
// Random OpenMetrics texts for comparing readers: about half of them valid, the others wrong in one
// or two places. The same seed gives the same texts everywhere.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost::tests {

class RandomOpenMetrics {
public:
    explicit RandomOpenMetrics(std::uint64_t seed) : m_random(seed) {}

    [[nodiscard]] std::string next();

private:
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return m_random() % bound; }
    [[nodiscard]] bool oneIn(std::uint64_t n) { return below(n) == 0; }
    /// An odd thing is due: never in every second text, else now and then.
    [[nodiscard]] bool isOdd(std::uint64_t n) { return m_hasOddities && oneIn(n); }
    [[nodiscard]] std::string pick(const std::vector<std::string_view>& words);
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
    void spoilBytes(std::string& text);
    void moveLine(std::string& text);

    std::mt19937_64 m_random;
    std::int64_t m_clock = 0;
    bool m_hasOddities = false;
};

}  // namespace gatepost::tests
