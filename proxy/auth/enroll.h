// SPDX-License-Identifier: Apache-2.0
// An invite becomes a token, once: both change in the tokens file under its lock. Blocks on files:
// never on an io thread.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>

#include "proxy/auth/token_file.h"

namespace gatepost::proxy {

struct Enrolled {
    std::string token;  // to hand out, and kept nowhere
    TokenRecord record;
};

struct EnrollFailure {
    enum class Kind : std::uint8_t {
        NotGood,  // unknown, used or too old: no difference is told
        Storage,
    };
    Kind kind = Kind::NotGood;
    std::string reason;  // for the log
};

/// `device`: what the caller calls itself; where the invite names one, that stands.
[[nodiscard]] std::expected<Enrolled, EnrollFailure> redeem(const std::filesystem::path& tokens,
                                                            const std::string& invite,
                                                            const std::string& device, UtcTime now);

}  // namespace gatepost::proxy
