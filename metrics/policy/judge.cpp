// SPDX-License-Identifier: Apache-2.0
#include "metrics/policy/judge.h"

#include <algorithm>
#include <iterator>

#include "metrics/lint/problem_list.h"
#include "metrics/policy/limits.h"

namespace gatepost::metrics {
namespace {

/// The key as both sides see it: the proxy has the true values and the relay has not, so neither
/// may judge by them.
GroupingKey judgedKey(const GroupingKey& key, const std::vector<std::string>& enforce) {
    GroupingKey judged = key;
    for (const std::string& name : enforce) judged = judged.with(name, "<" + name + ">");
    return judged;
}

/// Nothing where the rules do not ask for it.
std::vector<Problem> found(const MetricValidator& validator, const Exposition& exposition,
                           const GroupingKey& key, const LintOptions& options) {
    const auto mode = options.rules.find(validator.name());
    if (mode == options.rules.end() || mode->second == RuleMode::Off) return {};
    std::vector<Problem> problems = validator.validate(exposition, key);
    for (Problem& problem : problems)
        problem.severity = mode->second == RuleMode::Error ? Severity::Error : Severity::Warning;
    return problems;
}

bool isError(const Problem& problem) { return problem.severity == Severity::Error; }

}  // namespace

Judgement judge(const Exposition& exposition, const GroupingKey& key, const Rules& rules) {
    const GroupingKey judged = judgedKey(key, rules.enforce);
    Judgement judgement;
    const auto take = [&](std::vector<Problem> problems, bool errorsReject) {
        judgement.rejected |= errorsReject && std::ranges::any_of(problems, isError);
        std::ranges::move(problems, std::back_inserter(judgement.problems));
    };
    take(exceeded(exposition, judged, rules.limits), true);
    if (rules.lintMode != LintMode::Off)
        take(lint(exposition, rules.lint, &judged), rules.lintMode == LintMode::Reject);
    if (rules.policy) take(rules.policy->judge(exposition), true);
    for (const auto& validator : rules.validators)
        take(found(*validator, exposition, judged, rules.lint), true);
    sortByPlace(judgement.problems);
    return judgement;
}

bool allowsKey(const GroupingKey& key, const Rules& rules) {
    return !judge(Exposition(), key, rules).rejected;
}

bool passesAgain(const Exposition& exposition, const Rules& rules, bool hasOtherNumbers) {
    // Limits are of names and labels alone; what a validator looks at is its own.
    const auto mayAsk = [&](const auto& validator) {
        const auto mode = rules.lint.rules.find(validator->name());
        return mode != rules.lint.rules.end() && mode->second != RuleMode::Off;
    };
    if (std::ranges::any_of(rules.validators, mayAsk)) return false;
    if (!hasOtherNumbers) return true;
    if (rules.policy && !rules.policy->judge(exposition).empty()) return false;
    return rules.lintMode == LintMode::Off || haveNumbersPassed(exposition, rules.lint);
}

}  // namespace gatepost::metrics
