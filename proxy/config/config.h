// SPDX-License-Identifier: Apache-2.0
// The proxy's configuration as one value, read from YAML. Every error has file, line, column and
// what was expected; all of them are reported, not the first alone. Relative paths are relative to
// the file. Sizes in bytes, times in seconds, rates per second. No thread rule: a value.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/lint/linter.h"
#include "metrics/policy/judge.h"
#include "metrics/policy/validator.h"

namespace gatepost::proxy {

struct ConfigError {
    std::string file;
    int line = 0;    // from 1; 0: the file as a whole
    int column = 0;  // from 1
    std::string text;
    std::string broken = file;  // what cannot be used; `file` may be who names it
    bool operator==(const ConfigError&) const = default;
};

/// "proxy.yml:12:5: text".
[[nodiscard]] std::string toString(const ConfigError& error);

using ConfigErrors = std::vector<ConfigError>;

/// Routes that a listener offers, as bits.
enum class Serves : std::uint8_t { None = 0, Push = 1, Lint = 2, Scrape = 4, Status = 8, All = 15 };

[[nodiscard]] constexpr Serves operator|(Serves a, Serves b) {
    return static_cast<Serves>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}
[[nodiscard]] constexpr bool includes(Serves set, Serves one) {
    return (static_cast<std::uint8_t>(set) & static_cast<std::uint8_t>(one)) ==
           static_cast<std::uint8_t>(one);
}

enum class ClientAuth : std::uint8_t { None, VerifyIfGiven, Require };

enum class TlsVersion : std::uint8_t { Tls12, Tls13 };

struct TlsFiles {
    std::filesystem::path certFile;
    std::filesystem::path keyFile;
    std::filesystem::path clientCaFile;
    ClientAuth clientAuth = ClientAuth::None;
    TlsVersion least = TlsVersion::Tls12;
    TlsVersion most = TlsVersion::Tls13;
    bool operator==(const TlsFiles&) const = default;
};

struct ListenAddress {
    std::string host;  // an IP address without brackets; empty with `socketName`
    std::uint16_t port = 0;
    std::string socketName;  // of a descriptor that systemd passes in (FileDescriptorName=)
    std::optional<TlsFiles> tls;
    Serves serves = Serves::All;
    bool operator==(const ListenAddress&) const = default;
};

enum class UpstreamKind : std::uint8_t { Embedded, Pushgateway };

/// Towards a Pushgateway at https://: whom to believe, and who we are.
struct UpstreamTls {
    std::filesystem::path caFile;  // empty: the authorities that the system trusts
    std::filesystem::path certFile;
    std::filesystem::path keyFile;
    bool operator==(const UpstreamTls&) const = default;
};

struct UpstreamConfig {
    UpstreamKind kind = UpstreamKind::Embedded;
    std::filesystem::path dataDir;
    bool durable = true;
    std::string url;  // of a Pushgateway: http[s]://host:port[/prefix]
    UpstreamTls tls;
    std::string username;
    std::filesystem::path passwordFile;
    std::string password;  // what it says, once it has been read
    bool operator==(const UpstreamConfig&) const = default;
};

struct JwtConfig {
    std::string issuer;
    std::string audience;
    std::filesystem::path jwksFile;
    std::string userClaim = "sub";
    bool operator==(const JwtConfig&) const = default;
};

struct AuthConfig {
    std::filesystem::path tokensFile;
    std::filesystem::path webConfigFile;
    std::optional<JwtConfig> jwt;
    bool operator==(const AuthConfig&) const = default;
};

enum class IdentityField : std::uint8_t { User, Device, Subject };

/// nullopt: off.
struct Limits {
    std::uint64_t bodyBytes = 4ull << 20;
    std::optional<std::uint64_t> seriesPerPush;
    std::optional<std::uint64_t> labelValueBytes;
    std::optional<std::uint64_t> pushesPerSecond;  // per identity
    std::optional<std::uint64_t> burst;
    std::optional<std::uint64_t> groupsPerUser;
    std::optional<std::uint64_t> seriesPerUser;
    std::optional<std::uint64_t> bytesPerUser;
    std::optional<std::uint64_t> newSeriesPerHourPerUser;
    std::optional<std::uint64_t> deletedGroupsPerUser = 10'000;  // whose order is remembered
    std::optional<std::uint64_t> connections = 50000;
    std::optional<std::uint64_t> connectionsPerAddress;
    std::optional<std::uint64_t> requestsPerSecond;  // per identity
    std::optional<std::uint64_t> requestsPerSecondPerAddress;
    std::optional<std::uint64_t> failedLoginsPerMinutePerAddress = 60;
    std::uint32_t headerBytes = 16 * 1024;
    std::chrono::seconds header{10};
    std::chrono::seconds body{30};
    std::chrono::seconds idle{300};
    std::chrono::seconds answer{30};
    bool operator==(const Limits&) const = default;
};

/// Bits of what an identity may do.
enum class Grants : std::uint8_t { None = 0, Push = 1, Read = 2, Admin = 4, All = 7 };

[[nodiscard]] constexpr Grants operator|(Grants a, Grants b) {
    return static_cast<Grants>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}
[[nodiscard]] constexpr bool includes(Grants set, Grants one) {
    return (static_cast<std::uint8_t>(set) & static_cast<std::uint8_t>(one)) ==
           static_cast<std::uint8_t>(one);
}
/// "push,read"; "none" where there is none.
[[nodiscard]] std::string toString(Grants grants);
[[nodiscard]] std::optional<Grants> grantOf(std::string_view word);

/// A file that the configuration names, or the web configuration, and where.
struct NamedFile {
    std::filesystem::path path;
    std::string in;
    std::string setting;
    int line = 0;
    int column = 0;
    bool operator==(const NamedFile&) const = default;
};

struct Config {
    std::filesystem::path file;
    std::vector<NamedFile> named;
    std::vector<ListenAddress> listen;
    UpstreamConfig upstream;
    std::vector<std::string> targetUrls;
    bool targetsGiven = false;  // else what addresses and upstream make of them
    std::optional<AuthConfig> auth;
    std::map<std::string, IdentityField, std::less<>> enforce;
    metrics::LintMode lintMode = metrics::LintMode::Reject;
    metrics::LintOptions lint;
    metrics::Validators validators;  // the program's own checks, which lint.rules may name
    std::filesystem::path policyFile;
    std::map<std::string, Grants, std::less<>> authGrants;
    bool adminApi = false;
    std::vector<std::string> proxyProtocolFrom;  // addresses or CIDR blocks
    Limits limits;
    bool operator==(const Config&) const = default;
};

/// `text` is what the file says; `file` names it and anchors relative paths.
[[nodiscard]] std::expected<Config, ConfigErrors> parseConfig(std::string_view text,
                                                              const std::filesystem::path& file,
                                                              metrics::Validators validators = {});
[[nodiscard]] std::expected<Config, ConfigErrors> readConfig(const std::filesystem::path& file,
                                                             metrics::Validators validators = {});

/// What is wrong with a whole file, said of the place that names it; each thing once.
void placeErrors(std::span<const NamedFile> named, ConfigErrors& errors);

/// The first line of a password file.
[[nodiscard]] std::expected<std::string, ConfigErrors> readPassword(
    const std::filesystem::path& file);

/// `target_urls` of a configuration that gives none; `listen` as it is bound, ports and all.
[[nodiscard]] std::vector<std::string> defaultTargets(const Config& config,
                                                      const std::vector<ListenAddress>& listen);

/// An IPv4 or IPv6 loopback address.
[[nodiscard]] bool isLoopback(std::string_view host);

/// Whether others than this machine may reach it. A socket that is passed in is not known.
[[nodiscard]] bool isOpenToOthers(const ListenAddress& address);

}  // namespace gatepost::proxy
