// SPDX-License-Identifier: Apache-2.0
// Where tokens and keys are kept: the keychain, a file that only the user can read, or memory in
// tests. Answers come later, on the caller's thread; a keychain may wait for the user to unlock it.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <string>

#include "relay/settings/settings.h"

namespace gatepost::relay {

struct SecretError {
    enum class Kind : std::uint8_t {
        NotFound,     // there is none; a locked keyring says the same (see Settings::tokenStored)
        Locked,       // there may be one, and it is not given out now
        Unavailable,  // no keychain answers, or the file cannot be read or written
    };
    Kind kind = Kind::Unavailable;
    std::string text;
    bool operator==(const SecretError&) const = default;
};

class SecretStore {
public:
    using Read = std::function<void(std::expected<std::string, SecretError>)>;
    using Done = std::function<void(std::expected<void, SecretError>)>;

    virtual ~SecretStore() = default;
    virtual void read(const std::string& name, Read done) = 0;
    virtual void write(const std::string& name, const std::string& secret, Done done) = 0;
    /// Removing what is not there is no error.
    virtual void remove(const std::string& name, Done done) = 0;
    /// Of what was read or written last under the name.
    [[nodiscard]] virtual SecretPlace placeOf(const std::string& name) const = 0;
};

inline constexpr const char* kUplinkToken = "uplink-token";
inline constexpr const char* kKeyPassphrase = "uplink-key-passphrase";
inline constexpr const char* kOutboxKey = "outbox-key";  // 64 hexadecimal digits
inline constexpr std::size_t kSecretBytes = 1024;        // some keychains take no more than 2,560

}  // namespace gatepost::relay
