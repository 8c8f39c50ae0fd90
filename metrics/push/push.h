// SPDX-License-Identifier: Apache-2.0
// A push is a state change of one group; two pushes on one group fold into one with the same
// effect.
#pragma once

#include <cstdint>
#include <optional>

#include "metrics/push/family_set.h"
#include "metrics/push/grouping_key.h"

namespace gatepost::metrics {

enum class PushMethod : std::uint8_t { Put, Post, Delete };

/// "PUT", "POST", "DELETE".
[[nodiscard]] std::string_view toString(PushMethod method);
[[nodiscard]] std::optional<PushMethod> pushMethodOf(std::string_view method);

/// What a push does to its group, the key apart.
struct Change {
    PushMethod method = PushMethod::Put;
    FamilySet families;  // empty on Delete
    bool operator==(const Change&) const = default;
};

/// `next` comes after `waiting` on the same group: one change with the effect of both.
/// PUT and DELETE replace; POST(F) on PUT(G) is PUT(G⊕F), on POST(G) POST(G⊕F), on DELETE PUT(F).
[[nodiscard]] Change fold(const Change& waiting, const Change& next);

/// The group's families after the change.
[[nodiscard]] FamilySet applied(const FamilySet& held, const Change& change);

}  // namespace gatepost::metrics
