// SPDX-License-Identifier: Apache-2.0
// Where the token that is used is kept; said plainly, for a file is less than a keychain.
#pragma once

#include <cstdint>
#include <string>

namespace gatepost::relay {

enum class TokenPlace : std::uint8_t {
    Nowhere,  // there is none, or it is not to be had
    Keychain,
    File,       // of mode 0600: asked for, or because no keychain takes it
    TokenFile,  // of the user's own, which is never written
};

/// "keychain", ...: as in GET /api/v1/status.
[[nodiscard]] std::string toString(TokenPlace place);

}  // namespace gatepost::relay
