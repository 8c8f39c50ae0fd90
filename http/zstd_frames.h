// SPDX-License-Identifier: Apache-2.0
// zstd (RFC 8878), all frames of a body. Each thread keeps one context; its window is capped, so
// that a frame's header cannot ask for more memory than a body may need.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "http/message.h"

namespace gatepost::http {

[[nodiscard]] std::expected<std::string, Refusal> decodeZstd(std::string_view body,
                                                             std::uint64_t limit);

}  // namespace gatepost::http
