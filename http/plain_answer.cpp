// SPDX-License-Identifier: Apache-2.0
#include "http/plain_answer.h"

#include <algorithm>
#include <array>

namespace gatepost::http {
namespace {

constexpr std::string_view kEnd = "\r\n";

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool isNameByte(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// What changes how the answer ends, or what comes after it.
bool changesFraming(std::string_view name) {
    constexpr std::array<std::string_view, 4> kNames{"Connection", "Proxy-Connection",
                                                     "Transfer-Encoding", "Upgrade"};
    return std::ranges::any_of(
        kNames, [name](std::string_view known) { return sameIgnoringCase(name, known); });
}

/// 200 to 599 where a body of the announced length follows; 0: otherwise.
int statusOf(std::string_view line) {
    constexpr std::string_view kVersion = "HTTP/1.1 ";
    if (line.size() < kVersion.size() + 4 || !line.starts_with(kVersion)) return 0;
    line.remove_prefix(kVersion.size());
    if (!std::ranges::all_of(line.substr(0, 3), isDigit) || line[3] != ' ') return 0;
    const int status = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    return status < 200 || status > 599 || status == 204 || status == 304 ? 0 : status;
}

std::optional<std::uint64_t> lengthOf(std::string_view text) {
    constexpr std::size_t kMostDigits = 15;
    if (text.empty() || text.size() > kMostDigits || !std::ranges::all_of(text, isDigit))
        return std::nullopt;
    std::uint64_t length = 0;
    for (const char c : text) length = length * 10 + static_cast<std::uint64_t>(c - '0');
    return length;
}

}  // namespace

std::optional<std::uint64_t> readPlainAnswer(std::string_view head, Response& response) {
    std::size_t end = head.find(kEnd);
    if (end == std::string_view::npos) return std::nullopt;
    response.status = statusOf(head.substr(0, end));
    if (response.status == 0) return std::nullopt;
    std::optional<std::uint64_t> length;
    for (;;) {
        head.remove_prefix(end + kEnd.size());
        end = head.find(kEnd);
        if (end == std::string_view::npos) return std::nullopt;
        if (end == 0) return length;
        const std::string_view line = head.substr(0, end);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || colon == 0) return std::nullopt;
        const std::string_view name = line.substr(0, colon);
        const std::string_view value = trimmed(line.substr(colon + 1));
        if (!std::ranges::all_of(name, isNameByte) || changesFraming(name)) return std::nullopt;
        if (sameIgnoringCase(name, "Content-Length")) {
            if (length) return std::nullopt;
            length = lengthOf(value);
            if (!length) return std::nullopt;
        }
        response.fields.push_back({std::string(name), std::string(value)});
    }
}

}  // namespace gatepost::http
