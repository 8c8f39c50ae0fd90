// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/quantity.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <span>

namespace gatepost::proxy {
namespace {

struct Unit {
    std::string_view word;
    std::uint64_t factor;
};

std::optional<std::uint64_t> scaled(std::string_view text, std::span<const Unit> units) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    for (const Unit& unit : units) {
        if (text != unit.word) continue;
        if (number > std::numeric_limits<std::int64_t>::max() / unit.factor) return std::nullopt;
        return number * unit.factor;
    }
    return std::nullopt;
}

bool isAddress(const std::string& host) {
    std::array<unsigned char, sizeof(in6_addr)> room{};
    return inet_pton(AF_INET, host.c_str(), room.data()) == 1 ||
           inet_pton(AF_INET6, host.c_str(), room.data()) == 1;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

}  // namespace

std::optional<std::uint64_t> parseInteger(std::string_view text) {
    static constexpr std::array kPlain{Unit{"", 1}};
    return scaled(text, kPlain);
}

std::optional<std::uint16_t> parsePort(std::string_view text) {
    const auto number = parseInteger(text);
    if (!number || *number > std::numeric_limits<std::uint16_t>::max()) return std::nullopt;
    return static_cast<std::uint16_t>(*number);
}

std::optional<std::uint64_t> parseBytes(std::string_view text) {
    static constexpr std::array kUnits{Unit{"", 1},
                                       Unit{"B", 1},
                                       Unit{"kB", 1000},
                                       Unit{"MB", 1000'000},
                                       Unit{"GB", 1000'000'000},
                                       Unit{"KiB", 1ull << 10},
                                       Unit{"MiB", 1ull << 20},
                                       Unit{"GiB", 1ull << 30}};
    return scaled(text, kUnits);
}

std::optional<std::chrono::seconds> parseDuration(std::string_view text) {
    static constexpr std::array kUnits{Unit{"", 1}, Unit{"s", 1}, Unit{"m", 60}, Unit{"h", 3600},
                                       Unit{"d", 86400}};
    const auto seconds = scaled(text, kUnits);
    // Clocks count nanoseconds in 64 bits: a century is as far as they carry.
    if (!seconds || *seconds > 100ull * 366 * 86400) return std::nullopt;
    return std::chrono::seconds(*seconds);
}

std::optional<HostPort> parseHostPort(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto port = parsePort(text.substr(colon + 1));
    if (!port) return std::nullopt;
    std::string host(text.substr(0, colon));
    if (host.empty()) {
        host = "::";
    } else if (host == "localhost") {
        host = "127.0.0.1";
    } else if (host.front() == '[') {
        if (host.size() < 3 || host.back() != ']') return std::nullopt;
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string::npos) {
        return std::nullopt;
    }
    if (!isAddress(host)) return std::nullopt;
    return HostPort{std::move(host), *port};
}

std::optional<UrlParts> parseUrl(std::string_view text) {
    UrlParts parts;
    const std::size_t scheme = text.find("://");
    if (scheme == std::string_view::npos) return std::nullopt;
    parts.origin.scheme = lower(text.substr(0, scheme));
    if (parts.origin.scheme == "http") {
        parts.origin.port = 80;
    } else if (parts.origin.scheme == "https") {
        parts.origin.port = 443;
    } else {
        return std::nullopt;
    }
    text.remove_prefix(scheme + 3);
    const std::size_t end = text.find_first_of("/?#");
    std::string_view authority = text.substr(0, end);
    text.remove_prefix(authority.size());
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        parts.hasUserInfo = true;
        authority.remove_prefix(at + 1);
    }
    const std::size_t bracket = authority.rfind(']');
    const std::size_t colon = authority.rfind(':');
    if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
        const auto port = parsePort(authority.substr(colon + 1));
        if (!port) return std::nullopt;
        parts.origin.port = *port;
        authority = authority.substr(0, colon);
    }
    const auto isHostByte = [](char c) { return c > ' ' && c != '\x7F'; };
    if (authority.empty() || !std::ranges::all_of(authority, isHostByte)) return std::nullopt;
    parts.origin.host = lower(authority);
    const std::size_t query = text.find_first_of("?#");
    parts.hasQuery = query != std::string_view::npos;
    parts.path = text.substr(0, query);
    return parts;
}

}  // namespace gatepost::proxy
