// SPDX-License-Identifier: Apache-2.0
// GET /api/v1/policy and /api/v1/whoami: the rules that judge the caller's pushes, with an ETag, so
// that a relay judges as the proxy will. Pure.
#pragma once

#include "http/message.h"
#include "proxy/auth/identity.h"
#include "proxy/intake/settings.h"

namespace gatepost::proxy {

/// Both: 200 with ETag, or 304 where the caller has it already.
[[nodiscard]] http::Answer policyAnswer(const http::RequestHead& head, const Settings& settings);
[[nodiscard]] http::Answer whoamiAnswer(const http::RequestHead& head, const Identity& identity);

}  // namespace gatepost::proxy
