// SPDX-License-Identifier: Apache-2.0
// The local API as one table: method, path, where it exists, what it does. Knows no socket: it gets
// requests from the connections and answers through their Exchange. Engine's thread only.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "relay/facade/relay.h"
#include "relay/local/event_hub.h"
#include "relay/local/exchange.h"
#include "relay/local/push_intake.h"
#include "relay/local/self_metrics.h"
#include "relay/secrets/token_place.h"

namespace gatepost::relay {

class Scraper;

/// What the routes show and change. Pointers are null while the outbox could not be opened.
struct RouteServices {
    Relay* relay = nullptr;
    EventHub* events = nullptr;
    Outbox* outbox = nullptr;
    metrics::Gateway* gateway = nullptr;
    PushIntake* intake = nullptr;
    Scraper* scraper = nullptr;
    std::function<RelayStatus()> status;
    std::function<TokenPlace()> tokenPlace = [] { return TokenPlace::Nowhere; };
    std::function<RelayCounts()> counts;
    std::function<std::vector<GroupSnapshot>()> groups;
    std::function<std::vector<QueueEntry>()> queue;  // retryAt in wall time
    std::function<void()> quit;
    Clock clock = systemNow;
};

class Routes : public RequestHandler {
public:
    Routes() = default;

    void setServices(RouteServices services) { m_services = std::move(services); }
    void setBodyLimit(std::uint64_t bytes) { m_bodyLimit = bytes; }
    /// Lets in on loopback whoever is not proved to be the user by his socket.
    void setLoopbackToken(std::string token) { m_loopbackToken = std::move(token); }
    [[nodiscard]] std::uint64_t requests() const { return m_requests; }

    [[nodiscard]] HeadDecision onHead(const Caller& caller, const http::RequestHead& head) override;
    void onRequest(const ExchangePointer& exchange) override;
    void onBodyRefused(const Caller& caller, const http::RequestHead& head,
                       const http::Answer& answer) override;

private:
    using Handler = void (Routes::*)(const ExchangePointer&, const std::string& id);
    enum class Where : std::uint8_t { Everywhere, SocketOnly };
    struct Route {
        http::Method method;
        std::string_view pattern;  // `*` is one segment
        Where where;
        Handler handler;
        bool needsOutbox;
    };

    [[nodiscard]] static std::span<const Route> table();
    [[nodiscard]] std::optional<http::Answer> guard(const Caller& caller,
                                                    const http::RequestHead& head) const;

    void push(const ExchangePointer& exchange, const std::string&);
    void lint(const ExchangePointer& exchange, const std::string&);
    void metrics(const ExchangePointer& exchange, const std::string&);
    void metricsJson(const ExchangePointer& exchange, const std::string&);
    void statusJson(const ExchangePointer& exchange, const std::string&);
    void groups(const ExchangePointer& exchange, const std::string&);
    void deleteGroup(const ExchangePointer& exchange, const std::string& id);
    void pauseApplication(const ExchangePointer& exchange, const std::string& id);
    void resumeApplication(const ExchangePointer& exchange, const std::string& id);
    void purgeApplication(const ExchangePointer& exchange, const std::string& id);
    void queue(const ExchangePointer& exchange, const std::string&);
    void queueEntry(const ExchangePointer& exchange, const std::string& id);
    void dropQueued(const ExchangePointer& exchange, const std::string& id);
    void retryQueue(const ExchangePointer& exchange, const std::string&);
    void quarantine(const ExchangePointer& exchange, const std::string&);
    void quarantineEntry(const ExchangePointer& exchange, const std::string& id);
    void retryQuarantined(const ExchangePointer& exchange, const std::string& id);
    void dropQuarantined(const ExchangePointer& exchange, const std::string& id);
    void ledger(const ExchangePointer& exchange, const std::string&);
    void events(const ExchangePointer& exchange, const std::string&);
    void pause(const ExchangePointer& exchange, const std::string&);
    void resume(const ExchangePointer& exchange, const std::string&);
    void quit(const ExchangePointer& exchange, const std::string&);
    void targets(const ExchangePointer& exchange, const std::string&);
    void setTarget(const ExchangePointer& exchange, const std::string& id);
    void removeTarget(const ExchangePointer& exchange, const std::string& id);
    void healthy(const ExchangePointer& exchange, const std::string&);
    void ready(const ExchangePointer& exchange, const std::string&);

    RouteServices m_services;
    std::uint64_t m_bodyLimit = 4 * 1024 * 1024;
    std::string m_loopbackToken;
    std::uint64_t m_requests = 0;
};

/// What everything that needs the outbox is answered while there is none: 503, to come again.
[[nodiscard]] http::Answer outboxShut();
/// The answer to a command on the outbox: 200, 404, 409 or as storeFailed().
[[nodiscard]] http::Answer commandAnswer(const std::expected<void, OutboxError>& done);

}  // namespace gatepost::relay
