// SPDX-License-Identifier: Apache-2.0
// gzip (RFC 1952) over zlib, all members of a body. Errors as Go's compress/gzip words them. Each
// thread keeps one stream of either direction, since setting one up costs more than a small body.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "http/message.h"

namespace gatepost::http {

[[nodiscard]] std::expected<std::string, Refusal> decodeGzip(std::string_view body,
                                                             std::uint64_t limit);

/// What every decoder says past its limit.
[[nodiscard]] Refusal tooLarge();

}  // namespace gatepost::http
