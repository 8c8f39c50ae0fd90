// SPDX-License-Identifier: Apache-2.0
#include "relay/outbox/values.h"

#include <array>
#include <utility>

namespace gatepost::relay {

namespace {

constexpr std::array<std::pair<LossCause, std::string_view>, 5> kCauses{{
    {LossCause::Bytes, "bytes"},
    {LossCause::Age, "age"},
    {LossCause::QuarantineFull, "quarantine_full"},
    {LossCause::User, "user"},
    {LossCause::Damaged, "damaged"},
}};

}  // namespace

std::string Delivery::sequence() const { return relayId + '/' + std::to_string(n); }

std::string_view toString(LossCause cause) {
    for (const auto& [value, text] : kCauses)
        if (value == cause) return text;
    return {};
}

std::optional<LossCause> lossCauseOf(std::string_view text) {
    for (const auto& [value, name] : kCauses)
        if (name == text) return value;
    return std::nullopt;
}

}  // namespace gatepost::relay
