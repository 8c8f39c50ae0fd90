// SPDX-License-Identifier: Apache-2.0
// A JSON Web Key Set (RFC 7517) as PEM public keys, each with the algorithm that it is used with.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/config/config.h"

namespace gatepost::proxy {

struct JwtKey {
    std::string id;         // kid; may be empty
    std::string algorithm;  // "RS256", "RS384", "RS512", "ES256", "ES384"
    std::string pem;
};

/// RSA keys of 2048 bits and more, EC keys on P-256 and P-384; other keys are passed over, without
/// any it is an error. `file` is for errors: of its JSON they have line and column.
[[nodiscard]] std::expected<std::vector<JwtKey>, ConfigError> readJwks(std::string_view text,
                                                                       const std::string& file);

}  // namespace gatepost::proxy
