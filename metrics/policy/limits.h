// SPDX-License-Identifier: Apache-2.0
// What a push carries against the caps on one push. Pure.
#pragma once

#include <vector>

#include "metrics/policy/judge.h"

namespace gatepost::metrics {

/// One problem for each limit and family, at the first place; rule: the limit's configured name.
[[nodiscard]] std::vector<Problem> exceeded(const Exposition& exposition, const GroupingKey& key,
                                            const PushLimits& limits);

}  // namespace gatepost::metrics
