// SPDX-License-Identifier: Apache-2.0
// For tests: the text reader as some kind of processor runs it, and without its fast path, whose
// every answer the fast ones must give too.
#pragma once

#include "metrics/exposition/readers.h"
#include "metrics/exposition/structure.h"

namespace gatepost::metrics {

[[nodiscard]] std::expected<Exposition, ReadError> readTextBy(FindStructure find, std::string body);
[[nodiscard]] std::expected<Exposition, ReadError> readTextLineByLine(std::string body);

}  // namespace gatepost::metrics
