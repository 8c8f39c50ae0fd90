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
        std::uint64_t added = 0;             // its number among those of add(); 0: read from a file
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
    enum class Kind : std::uint8_t { Missing, Wrong, Expired, WrongType, Busy, Limited };
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
    /// How many tokens add() had taken when a file began to be read.
    enum class Reading : std::uint64_t {};

    Authenticator(std::shared_ptr<PasswordCheck> passwords, Clock clock);

    /// To be called before a tokens file is read: what add() takes from here on may not be in it.
    /// Such tokens stay, until a file that was read later says whether they are still there.
    [[nodiscard]] Reading beginReading();
    void replace(Credentials credentials, Reading reading);
    /// The other credentials stay.
    void replaceTokens(const TokenFile& tokens, Reading reading);
    /// One more token, good at once: the tokens file that holds it has been written.
    void add(const TokenRecord& record);
    /// Whether add() has taken a token since the last beginReading(): somebody may have revoked it
    /// before that, in a file that was read without it, so the file must be read again.
    [[nodiscard]] bool mustRead() const;
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
    /// Under the mutex.
    void takeOver(std::shared_ptr<Credentials> fresh, Reading reading);
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
    std::uint64_t m_added = 0;
    Reading m_lastReading{};
};

}  // namespace gatepost::proxy
