// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <unordered_map>

#include "relay/outbox/engine.h"

namespace gatepost::relay {

namespace {

/// Pushes in quarantine, by group.
std::unordered_map<std::string, std::uint64_t> quarantinedPushes(const State& state) {
    std::unordered_map<std::string, std::uint64_t> pushes;
    for (const auto& [id, entry] : state.quarantine)
        pushes[entry->groupId] += entry->segment.pushes;
    return pushes;
}

HeldGroup toHeld(const Group& group,
                 const std::unordered_map<std::string, std::uint64_t>& quarantined) {
    HeldGroup held{.id = group.id,
                   .key = group.key,
                   .lifetime = group.lifetime,
                   .owner = group.owner,
                   .ttl = group.ttl,
                   .families = group.held,
                   .present = group.present,
                   .delivered = group.deliveredN > 0,
                   .pushedAt = group.pushedAt,
                   .pushesWaiting = group.pushesWaiting(),
                   .pending = !group.segments.empty(),
                   .inFlight = group.inFlight(),
                   .lastSequence = group.deliveredN,
                   .tries = group.segments.empty() ? 0 : group.segments.front().tries,
                   .lastAnswer = group.lastAnswer,
                   .nextAttempt = group.nextAttempt};
    if (const auto found = quarantined.find(group.id); found != quarantined.end())
        held.quarantined = found->second;
    return held;
}

/// What is in flight, what is left of a chain, and what waits behind are an entry each.
void appendEntries(std::vector<QueueEntry>& entries, const Group& group) {
    constexpr std::int64_t kEntriesPerGroup = 4;
    std::int64_t part = -1;
    const Segment* before = nullptr;
    for (const auto& segment : group.segments) {
        const bool sameChain = before != nullptr && !before->inFlight && segment.chain != 0 &&
                               before->chain == segment.chain;
        if (!sameChain) {
            part = segment.inFlight ? 0 : segment.chain != 0 ? 1 : 2;
            entries.push_back({.id = group.row * kEntriesPerGroup + part,
                               .groupId = group.id,
                               .key = group.key,
                               .method = segment.change.method,
                               .pushes = 0,
                               .bytes = 0,
                               .pushedAt = segment.pushedAt,
                               .inFlight = segment.inFlight,
                               .attempts = segment.tries,
                               .retryAt = part == 0 ? 0 : group.nextAttemptWall,
                               .lastError = group.lastAnswer,
                               .families = {}});
        }
        auto& entry = entries.back();
        entry.pushes += segment.pushes;
        entry.bytes += segment.change.families.bytes();
        // Pieces of a chain name different families.
        entry.families = entry.families.replacedBy(segment.change.families);
        before = &segment;
    }
}

}  // namespace

std::vector<HeldGroup> Outbox::groups() const {
    std::vector<HeldGroup> all;
    const auto quarantined = quarantinedPushes(m_impl->state);
    for (const auto& [id, group] : m_impl->state.groups) all.push_back(toHeld(*group, quarantined));
    std::ranges::sort(all, {}, &HeldGroup::key);
    return all;
}

std::optional<HeldGroup> Outbox::group(const std::string& groupId) const {
    const auto found = m_impl->state.groups.find(groupId);
    if (found == m_impl->state.groups.end()) return std::nullopt;
    return toHeld(*found->second, quarantinedPushes(m_impl->state));
}

std::vector<PendingPush> Outbox::pending(const std::string& groupId) const {
    std::vector<PendingPush> pushes;
    const auto found = m_impl->state.groups.find(groupId);
    if (found == m_impl->state.groups.end()) return pushes;
    for (const auto& segment : found->second->segments)
        pushes.push_back({segment.change, segment.pushes, segment.inFlight, segment.chain != 0});
    return pushes;
}

std::vector<QueueEntry> Outbox::queue() const {
    std::vector<QueueEntry> entries;
    for (const auto& id : m_impl->state.pending)
        appendEntries(entries, *m_impl->state.groups.at(id));
    std::ranges::stable_sort(entries, {}, &QueueEntry::pushedAt);
    return entries;
}

std::vector<QuarantineEntry> Outbox::quarantine() const {
    std::vector<QuarantineEntry> entries;
    for (auto next = m_impl->state.quarantine.rbegin(); next != m_impl->state.quarantine.rend();
         ++next) {
        const auto& entry = *next->second;
        entries.push_back({.id = entry.id,
                           .groupId = entry.groupId,
                           .key = entry.key,
                           .method = entry.segment.change.method,
                           .pushes = entry.segment.pushes,
                           .pushedAt = entry.segment.pushedAt,
                           .rejectedAt = entry.at,
                           .status = entry.why.status,
                           .reason = entry.why.reason,
                           .problems = entry.why.problems,
                           .families = entry.segment.change.families});
    }
    return entries;
}

QueueSummary Outbox::summary() const {
    QueueSummary summary;
    for (const auto& id : m_impl->state.pending) {
        std::uint64_t chain = 0;
        for (const auto& segment : m_impl->state.groups.at(id)->segments) {
            // As in queue(): what is left of a chain is one entry.
            if (chain == 0 || chain != segment.chain) ++summary.entries;
            chain = segment.inFlight ? 0 : segment.chain;
            summary.bytes += segment.change.families.bytes();
            if (summary.oldest == 0 || segment.since < summary.oldest)
                summary.oldest = segment.since;
        }
    }
    summary.quarantined = m_impl->state.quarantine.size();
    return summary;
}

LedgerValue Outbox::ledger() const { return toValue(m_impl->state.meta.ledger); }

bool Outbox::ledgerBalances() const {
    const auto& ledger = m_impl->state.meta.ledger;
    std::uint64_t waiting = 0;
    for (const auto& [id, group] : m_impl->state.groups) waiting += group->pushesWaiting();
    std::uint64_t quarantined = 0;
    for (const auto& [id, entry] : m_impl->state.quarantine) quarantined += entry->segment.pushes;
    return balances(ledger) && ledger.waiting == waiting && ledger.quarantined == quarantined;
}

std::optional<std::int64_t> Outbox::nextDue() const {
    std::optional<std::int64_t> due;
    for (const auto& id : m_impl->state.pending) {
        const auto& group = *m_impl->state.groups.at(id);
        if (group.inFlight()) continue;
        if (m_impl->heldBack && m_impl->heldBack(group.key, group.owner ? &*group.owner : nullptr))
            continue;
        due = std::min(due.value_or(group.nextAttempt), group.nextAttempt);
    }
    return due;
}

const std::string& Outbox::relayId() const { return m_impl->state.meta.relayId; }

bool Outbox::encrypted() const { return m_impl->sealer->mode() == Sealer::Mode::Sealed; }

std::uint64_t Outbox::bytesOnDisk() const { return m_impl->store->bytesOnDisk(); }

}  // namespace gatepost::relay
