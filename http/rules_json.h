// SPDX-License-Identifier: Apache-2.0
// GET /api/v1/policy: the proxy's rules, so that the relay judges as the proxy will. And whoami.
// {"engine", "lint", "policy", "limits", "enforce", "mode"}; unknown members are ignored. Pure.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/policy/judge.h"

namespace gatepost::http {

/// How the upstream wants its backlog: by group (Pushgateway semantics) or every push.
enum class DeliveryMode : std::uint8_t { Fold, History };

[[nodiscard]] std::string_view toString(DeliveryMode mode);

struct RulesDocument {
    std::string engine;    // hash of the sender's rule table
    metrics::Rules rules;  // of validators only what lint.rules says; `policy` may be null
    std::map<std::string, std::string> enforce;  // grouping label <- identity field
    std::optional<std::uint64_t> bodyBytes;      // limits that are the transport's
    DeliveryMode mode = DeliveryMode::Fold;
};

[[nodiscard]] std::string toJson(const RulesDocument& document);
/// The policy is compiled; where it does not compile the document is refused as a whole.
[[nodiscard]] std::expected<RulesDocument, std::string> readRules(std::string_view text);

/// A quoted strong ETag of a document's text.
[[nodiscard]] std::string entityTag(std::string_view text);
/// A weak one: the policy counts by its hash, so that documents which judge the same have one tag.
[[nodiscard]] std::string entityTag(const RulesDocument& document);
/// If-None-Match names it (or is `*`), by RFC 9110's weak comparison.
[[nodiscard]] bool matchesTag(std::string_view ifNoneMatch, std::string_view tag);

struct WhoAmI {
    std::string subject;
    std::string user;
    std::string device;
    std::vector<std::string> grants;
    DeliveryMode mode = DeliveryMode::Fold;
    std::string engine;
    std::string version;
    bool operator==(const WhoAmI&) const = default;
};

[[nodiscard]] std::string toJson(const WhoAmI& whoAmI);
[[nodiscard]] std::expected<WhoAmI, std::string> readWhoAmI(std::string_view text);

}  // namespace gatepost::http
