// SPDX-License-Identifier: Apache-2.0
#include "http/guards.h"

#include <algorithm>

#include "http/base64.h"

namespace gatepost::http {
namespace {

bool isLoopbackHost(std::string_view host, std::uint16_t port) {
    const std::string suffix = ':' + std::to_string(port);
    // A browser leaves the scheme's default port out.
    if (host.ends_with(suffix))
        host.remove_suffix(suffix.size());
    else if (port != 80)
        return false;
    return host == "127.0.0.1" || host == "[::1]" || sameIgnoringCase(host, "localhost");
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

constexpr bool isTokenCharacter(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '.' || c == '_' || c == '~' || c == '+' || c == '/' || c == '=';
}

/// RFC 6750's b64token.
bool isToken(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, isTokenCharacter);
}

}  // namespace

std::optional<Refusal> refuseWebPage(const RequestHead& head, std::uint16_t port) {
    for (const std::string_view name : {"Origin", "Sec-Fetch-Site"})
        if (head.field(name))
            return Refusal{403, "requests of web pages are not let in (" + std::string(name) + ')'};
    const auto host = head.field("Host");
    if (!host || !isLoopbackHost(*host, port))
        return Refusal{403, "Host must be 127.0.0.1, [::1] or localhost, with this port"};
    return std::nullopt;
}

Credentials credentials(std::optional<std::string_view> authorization) {
    if (!authorization) return NoCredentials{};
    const std::string_view text = trimmed(*authorization);
    const std::size_t blank = text.find(' ');
    if (blank == std::string_view::npos) return BadCredentials{};
    const std::string_view scheme = text.substr(0, blank);
    const std::string_view rest = trimmed(text.substr(blank));
    if (sameIgnoringCase(scheme, "Bearer")) {
        if (!isToken(rest)) return BadCredentials{};
        return BearerToken{std::string(rest)};
    }
    if (!sameIgnoringCase(scheme, "Basic")) return BadCredentials{};
    const auto pair = decodeBase64(rest);
    if (!pair) return BadCredentials{};
    const std::size_t colon = pair->find(':');
    if (colon == std::string::npos) return BadCredentials{};
    return BasicCredentials{pair->substr(0, colon), pair->substr(colon + 1)};
}

Credentials credentials(const RequestHead& head) {
    std::optional<std::string_view> found;
    for (const Field& field : head.fields) {
        if (!sameIgnoringCase(field.name, "Authorization")) continue;
        if (found) return BadCredentials{};
        found = field.value;
    }
    return credentials(found);
}

bool equalInConstantTime(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference |= static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^
                                            static_cast<unsigned char>(b[i]));
    return difference == 0;
}

}  // namespace gatepost::http
