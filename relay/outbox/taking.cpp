// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <utility>

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

/// A group that may be sent. The newest state goes first, for it is what somebody may be looking at
/// and what is least likely to be replaced before it arrives. Where pushes come faster than they
/// leave, an old group would wait for ever by that: one in a few goes to who was passed over
/// longest. Only deliveries count, so that however many tries failed meanwhile, a backlog drains
/// from its newest state to its oldest.
struct Due {
    std::string id;
    std::uint64_t newest = 0;
    std::uint64_t passedOver = 0;
    bool taken = false;
};

std::vector<Due> dueIn(Batch& batch, Moment now, const HeldBack& heldBack) {
    std::vector<Due> due;
    for (auto& id : batch.pending()) {
        const auto& group = *batch.find(id);
        if (group.inFlight() || group.nextAttempt > now.steady) continue;
        if (heldBack && heldBack(group.key, group.owner ? &*group.owner : nullptr)) continue;
        due.push_back(
            {std::move(id), group.segments.front().newest, batch.settled() - group.waitsFrom});
    }
    return due;
}

/// Hands them out one by one.
class Turns {
public:
    explicit Turns(std::vector<Due> due) : m_newest(std::move(due)) {
        std::ranges::sort(m_newest, std::ranges::greater(), &Due::newest);
        for (auto& one : m_newest)
            if (one.passedOver >= kPassedOver) m_long.push_back(&one);
        std::ranges::stable_sort(m_long, std::ranges::greater(), &Due::passedOver);
    }
    /// Null: none is left.
    const Due* next(bool longWaits) {
        while (m_nextLong < m_long.size() && m_long[m_nextLong]->taken) ++m_nextLong;
        while (m_nextNewest < m_newest.size() && m_newest[m_nextNewest].taken) ++m_nextNewest;
        if (m_nextNewest == m_newest.size()) return nullptr;
        const bool longest = longWaits && m_nextLong < m_long.size();
        Due& one = longest ? *m_long[m_nextLong] : m_newest[m_nextNewest];
        one.taken = true;
        return &one;
    }

private:
    std::vector<Due> m_newest;
    std::vector<Due*> m_long;
    std::size_t m_nextNewest = 0;
    std::size_t m_nextLong = 0;
};

}  // namespace

std::vector<Delivery> takeFrom(Batch& batch, TakeLimits limits, Moment now,
                               const HeldBack& heldBack) {
    Turns turns(dueIn(batch, now, heldBack));
    std::vector<Delivery> taken;
    std::size_t bytes = 0;
    while (taken.size() < limits.count) {
        const bool longWaits = batch.countTaken() % kLongWaitsEvery == kLongWaitsEvery - 1;
        const auto* const due = turns.next(longWaits);
        if (due == nullptr) break;
        bytes += batch.find(due->id)->segments.front().change.families.bytes();
        if (!taken.empty() && bytes > limits.bytes) break;
        auto& group = *batch.edit(due->id, Batch::Disk::Unchanged);
        auto& front = group.segments.front();
        if (front.n == 0) front.n = batch.takeN();
        front.inFlight = true;
        taken.push_back(deliveryOf(group, front, batch.meta()));
    }
    return taken;
}

}  // namespace gatepost::relay
