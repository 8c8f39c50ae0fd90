// SPDX-License-Identifier: Apache-2.0
// All groups at one moment, ready to be written out: families sorted by name, each with one header.
// Immutable; taken under the gateway's lock for the price of its pages' pointers and its families'
// names, sorted out and rendered outside.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/exposition/exposition.h"
#include "metrics/gateway/group.h"

namespace gatepost::metrics {

/// A family of the program's own, written into the same exposition.
struct OwnFamily {
    std::string name;
    MetricType type = MetricType::Untyped;
    std::string help;
    std::string samples;
};

/// Of a registry's exposition, sorted by name.
[[nodiscard]] std::vector<OwnFamily> ownFamilies(const Exposition& exposition);

class Snapshot {
public:
    static constexpr std::size_t kPageSlots = 64;
    struct Page {
        std::array<GroupPointer, kPageSlots> groups;
        std::uint64_t generation = 0;  // a page older than the last snapshot is copied, not changed
    };
    using PagePointer = std::shared_ptr<const Page>;
    struct FamilyType {
        std::string name;
        Hash128 nameHash;                       // FamilyShape's
        MetricType type = MetricType::Untyped;  // as it is exposed
    };

    Snapshot() = default;
    /// The families of all groups, sorted by name.
    Snapshot(std::vector<FamilyType> families, std::vector<PagePointer> pages, std::size_t bytes);

    /// Appends text 0.0.4. `own` is sorted by name; a name in both gets one header.
    void render(std::string& out, std::span<const OwnFamily> own = {}) const;
    [[nodiscard]] std::string text(std::span<const OwnFamily> own = {}) const;
    /// What render() will add at most, about, in bytes.
    [[nodiscard]] std::size_t bytes() const { return m_bytes; }

private:
    std::vector<FamilyType> m_families;
    std::vector<PagePointer> m_pages;
    std::size_t m_bytes = 0;
};

}  // namespace gatepost::metrics
