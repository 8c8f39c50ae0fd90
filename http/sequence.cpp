// SPDX-License-Identifier: Apache-2.0
#include "http/sequence.h"

#include <algorithm>
#include <charconv>

namespace gatepost::http {
namespace {

constexpr std::size_t kLongestRelayId = 64;

bool isRelayId(std::string_view id) {
    return !id.empty() && id.size() <= kLongestRelayId && std::ranges::all_of(id, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_' || c == '.';
    });
}

}  // namespace

std::string toString(const Sequence& sequence) {
    return sequence.relay + '/' + std::to_string(sequence.number);
}

std::optional<Sequence> sequenceOf(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos || !isRelayId(text.substr(0, slash))) return std::nullopt;
    Sequence sequence{std::string(text.substr(0, slash)), 0};
    const std::string_view digits = text.substr(slash + 1);
    const char* end = digits.data() + digits.size();
    const auto [last, error] = std::from_chars(digits.data(), end, sequence.number);
    if (error != std::errc{} || last != end) return std::nullopt;
    return sequence;
}

}  // namespace gatepost::http
