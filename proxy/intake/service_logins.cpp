// SPDX-License-Identifier: Apache-2.0
// Logins that fail: what they are told, and how many there may be from one address.
#include <optional>
#include <string>

#include "http/answers.h"
#include "proxy/intake/caller.h"
#include "proxy/intake/refusals.h"
#include "proxy/intake/service.h"

namespace gatepost::proxy {
namespace {

/// Says no more than the caller knows: whether a user exists is not told.
std::string_view sentenceOf(AuthFailure::Kind kind) {
    switch (kind) {
        case AuthFailure::Kind::Missing: return "Unauthorized: no token or password was sent";
        case AuthFailure::Kind::Expired: return "Unauthorized: the token has expired";
        case AuthFailure::Kind::WrongType:
            return "Unauthorized: the token's typ is not JWT or at+jwt";
        case AuthFailure::Kind::Wrong:
            return "Unauthorized: the token or password is not known here";
        case AuthFailure::Kind::Busy:
        case AuthFailure::Kind::Limited: break;
    }
    return "Unauthorized";
}

http::Answer unauthorized(AuthFailure::Kind kind, Route route) {
    http::Answer answer = forbidden(401, sentenceOf(kind), route);
    // One field each: browsers do not all read a list.
    answer.fields.push_back({"WWW-Authenticate", "Bearer realm=\"gatepost\""});
    answer.fields.push_back({"WWW-Authenticate", "Basic realm=\"gatepost\", charset=\"UTF-8\""});
    return answer;
}

LoginOutcome loginOutcome(AuthFailure::Kind kind) {
    switch (kind) {
        case AuthFailure::Kind::Missing: return LoginOutcome::Missing;
        case AuthFailure::Kind::Expired: return LoginOutcome::Expired;
        case AuthFailure::Kind::Busy: return LoginOutcome::Busy;
        case AuthFailure::Kind::Limited: return LoginOutcome::Limited;
        case AuthFailure::Kind::WrongType:
        case AuthFailure::Kind::Wrong: break;
    }
    return LoginOutcome::Wrong;
}

/// The name of a bucket: of the address, of guesses from there at one user's password, or of wrong
/// invites from there, so that a client whose token has ended keeps nobody else from enrolling.
std::string failuresOf(const std::string& address, std::optional<Route> route,
                       const std::string& user) {
    if (route == Route::Enroll) return "i:" + address;
    return user.empty() ? "f:" + address : "g:" + address + ' ' + user;
}

Rate perMinute(std::uint64_t rate) {
    return {.perSecond = static_cast<double>(rate) / 60, .burst = static_cast<double>(rate)};
}

}  // namespace

http::Answer ProxyService::loginFailed(const Caller& caller, const AuthFailure& failure) {
    using Kind = AuthFailure::Kind;
    Kind kind = failure.kind;
    const bool guess = kind == Kind::Wrong || kind == Kind::Expired || kind == Kind::WrongType;
    if (guess && tooManyFailures(caller)) kind = Kind::Limited;
    m_parts.metrics.login(loginOutcome(kind));
    if (kind == Kind::Busy) {
        http::Answer busy = retry(503, "too many logins at once");
        caller.dress(busy);
        return busy;
    }
    if (kind == Kind::Limited) {
        m_parts.metrics.limited(Limit::FailedLogins);
        return tooMany(kFailuresWait, *caller.route);
    }
    if (guess) countFailure(caller, failure.user);
    return unauthorized(kind, *caller.route);
}

bool ProxyService::tooManyFailures(const Caller& caller, const std::string& user) {
    const auto& most = caller.settings->config.limits.failedLoginsPerMinutePerAddress;
    if (!caller.settings->config.auth || !most) return false;
    return m_rates.empty(failuresOf(caller.address, caller.route, user), perMinute(*most),
                         RateLimits::Clock::now());
}

/// Who has guessed too often from this address is refused bcrypt, and an answer of memory too where
/// the guesses were at this user: memory must not tell what bcrypt would not. Everybody else behind
/// the same address still gets in.
Guessing ProxyService::guessing(const Caller& caller, const std::string& user) {
    if (!user.empty() && tooManyFailures(caller, user)) return Guessing::Refused;
    return tooManyFailures(caller) ? Guessing::RememberedOnly : Guessing::Allowed;
}

void ProxyService::countFailure(const Caller& caller, const std::string& user) {
    const auto& most = caller.settings->config.limits.failedLoginsPerMinutePerAddress;
    if (!most) return;
    const auto now = RateLimits::Clock::now();
    const auto count = [&](const std::string& whose) {
        (void)m_rates.take(failuresOf(caller.address, caller.route, whose), perMinute(*most), now);
    };
    count({});
    if (!user.empty()) count(user);
}

}  // namespace gatepost::proxy
