// SPDX-License-Identifier: Apache-2.0
// Where in a policy's text that stands what is wrong. yaml-cpp's marks (0.7) are beside it for what
// has no value, for bad escapes and at the text's end. Internal to metrics/policy. Pure.
#pragma once

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>

#include <optional>
#include <string_view>
#include <utility>

#include "metrics/exposition/exposition.h"

namespace gatepost::metrics {

/// What stands before the mark and what after. A byte order mark, which no mark counts, is in
/// neither.
[[nodiscard]] std::pair<std::string_view, std::string_view> splitAt(const YAML::Mark& mark,
                                                                    std::string_view yaml);

[[nodiscard]] Position placeOf(const YAML::Mark& mark);

[[nodiscard]] Position placeOf(const YAML::Exception& exception, std::string_view yaml);

/// The dash of a block list's item that has no value: between it and `mark`, which is the next
/// token's, are blanks and comments alone. None where that is not so.
[[nodiscard]] std::optional<Position> dashBefore(const YAML::Mark& mark, std::string_view yaml);

}  // namespace gatepost::metrics
