// SPDX-License-Identifier: Apache-2.0
// One logfmt line a request. Never an Authorization, a body, a query or a token: the path and who
// it was is all. Pure.
#pragma once

#include <string>
#include <string_view>

#include "proxy/server/service.h"

namespace gatepost::proxy {

/// `key=value`, quoted where the value needs it; a leading blank unless `out` is empty. Always
/// UTF-8: bytes of a value that is none, and control characters, are escaped.
void appendLogfmt(std::string& out, std::string_view key, std::string_view value);

struct LoggedRequest {
    std::string_view route;
    std::string_view user;
    std::string_view subject;
    std::string_view verdict;
    std::string_view pushId;
};
[[nodiscard]] std::string accessLine(const Exchange& exchange, const LoggedRequest& request);

}  // namespace gatepost::proxy
