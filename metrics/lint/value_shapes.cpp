// SPDX-License-Identifier: Apache-2.0
#include "metrics/lint/value_shapes.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "metrics/lint/mail_address.h"

namespace gatepost::metrics {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isHex(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Of roots without their last slash: more than the root alone.
template <std::size_t N>
bool isBelow(const std::array<std::string_view, N>& roots, std::string_view value) {
    return std::ranges::any_of(roots, [&](std::string_view root) {
        return value.size() > root.size() + 1 && value[root.size()] == '/' &&
               value.starts_with(root);
    });
}

bool isUserPath(std::string_view value) {
    constexpr auto kRoots =
        std::to_array<std::string_view>({"/home", "/Users", "/root", "file://"});
    if (value.starts_with("~/") || value.starts_with("\\\\")) return true;
    if (value[0] == '/' || value[0] == 'f') {
        if (value[1] != 'h' && value[1] != 'U' && value[1] != 'r' && value[1] != 'i') return false;
        return isBelow(kRoots, value);
    }
    return isLetter(value[0]) && value[1] == ':' && (value[2] == '\\' || value[2] == '/') &&
           value[3] != '/';
}

bool isWordByte(char c) { return isDigit(c) || isLetter(c); }

/// Alone or, as in a route that nobody made a template of, among other text.
bool hasDashedUuid(std::string_view value) {
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

/// Of 32 digits, of a version and variant that there are (RFC 9562): not what else is hashed to as
/// many. So long a run of digits holds one of the bytes that are looked at.
bool hasPlainUuid(std::string_view value) {
    constexpr std::size_t kLength = 32;
    for (std::size_t i = kLength - 1; i < value.size(); i += kLength) {
        if (!isHex(value[i])) continue;
        std::size_t first = i;
        std::size_t end = i + 1;
        while (first > 0 && isWordByte(value[first - 1])) --first;
        while (end < value.size() && isWordByte(value[end])) ++end;
        const std::string_view word = value.substr(first, end - first);
        i = end - 1;  // each word is read once
        if (word.size() == kLength && word[12] >= '1' && word[12] <= '8' &&
            std::string_view("89abAB").find(word[16]) != std::string_view::npos &&
            std::ranges::all_of(word, isHex))
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

/// The last part of a path is a name and an ending: no route.
bool hasFileEnding(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || name.size() - dot > 6) return false;
    return dot + 1 < name.size() && isLetter(name[dot + 1]) &&
           std::ranges::all_of(name.substr(dot + 1), isWordByte);
}

/// Of a path from the root: where files come and go, or are many; no root that a route of a server
/// begins with, too.
bool isFilePath(std::string_view value) {
    constexpr auto kRoots =
        std::to_array<std::string_view>({"/tmp", "/var", "/etc", "/usr", "/opt", "/mnt"});
    constexpr auto kMacRoots = std::to_array<std::string_view>(
        {"/private/var", "/private/tmp", "/private/etc", "/Library/Application Support",
         "/Library/Caches", "/Library/Logs", "/Library/Preferences"});
    constexpr std::string_view kProcesses = "/proc/";
    switch (value[1]) {
        case 't':
        case 'v':
        case 'e':
        case 'u':
        case 'o':
        case 'm': return value[4] == '/' && isBelow(kRoots, value);
        case 's': return value.starts_with("/srv/") && hasFileEnding(value);
        case 'L': return isBelow(kMacRoots, value);
        case 'p':
            return isBelow(kMacRoots, value) ||
                   (value.starts_with(kProcesses) && value.size() > kProcesses.size() &&
                    isDigit(value[kProcesses.size()]));
        default: return false;
    }
}

bool areDigits(std::string_view value, std::initializer_list<std::size_t> places) {
    return std::ranges::all_of(places, [&](std::size_t i) { return isDigit(value[i]); });
}

/// 2026-11-22T13:00 or with a blank.
bool isDateTime(std::string_view value) {
    if (value.size() < 16 || value[4] != '-' || value[7] != '-' || value[13] != ':') return false;
    if (value[10] != 'T' && value[10] != ' ') return false;
    return areDigits(value, {0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15});
}

/// 20261122T1300 or with seconds, what follows is a zone or a fraction.
bool isBasicDateTime(std::string_view value) {
    if (value.size() < 13 || value[8] != 'T' || value[0] > '2') return false;
    if (value[4] > '1' || value[6] > '3' || value[9] > '2') return false;
    if (!areDigits(value, {0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12})) return false;
    std::string_view rest = value.substr(13);
    if (rest.size() >= 2 && areDigits(rest, {0, 1})) rest.remove_prefix(2);
    return rest.empty() || std::string_view("Zz+-.,").find(rest[0]) != std::string_view::npos;
}

/// Mon, 02 Jan 2006 15:04:05 GMT
bool isMailDate(std::string_view value) {
    return value[3] == ',' && value.size() >= 25 && value[4] == ' ' && value[7] == ' ' &&
           value[11] == ' ' && value[16] == ' ' && value[19] == ':' && value[22] == ':' &&
           areDigits(value, {5, 6, 12, 13, 14, 15, 17, 18, 20, 21, 23, 24});
}

bool isTime(std::string_view value) {
    if (!isDigit(value[0])) return isMailDate(value);
    return isUnixTime(value) || isDateTime(value) || isBasicDateTime(value);
}

}  // namespace

std::string_view personalShape(std::string_view value) {
    if (value.size() < kShortestShape) return {};
    if (isUserPath(value)) return "a path of a user's file";
    if (value.contains('@') && hasMailAddress(value)) return "a mail address";
    return {};
}

std::string_view unboundedShape(std::string_view value) {
    if (value.size() < kShortestShape) return {};
    if (value[0] == '/' && isFilePath(value)) return "a file's path";
    if (value.size() < 10) return {};
    if (isTime(value)) return "a timestamp";
    if (value.size() >= 32 && (hasDashedUuid(value) || hasPlainUuid(value))) return "a UUID";
    return {};
}

}  // namespace gatepost::metrics
