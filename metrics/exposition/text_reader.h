// SPDX-License-Identifier: Apache-2.0
// For tests: the text reader without its fast path, whose every answer the fast one must give too.
#pragma once

#include "metrics/exposition/readers.h"

namespace gatepost::metrics {

[[nodiscard]] std::expected<Exposition, ReadError> readTextLineByLine(std::string body);

}  // namespace gatepost::metrics
