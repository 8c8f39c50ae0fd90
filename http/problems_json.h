// SPDX-License-Identifier: Apache-2.0
// The problems object of /lint and of 422 and 403 bodies, read back: what the relay's uplink and
// the command line make of the proxy's reasons. (answers.h writes it.)
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/lint/problem.h"

namespace gatepost::http {

class JsonMembers;

struct LintResult {
    std::string error;  // empty where the status was success
    std::vector<metrics::Problem> problems;
    bool operator==(const LintResult&) const = default;
};

[[nodiscard]] std::expected<LintResult, std::string> readLintResult(std::string_view text);

/// Of a member that holds an array of problems, within http/.
[[nodiscard]] std::vector<metrics::Problem> readProblems(JsonMembers& members,
                                                         std::string_view name);

}  // namespace gatepost::http
