// SPDX-License-Identifier: Apache-2.0
#include "metrics/gateway/group_pages.h"

#include <utility>

namespace gatepost::metrics {

GroupPages::Slot GroupPages::add(GroupPointer group) {
    Slot slot = m_used;
    if (m_freeSlots.empty()) {
        ++m_used;
    } else {
        slot = m_freeSlots.back();
        m_freeSlots.pop_back();
    }
    if (slot / Snapshot::kPageSlots == m_pages.size()) {
        m_pages.push_back(std::make_shared<Snapshot::Page>());
        m_pages.back()->generation = m_generation;
    }
    writable(slot).groups[slot % Snapshot::kPageSlots] = std::move(group);
    return slot;
}

void GroupPages::replace(Slot slot, GroupPointer group) {
    if (!group) m_freeSlots.push_back(slot);
    writable(slot).groups[slot % Snapshot::kPageSlots] = std::move(group);
}

std::vector<Snapshot::PagePointer> GroupPages::share() {
    ++m_generation;
    return {m_pages.begin(), m_pages.end()};
}

Snapshot::Page& GroupPages::writable(Slot slot) {
    std::shared_ptr<Snapshot::Page>& page = m_pages[slot / Snapshot::kPageSlots];
    if (page->generation != m_generation) {
        page = std::make_shared<Snapshot::Page>(*page);
        page->generation = m_generation;
    }
    return *page;
}

}  // namespace gatepost::metrics
