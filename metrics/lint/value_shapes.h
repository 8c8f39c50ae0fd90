// SPDX-License-Identifier: Apache-2.0
// What a label value looks like, judged by its shape alone. Cheap: nearly every value is dismissed
// by its length and a few bytes.
#pragma once

#include <cstddef>
#include <string_view>

namespace gatepost::metrics {

/// Nothing shorter has a shape.
inline constexpr std::size_t kShortestShape = 6;

/// "a mail address" (within any text), "a path of a user's file"; empty for neither.
[[nodiscard]] std::string_view personalShape(std::string_view value);

/// "a UUID" (within any text), "a timestamp", "a file's path"; empty for none.
[[nodiscard]] std::string_view unboundedShape(std::string_view value);

}  // namespace gatepost::metrics
