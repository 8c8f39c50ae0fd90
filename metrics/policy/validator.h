// SPDX-License-Identifier: Apache-2.0
// A check written in C++ beside the declarative policy: for what a YAML rule cannot say.
// Implementations are immutable and called from any thread.
#pragma once

#include <string_view>
#include <vector>

#include "metrics/exposition/exposition.h"
#include "metrics/lint/problem.h"

namespace gatepost::metrics {

class GroupingKey;

class MetricValidator {
public:
    virtual ~MetricValidator() = default;
    /// The rule name of its problems.
    [[nodiscard]] virtual std::string_view name() const = 0;
    /// In the body's order. A problem of severity Error rejects the push.
    [[nodiscard]] virtual std::vector<Problem> validate(const Exposition& exposition,
                                                        const GroupingKey& key) const = 0;
};

}  // namespace gatepost::metrics
