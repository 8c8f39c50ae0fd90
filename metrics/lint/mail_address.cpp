// SPDX-License-Identifier: Apache-2.0
#include "metrics/lint/mail_address.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace gatepost::metrics {
namespace {

constexpr auto kNone = std::string_view::npos;
/// For each @ the text before it may be read: a text of nothing else stays cheap.
constexpr int kMostLooked = 32;

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) > 127;
}
bool isDomainByte(char c) { return isLetter(c) || isDigit(c) || c == '.' || c == '-'; }
bool isLocalByte(char c) { return isDomainByte(c) || c == '_' || c == '+' || c == '%'; }

/// pkg@1.2.3, module@v1.2.3, icon@2x.png.
bool isVersion(std::string_view text) {
    if (text.starts_with('v')) text.remove_prefix(1);
    const std::size_t digits = text.find_first_not_of("0123456789");
    if (digits == 0 || digits == kNone || digits + 1 == text.size()) return false;
    return (text[digits] == '.' && isDigit(text[digits + 1])) ||
           (text[digits] == 'x' && text[digits + 1] == '.');
}

/// Hosts that nobody sends mail to, and units of systemd (getty@tty1.service).
bool isOfNoMail(std::string_view topLevel) {
    constexpr auto kTopLevels = std::to_array<std::string_view>(
        {"local", "internal", "localdomain", "service", "socket", "device", "mount", "automount",
         "swap", "target", "path", "timer", "slice", "scope"});
    return std::ranges::find(kTopLevels, topLevel) != kTopLevels.end();
}

bool isMailDomain(std::string_view domain) {
    const std::size_t dot = domain.rfind('.');
    if (dot == kNone || domain[0] == '.' || domain[0] == '-') return false;
    const std::string_view topLevel = domain.substr(dot + 1);
    if (topLevel.size() < 2 || domain.find("..") != kNone) return false;
    return (std::ranges::all_of(topLevel, isLetter) || topLevel.starts_with("xn--")) &&
           !isOfNoMail(topLevel) && !isVersion(domain);
}

enum class Before : std::uint8_t { Text, Route, Host };

/// What is before the local part. A URL's user belongs to its host, and so do names with slashes
/// (host/db.example.org@REALM.ORG); a part of a route is as good as alone.
Before kindOf(std::string_view before) {
    before.remove_prefix(before.find_last_of(" \t\r\n<>()\",;=") + 1);  // 0 where there is none
    const std::size_t slash = before.find('/');
    if (slash == kNone) return Before::Text;
    const std::size_t authority = before.find("//");
    const bool isRoute = authority == kNone ? slash == 0 : before.find('/', authority + 2) != kNone;
    return isRoute ? Before::Route : Before::Host;
}

/// git@example.org:a.git and user@example.org:22 are hosts.
bool endsAddress(std::string_view after, Before before) {
    if (after.empty()) return true;
    if (after[0] == ':') return after.size() == 1 || after[1] == ' ';
    if (after[0] == '/') return before == Before::Route;
    return std::string_view(" \t\r\n<>()[]{}\"',;?!&|#\\").find(after[0]) != kNone;
}

bool isMailAddress(std::string_view text, std::size_t at) {
    std::size_t local = at;
    while (local > 0 && isLocalByte(text[local - 1])) --local;
    if (local == at) return false;
    std::size_t end = at + 1;
    while (end < text.size() && isDomainByte(text[end])) ++end;
    std::string_view domain = text.substr(at + 1, end - at - 1);
    domain = domain.substr(0, domain.find_last_not_of(".-") + 1);  // a sentence's full stop
    if (!isMailDomain(domain)) return false;
    const Before before = kindOf(text.substr(0, local));
    return before != Before::Host && endsAddress(text.substr(end), before);
}

}  // namespace

bool hasMailAddress(std::string_view text) {
    std::size_t at = text.find('@');
    for (int looked = 0; at != kNone && looked < kMostLooked; ++looked) {
        if (isMailAddress(text, at)) return true;
        at = text.find('@', at + 1);
    }
    return false;
}

}  // namespace gatepost::metrics
