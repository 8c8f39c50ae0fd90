// SPDX-License-Identifier: Apache-2.0
#include "relay/outbox/batch.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "relay/outbox/folding.h"

namespace gatepost::relay {

Batch::Batch(const State& committed)
    : m_committed(committed),
      m_meta(committed.meta),
      m_nextN(committed.nextN),
      m_lastRow(committed.lastRow),
      m_settled(committed.settled),
      m_taken(committed.taken) {}

const Group* Batch::find(const std::string& id) const {
    if (const auto touched = m_touched.find(id); touched != m_touched.end())
        return touched->second.group.get();
    const auto found = m_committed.groups.find(id);
    return found == m_committed.groups.end() ? nullptr : found->second.get();
}

Group* Batch::edit(const std::string& id, Disk disk) {
    auto touched = m_touched.find(id);
    if (touched == m_touched.end()) {
        const auto found = m_committed.groups.find(id);
        if (found == m_committed.groups.end()) return nullptr;
        touched =
            m_touched.emplace(id, Touched{std::make_shared<Group>(*found->second), found->second})
                .first;
    }
    if (disk == Disk::Row) touched->second.row = true;
    return touched->second.group.get();
}

Group& Batch::create(const metrics::GroupingKey& key) {
    const auto id = metrics::groupId(key);
    auto& touched = m_touched[id];
    touched.group = std::make_shared<Group>();
    touched.row = true;
    // One that was erased in this batch keeps its row.
    touched.group->row = touched.before ? touched.before->row : ++m_lastRow;
    touched.group->id = id;
    touched.group->key = key;
    return *touched.group;
}

void Batch::erase(const std::string& id) {
    static_cast<void>(edit(id, Disk::Row));
    m_touched[id].group.reset();
}

void Batch::eraseIfDone(const std::string& id) {
    const auto* group = find(id);
    if (group != nullptr && !group->present && group->segments.empty() && quarantineOf(id).empty())
        erase(id);
}

void Batch::addQuarantined(Quarantined entry) {
    const auto id = entry.id;
    m_quarantine[id] = std::make_shared<const Quarantined>(std::move(entry));
}

void Batch::removeQuarantined(std::int64_t id) { m_quarantine[id] = nullptr; }

QuarantinedPointer Batch::quarantined(std::int64_t id) const {
    if (const auto touched = m_quarantine.find(id); touched != m_quarantine.end())
        return touched->second;
    const auto found = m_committed.quarantine.find(id);
    return found == m_committed.quarantine.end() ? nullptr : found->second;
}

std::vector<QuarantinedPointer> Batch::quarantine() const {
    auto merged = m_committed.quarantine;
    for (const auto& [id, entry] : m_quarantine) merged[id] = entry;
    std::vector<QuarantinedPointer> all;
    for (const auto& [id, entry] : merged)
        if (entry) all.push_back(entry);
    return all;
}

std::vector<QuarantinedPointer> Batch::quarantineOf(const std::string& groupId) const {
    if (m_committed.quarantine.empty() && m_quarantine.empty()) return {};
    auto all = quarantine();
    std::erase_if(all, [&](const auto& entry) { return entry->groupId != groupId; });
    return all;
}

std::vector<std::string> Batch::groups() const {
    std::vector<std::string> ids;
    for (const auto& [id, group] : m_committed.groups)
        if (find(id) != nullptr) ids.push_back(id);
    for (const auto& [id, touched] : m_touched)
        if (touched.group && !m_committed.groups.contains(id)) ids.push_back(id);
    return ids;
}

std::vector<std::string> Batch::pending() const {
    std::vector<std::string> ids;
    for (const auto& id : m_committed.pending)
        if (!m_touched.contains(id)) ids.push_back(id);
    for (const auto& [id, touched] : m_touched)
        if (touched.group && !touched.group->segments.empty()) ids.push_back(id);
    return ids;
}

std::optional<std::string> Batch::groupInFlight(std::uint64_t n) const {
    const auto found = m_committed.inFlight.find(n);
    if (found == m_committed.inFlight.end()) return std::nullopt;
    const auto* group = find(found->second);
    if (group == nullptr || !group->inFlight() || group->segments.front().n != n)
        return std::nullopt;
    return found->second;
}

Ledger& Batch::ledger() {
    m_metaChanged = true;
    return m_meta.ledger;
}

void Batch::setRelayId(std::string id) {
    m_metaChanged = true;
    m_meta.relayId = std::move(id);
}

std::uint64_t Batch::takeN() {
    if (m_nextN > m_meta.reserved) {
        m_meta.reserved = m_nextN + kReservedBlock;
        m_metaChanged = true;
    }
    return m_nextN++;
}

void Batch::tell(Loss loss) {
    if (loss.pushes > 0) m_losses.push_back(std::move(loss));
}

std::uint64_t Batch::bytes() const {
    auto sum = m_committed.bytes;
    for (const auto& [id, touched] : m_touched) {
        if (touched.before) sum -= weightOf(*touched.before);
        if (touched.group) sum += weightOf(*touched.group);
    }
    for (const auto& [id, entry] : m_quarantine) {
        const auto before = m_committed.quarantine.find(id);
        if (before != m_committed.quarantine.end()) sum -= weightOf(*before->second);
        if (entry) sum += weightOf(*entry);
    }
    return sum;
}

void Batch::shed(const std::string& id) {
    auto& group = *edit(id, Disk::Row);
    tell(loseWaiting(group, ledger(), LossCause::Bytes));
    m_forgotten.push_back(group.key);
    group.held = {};
    // Of a process's group the far end may hold something that the relay will have to delete.
    const bool farEndMatters = group.lifetime == Lifetime::Process && group.deliveredN > 0;
    if (!farEndMatters && quarantineOf(id).empty()) erase(id);
}

void Batch::keepWithin(std::uint64_t maxBytes) {
    if (bytes() <= maxBytes) return;
    // A little below the bound, so that the next push does not search again.
    const auto goal = maxBytes - maxBytes / 32;
    // What was delivered first: nothing is lost by it. Then quarantine, then what waits.
    std::vector<std::tuple<bool, std::int64_t, std::string>> order;
    for (auto& id : groups()) {
        const auto* group = find(id);
        const bool emptied = group->lifetime == Lifetime::Process && group->held.empty();
        if (group->inFlight() || (group->segments.empty() && emptied)) continue;
        order.emplace_back(!group->segments.empty(), group->pushedAt, std::move(id));
    }
    std::ranges::sort(order);
    const auto waiting =
        std::ranges::find_if(order, [](const auto& at) { return std::get<0>(at); });
    for (auto idle = order.begin(); idle != waiting && bytes() > goal; ++idle)
        shed(std::get<2>(*idle));
    for (const auto& entry : quarantine()) {
        if (bytes() <= goal) return;
        tell(loseQuarantined(*entry, ledger(), LossCause::Bytes));
        removeQuarantined(entry->id);
        eraseIfDone(entry->groupId);
    }
    for (auto next = waiting; next != order.end() && bytes() > goal; ++next)
        shed(std::get<2>(*next));
}

void Batch::loseOlderThan(std::int64_t steady) {
    for (const auto& id : pending()) {
        const auto& segments = find(id)->segments;
        const auto& oldest =
            segments.front().inFlight && segments.size() > 1 ? segments[1] : segments.front();
        if (oldest.inFlight || oldest.sinceSteady >= steady) continue;
        tell(loseWaiting(*edit(id, Disk::Row), ledger(), LossCause::Age));
        eraseIfDone(id);
    }
    for (const auto& entry : quarantine()) {
        if (entry->atSteady >= steady) continue;
        tell(loseQuarantined(*entry, ledger(), LossCause::Age));
        removeQuarantined(entry->id);
        eraseIfDone(entry->groupId);
    }
}

bool Batch::needsDisk() const {
    return m_metaChanged || !m_quarantine.empty() ||
           std::ranges::any_of(m_touched, [](const auto& entry) { return entry.second.row; });
}

Write Batch::toWrite() const {
    Write write;
    write.meta = m_meta;
    for (const auto& [id, touched] : m_touched) {
        if (!touched.row) continue;
        if (touched.group)
            write.groups.push_back(
                {touched.group, !touched.before || !(touched.before->held == touched.group->held)});
        else if (touched.before)
            write.erasedGroups.push_back(touched.before->row);
    }
    for (const auto& [id, entry] : m_quarantine) {
        if (entry)
            write.quarantined.push_back(entry);
        else
            write.released.push_back(id);
    }
    return write;
}

bool Batch::applyTo(State& state) && {
    state.bytes = bytes();
    bool work = false;
    for (auto& [id, touched] : m_touched) {
        if (touched.before && touched.before->inFlight())
            state.inFlight.erase(touched.before->segments.front().n);
        const bool waited = touched.before && !touched.before->segments.empty();
        // Nothing of the group waits any more: what waits for that (lifetimes) is to look again.
        if (waited && (!touched.group || touched.group->segments.empty())) work = true;
        if (!touched.group) {
            state.groups.erase(id);
            state.pending.erase(id);
            continue;
        }
        const auto& group = *touched.group;
        if (group.inFlight()) state.inFlight[group.segments.front().n] = id;
        if (group.segments.empty())
            state.pending.erase(id);
        else
            state.pending.insert(id);
        work = work || (!group.segments.empty() && !group.inFlight());
        state.groups[id] = std::move(touched.group);
    }
    for (auto& [id, entry] : m_quarantine) {
        if (entry)
            state.quarantine[id] = std::move(entry);
        else
            state.quarantine.erase(id);
    }
    state.meta = std::move(m_meta);
    state.nextN = m_nextN;
    state.lastRow = m_lastRow;
    state.settled = m_settled;
    state.taken = m_taken;
    return work;
}

}  // namespace gatepost::relay
