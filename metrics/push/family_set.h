// SPDX-License-Identifier: Apache-2.0
// The families of a push or of a group, each as its own canonical text, ready to be kept, folded
// and sent. Immutable and shared: folding copies pointers, never text.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/exposition/exposition.h"

namespace gatepost::metrics {

struct FamilyText {
    std::string name;
    MetricType type = MetricType::Untyped;
    std::string text;  // # HELP, # TYPE and samples, text 0.0.4 as the writer has it
    std::size_t series = 0;
    bool operator==(const FamilyText&) const = default;
};

/// Sorted by name, each name once.
class FamilySet {
public:
    using Pointer = std::shared_ptr<const FamilyText>;

    FamilySet() = default;
    explicit FamilySet(const Exposition& exposition);
    /// As kept elsewhere: in any order; of repeated names the last wins.
    explicit FamilySet(std::vector<Pointer> families);

    [[nodiscard]] const std::vector<Pointer>& families() const { return m_families; }
    [[nodiscard]] const FamilyText* find(std::string_view name) const;
    [[nodiscard]] bool empty() const { return m_families.empty(); }
    [[nodiscard]] std::size_t bytes() const;
    [[nodiscard]] std::size_t series() const;
    [[nodiscard]] std::vector<std::string> names() const;

    /// G ⊕ F: families of `newer` replace those of the same name.
    [[nodiscard]] FamilySet replacedBy(const FamilySet& newer) const;
    /// Only the named families.
    [[nodiscard]] FamilySet only(const std::vector<std::string>& names) const;
    /// All texts in a row: a body to send.
    [[nodiscard]] std::string text() const;

    bool operator==(const FamilySet& other) const;

private:
    void sortAndUnite();

    std::vector<Pointer> m_families;
};

}  // namespace gatepost::metrics
