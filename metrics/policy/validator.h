// SPDX-License-Identifier: Apache-2.0
// A check written in C++ beside the declarative policy: for what a YAML rule cannot say. Its name
// is a rule's, off unless `lint.rules` has it. Implementations are immutable and called from any
// thread.
#pragma once

#include <memory>
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
    /// In the body's order. What severity the problems have is LintOptions'.
    [[nodiscard]] virtual std::vector<Problem> validate(const Exposition& exposition,
                                                        const GroupingKey& key) const = 0;
};

using Validators = std::vector<std::shared_ptr<const MetricValidator>>;

}  // namespace gatepost::metrics
