// SPDX-License-Identifier: Apache-2.0
// snappy's framing format (framing_format.txt) over libsnappy's blocks: what "Content-Encoding:
// snappy" means to the Pushgateway, but that no bytes at all are refused. Errors as golang/snappy
// words them. Pure.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "http/message.h"

namespace gatepost::http {

[[nodiscard]] std::expected<std::string, Refusal> decodeSnappy(std::string_view body,
                                                               std::uint64_t limit);

}  // namespace gatepost::http
