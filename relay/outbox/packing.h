// SPDX-License-Identifier: Apache-2.0
// The outbox's values as bytes: numbers as LEB128, texts with their length before them, in the
// order of the struct; a group's families are pressed by snappy besides, for every page that a push
// touches is written twice and flushed. Reading never trusts the bytes: whatever does not fit
// yields nothing.
// Internal to the outbox.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "relay/outbox/state.h"

namespace gatepost::relay {

/// Key, lifetime, owner, TTL, segments (family names alone), last answer: all but held families.
[[nodiscard]] std::string packGroup(const Group& group);
[[nodiscard]] std::string packFamilies(const metrics::FamilySet& families);
[[nodiscard]] std::string packQuarantined(const Quarantined& entry);

[[nodiscard]] std::optional<metrics::FamilySet> unpackFamilies(std::string_view bytes);
/// Segments take their texts from `held`; of those that it does not have, none.
[[nodiscard]] std::optional<Group> unpackGroup(std::string_view bytes, metrics::FamilySet held);
[[nodiscard]] std::optional<Quarantined> unpackQuarantined(std::string_view bytes);

}  // namespace gatepost::relay
