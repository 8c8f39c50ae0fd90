// SPDX-License-Identifier: Apache-2.0
// What a push brings to its group, made ready without a look at what the gateway holds: labels
// merged in, series hashed, lines written. That is most of a push's work, and needs no lock.
// Internal to metrics/gateway.
#pragma once

#include <expected>
#include <memory>
#include <vector>

#include "metrics/gateway/gateway.h"
#include "metrics/gateway/held_family.h"
#include "metrics/gateway/state.h"

namespace gatepost::metrics {

/// Sorted by name, each name once; not anybody's yet.
using FreshFamilies = std::vector<std::shared_ptr<HeldFamily>>;

struct PreparedPush::Parts {
    Push push;
    GroupingKey key;
    std::shared_ptr<Group> next;  // as a PUT leaves it, but for `fresh`; null: it comes to nothing
    FreshFamilies fresh;
    std::vector<Objection> objections;  // whatever else is held
};

/// Every family but the time families. What cannot be held is put aside.
[[nodiscard]] FreshFamilies holdAll(const Exposition& exposition, const GroupingLabels& grouping,
                                    SipKey seed, std::vector<Objection>& notHeld);

/// push_failure_time_seconds and push_time_seconds. What is wrong, if anything, is the key.
[[nodiscard]] std::expected<FreshFamilies, Objection> holdTimes(const Group& group,
                                                                const GroupingLabels& grouping,
                                                                SipKey seed);

/// In place of the group's own of the same names; pushed when the group was.
void take(Group& group, const FreshFamilies& fresh, std::uint32_t owner);

/// The gateway's own two are not the pusher's to hold.
[[nodiscard]] FamilySet withoutTimes(FamilySet families);

[[nodiscard]] PreparedPush::Parts prepared(const GroupingKey& key, Push push, SipKey seed);

}  // namespace gatepost::metrics
