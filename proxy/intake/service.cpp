// SPDX-License-Identifier: Apache-2.0
#include "proxy/intake/service.h"

#include <algorithm>

#include "http/answers.h"
#include "http/wrapped_push.h"
#include "proxy/intake/access_log.h"
#include "proxy/intake/batch_intake.h"
#include "proxy/intake/caller.h"
#include "proxy/intake/push_intake.h"
#include "proxy/intake/refusals.h"
#include "proxy/intake/rules_json.h"
#include "proxy/server/proxy_header.h"

namespace gatepost::proxy {
namespace {

/// A batch carries base64 in JSON: four times one push's body.
constexpr std::uint64_t kBatchFactor = 4;
constexpr std::uint64_t kSmallBodyBytes = 64 * 1024;

std::uint64_t bodyLimit(Route route, const Limits& limits) {
    switch (route) {
        case Route::Push:
        case Route::Lint: return limits.bodyBytes;
        case Route::WrappedPush:
        case Route::Batch: return limits.bodyBytes * kBatchFactor;
        case Route::Leases: return std::max(limits.bodyBytes, kSmallBodyBytes);
        default: return kSmallBodyBytes;
    }
}

/// A batch that is refused before it is read counts as one push.
bool isOfPushes(Route route) {
    return route == Route::Push || route == Route::WrappedPush || route == Route::Batch;
}

PushOutcome malformed(http::Refusal& refusal) {
    return {.status = refusal.status,
            .reason = Reason::Malformed,
            .verdict = http::Verdict::Rejected,
            .sentence = std::move(refusal.sentence),
            .problems = {},
            .retryAfter = {}};
}

Rate perSecond(std::uint64_t rate, std::uint64_t burst) {
    return {.perSecond = static_cast<double>(rate),
            .burst = static_cast<double>(std::max<std::uint64_t>(burst, 1))};
}

}  // namespace

ProxyService::ProxyService(Parts parts) : m_parts(std::move(parts)), m_startedAt(m_parts.clock()) {}

ProxyService::~ProxyService() = default;

std::optional<http::Answer> ProxyService::opened(const std::string& address, From from) {
    const auto settings = m_parts.settings.get();
    const Limits& limits = settings->config.limits;
    const std::uint64_t most =
        std::min(limits.connections.value_or(m_parts.descriptors), m_parts.descriptors);
    if (m_parts.metrics.connections() >= static_cast<std::int64_t>(most)) {
        m_parts.metrics.limited(Limit::Connections);
        return retry(503, "too many connections");
    }
    if (from == From::Client) {
        if (auto refusal = named(address)) return refusal;
    }
    m_parts.metrics.connections(1);
    return std::nullopt;
}

std::optional<http::Answer> ProxyService::named(const std::string& address) {
    const auto settings = m_parts.settings.get();
    const auto& most = settings->config.limits.connectionsPerAddress;
    const std::lock_guard lock(m_addressMutex);
    std::uint64_t& count = m_perAddress[clientNetwork(address)];
    // A refused one leaves its address counted by those that are open: at least one.
    if (most && count >= *most) {
        m_parts.metrics.limited(Limit::ConnectionsPerAddress);
        return retry(429, "too many connections from this address");
    }
    ++count;
    return std::nullopt;
}

void ProxyService::closed(const std::string& countedAs) {
    m_parts.metrics.connections(-1);
    if (countedAs.empty()) return;
    const std::lock_guard lock(m_addressMutex);
    const auto found = m_perAddress.find(clientNetwork(countedAs));
    if (found != m_perAddress.end() && --found->second == 0) m_perAddress.erase(found);
}

void ProxyService::admit(const http::RequestHead& head, const Peer& peer, AdmitReply reply) {
    auto caller = std::make_shared<Caller>();
    caller->settings = m_parts.settings.get();
    caller->address = clientNetwork(peer.address);
    const Config& config = caller->settings->config;
    const auto refuse = [&](http::Answer answer) {
        reply(std::unexpected(Denied{std::move(answer), caller}));
    };
    auto route = findRoute(head, peer.serves, config.adminApi);
    if (route) caller->route = *route;
    if (const auto wait = addressAllowance(config.limits, caller->address)) {
        m_parts.metrics.limited(Limit::RequestsPerAddress);
        return refuse(tooMany(*wait, caller->route));
    }
    if (!route) return refuse(std::move(route.error()));
    const bool anyone = routeInfo(*route).access == Access::Anyone;
    if (*route == Route::Enroll && tooManyFailures(*caller)) {
        m_parts.metrics.login(LoginOutcome::Limited);
        m_parts.metrics.limited(Limit::FailedLogins);
        return refuse(tooMany(kFailuresWait, *route));
    }
    if (anyone) {
        reply(Admitted{bodyLimit(*route, config.limits), std::move(caller)});
        return;
    }
    const std::function<Guessing(const std::string&)> mayGuess =
        [this, who = caller.get()](const std::string& user) { return guessing(*who, user); };
    m_parts.authenticator.authenticate(
        {head, peer.certificateUser, caller->address, mayGuess},
        [this, caller, reply = std::move(reply)](Authenticator::Outcome outcome) {
            identified(caller, std::move(outcome), reply);
        });
}

void ProxyService::identified(const std::shared_ptr<Caller>& caller, Authenticator::Outcome outcome,
                              const AdmitReply& reply) {
    const Route route = *caller->route;
    const Limits& limits = caller->settings->config.limits;
    const auto refuse = [&](http::Answer answer) {
        const auto verdict = http::verdict(answer);
        caller->verdict = verdict;
        if (verdict && isOfPushes(route)) m_parts.metrics.verdict(*verdict);
        reply(std::unexpected(Denied{std::move(answer), caller}));
    };
    if (!outcome) {
        return refuse(loginFailed(*caller, outcome.error()));
    }
    caller->identity = std::move(*outcome);
    if (caller->identity.known()) m_parts.metrics.login(LoginOutcome::Accepted);
    const RouteInfo& info = routeInfo(route);
    if (info.access == Access::Grant && !includes(caller->identity.grants, info.grant)) {
        return refuse(
            forbidden(403, "these credentials have no " + toString(info.grant) + " grant", route));
    }
    if (const auto& most = limits.requestsPerSecond) {
        if (const auto wait = m_rates.take("r:" + caller->rateName(), perSecond(*most, *most),
                                           RateLimits::Clock::now())) {
            m_parts.metrics.limited(Limit::Requests);
            return refuse(tooMany(*wait, route));
        }
    }
    reply(Admitted{bodyLimit(route, limits), caller});
}

std::optional<std::uint32_t> ProxyService::addressAllowance(const Limits& limits,
                                                            const std::string& network) {
    const auto& most = limits.requestsPerSecondPerAddress;
    if (!most) return std::nullopt;
    return m_rates.take("a:" + network, perSecond(*most, *most), RateLimits::Clock::now());
}

std::optional<std::uint32_t> ProxyService::pushAllowance(const Caller& caller) {
    const Limits& limits = caller.settings->config.limits;
    if (!limits.pushesPerSecond) return std::nullopt;
    const Rate rate =
        perSecond(*limits.pushesPerSecond, limits.burst.value_or(*limits.pushesPerSecond));
    const auto wait = m_rates.take("p:" + caller.rateName(), rate, RateLimits::Clock::now());
    if (wait) m_parts.metrics.limited(Limit::Pushes);
    return wait;
}

void ProxyService::handle(http::Request request, std::shared_ptr<Admission> admission, const Peer&,
                          AnswerReply reply) {
    auto caller = std::static_pointer_cast<Caller>(std::move(admission));
    const Settings& settings = *caller->settings;
    switch (*caller->route) {
        case Route::Push: return push(std::move(request), std::move(caller), std::move(reply));
        case Route::WrappedPush: return wrappedPush(request, std::move(caller), std::move(reply));
        case Route::Batch:
            return takeBatch(
                std::move(request.body), caller->identity, settings, m_parts.upstream,
                m_parts.clock(),
                {.allowance = [this, caller] { return pushAllowance(*caller); },
                 .judged =
                     [this, caller](const PushOutcome& outcome, metrics::PushMethod method,
                                    const std::string& path) {
                         judged(*caller, outcome, method, path);
                     }},
                [reply = std::move(reply), caller](http::Answer answer) {
                    reply(std::move(answer));
                });
        case Route::Leases: return leases(std::move(request), std::move(caller), std::move(reply));
        case Route::Lint: return lint(std::move(request), *caller, reply);
        case Route::Policy: return reply(policyAnswer(request.head, settings));
        case Route::Whoami: return reply(whoamiAnswer(request.head, caller->identity));
        case Route::Metrics: return scrape(std::move(request.head), std::move(reply));
        case Route::Page:
        case Route::ApiStatus:
        case Route::ApiMetrics:
            return view(*caller->route, std::move(request.head), std::move(reply));
        case Route::Wipe: return wipe(std::move(reply));
        case Route::Healthy:
        case Route::Ready:
        case Route::Health: return reply(health(*caller->route));
        case Route::Enroll: return enroll(std::move(request), std::move(caller), std::move(reply));
    }
}

/// Many thousands at once are not for an io thread.
void ProxyService::leases(http::Request request, std::shared_ptr<Caller> caller,
                          AnswerReply reply) {
    const bool many = request.body.size() > kSmallBodyBytes;
    auto work = [this, body = std::move(request.body), caller = std::move(caller),
                 reply]() mutable {
        const Caller& who = *caller;
        takeLeases(std::move(body), who.identity, *who.settings, m_parts.upstream, m_parts.clock(),
                   reply);
    };
    if (!many) return work();
    if (!m_parts.background.post(std::move(work))) reply(retry(503, "too much waits already"));
}

void ProxyService::judged(const Caller& caller, const PushOutcome& outcome,
                          metrics::PushMethod method, std::string_view path) {
    if (outcome.verdict) m_parts.metrics.verdict(*outcome.verdict);
    if (outcome.reason != Reason::None) m_parts.metrics.refused(outcome.reason);
    if (outcome.reason == Reason::TooLarge) m_parts.metrics.limited(Limit::BodyBytes);
    for (const metrics::Problem& problem : outcome.problems) m_parts.metrics.problem(problem.rule);
    if (outcome.status < 400 && outcome.problems.empty()) return;
    const metrics::UnixNanos now = m_parts.clock();
    if (!m_journal.wants(outcome, now)) return;
    m_journal.add(journalEntry(outcome, caller.identity.user, method, path, now));
}

void ProxyService::push(http::Request request, std::shared_ptr<Caller> caller, AnswerReply reply) {
    const bool asJson = http::prefersJson(request.head);
    const auto method = http::pushMethod(request.head);
    if (!method) return reply(method.error());
    auto fields = http::readPushFields(request.head);
    if (!fields) {
        const PushOutcome outcome = malformed(fields.error());
        caller->verdict = outcome.verdict;
        judged(*caller, outcome, *method, request.head.path());
        return reply(pushAnswer(outcome, asJson));
    }
    if (const auto wait = pushAllowance(*caller)) return reply(tooMany(*wait, Route::Push));
    caller->pushId = std::move(fields->pushId);
    IncomingPush incoming;
    caller->target = request.head.path();
    incoming.parts = {.method = *method,
                      .path = caller->target,
                      .contentType = request.head.field("Content-Type").value_or(""),
                      .contentEncoding = request.head.field("Content-Encoding").value_or(""),
                      .body = std::move(request.body)};
    incoming.sequence = std::move(fields->sequence);
    incoming.pushedAt = fields->pushedAt;
    incoming.ttlSeconds = fields->ttlSeconds;
    incoming.memory = &m_memory;
    const Caller& who = *caller;
    takePush(std::move(incoming), who.identity, *who.settings, m_parts.upstream, m_parts.clock(),
             [this, asJson, method = *method, caller = std::move(caller),
              reply = std::move(reply)](const PushOutcome& outcome) {
                 caller->verdict = outcome.verdict;
                 judged(*caller, outcome, method, caller->target);
                 reply(pushAnswer(outcome, asJson));
             });
}

void ProxyService::wrappedPush(const http::Request& request, std::shared_ptr<Caller> caller,
                               AnswerReply reply) {
    const auto refuse = [&](int status, std::string_view sentence) {
        PushOutcome outcome;
        outcome.status = status;
        outcome.reason = status == 403 ? Reason::NotYours : Reason::Malformed;
        outcome.verdict = http::Verdict::Rejected;
        outcome.sentence = sentence;
        caller->verdict = outcome.verdict;
        judged(*caller, outcome, metrics::PushMethod::Post, request.head.path());
        reply(wrappedAnswer(outcome, {}));
    };
    auto wrapped = http::readWrappedPush(request.body);
    if (!wrapped) return refuse(wrapped.error().status, wrapped.error().sentence);
    const auto target = http::parseTargetUrl(wrapped->targetUrl);
    if (!target) return refuse(400, target.error());
    if (target->hasUserInfo || target->hasQuery) {
        return refuse(403, "target_url must have no user-info, query or fragment");
    }
    if (std::ranges::find(caller->settings->targetOrigins, target->origin) ==
        caller->settings->targetOrigins.end()) {
        return refuse(403, "target_url is not one of this proxy's target_urls");
    }
    auto fields = http::readPushFields(request.head);
    if (!fields) return refuse(fields.error().status, fields.error().sentence);
    if (const auto wait = pushAllowance(*caller)) return reply(tooMany(*wait, Route::WrappedPush));
    IncomingPush incoming;
    incoming.parts = {.method = wrapped->method,
                      .path = target->path,
                      .contentType = wrapped->contentType,
                      .contentEncoding = wrapped->contentEncoding,
                      .body = std::move(wrapped->data)};
    incoming.sequence = std::move(fields->sequence);
    incoming.pushedAt = fields->pushedAt;
    incoming.ttlSeconds = fields->ttlSeconds;
    caller->target = std::move(wrapped->targetUrl);
    const Caller& who = *caller;
    takePush(std::move(incoming), who.identity, *who.settings, m_parts.upstream, m_parts.clock(),
             [this, method = wrapped->method, caller = std::move(caller),
              reply = std::move(reply)](const PushOutcome& outcome) {
                 caller->verdict = outcome.verdict;
                 judged(*caller, outcome, method, caller->target);
                 reply(wrappedAnswer(outcome, caller->target));
             });
}

void ProxyService::capped(OwnCap cap) {
    switch (cap) {
        case OwnCap::HeaderBytes: return m_parts.metrics.limited(Limit::HeaderBytes);
        case OwnCap::BodyBytes: return m_parts.metrics.limited(Limit::BodyBytes);
        case OwnCap::HeaderSeconds: return m_parts.metrics.limited(Limit::HeaderSeconds);
        case OwnCap::BodySeconds: return m_parts.metrics.limited(Limit::BodySeconds);
        case OwnCap::AnswerSeconds: return m_parts.metrics.limited(Limit::AnswerSeconds);
    }
}

void ProxyService::finished(const Exchange& exchange) {
    const auto* caller = static_cast<const Caller*>(exchange.admission);
    const auto route = caller == nullptr ? std::nullopt : caller->route;
    if (caller == nullptr) {
        // No head of it could be read: it has its answer, and counts all the same.
        (void)addressAllowance(m_parts.settings.get()->config.limits,
                               clientNetwork(exchange.peer.address));
    }
    m_parts.metrics.request(route, exchange.status, exchange.took, exchange.bytesIn,
                            exchange.bytesOut);
    if (!m_parts.accessLog) return;
    LoggedRequest request{};
    if (caller != nullptr) {
        if (route) request.route = routeInfo(*route).name;
        request.user = caller->identity.user;
        request.subject = caller->identity.subject;
        if (const auto verdict = caller->verdict.load()) request.verdict = http::toString(*verdict);
        request.pushId = caller->pushId;
    }
    m_parts.accessLog(accessLine(exchange, request));
}

}  // namespace gatepost::proxy
