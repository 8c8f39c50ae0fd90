// SPDX-License-Identifier: Apache-2.0
// All groups in slots of fixed pages; a page that a snapshot may still read is copied before it is
// changed, so a change costs one page at most. Not for use from two threads.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "metrics/gateway/group.h"
#include "metrics/gateway/snapshot.h"

namespace gatepost::metrics {

class GroupPages {
public:
    using Slot = std::uint32_t;

    [[nodiscard]] Slot add(GroupPointer group);
    /// Null: the slot is free again.
    void replace(Slot slot, GroupPointer group);
    /// For a snapshot: what comes later is not seen in them.
    [[nodiscard]] std::vector<Snapshot::PagePointer> share();

private:
    Snapshot::Page& writable(Slot slot);

    std::vector<std::shared_ptr<Snapshot::Page>> m_pages;
    std::vector<Slot> m_freeSlots;
    Slot m_used = 0;
    std::uint64_t m_generation = 0;  // counts snapshots
};

}  // namespace gatepost::metrics
