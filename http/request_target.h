// SPDX-License-Identifier: Apache-2.0
// A request target in origin form, whatever form it came in (RFC 9112, section 3.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace gatepost::http {

struct RequestTarget {
    std::string origin;     // path and query; `*` on OPTIONS of the server
    std::string authority;  // of an absolute form: it stands in for Host
    bool operator==(const RequestTarget&) const = default;
};

/// Nothing where it is malformed or in authority form (CONNECT).
[[nodiscard]] std::optional<RequestTarget> requestTarget(std::string_view target, Method method);

/// Host's value, as far as its characters tell.
[[nodiscard]] bool isHost(std::string_view host);

}  // namespace gatepost::http
