// SPDX-License-Identifier: Apache-2.0
// What GET /api/v1/policy and /api/v1/whoami say, read into the judge's rules. A member that is
// missing keeps its default; a policy that does not compile is an error, and the rules that were
// there stay. Pure.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "metrics/policy/judge.h"

namespace gatepost::relay {

struct ProxyRules {
    std::string engine;  // metrics::lintEngineHash() of the proxy
    metrics::Rules rules;
    std::optional<std::uint64_t> bodyBytes;
    std::string mode;    // "fold" or "history"
};

[[nodiscard]] std::expected<ProxyRules, std::string> readProxyRules(std::string_view json);

/// Of whoami: the user that the proxy takes us for; empty where it has no identity for us.
[[nodiscard]] std::expected<std::string, std::string> readIdentity(std::string_view json);

}  // namespace gatepost::relay
