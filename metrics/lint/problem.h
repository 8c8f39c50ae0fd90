// SPDX-License-Identifier: Apache-2.0
// What the linter or the policy finds in one exposition. Line and column count from 1 (0: it has no
// place in the body), column and length in bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gatepost::metrics {

enum class Severity : std::uint8_t { Error, Warning };

struct Problem {
    std::string rule;    // identifier, such as "no_help_text"
    std::string metric;  // family or sample name, as promlint prints it
    std::string text;    // promlint's words where it has them
    Severity severity = Severity::Warning;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t length = 0;
    bool operator==(const Problem&) const = default;
};

}  // namespace gatepost::metrics
