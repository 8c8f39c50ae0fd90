// SPDX-License-Identifier: Apache-2.0
// What a push brings to its group, made ready without a look at what the gateway holds, which needs
// no lock. First its numbers and its print: where the group has that print, nothing more is needed.
// Else its shape: labels merged in, series hashed, lines written. Internal to metrics/gateway.
#pragma once

#include <expected>
#include <memory>
#include <span>
#include <vector>

#include "metrics/gateway/gateway.h"
#include "metrics/gateway/held_family.h"
#include "metrics/gateway/state.h"

namespace gatepost::metrics {

/// Sorted by name, each name once; not anybody's yet.
using FreshFamilies = std::vector<std::shared_ptr<FamilyShape>>;

struct PreparedPush::Parts {
    Push push;
    GroupingKey key;  // where there is no `next`, which has it
    Hash128 keyHash;
    std::shared_ptr<Group>
        next;  // as a PUT leaves it, but for its shape; null: it comes to nothing
    std::vector<const Family*> families;  // as familiesByName() has them
    Hash128 print;
    bool isShaped = false;
    FreshFamilies fresh;                // with the time families
    std::vector<Objection> objections;  // whatever else is held
};

/// What cannot be held is put aside.
[[nodiscard]] FreshFamilies holdAll(const Exposition& exposition,
                                    std::span<const Family* const> families,
                                    const GroupingLabels& grouping, SipKey seed,
                                    std::vector<Objection>& notHeld);

/// Adds push_failure_time_seconds and push_time_seconds. What is wrong, if anything, is the key.
[[nodiscard]] std::expected<void, Objection> holdTimes(FreshFamilies& fresh, const Group& group,
                                                       const GroupingLabels& grouping, SipKey seed);

/// Whose numbers are there: nothing but these.
void take(Group& group, const FreshFamilies& fresh, std::uint32_t owner, Hash128 print);
/// Beside what the older group has under other names.
void takeBeside(Group& group, const FreshFamilies& fresh, std::uint32_t owner, const Group& older);

/// Into the numbers.
void setTimes(Group& group);

[[nodiscard]] std::shared_ptr<Group> without(const Group& group, std::string_view family);

/// Its numbers and its print.
[[nodiscard]] PreparedPush::Parts prepared(const GroupingKey& key, Push push,
                                           const GatewayState& state);
/// Its shape, unless it is there.
void addShape(PreparedPush::Parts& parts, SipKey seed);

}  // namespace gatepost::metrics
