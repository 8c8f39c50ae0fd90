// SPDX-License-Identifier: Apache-2.0
// What a problem underlines in the body that it was found in.
#pragma once

#include <cstdint>
#include <string_view>

#include "metrics/lint/problem.h"

namespace gatepost::tests {

/// Empty where that is not inside one line.
inline std::string_view placeOf(const metrics::Problem& problem, std::string_view body) {
    for (std::uint32_t line = 1; line < problem.line; ++line) {
        const auto end = body.find('\n');
        if (end == std::string_view::npos) return {};
        body.remove_prefix(end + 1);
    }
    body = body.substr(0, body.find('\n'));
    const std::size_t before = std::size_t{problem.column} - 1;
    if (problem.column == 0 || before + problem.length > body.size()) return {};
    return body.substr(before, problem.length);
}

}  // namespace gatepost::tests
