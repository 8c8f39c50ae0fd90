// SPDX-License-Identifier: Apache-2.0
#include "metrics/gateway/family_entry.h"

namespace gatepost::metrics {

std::uint32_t FamilyEntry::groupsOf(MetricType type) const {
    return m_groupsOfType[static_cast<std::size_t>(type)];
}

std::optional<MetricType> FamilyEntry::typeOf(std::uint32_t owner,
                                              const FamilyShape* except) const {
    const auto found = m_owners.find(owner);
    if (found == m_owners.end()) return std::nullopt;
    const bool alone = except && except->owner == owner && found->second.groups == 1;
    return alone ? std::nullopt : std::optional(found->second.type);
}

void FamilyEntry::reserve(MetricType type) {
    m_reserved = type;
    expose();
}

void FamilyEntry::add(const FamilyShape& held) {
    m_nameHash = held.nameHash;
    ++m_groups;
    ++m_groupsOfType[static_cast<std::size_t>(held.type)];
    Tally& tally = m_owners[held.owner];
    tally.type = held.type;
    ++tally.groups;
    expose();
}

void FamilyEntry::remove(const FamilyShape& held) {
    --m_groups;
    --m_groupsOfType[static_cast<std::size_t>(held.type)];
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
    m_isMixed = types > 1;
    if (m_isMixed) m_exposed = MetricType::Untyped;
    if (m_reserved) m_exposed = *m_reserved;
}

}  // namespace gatepost::metrics
