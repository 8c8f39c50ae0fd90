// SPDX-License-Identifier: Apache-2.0
#include "metrics/gateway/family_entry.h"

namespace gatepost::metrics {

MetricType plainType(MetricType type) {
    return type == MetricType::Info || type == MetricType::StateSet ? MetricType::Gauge : type;
}

bool isStructured(MetricType type) {
    return type == MetricType::Summary || type == MetricType::Histogram ||
           type == MetricType::GaugeHistogram;
}

std::uint32_t FamilyEntry::groupsOf(MetricType type) const {
    return m_groupsOfType[static_cast<std::size_t>(plainType(type))];
}

std::optional<MetricType> FamilyEntry::typeOf(std::uint32_t owner, const HeldFamily* except) const {
    const auto found = m_owners.find(owner);
    if (found == m_owners.end()) return std::nullopt;
    const bool alone = except && except->owner == owner && found->second.groups == 1;
    return alone ? std::nullopt : std::optional(found->second.type);
}

void FamilyEntry::reserve(MetricType type) {
    m_reserved = plainType(type);
    expose();
}

FamilyEntry::Slot FamilyEntry::add(HeldFamilyPointer held, std::uint64_t generation) {
    Slot slot = m_slotsUsed;
    if (m_freeSlots.empty()) {
        ++m_slotsUsed;
    } else {
        slot = m_freeSlots.back();
        m_freeSlots.pop_back();
    }
    if (slot / Snapshot::kPageSlots == m_pages.size()) {
        m_pages.push_back(std::make_shared<Snapshot::Page>());
        m_pages.back()->generation = generation;
    }
    count(*held);
    writable(slot, generation).held[slot % Snapshot::kPageSlots] = std::move(held);
    return slot;
}

void FamilyEntry::replace(Slot slot, HeldFamilyPointer held, std::uint64_t generation) {
    HeldFamilyPointer& place = writable(slot, generation).held[slot % Snapshot::kPageSlots];
    if (place->owner != held->owner || place->type != held->type) {
        uncount(*place);
        count(*held);
    }
    place = std::move(held);
}

void FamilyEntry::remove(Slot slot, std::uint64_t generation) {
    HeldFamilyPointer& place = writable(slot, generation).held[slot % Snapshot::kPageSlots];
    uncount(*place);
    place = nullptr;
    m_freeSlots.push_back(slot);
}

Snapshot::FamilyPages FamilyEntry::pages() const {
    return {m_exposed, {m_pages.begin(), m_pages.end()}};
}

Snapshot::Page& FamilyEntry::writable(Slot slot, std::uint64_t generation) {
    std::shared_ptr<Snapshot::Page>& page = m_pages[slot / Snapshot::kPageSlots];
    if (page->generation != generation) {
        page = std::make_shared<Snapshot::Page>(*page);
        page->generation = generation;
    }
    return *page;
}

void FamilyEntry::count(const HeldFamily& held) {
    ++m_groups;
    ++m_groupsOfType[static_cast<std::size_t>(plainType(held.type))];
    Tally& tally = m_owners[held.owner];
    tally.type = plainType(held.type);
    ++tally.groups;
    expose();
}

void FamilyEntry::uncount(const HeldFamily& held) {
    --m_groups;
    --m_groupsOfType[static_cast<std::size_t>(plainType(held.type))];
    const auto tally = m_owners.find(held.owner);
    if (--tally->second.groups == 0) m_owners.erase(tally);
    expose();
}

void FamilyEntry::expose() {
    std::size_t types = 0;
    for (std::size_t i = 0; i < kTypeCount; ++i) {
        if (m_groupsOfType[i] == 0) continue;
        m_exposed = static_cast<MetricType>(i);
        ++types;
    }
    if (types > 1) m_exposed = MetricType::Untyped;
    if (m_reserved) m_exposed = *m_reserved;
}

}  // namespace gatepost::metrics
