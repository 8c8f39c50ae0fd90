// SPDX-License-Identifier: Apache-2.0
// Random secrets, their hashes, and comparison in constant time (OpenSSL). Free functions.
#pragma once

#include <string>
#include <string_view>

namespace gatepost::proxy {

/// `bytes` of the system's randomness, as lower-case hex.
[[nodiscard]] std::string randomHex(std::size_t bytes);
/// 256 random bits in base64url without padding: 43 characters.
[[nodiscard]] std::string randomSecret();
[[nodiscard]] std::string sha256Hex(std::string_view bytes);
[[nodiscard]] bool equalInConstantTime(std::string_view a, std::string_view b);
/// Strict RFC 4648; empty optional's stand-in is `ok` false.
struct Decoded {
    bool ok = false;
    std::string bytes;
};
[[nodiscard]] Decoded decodeBase64(std::string_view text);

}  // namespace gatepost::proxy
