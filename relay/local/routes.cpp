// SPDX-License-Identifier: Apache-2.0
#include "relay/local/routes.h"

#include <algorithm>
#include <array>

#include "http/answers.h"
#include "http/guards.h"

namespace gatepost::relay {

using http::Method;

namespace {

/// `pattern` against a path, segment by segment; what stands for `*` comes back.
std::optional<std::string> match(std::string_view pattern, std::string_view path) {
    std::string id;
    while (!pattern.empty() || !path.empty()) {
        const std::size_t wantedEnd = std::min(pattern.find('/', 1), pattern.size());
        const std::size_t givenEnd = std::min(path.find('/', 1), path.size());
        const std::string_view wanted = pattern.substr(0, wantedEnd);
        const std::string_view given = path.substr(0, givenEnd);
        if (wanted == "/*" && given.size() > 1) {
            id = given.substr(1);
        } else if (wanted != given) {
            return std::nullopt;
        }
        pattern.remove_prefix(wantedEnd);
        path.remove_prefix(givenEnd);
    }
    return id;
}

bool takesBody(Method method) { return method == Method::Put || method == Method::Post; }

}  // namespace

std::span<const Routes::Route> Routes::table() {
    constexpr auto everywhere = Where::Everywhere;
    constexpr auto socket = Where::SocketOnly;
    static constexpr std::array routes = {
        Route{Method::Put, "/lint", everywhere, &Routes::lint, true},
        Route{Method::Post, "/lint", everywhere, &Routes::lint, true},
        Route{Method::Get, "/metrics", everywhere, &Routes::metrics, true},
        Route{Method::Get, "/api/v1/metrics", everywhere, &Routes::metricsJson, true},
        Route{Method::Get, "/api/v1/status", everywhere, &Routes::statusJson, false},
        Route{Method::Get, "/api/v1/groups", everywhere, &Routes::groups, true},
        Route{Method::Delete, "/api/v1/groups/*", socket, &Routes::deleteGroup, true},
        Route{Method::Post, "/api/v1/applications/*/pause", socket, &Routes::pauseApplication,
              true},
        Route{Method::Post, "/api/v1/applications/*/resume", socket, &Routes::resumeApplication,
              true},
        Route{Method::Post, "/api/v1/applications/*/purge", socket, &Routes::purgeApplication,
              true},
        Route{Method::Get, "/api/v1/queue", everywhere, &Routes::queue, true},
        Route{Method::Post, "/api/v1/queue/retry", everywhere, &Routes::retryQueue, false},
        Route{Method::Get, "/api/v1/queue/*", socket, &Routes::queueEntry, true},
        Route{Method::Delete, "/api/v1/queue/*", socket, &Routes::dropQueued, true},
        Route{Method::Get, "/api/v1/quarantine", everywhere, &Routes::quarantine, true},
        Route{Method::Post, "/api/v1/quarantine/*/retry", everywhere, &Routes::retryQuarantined,
              true},
        Route{Method::Get, "/api/v1/quarantine/*", socket, &Routes::quarantineEntry, true},
        Route{Method::Delete, "/api/v1/quarantine/*", socket, &Routes::dropQuarantined, true},
        Route{Method::Get, "/api/v1/ledger", everywhere, &Routes::ledger, true},
        Route{Method::Get, "/api/v1/events", everywhere, &Routes::events, false},
        Route{Method::Post, "/api/v1/pause", socket, &Routes::pause, true},
        Route{Method::Post, "/api/v1/resume", socket, &Routes::resume, true},
        Route{Method::Post, "/-/quit", socket, &Routes::quit, false},
        Route{Method::Put, "/-/quit", socket, &Routes::quit, false},
        Route{Method::Get, "/api/v1/targets", socket, &Routes::targets, true},
        Route{Method::Put, "/api/v1/targets/*", socket, &Routes::setTarget, true},
        Route{Method::Delete, "/api/v1/targets/*", socket, &Routes::removeTarget, true},
        Route{Method::Get, "/-/healthy", everywhere, &Routes::healthy, false},
        Route{Method::Get, "/-/ready", everywhere, &Routes::ready, false},
        Route{Method::Get, "/health", everywhere, &Routes::healthy, false},
    };
    return routes;
}

std::optional<http::Answer> Routes::guard(const Caller& caller,
                                          const http::RequestHead& head) const {
    if (caller.entrance == Entrance::LocalSocket) return std::nullopt;
    if (const auto page = http::refuseWebPage(head, caller.port)) return http::plain(*page);
    if (caller.sameUser) return std::nullopt;
    const auto credentials = http::credentials(head);
    const auto* bearer = std::get_if<http::BearerToken>(&credentials);
    if (bearer && !m_loopbackToken.empty() &&
        http::equalInConstantTime(bearer->token, m_loopbackToken))
        return std::nullopt;
    http::Answer answer = http::plain(401, "this relay belongs to another user");
    answer.set("WWW-Authenticate", "Bearer");
    return answer;
}

RequestHandler::HeadDecision Routes::onHead(const Caller& caller, const http::RequestHead& head) {
    ++m_requests;
    if (auto refused = guard(caller, head)) return {std::move(refused), 0};
    const http::Answer noOutbox = outboxShut();
    if (http::isPushPath(head.path())) {
        const auto method = http::pushMethod(head);
        if (!method) return {method.error(), 0};
        if (!m_services.intake) return {noOutbox, 0};
        if (head.contentLength.value_or(0) > m_bodyLimit)
            return {
                m_services.intake->refuse(head, caller, http::plain(413, "request body too large")),
                0};
        return {std::nullopt, m_bodyLimit};
    }
    std::string allow;
    for (const Route& route : table()) {
        if (!match(route.pattern, head.path())) continue;
        if (route.where == Where::SocketOnly && caller.entrance == Entrance::Loopback) continue;
        if (route.method == head.method) {
            if (route.needsOutbox && !m_services.outbox) return {noOutbox, 0};
            return {std::nullopt, takesBody(route.method) ? m_bodyLimit : 0};
        }
        allow += allow.empty() ? "" : ", ";
        allow += http::toString(route.method);
    }
    if (!allow.empty()) return {http::methodNotAllowed(allow), 0};
    return {http::notFound(), 0};
}

void Routes::onBodyRefused(const Caller& caller, const http::RequestHead& head,
                           const http::Answer& answer) {
    if (m_services.intake && http::isPushPath(head.path()))
        static_cast<void>(m_services.intake->refuse(head, caller, answer));
}

void Routes::onRequest(const ExchangePointer& exchange) {
    const http::RequestHead& head = exchange->request().head;
    if (http::isPushPath(head.path())) return push(exchange, {});
    for (const Route& route : table()) {
        if (route.method != head.method) continue;
        if (const auto id = match(route.pattern, head.path()))
            return (this->*route.handler)(exchange, *id);
    }
    exchange->answer(http::notFound());
}

}  // namespace gatepost::relay
