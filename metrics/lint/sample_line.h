// SPDX-License-Identifier: Apache-2.0
// Where the parts of a line stand, for problems that point at them. Reads lines that a reader has
// accepted, and only when there is something to report.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace gatepost::metrics {

/// In the body; `length` 0 where the line has no such part.
struct Place {
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
};

struct LabelPlace {
    Place name;
    Place value;  // between the quotes
};

struct SampleLine {
    Place name;
    std::vector<LabelPlace> labels;  // by name
    Place value;
    Place timestamp;

    /// The label's place, or the name's where there is none.
    [[nodiscard]] Place labelName(std::string_view body, std::string_view label) const;
    [[nodiscard]] Place labelValue(std::string_view body, std::string_view label) const;
};

[[nodiscard]] SampleLine sampleLineAt(std::string_view body, std::uint32_t offset);

/// The metric name in the line at `offset`, be it a comment or a sample.
[[nodiscard]] Place namePlace(std::string_view body, std::uint32_t offset);

}  // namespace gatepost::metrics
