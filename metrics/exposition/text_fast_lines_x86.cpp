// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/bytes16_sse2.h"
#include "metrics/exposition/text_fast_lines_alike.h"
#include "metrics/exposition/wide_bytes_avx2.h"

namespace gatepost::metrics {

const char* FastLines::read(const char* at, std::uint32_t& line) {
    return m_find == findStructureAvx2 ? readAvx2(at, line) : readWith<WideBytes>(at, line);
}

GATEPOST_AVX2 const char* FastLines::readAvx2(const char* at, std::uint32_t& line) {
    return readWith<WideBytesAvx2>(at, line);
}

}  // namespace gatepost::metrics
