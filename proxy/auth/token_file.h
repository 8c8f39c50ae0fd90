// SPDX-License-Identifier: Apache-2.0
// The tokens file: who holds which token, as SHA-256 hashes only. Written whole, under a lock
// beside it, by rename; so a reader sees the old file or the new one, never half of one, and what
// was written outlives a loss of power. It stays whose it is; a new one has mode 0600 and, where
// root makes it, its folder's owner.
// A token reads gp_<id>_<secret>, an invite gi_<id>_<secret>: the id finds the record, the secret
// has 256 random bits. Times are UTC seconds since the epoch in memory, RFC 3339 in the file.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/config/config.h"

namespace gatepost::proxy {

using UtcTime = std::chrono::sys_seconds;

struct TokenRecord {
    std::string id;
    std::string user;
    std::string device;
    std::string hash;              // SHA-256 of the whole token, hex
    std::optional<Grants> grants;  // nothing: auth_grants' for the user, else push
    UtcTime created{};
    std::optional<UtcTime> expires;
    std::string jobs;      // RE2, whole string; empty: any
    std::string families;  // RE2, whole string; empty: any
    bool operator==(const TokenRecord&) const = default;
};

/// Redeemed once for a token with the same user, device, grants and patterns.
struct InviteRecord {
    TokenRecord token;  // id, hash and expires are the invite's own
    std::optional<std::chrono::seconds> tokenLifetime;
    bool operator==(const InviteRecord&) const = default;
};

struct TokenFile {
    std::vector<TokenRecord> tokens;
    std::vector<InviteRecord> invites;
    bool operator==(const TokenFile&) const = default;
};

inline constexpr std::string_view kTokenPrefix = "gp_";
inline constexpr std::string_view kInvitePrefix = "gi_";

/// Gives the record its id and hash and returns the text to hand out.
[[nodiscard]] std::string issue(TokenRecord& record, std::string_view prefix);
/// The id in a token's text; empty where it is none.
[[nodiscard]] std::string_view tokenId(std::string_view text, std::string_view prefix);

[[nodiscard]] std::expected<TokenFile, ConfigErrors> parseTokens(std::string_view text,
                                                                 const std::string& name);
/// A file that is not there holds no tokens.
[[nodiscard]] std::expected<TokenFile, ConfigErrors> readTokens(const std::filesystem::path& file);
[[nodiscard]] std::string writeTokens(const TokenFile& tokens);

/// Reads, changes and writes under the lock; `change` answers why not to write, if so.
using TokenChange = std::function<std::optional<std::string>(TokenFile&)>;
[[nodiscard]] std::expected<void, std::string> updateTokens(const std::filesystem::path& file,
                                                            const TokenChange& change);

/// Whether a user or a device may be called so: what stands in labels, logs and lists as it is, and
/// comes back from the file as it was. UTF-8 without control characters (C0, DEL, C1) and without
/// Unicode's noncharacters, which yaml-cpp writes as U+FFFD. An empty one may.
[[nodiscard]] bool isName(std::string_view text);

/// "2026-11-22T13:00:00Z" and back.
[[nodiscard]] std::string formatTime(UtcTime time);
[[nodiscard]] std::optional<UtcTime> parseTime(std::string_view text);

}  // namespace gatepost::proxy
