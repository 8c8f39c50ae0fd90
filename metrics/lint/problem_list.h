// SPDX-License-Identifier: Apache-2.0
// How many problems of one rule are listed: what is wrong in each of a million lines is one
// mistake, and one problem without a place says how many more there are. Lint, policy and limits
// alike.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/lint/problem.h"

namespace gatepost::metrics {

inline constexpr std::size_t kMostOfARule = 1000;
/// Names and texts of one rule's problems; the one that passes it is still listed.
inline constexpr std::size_t kMostBytesOfARule = std::size_t{1} << 20;

struct RuleTally {
    std::size_t listed = 0;
    std::size_t bytes = 0;
    std::size_t more = 0;  // that are not listed

    /// Counts one of so many bytes; whether it is to be listed.
    [[nodiscard]] bool lists(std::size_t size);
};

[[nodiscard]] Problem moreOfARule(std::string_view rule, std::size_t more, Severity severity);

/// What has no place first; within a place as they came.
void sortByPlace(std::vector<Problem>& problems);

/// Takes whatever is found and keeps what is listed.
class ProblemList {
public:
    void add(Problem problem);
    /// First how many more there are, by rule; then the others in the order they came.
    [[nodiscard]] std::vector<Problem> take() &&;

private:
    struct OfARule {
        RuleTally tally;
        Severity worst = Severity::Warning;  // of those that are not listed
    };
    std::map<std::string, OfARule, std::less<>> m_rules;
    std::vector<Problem> m_listed;
};

}  // namespace gatepost::metrics
