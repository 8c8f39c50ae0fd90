// SPDX-License-Identifier: Apache-2.0
#include "metrics/lint/problem_list.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace gatepost::metrics {

bool RuleTally::lists(std::size_t size) {
    if (listed == kMostOfARule || bytes > kMostBytesOfARule) {
        ++more;
        return false;
    }
    ++listed;
    bytes += size;
    return true;
}

Problem moreOfARule(std::string_view rule, std::size_t more, Severity severity) {
    return {std::string(rule), {}, std::to_string(more) + " more of this kind", severity};
}

void sortByPlace(std::vector<Problem>& problems) {
    std::ranges::stable_sort(problems, {}, [](const Problem& problem) {
        return std::tuple(problem.line, problem.column);
    });
}

void ProblemList::add(Problem problem) {
    OfARule& rule = m_rules[problem.rule];
    if (rule.tally.lists(problem.metric.size() + problem.text.size()))
        m_listed.push_back(std::move(problem));
    else if (problem.severity == Severity::Error)
        rule.worst = Severity::Error;
}

std::vector<Problem> ProblemList::take() && {
    std::vector<Problem> problems;
    for (const auto& [name, rule] : m_rules)
        if (rule.tally.more > 0) problems.push_back(moreOfARule(name, rule.tally.more, rule.worst));
    if (problems.empty()) return std::move(m_listed);
    std::ranges::move(m_listed, std::back_inserter(problems));
    return problems;
}

}  // namespace gatepost::metrics
