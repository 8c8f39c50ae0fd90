// SPDX-License-Identifier: Apache-2.0
// GET /api/v1/policy and /api/v1/whoami: the rules that judge the caller's pushes, with an ETag, so
// that a relay judges as the proxy will. Pure.
#pragma once

#include <string>

#include "http/message.h"
#include "proxy/auth/identity.h"
#include "proxy/intake/settings.h"

namespace gatepost::proxy {

[[nodiscard]] std::string policyJson(const Settings& settings);
[[nodiscard]] std::string whoamiJson(const Identity& identity);
/// 200 with ETag, or 304 where the caller has it already.
[[nodiscard]] http::Answer taggedJson(const http::RequestHead& head, std::string text);

}  // namespace gatepost::proxy
