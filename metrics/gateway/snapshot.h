// SPDX-License-Identifier: Apache-2.0
// All groups at one moment, ready to be written out: families sorted by name, each with one header.
// Immutable; taken under the gateway's lock for the price of its pages' pointers, rendered outside.
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
        std::array<HeldFamilyPointer, kPageSlots> held;
        std::uint64_t generation = 0;  // a page older than the last snapshot is copied, not changed
    };
    using PagePointer = std::shared_ptr<const Page>;
    struct FamilyPages {
        MetricType type = MetricType::Untyped;
        std::vector<PagePointer> pages;
    };

    Snapshot() = default;
    Snapshot(std::vector<FamilyPages> families, std::size_t bytes);

    /// Appends text 0.0.4. `own` is sorted by name; a name in both gets one header.
    void render(std::string& out, std::span<const OwnFamily> own = {}) const;
    [[nodiscard]] std::string text(std::span<const OwnFamily> own = {}) const;
    /// What render() will add about, in bytes.
    [[nodiscard]] std::size_t bytes() const { return m_bytes; }

private:
    std::vector<FamilyPages> m_families;
    std::size_t m_bytes = 0;
};

}  // namespace gatepost::metrics
