// SPDX-License-Identifier: Apache-2.0
// JSON Web Tokens of an outside issuer: signature by a pinned algorithm and a key of the JWKS,
// issuer, audience, times. Constant once made; thread-safe.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/auth/identity.h"
#include "proxy/auth/token_file.h"

namespace gatepost::proxy {

class JwtVerifier {
public:
    virtual ~JwtVerifier() = default;
    /// Grants are the caller's to set. nullopt: not to be trusted, for whatever reason.
    [[nodiscard]] virtual std::optional<Identity> verify(std::string_view token,
                                                         UtcTime now) const = 0;
};

}  // namespace gatepost::proxy
