// SPDX-License-Identifier: Apache-2.0
// CRC-32C (Castagnoli), eight bytes a step, as snappy's framing format checks its chunks (RFC 3720,
// appendix B.4). Pure.
#pragma once

#include <cstdint>
#include <string_view>

namespace gatepost::http {

[[nodiscard]] std::uint32_t crc32c(std::string_view bytes);

}  // namespace gatepost::http
