// SPDX-License-Identifier: Apache-2.0
// RFC 4648 section 4, strict: padding required, no blanks, no stray bits. One table each way.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatepost::http {

[[nodiscard]] std::optional<std::string> decodeBase64(std::string_view text);
void appendBase64(std::string& out, std::string_view bytes);
[[nodiscard]] std::string encodeBase64(std::string_view bytes);

}  // namespace gatepost::http
