// SPDX-License-Identifier: Apache-2.0
// How the Pushgateway's paths carry arbitrary text: percent-encoding (Go net/url) and base64 with
// the URL-safe alphabet (RFC 4648, section 5; Go encoding/base64 RawURLEncoding). Errors carry Go's
// words. Pure.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace gatepost::metrics {

/// `+` stays `+`. Error: `invalid URL escape "%zz"`.
[[nodiscard]] std::expected<std::string, std::string> percentDecoded(std::string_view text);

/// Padding is optional. Error: `illegal base64 data at input byte 1`.
[[nodiscard]] std::expected<std::string, std::string> base64UrlDecoded(std::string_view text);

/// Without padding.
[[nodiscard]] std::string base64UrlEncoded(std::string_view bytes);

}  // namespace gatepost::metrics
