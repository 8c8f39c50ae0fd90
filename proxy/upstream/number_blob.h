// SPDX-License-Identifier: Apache-2.0
// Numbers in few bytes: a whole number from 0 up takes one for each seven of its bits, any other
// one and its eight. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost::proxy {

/// `out` is overwritten.
void packNumbers(std::string& out, std::span<const double> numbers);

/// Nothing where the bytes are none of packNumbers().
[[nodiscard]] std::vector<double> unpackNumbers(std::string_view bytes);

}  // namespace gatepost::proxy
