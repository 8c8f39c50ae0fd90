// SPDX-License-Identifier: Apache-2.0
// An example of a check that a policy's YAML cannot state, for it looks at two families at once:
// a counter x_errors_total may not be above x_total for the same labels. Copy it for your own.
#pragma once

#include "metrics/policy/validator.h"

namespace gatepost::metrics {

class ErrorShareValidator final : public MetricValidator {
public:
    [[nodiscard]] std::string_view name() const override { return "error_share"; }
    [[nodiscard]] std::vector<Problem> validate(const Exposition& exposition,
                                                const GroupingKey& key) const override;
};

}  // namespace gatepost::metrics
