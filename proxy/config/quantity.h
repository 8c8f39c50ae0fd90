// SPDX-License-Identifier: Apache-2.0
// Words of the configuration that are numbers or addresses: 4MiB, 90d, [::1]:9092. No locale.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatepost::proxy {

[[nodiscard]] std::optional<std::uint64_t> parseInteger(std::string_view text);
[[nodiscard]] std::optional<std::uint16_t> parsePort(std::string_view text);
/// Bytes: 4096, 16KiB, 4MiB, 1GiB, 64kB, 1MB.
[[nodiscard]] std::optional<std::uint64_t> parseBytes(std::string_view text);
/// 30, 30s, 15m, 24h, 90d.
[[nodiscard]] std::optional<std::chrono::seconds> parseDuration(std::string_view text);

struct HostPort {
    std::string host;  // an IP address, without brackets
    std::uint16_t port = 0;
    bool operator==(const HostPort&) const = default;
};

/// 127.0.0.1:9092, [::1]:9092, localhost:9092 (127.0.0.1), :9092 (every IPv6 and IPv4 address).
[[nodiscard]] std::optional<HostPort> parseHostPort(std::string_view text);

struct Origin {
    std::string scheme;
    std::string host;
    std::uint16_t port = 0;
    bool operator==(const Origin&) const = default;
};

/// A URL cut into what matters here; nullopt where it is none.
struct UrlParts {
    Origin origin;
    std::string path;  // still percent-encoded, with a leading slash; empty where there is none
    bool hasUserInfo = false;
    bool hasQuery = false;  // or a fragment
};
[[nodiscard]] std::optional<UrlParts> parseUrl(std::string_view text);

}  // namespace gatepost::proxy
