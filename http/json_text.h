// SPDX-License-Identifier: Apache-2.0
// JSON written by hand: strings as Go's encoding/json has them (<, > and & escaped, bytes that are
// no UTF-8 replaced). Reading JSON is Boost.JSON's, behind the wire headers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gatepost::http {

/// With the quotes.
void appendJson(std::string& out, std::string_view text);
void appendJson(std::string& out, std::int64_t number);
void appendJson(std::string& out, std::uint64_t number);
[[nodiscard]] std::string jsonString(std::string_view text);

}  // namespace gatepost::http
