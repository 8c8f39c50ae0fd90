// SPDX-License-Identifier: Apache-2.0
// Delimited io.prometheus.client.MetricFamily messages, as client_golang writes them. Counts are
// integers there where they are whole and not negative, floats otherwise.
#pragma once

#include <string>

#include "metrics/exposition/exposition.h"

namespace gatepost::metrics {

[[nodiscard]] std::string writeDelimitedProtobuf(const Exposition& exposition);

}  // namespace gatepost::metrics
