// SPDX-License-Identifier: Apache-2.0
// Mail addresses within any text: alone, in lists, in angle brackets, in routes. By shape alone
// (RFC 5322's dot-atoms, RFC 6531's letters beyond ASCII), and not where an @ has another meaning.
#pragma once

#include <string_view>

namespace gatepost::metrics {

[[nodiscard]] bool hasMailAddress(std::string_view text);

}  // namespace gatepost::metrics
