// SPDX-License-Identifier: Apache-2.0
// OpenMetrics 1.0 text. Counters lose their _total in the metadata, `x_created` gauges that follow
// their parent join it again, exemplars, units and timestamps (in seconds) are kept.
#pragma once

#include <string>

#include "metrics/exposition/exposition.h"

namespace gatepost::metrics {

[[nodiscard]] std::string writeOpenMetrics(const Exposition& exposition);

}  // namespace gatepost::metrics
