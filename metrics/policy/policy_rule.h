// SPDX-License-Identifier: Apache-2.0
// One compiled rule of a policy, and how policies are read from YAML. Internal to metrics/policy.
#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "metrics/policy/policy.h"

namespace gatepost::metrics {

using Pattern = std::unique_ptr<const re2::RE2>;

struct PolicyRule {
    std::vector<Pattern> families;  // one of them must match
    bool reject = false;            // action: whatever it names is a violation
    Severity severity = Severity::Error;
    std::string message;

    std::vector<MetricType> types;  // empty: any
    std::vector<std::string> requireLabels;
    std::optional<std::vector<std::string>> allowLabels;
    std::vector<std::pair<std::string, Pattern>> labelValues;
    std::optional<double> least;
    std::optional<double> most;
    bool finite = false;
    std::optional<std::size_t> maxSeries;
    std::optional<std::size_t> maxLabels;
    std::optional<std::size_t> maxLabelValueBytes;

    [[nodiscard]] bool names(std::string_view family) const;
    [[nodiscard]] bool allows(MetricType type) const;
};

enum class PolicyDefault : std::uint8_t { Accept, Reject };

struct Policy::Rules {
    std::vector<PolicyRule> rules;
    PolicyDefault otherwise = PolicyDefault::Accept;
    std::string yaml;
    std::string hash;
};

/// What a rule finds in one family, in the order of the rule's members in docs/POLICY.md.
[[nodiscard]] std::vector<Problem> violations(const PolicyRule& rule, const Exposition& exposition,
                                              const Family& family);

/// A problem at the family's name.
[[nodiscard]] Problem familyProblem(const Exposition& exposition, const Family& family,
                                    std::string_view rule, std::string text);

struct ReadRules {
    std::vector<PolicyRule> rules;
    PolicyDefault otherwise = PolicyDefault::Accept;
};
[[nodiscard]] std::expected<ReadRules, PolicyErrors> readPolicyYaml(std::string_view yaml);

/// The same for rules that judge the same way in the same words, whatever their YAML looks like: 16
/// hex digits.
[[nodiscard]] std::string rulesHash(const ReadRules& rules);

}  // namespace gatepost::metrics
