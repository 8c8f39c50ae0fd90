// SPDX-License-Identifier: Apache-2.0
#include "proxy/auth/authenticator.h"

#include <re2/re2.h>

#include "http/guards.h"
#include "proxy/auth/jwt.h"
#include "proxy/auth/secrets.h"

namespace gatepost::proxy {
namespace {

std::shared_ptr<const re2::RE2> compiled(const std::string& pattern) {
    if (pattern.empty()) return nullptr;
    return std::make_shared<const RE2>(pattern, RE2::Quiet);
}

Grants grantsOf(const Credentials& credentials, const std::string& user, Grants otherwise) {
    const auto found = credentials.grants.find(user);
    return found == credentials.grants.end() ? otherwise : found->second;
}

std::unexpected<AuthFailure> failure(AuthFailure::Kind kind) {
    return std::unexpected(AuthFailure{kind, {}});
}

AuthFailure::Kind kindOf(JwtFailure failure) {
    switch (failure) {
        case JwtFailure::Expired: return AuthFailure::Kind::Expired;
        case JwtFailure::Type: return AuthFailure::Kind::WrongType;
        case JwtFailure::Wrong: break;
    }
    return AuthFailure::Kind::Wrong;
}

void addToken(Credentials& credentials, const TokenRecord& record, std::uint64_t added = 0) {
    Identity identity{
        .subject = "token:" + record.id,
        .user = record.user,
        .device = record.device,
        .grants = record.grants ? *record.grants : grantsOf(credentials, record.user, Grants::Push),
        .jobs = compiled(record.jobs),
        .families = compiled(record.families)};
    credentials.tokens.insert_or_assign(
        record.id,
        Credentials::Token{record, std::move(identity), std::make_shared<ProvenHash>(), added});
}

}  // namespace

const std::string& fieldOf(const Identity& identity, IdentityField field) {
    switch (field) {
        case IdentityField::Device: return identity.device;
        case IdentityField::Subject: return identity.subject;
        case IdentityField::User: break;
    }
    return identity.user;
}

Credentials makeCredentials(const Config& config, const TokenFile& tokens, const WebConfig& web,
                            std::shared_ptr<const JwtVerifier> jwt) {
    Credentials credentials;
    credentials.jwt = std::move(jwt);
    credentials.open = !config.auth.has_value();
    credentials.grants = config.authGrants;
    credentials.basicAuthUsers = web.basicAuthUsers;
    for (const TokenRecord& record : tokens.tokens) addToken(credentials, record);
    return credentials;
}

Authenticator::Authenticator(std::shared_ptr<PasswordCheck> passwords, Clock clock)
    : m_passwords(std::move(passwords)),
      m_clock(std::move(clock)),
      m_key(randomSipKey()),
      m_credentials(std::make_shared<const Credentials>()) {}

Authenticator::Reading Authenticator::beginReading() {
    const std::lock_guard lock(m_mutex);
    m_lastReading = Reading(m_added);
    return m_lastReading;
}

bool Authenticator::mustRead() const {
    const std::lock_guard lock(m_mutex);
    return Reading(m_added) != m_lastReading;
}

void Authenticator::takeOver(std::shared_ptr<Credentials> fresh, Reading reading) {
    for (const auto& [id, token] : m_credentials->tokens) {
        const bool since = token.added > static_cast<std::uint64_t>(reading);
        if (since && !fresh->tokens.contains(id)) addToken(*fresh, token.record, token.added);
    }
    m_credentials = std::move(fresh);
}

void Authenticator::replace(Credentials credentials, Reading reading) {
    auto fresh = std::make_shared<Credentials>(std::move(credentials));
    const std::lock_guard lock(m_mutex);
    takeOver(std::move(fresh), reading);
}

void Authenticator::replaceTokens(const TokenFile& tokens, Reading reading) {
    const std::lock_guard lock(m_mutex);
    auto fresh = std::make_shared<Credentials>(*m_credentials);
    fresh->tokens.clear();
    for (const TokenRecord& record : tokens.tokens) addToken(*fresh, record);
    takeOver(std::move(fresh), reading);
}

void Authenticator::add(const TokenRecord& record) {
    const std::lock_guard lock(m_mutex);
    auto fresh = std::make_shared<Credentials>(*m_credentials);
    addToken(*fresh, record, ++m_added);
    m_credentials = std::move(fresh);
}

std::shared_ptr<const Credentials> Authenticator::current() const {
    const std::lock_guard lock(m_mutex);
    return m_credentials;
}

Authenticator::TokenCounts Authenticator::tokens() const {
    const auto credentials = current();
    const UtcTime now = m_clock();
    TokenCounts counts;
    for (const auto& [id, token] : credentials->tokens) {
        const bool over = token.record.expires && *token.record.expires <= now;
        ++(over ? counts.expired : counts.valid);
    }
    return counts;
}

/// A signature is verified on the io thread: not for whoever has failed too often, unless this very
/// token has been good.
Authenticator::Outcome Authenticator::jwt(const Credentials& credentials, const Attempt& attempt,
                                          std::string_view token) {
    const metrics::Hash128 hash = metrics::sipHash(m_key, token);
    if (attempt.mayGuess({}) != Guessing::Allowed && !m_seenJwts.contains(hash)) {
        return failure(AuthFailure::Kind::Limited);
    }
    auto identity = credentials.jwt->verify(token, m_clock());
    if (!identity) {
        return failure(kindOf(identity.error()));
    }
    m_seenJwts.add(hash);
    identity->grants = grantsOf(credentials, identity->user, Grants::Push);
    return std::move(*identity);
}

/// Null, one that does not exist, costs the same hashes and comparisons as one that does and whose
/// text it is not.
bool Authenticator::isText(std::string_view text, const Credentials::Token* token) const {
    static const ProvenHash kUnproven;
    static const std::string kNone(64, '0');
    const metrics::Hash128 hash = metrics::sipHash(m_key, text);
    if ((token != nullptr ? *token->proven : kUnproven).is(hash)) return token != nullptr;
    if (!http::equalInConstantTime(sha256Hex(text), token != nullptr ? token->record.hash : kNone))
        return false;
    if (token == nullptr) return false;
    token->proven->store(hash);
    return true;
}

Authenticator::Outcome Authenticator::bearer(const Credentials& credentials, const Attempt& attempt,
                                             std::string_view token) {
    const std::string_view id = tokenId(token, kTokenPrefix);
    if (id.empty() && credentials.jwt) return jwt(credentials, attempt, token);
    const auto found = credentials.tokens.find(std::string(id));
    const Credentials::Token* const known =
        found == credentials.tokens.end() ? nullptr : &found->second;
    if (!isText(token, known)) return failure(AuthFailure::Kind::Wrong);
    const auto& expires = known->record.expires;
    if (expires && *expires <= m_clock()) return failure(AuthFailure::Kind::Expired);
    return known->identity;
}

void Authenticator::authenticate(const Attempt& attempt, Done done) {
    const auto credentials = current();
    if (credentials->open) {
        done(Identity{.subject = {},
                      .user = {},
                      .device = {},
                      .grants = Grants::All,
                      .jobs = nullptr,
                      .families = nullptr});
        return;
    }
    const http::Credentials given = http::credentials(attempt.head);
    const std::string& certificateUser = attempt.certificateUser;
    if (std::holds_alternative<http::NoCredentials>(given)) {
        if (certificateUser.empty()) {
            done(failure(AuthFailure::Kind::Missing));
            return;
        }
        done(Identity{.subject = "cert:" + certificateUser,
                      .user = certificateUser,
                      .device = {},
                      .grants = grantsOf(*credentials, certificateUser, Grants::Push),
                      .jobs = nullptr,
                      .families = nullptr});
        return;
    }
    if (const auto* token = std::get_if<http::BearerToken>(&given)) {
        done(bearer(*credentials, attempt, token->token));
        return;
    }
    const auto* basic = std::get_if<http::BasicCredentials>(&given);
    if (basic == nullptr || basic->password.find('\0') != std::string::npos) {
        done(failure(AuthFailure::Kind::Wrong));
        return;
    }
    const std::string& user = basic->user;
    const std::string& password = basic->password;
    // A client that can only do basic auth may send its token as the password.
    if (!tokenId(password, kTokenPrefix).empty() && !credentials->basicAuthUsers.contains(user)) {
        auto outcome = bearer(*credentials, attempt, password);
        if (outcome && outcome->user != user) outcome = failure(AuthFailure::Kind::Wrong);
        done(std::move(outcome));
        return;
    }
    this->password(credentials, attempt, user, password, std::move(done));
}

void Authenticator::password(std::shared_ptr<const Credentials> credentials, const Attempt& attempt,
                             const std::string& user, const std::string& password, Done done) {
    const auto found = credentials->basicAuthUsers.find(user);
    const bool exists = found != credentials->basicAuthUsers.end();
    const std::string known = exists ? user : std::string();
    const Guessing guessing = attempt.mayGuess(known);
    if (guessing == Guessing::Refused) {
        done(failure(AuthFailure::Kind::Limited));
        return;
    }
    const PasswordCheck::Question question{
        .user = user,
        .password = password,
        .hash = exists ? std::string_view(found->second) : std::string_view(),
        .address = attempt.address,
        .effort = guessing == Guessing::Allowed ? PasswordCheck::Effort::Full
                                                : PasswordCheck::Effort::Memory};
    auto answer = [credentials, user, known,
                   done = std::move(done)](PasswordCheck::Verdict verdict) {
        using Verdict = PasswordCheck::Verdict;
        if (verdict == Verdict::Busy) return done(failure(AuthFailure::Kind::Busy));
        if (verdict == Verdict::NotRemembered) return done(failure(AuthFailure::Kind::Limited));
        if (verdict == Verdict::Wrong) {
            return done(std::unexpected(AuthFailure{AuthFailure::Kind::Wrong, known}));
        }
        done(Identity{.subject = "user:" + user,
                      .user = user,
                      .device = {},
                      .grants = grantsOf(*credentials, user, Grants::Push | Grants::Read),
                      .jobs = nullptr,
                      .families = nullptr});
    };
    m_passwords->check(question, std::move(answer));
}

}  // namespace gatepost::proxy
