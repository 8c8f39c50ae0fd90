// SPDX-License-Identifier: Apache-2.0
// Random secrets and their hashes (OpenSSL). Free functions, any thread.
#pragma once

#include <string>
#include <string_view>

#include "metrics/push/sip_hash.h"

namespace gatepost::proxy {

/// `bytes` of the system's randomness, as lower-case hex.
[[nodiscard]] std::string randomHex(std::size_t bytes);
/// 256 random bits in base64url without padding: 43 characters.
[[nodiscard]] std::string randomSecret();
[[nodiscard]] std::string sha256Hex(std::string_view bytes);
/// For hashes that stay in this process: who does not know the key can make none that fits.
[[nodiscard]] metrics::SipKey randomSipKey();

}  // namespace gatepost::proxy
