// SPDX-License-Identifier: Apache-2.0
// Who may come in, as far as the request's own fields say it: no web page through the loopback
// listener, and what an Authorization field holds. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "http/message.h"

namespace gatepost::http {

/// 403 for what a browser may have sent: Origin or Sec-Fetch-Site, or a Host that is not this
/// machine's loopback name with our port (DNS rebinding). A web page runs as the same user.
[[nodiscard]] std::optional<Refusal> refuseWebPage(const RequestHead& head, std::uint16_t port);

struct NoCredentials {
    bool operator==(const NoCredentials&) const = default;
};
struct BearerToken {
    std::string token;
    bool operator==(const BearerToken&) const = default;
};
struct BasicCredentials {
    std::string user;
    std::string password;
    bool operator==(const BasicCredentials&) const = default;
};
/// A field that is there and is none of these; it never counts as absent.
struct BadCredentials {
    bool operator==(const BadCredentials&) const = default;
};
using Credentials = std::variant<NoCredentials, BearerToken, BasicCredentials, BadCredentials>;

[[nodiscard]] Credentials credentials(std::optional<std::string_view> authorization);
/// Of a request; two Authorization fields are bad ones.
[[nodiscard]] Credentials credentials(const RequestHead& head);

/// Compares without telling by its time how much was equal.
[[nodiscard]] bool equalInConstantTime(std::string_view a, std::string_view b);

}  // namespace gatepost::http
