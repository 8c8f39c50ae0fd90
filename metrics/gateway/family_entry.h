// SPDX-License-Identifier: Apache-2.0
// One family name in the gateway: how many groups hold it, with which type, for whom. Not for use
// from two threads.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <unordered_map>

#include "metrics/exposition/exposition.h"
#include "metrics/gateway/group.h"

namespace gatepost::metrics {

inline constexpr std::size_t kTypeCount = 8;

class FamilyEntry {
public:
    [[nodiscard]] bool empty() const { return m_groups == 0; }
    [[nodiscard]] std::uint32_t groups() const { return m_groups; }
    [[nodiscard]] std::uint32_t groupsOf(MetricType type) const;
    /// The type that an owner's groups have, those of `except` (may be null) left out.
    [[nodiscard]] std::optional<MetricType> typeOf(std::uint32_t owner,
                                                   const FamilyShape* except) const;
    /// The single type, untyped where there are several, or the program's own.
    [[nodiscard]] MetricType exposed() const { return m_exposed; }
    [[nodiscard]] std::optional<MetricType> reserved() const { return m_reserved; }
    void reserve(MetricType type);

    /// Of its name; good while there are groups.
    [[nodiscard]] Hash128 nameHash() const { return m_nameHash; }
    /// Whether groups hold it with different types.
    [[nodiscard]] bool isMixed() const { return m_isMixed; }

    void add(const FamilyShape& held);
    void remove(const FamilyShape& held);

private:
    struct Tally {
        MetricType type = MetricType::Untyped;
        std::uint32_t groups = 0;
    };

    void expose();

    std::uint32_t m_groups = 0;
    std::array<std::uint32_t, kTypeCount> m_groupsOfType{};
    std::unordered_map<std::uint32_t, Tally> m_owners;
    std::optional<MetricType> m_reserved;
    MetricType m_exposed = MetricType::Untyped;
    bool m_isMixed = false;
    Hash128 m_nameHash;
};

}  // namespace gatepost::metrics
