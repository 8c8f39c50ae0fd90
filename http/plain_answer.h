// SPDX-License-Identifier: Apache-2.0
// The head that nearly every answer to a push has: HTTP/1.1, plain fields, a Content-Length once,
// and nothing about the connection or the framing. Anything else is for the parser to judge: this
// only ever says "that is such a head", never that one is wrong. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/response_reader.h"

namespace gatepost::http {

/// `head` is complete, with its empty line, and HeadScan has passed it. Fills status and fields;
/// returns the body's length. Nothing: not that plain, and the response is to be made anew.
[[nodiscard]] std::optional<std::uint64_t> readPlainAnswer(std::string_view head,
                                                           Response& response);

}  // namespace gatepost::http
