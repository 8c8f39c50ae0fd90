// SPDX-License-Identifier: Apache-2.0
// Times on the wire: RFC 3339 in JSON, IMF-fixdate in fields, Retry-After in either form.
// No clock: now is an argument.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatepost::http {

/// UTC with up to nine digits, trailing zeros left out, as Go's RFC3339Nano.
[[nodiscard]] std::string rfc3339(std::int64_t nanosecondsSinceEpoch);
/// Nanoseconds since the epoch; any offset.
[[nodiscard]] std::optional<std::int64_t> parseRfc3339(std::string_view text);

/// `Sun, 06 Nov 1994 08:49:37 GMT`
[[nodiscard]] std::string httpDate(std::int64_t secondsSinceEpoch);
/// The three forms of RFC 9110 section 5.6.7.
[[nodiscard]] std::optional<std::int64_t> parseHttpDate(std::string_view text);

/// Seconds to wait: delta-seconds or a date, never negative, capped.
inline constexpr std::uint32_t kRetryAfterCapSeconds = 3600;
[[nodiscard]] std::optional<std::uint32_t> retryAfter(std::string_view value,
                                                      std::int64_t nowSeconds);

}  // namespace gatepost::http
