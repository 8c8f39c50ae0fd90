// SPDX-License-Identifier: Apache-2.0
// JSON Web Tokens of an outside issuer (RFC 7519): a signature by a key of the JWKS (RFC 7517) with
// the one algorithm that its kind of key has (RS256 or the key's own RS*, ES256, ES384; never none,
// never HMAC), issuer, audience, expiry. Constant once made; thread-safe.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "proxy/auth/identity.h"
#include "proxy/auth/token_file.h"

namespace gatepost::proxy {

/// Expired: it was good once, and whoever holds it may be told so. Type: its typ says that it is
/// another thing than an access token, whoever signed it. Wrong is everything else.
enum class JwtFailure : std::uint8_t { Wrong, Expired, Type };

class JwtVerifier {
public:
    using Verified = std::expected<Identity, JwtFailure>;
    virtual ~JwtVerifier() = default;
    /// Grants are the caller's to set.
    [[nodiscard]] virtual Verified verify(std::string_view token, UtcTime now) const = 0;
};

/// `jwks` is the file's text. Keys of other kinds are passed over; without any it is an error.
[[nodiscard]] std::expected<std::shared_ptr<const JwtVerifier>, ConfigErrors> makeJwtVerifier(
    const JwtConfig& config, std::string_view jwks);
[[nodiscard]] std::expected<std::shared_ptr<const JwtVerifier>, ConfigErrors> readJwtVerifier(
    const JwtConfig& config);

}  // namespace gatepost::proxy
