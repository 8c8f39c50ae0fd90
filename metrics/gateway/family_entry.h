// SPDX-License-Identifier: Apache-2.0
// One family name in the gateway: which groups hold it, with which type, for whom. Groups sit in
// slots of fixed pages; a page that a snapshot may still read is copied before it is changed, so a
// change costs one page at most. Not for use from two threads.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "metrics/exposition/exposition.h"
#include "metrics/gateway/group.h"
#include "metrics/gateway/snapshot.h"

namespace gatepost::metrics {

inline constexpr std::size_t kTypeCount = 8;

/// A type as text 0.0.4 has it: info and state sets are gauges there.
[[nodiscard]] MetricType plainType(MetricType type);
/// Summaries and histograms: their lines have suffixes, so they cannot be shown as untyped.
[[nodiscard]] bool isStructured(MetricType type);

class FamilyEntry {
public:
    using Slot = std::uint32_t;

    [[nodiscard]] bool empty() const { return m_groups == 0; }
    [[nodiscard]] std::uint32_t groups() const { return m_groups; }
    [[nodiscard]] std::uint32_t groupsOf(MetricType type) const;
    /// The type that an owner's groups have, those of `except` (may be null) left out.
    [[nodiscard]] std::optional<MetricType> typeOf(std::uint32_t owner,
                                                   const HeldFamily* except) const;
    /// The single type, untyped where there are several, or the program's own.
    [[nodiscard]] MetricType exposed() const { return m_exposed; }
    [[nodiscard]] std::optional<MetricType> reserved() const { return m_reserved; }
    void reserve(MetricType type);

    Slot add(HeldFamilyPointer held, std::uint64_t generation);
    void replace(Slot slot, HeldFamilyPointer held, std::uint64_t generation);
    void remove(Slot slot, std::uint64_t generation);

    [[nodiscard]] Snapshot::FamilyPages pages() const;

private:
    struct Tally {
        MetricType type = MetricType::Untyped;
        std::uint32_t groups = 0;
    };

    Snapshot::Page& writable(Slot slot, std::uint64_t generation);
    void count(const HeldFamily& held);
    void uncount(const HeldFamily& held);
    void expose();

    std::uint32_t m_groups = 0;
    Slot m_slotsUsed = 0;
    std::array<std::uint32_t, kTypeCount> m_groupsOfType{};
    std::unordered_map<std::uint32_t, Tally> m_owners;
    std::vector<std::shared_ptr<Snapshot::Page>> m_pages;
    std::vector<Slot> m_freeSlots;
    std::optional<MetricType> m_reserved;
    MetricType m_exposed = MetricType::Untyped;
};

}  // namespace gatepost::metrics
