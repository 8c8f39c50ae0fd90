// SPDX-License-Identifier: Apache-2.0
// The lint rules: promlint's (client_golang v1.24, word for word), then ours. One function a rule,
// one table. Pure; an exposition may be linted from any thread.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/exposition/exposition.h"
#include "metrics/lint/problem.h"

namespace gatepost::metrics {

class GroupingKey;

/// A line of the rule table; docs/LINT_RULES.md is checked against it.
struct RuleInfo {
    std::string_view id;
    Severity severity;  // by default
    bool promlint;
    std::string_view why;   // one sentence
    std::string_view mend;  // one sentence
};

[[nodiscard]] std::span<const RuleInfo> lintRules();
/// A stable hash of the rule table and its version: `engine` on the wire.
[[nodiscard]] std::string lintEngineHash();

enum class RuleMode : std::uint8_t { Error, Warning, Off };

struct LintOptions {
    bool strict = false;  // every promlint problem is an error
    std::map<std::string, RuleMode, std::less<>> rules;
    bool operator==(const LintOptions&) const = default;
};

/// promlint's rules alone, in promtool's order: by metric, then text, stable, repeats kept.
[[nodiscard]] std::vector<Problem> promlint(const Exposition& exposition);

/// Every rule, in the body's order. `key`, where there is one, lets rules see what the grouping
/// labels will overwrite.
[[nodiscard]] std::vector<Problem> lint(const Exposition& exposition, const LintOptions& options,
                                        const GroupingKey* key = nullptr);

/// Whether the rules that read numbers have nothing to say. What the others say of a text they say
/// of each that is the same but for its numbers.
[[nodiscard]] bool haveNumbersPassed(const Exposition& exposition, const LintOptions& options);

}  // namespace gatepost::metrics
