// SPDX-License-Identifier: Apache-2.0
#include "metrics/lint/value_shapes.h"

#include <algorithm>
#include <array>

namespace gatepost::metrics {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isHex(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// local@domain.tld
bool isMailAddress(std::string_view value) {
    const auto at = value.find('@');
    if (at == std::string_view::npos || at == 0) return false;
    const std::string_view domain = value.substr(at + 1);
    const auto dot = domain.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || domain.size() - dot < 3) return false;
    const auto isDomainByte = [](char c) {
        return isDigit(c) || isLetter(c) || c == '.' || c == '-';
    };
    return std::ranges::all_of(domain, isDomainByte) &&
           std::ranges::all_of(domain.substr(dot + 1), isLetter) &&
           std::ranges::none_of(value.substr(0, at), [](char c) { return c == ' ' || c == '/'; });
}

/// More than the root alone.
template <std::size_t N>
bool isBelow(const std::array<std::string_view, N>& roots, std::string_view value) {
    return std::ranges::any_of(roots, [&](std::string_view root) {
        return value.starts_with(root) && value.size() > root.size();
    });
}

bool isUserPath(std::string_view value) {
    constexpr auto kRoots =
        std::to_array<std::string_view>({"/home/", "/Users/", "/root/", "file:///"});
    if (value.starts_with("~/") || value.starts_with("\\\\")) return true;
    if (value[0] == '/' || value[0] == 'f') {
        if (value[1] != 'h' && value[1] != 'U' && value[1] != 'r' && value[1] != 'i') return false;
        return isBelow(kRoots, value);
    }
    return isLetter(value[0]) && value[1] == ':' && (value[2] == '\\' || value[2] == '/') &&
           value[3] != '/';
}

/// Alone or, as in a route that nobody made a template of, among other text.
bool hasUuid(std::string_view value) {
    constexpr std::size_t kLength = 36;
    for (std::size_t i = 0; i + kLength <= value.size(); ++i) {
        const std::string_view part = value.substr(i, kLength);
        if (part[8] != '-' || part[13] != '-' || part[18] != '-' || part[23] != '-') continue;
        const bool isCut = (i > 0 && isHex(value[i - 1])) ||
                           (i + kLength < value.size() && isHex(value[i + kLength]));
        const auto isOfUuid = [](char c) { return isHex(c) || c == '-'; };
        if (!isCut && std::ranges::count(part, '-') == 4 && std::ranges::all_of(part, isOfUuid))
            return true;
    }
    return false;
}

/// Seconds, with a fraction or without, milliseconds, microseconds or nanoseconds of 2001 to 2033.
bool isUnixTime(std::string_view value) {
    constexpr std::size_t kSeconds = 10;
    if (value[0] != '1') return false;
    if (value.size() > kSeconds && value[kSeconds] == '.')
        return std::ranges::all_of(value.substr(0, kSeconds), isDigit) &&
               std::ranges::all_of(value.substr(kSeconds + 1), isDigit);
    const std::size_t size = value.size();
    if (size != kSeconds && size != 13 && size != 16 && size != 19) return false;
    return std::ranges::all_of(value, isDigit);
}

/// Where files come and go, or are many; no root that a route of a server begins with, too.
bool isFilePath(std::string_view value) {
    constexpr auto kRoots =
        std::to_array<std::string_view>({"/tmp/", "/var/", "/etc/", "/usr/", "/opt/", "/mnt/"});
    return value[0] == '/' && value[4] == '/' && isBelow(kRoots, value);
}

/// 2026-11-22T13:00 or with a blank.
bool isDateTime(std::string_view value) {
    if (value.size() < 16 || value[4] != '-' || value[7] != '-' || value[13] != ':') return false;
    if (value[10] != 'T' && value[10] != ' ') return false;
    for (const std::size_t i : {0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15})
        if (!isDigit(value[i])) return false;
    return true;
}

}  // namespace

std::string_view personalShape(std::string_view value) {
    if (value.size() < kShortestShape) return {};
    if (isUserPath(value)) return "a path of a user's file";
    if (isMailAddress(value)) return "a mail address";
    return {};
}

std::string_view unboundedShape(std::string_view value) {
    if (value.size() < kShortestShape) return {};
    if (isFilePath(value)) return "a file's path";
    if (value.size() < 10) return {};
    if (hasUuid(value)) return "a UUID";
    if (isUnixTime(value) || isDateTime(value)) return "a timestamp";
    return {};
}

}  // namespace gatepost::metrics
