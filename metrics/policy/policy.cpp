// SPDX-License-Identifier: Apache-2.0
#include "metrics/policy/policy.h"

#include <algorithm>

#include "metrics/lint/problem_list.h"
#include "metrics/policy/policy_rule.h"

namespace gatepost::metrics {

std::string toString(const PolicyError& error) {
    return "line " + std::to_string(error.position.line) + ", column " +
           std::to_string(error.position.column) + ": " + error.message;
}

std::string summary(const PolicyErrors& errors) {
    const std::size_t more = errors.size() - 1;
    return toString(errors.front()) + (more == 0 ? "" : " (and " + std::to_string(more) + " more)");
}

bool PolicyRule::names(std::string_view family) const {
    return std::ranges::any_of(families, [&](const Pattern& pattern) {
        return re2::RE2::FullMatch(re2::StringPiece(family.data(), family.size()), *pattern);
    });
}

bool PolicyRule::allows(MetricType type) const {
    return types.empty() || std::ranges::find(types, textType(type), textType) != types.end();
}

Policy::Policy(std::unique_ptr<Rules> rules) : m_rules(std::move(rules)) {}
Policy::~Policy() = default;

std::expected<std::shared_ptr<const Policy>, PolicyErrors> Policy::compile(std::string_view yaml) {
    auto read = readPolicyYaml(yaml);
    if (!read) return std::unexpected(std::move(read.error()));
    auto rules = std::make_unique<Rules>();
    rules->hash = rulesHash(*read);
    rules->rules = std::move(read->rules);
    rules->otherwise = read->otherwise;
    rules->yaml = yaml;
    return std::shared_ptr<const Policy>(new Policy(std::move(rules)));
}

std::vector<Problem> Policy::judge(const Exposition& exposition) const {
    ProblemList problems;
    for (const Family& family : exposition.families()) {
        bool named = false;
        for (const PolicyRule& rule : m_rules->rules) {
            if (!rule.names(family.name)) continue;
            named = true;
            for (Problem& problem : violations(rule, exposition, family))
                problems.add(std::move(problem));
        }
        if (!named && m_rules->otherwise == PolicyDefault::Reject)
            problems.add(familyProblem(exposition, family, "policy_default",
                                       "no rule of the policy names this metric"));
    }
    return std::move(problems).take();
}

bool Policy::allowsType(std::string_view family, MetricType type) const {
    return std::ranges::all_of(m_rules->rules, [&](const PolicyRule& rule) {
        return rule.allows(type) || rule.severity != Severity::Error || !rule.names(family);
    });
}

const std::string& Policy::yaml() const { return m_rules->yaml; }

const std::string& Policy::hash() const { return m_rules->hash; }

}  // namespace gatepost::metrics
