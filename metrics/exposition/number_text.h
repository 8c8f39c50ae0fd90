// SPDX-License-Identifier: Apache-2.0
// A number as Go's strconv writes it with 'g' and the shortest precision (strconv/ftoa.go, whose
// shortest form has an eprec of 6): 100000, 1e+06, 0.0001, 1e-05, NaN, +Inf. Pure; any thread.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace gatepost::metrics {

/// The most that writeNumber() writes.
inline constexpr std::size_t kLongestNumber = 32;

/// expfmt writes -0 as 0. What is kept, sent on and read again loses nothing.
enum class ZeroSign : std::uint8_t { AsGo, Kept };

/// Returns the end; no terminating zero.
[[nodiscard]] char* writeNumber(char* to, double value);
[[nodiscard]] inline char* writeNumber(char* to, double value, ZeroSign sign) {
    if (value == 0 && sign == ZeroSign::Kept && std::signbit(value)) *to++ = '-';
    return writeNumber(to, value);
}

}  // namespace gatepost::metrics
