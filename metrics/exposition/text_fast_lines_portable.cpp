// SPDX-License-Identifier: Apache-2.0
#include GATEPOST_BYTES16_HEADER
#include "metrics/exposition/text_fast_lines_alike.h"

namespace gatepost::metrics {

const char* FastLines::read(const char* at, std::uint32_t& line) {
    return readWith<WideBytes>(at, line);
}

}  // namespace gatepost::metrics
