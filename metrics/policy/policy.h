// SPDX-License-Identifier: Apache-2.0
// Declarative rules on families, labels, values and sizes, compiled once from YAML and then
// constant; judged from any thread. Patterns are RE2 and match the whole string, in linear time.
// A policy that is wrong anywhere is refused as a whole, with the places. Format: docs/POLICY.md.
#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/exposition/exposition.h"
#include "metrics/lint/problem.h"

namespace gatepost::metrics {

/// `message` says what was found and what was expected, without the position.
struct PolicyError {
    std::string message;
    Position position;
    bool operator==(const PolicyError&) const = default;
};

/// "line 3, column 5: ..."
[[nodiscard]] std::string toString(const PolicyError& error);

/// At least one, in the text's order. What is no YAML has one, where reading ended; where there
/// are too many, reading ends with one more that says so.
using PolicyErrors = std::vector<PolicyError>;
inline constexpr std::size_t kMostPolicyErrors = 50;

/// toString() of the first, and how many more there are.
[[nodiscard]] std::string summary(const PolicyErrors& errors);

class Policy {
public:
    [[nodiscard]] static std::expected<std::shared_ptr<const Policy>, PolicyErrors> compile(
        std::string_view yaml);
    ~Policy();
    Policy(const Policy&) = delete;
    Policy& operator=(const Policy&) = delete;

    /// Violations in the body's order, within a family in the rules' order; of one kind as many as
    /// lint() lists.
    [[nodiscard]] std::vector<Problem> judge(const Exposition& exposition) const;
    /// Whether every `types:` that names the family allows the type: settles whose a name is.
    [[nodiscard]] bool allowsType(std::string_view family, MetricType type) const;

    /// The text it was compiled from, as sent to relays.
    [[nodiscard]] const std::string& yaml() const;
    /// Of the compiled rules: comments, blanks, quotes and members that say what holds without them
    /// do not count. The same everywhere and for good: 16 hex digits.
    [[nodiscard]] const std::string& hash() const;

private:
    struct Rules;
    explicit Policy(std::unique_ptr<Rules> rules);
    std::unique_ptr<Rules> m_rules;
};

}  // namespace gatepost::metrics
