// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>

#include "relay/outbox/engine.h"

namespace gatepost::relay {

namespace {

std::string pushIdOf(const Meta& meta, std::uint64_t number) {
    return meta.relayId.substr(0, 8) + '-' + std::to_string(number);
}

Delivery deliveryOf(const Group& group, const Segment& segment, const Meta& meta) {
    return {.n = segment.n,
            .relayId = meta.relayId,
            .groupId = group.id,
            .pushId = pushIdOf(meta, segment.newest),
            .method = segment.change.method,
            .key = group.key,
            .families = segment.change.families,
            .lifetime = group.lifetime,
            .ttl = group.ttl,
            .pushedAt = segment.pushedAt,
            .pushes = segment.pushes,
            .tries = segment.tries};
}

}  // namespace

std::vector<Delivery> takeFrom(
    Batch& batch, TakeLimits limits, Moment now,
    const std::function<bool(const metrics::GroupingKey&, const OwnerProcess*)>& heldBack) {
    std::vector<std::tuple<std::int64_t, std::uint64_t, std::string>> due;
    for (auto& id : batch.pending()) {
        const auto& group = *batch.find(id);
        if (group.inFlight() || group.nextAttempt > now.steady) continue;
        if (heldBack && heldBack(group.key, group.owner ? &*group.owner : nullptr)) continue;
        const auto& front = group.segments.front();
        due.emplace_back(front.sinceSteady, front.newest, std::move(id));
    }
    const auto count = std::min(limits.count, due.size());
    std::partial_sort(due.begin(), due.begin() + static_cast<std::ptrdiff_t>(count), due.end());

    std::vector<Delivery> taken;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto& id = std::get<2>(due[i]);
        bytes += batch.find(id)->segments.front().change.families.bytes();
        if (i > 0 && bytes > limits.bytes) break;
        auto& group = *batch.edit(id, Batch::Disk::Unchanged);
        auto& front = group.segments.front();
        if (front.n == 0) front.n = batch.takeN();
        front.inFlight = true;
        taken.push_back(deliveryOf(group, front, batch.meta()));
    }
    return taken;
}

}  // namespace gatepost::relay
