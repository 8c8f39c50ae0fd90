// SPDX-License-Identifier: Apache-2.0
// The envelope of every payload on disk: plain with a CRC-32, so that a flipped bit is found, or
// AES-256-GCM (NIST SP 800-38D, 96-bit random nonces). Where a payload stands (table and row) is
// authenticated with it, so that sealed rows cannot be swapped. Constant after construction, for
// any thread. Internal to the outbox.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "relay/outbox/outbox.h"

namespace gatepost::relay {

enum class SealError : std::uint8_t { Damaged, KeyMissing, Crypto };

class Sealer {
public:
    enum class Mode : std::uint8_t { Plain, Sealed };
    /// With Sealed a key must be there. Either opens both, as far as the key goes.
    Sealer(Mode mode, std::optional<EncryptionKey> key);

    [[nodiscard]] Mode mode() const { return m_mode; }
    [[nodiscard]] std::expected<std::string, SealError> seal(std::string_view payload,
                                                             std::string_view place) const;
    [[nodiscard]] std::expected<std::string, SealError> open(std::string_view envelope,
                                                             std::string_view place) const;

private:
    Mode m_mode;
    std::optional<EncryptionKey> m_key;
};

[[nodiscard]] bool isSealed(std::string_view envelope);

/// Letters and digits from the system's random source: 32 of them, hexadecimal.
[[nodiscard]] std::string randomId();

}  // namespace gatepost::relay
