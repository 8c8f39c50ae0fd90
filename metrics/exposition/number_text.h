// SPDX-License-Identifier: Apache-2.0
// A number as Go's strconv writes it with 'g' and the shortest precision (strconv/ftoa.go, whose
// shortest form has an eprec of 6): 100000, 1e+06, 0.0001, 1e-05, NaN, +Inf. Pure; any thread.
#pragma once

#include <cstddef>

namespace gatepost::metrics {

/// The most that writeNumber() writes.
inline constexpr std::size_t kLongestNumber = 32;

/// Returns the end; no terminating zero.
[[nodiscard]] char* writeNumber(char* to, double value);

}  // namespace gatepost::metrics
