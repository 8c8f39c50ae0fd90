// SPDX-License-Identifier: Apache-2.0
// From a request head and its connection to an identity. An Authorization header decides alone: a
// bad one never falls back to the certificate. Credentials are replaced whole on a reload.
// Thread-safe; `done` runs on the calling thread, or on a password thread where bcrypt was needed.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "http/message.h"
#include "proxy/auth/identity.h"
#include "proxy/auth/password_check.h"
#include "proxy/auth/proven_hash.h"
#include "proxy/auth/seen_hashes.h"
#include "proxy/auth/token_file.h"
#include "proxy/auth/web_config.h"

namespace gatepost::proxy {

class JwtVerifier;

/// Everything that credentials are checked against; constant once made.
struct Credentials {
    struct Token {
        TokenRecord record;
        Identity identity;
        std::shared_ptr<ProvenHash> proven;  // of its text, once that was seen
    };
    std::unordered_map<std::string, Token> tokens;  // by id
    std::map<std::string, std::string, std::less<>> basicAuthUsers;
    std::map<std::string, Grants, std::less<>> grants;  // auth_grants
    std::shared_ptr<const JwtVerifier> jwt;             // null: no JWT
    bool open = false;                                  // no auth section: everyone, everything
};

[[nodiscard]] Credentials makeCredentials(const Config& config, const TokenFile& tokens,
                                          const WebConfig& web,
                                          std::shared_ptr<const JwtVerifier> jwt);

struct AuthFailure {
    enum class Kind : std::uint8_t { Missing, Wrong, Expired, Busy, Limited };
    Kind kind = Kind::Missing;
    std::string user;  // whose password it was not; empty where there is no such user
};

/// Whether somebody who has guessed too often may try another password, or another JWT, whose
/// signature costs as much to look at as a good one's. A token of ours is too long to be guessed
/// and cheap to look up, so those are always looked at.
enum class Guessing : std::uint8_t { Allowed, RememberedOnly, Refused };

struct Attempt {
    const http::RequestHead& head;
    const std::string& certificateUser;  // of a verified client certificate; empty: none
    const std::string& address;
    /// Asked before a password or a JWT is looked at; the name is empty where it is not known.
    const std::function<Guessing(const std::string& user)>& mayGuess;
};

class Authenticator {
public:
    using Outcome = std::expected<Identity, AuthFailure>;
    using Done = std::function<void(Outcome)>;
    using Clock = std::function<UtcTime()>;

    Authenticator(std::shared_ptr<PasswordCheck> passwords, Clock clock);

    void replace(Credentials credentials);
    /// The other credentials stay.
    void replaceTokens(const TokenFile& tokens);
    /// One more token, good at once.
    void add(const TokenRecord& record);
    void authenticate(const Attempt& attempt, Done done);
    struct TokenCounts {
        std::uint64_t valid = 0;
        std::uint64_t expired = 0;
    };
    [[nodiscard]] TokenCounts tokens() const;

private:
    void password(std::shared_ptr<const Credentials> credentials, const Attempt& attempt,
                  const std::string& user, const std::string& password, Done done);
    [[nodiscard]] std::shared_ptr<const Credentials> current() const;
    [[nodiscard]] Outcome bearer(const Credentials& credentials, const Attempt& attempt,
                                 std::string_view token);
    [[nodiscard]] bool isText(std::string_view text, const Credentials::Token* token) const;
    [[nodiscard]] Outcome jwt(const Credentials& credentials, const Attempt& attempt,
                              std::string_view token);

    std::shared_ptr<PasswordCheck> m_passwords;
    Clock m_clock;
    const metrics::SipKey m_key;
    SeenHashes m_seenJwts;
    mutable std::mutex m_mutex;
    std::shared_ptr<const Credentials> m_credentials;
};

}  // namespace gatepost::proxy
