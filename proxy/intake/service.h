// SPDX-License-Identifier: Apache-2.0
// The proxy's answer to every request: finds the route, asks who it is, applies the caps, and hands
// the request to the intake that its route names. Thread-safe: called from every io thread.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "metrics/gateway/group.h"
#include "proxy/auth/authenticator.h"
#include "proxy/intake/background.h"
#include "proxy/intake/journal.h"
#include "proxy/intake/own_metrics.h"
#include "proxy/intake/push_memory.h"
#include "proxy/intake/rate_limits.h"
#include "proxy/intake/routes.h"
#include "proxy/intake/settings.h"
#include "proxy/server/service.h"
#include "proxy/upstream/upstream.h"

namespace gatepost::proxy {

class ProxyService final : public Service {
public:
    struct Parts {
        CurrentSettings& settings;
        Authenticator& authenticator;
        Upstream& upstream;
        OwnMetrics& metrics;
        Background& background;
        std::uint64_t descriptors = 0;  // that may be open at once; bounds the connections
        std::function<metrics::UnixNanos()> clock;
        std::function<void(const std::string& line)> accessLog;  // null: none
        std::function<void(const std::string& sentence)> warn;   // to the administrator
        std::function<std::uint64_t()> lostLogLines;             // null: none
    };
    explicit ProxyService(Parts parts);
    ~ProxyService() override;

    [[nodiscard]] std::optional<http::Answer> opened(const std::string& address,
                                                     From from) override;
    [[nodiscard]] std::optional<http::Answer> named(const std::string& address) override;
    void closed(const std::string& countedAs) override;
    void admit(const http::RequestHead& head, const Peer& peer, AdmitReply reply) override;
    void handle(http::Request request, std::shared_ptr<Admission> admission, const Peer& peer,
                AnswerReply reply) override;
    void finished(const Exchange& exchange) override;
    void capped(OwnCap cap) override;
    /// From now on /-/ready answers 503: the program is ending.
    void notReady() { m_ready.store(false); }

private:
    struct Caller;
    void identified(const std::shared_ptr<Caller>& caller, Authenticator::Outcome outcome,
                    const AdmitReply& reply);
    void push(http::Request request, std::shared_ptr<Caller> caller, AnswerReply reply);
    void wrappedPush(const http::Request& request, std::shared_ptr<Caller> caller,
                     AnswerReply reply);
    void leases(http::Request request, std::shared_ptr<Caller> caller, AnswerReply reply);
    void lint(http::Request request, const Caller& caller, const AnswerReply& reply);
    void scrape(http::RequestHead head, AnswerReply reply);
    void view(Route route, http::RequestHead head, AnswerReply reply);
    void wipe(AnswerReply reply);
    void enroll(http::Request request, std::shared_ptr<Caller> caller, AnswerReply reply);
    [[nodiscard]] http::Answer loginFailed(const Caller& caller, const AuthFailure& failure);
    /// From the caller's address, or of one user from there.
    [[nodiscard]] bool tooManyFailures(const Caller& caller, const std::string& user = {});
    [[nodiscard]] Guessing guessing(const Caller& caller, const std::string& user);
    void countFailure(const Caller& caller, const std::string& user = {});
    [[nodiscard]] http::Answer health(Route route) const;
    /// Takes a request of the caps by address; the seconds to wait where there is none left.
    [[nodiscard]] std::optional<std::uint32_t> addressAllowance(const Limits& limits,
                                                                const std::string& network);
    [[nodiscard]] std::optional<std::uint32_t> pushAllowance(const Caller& caller);
    void judged(const Caller& caller, const PushOutcome& outcome, metrics::PushMethod method,
                std::string_view path);
    [[nodiscard]] std::string statusText();

    Parts m_parts;
    RateLimits m_rates;
    PushMemory m_memory;
    Journal m_journal;
    std::atomic<bool> m_ready{true};
    metrics::UnixNanos m_startedAt;
    std::mutex m_addressMutex;
    std::unordered_map<std::string, std::uint64_t> m_perAddress;
};

}  // namespace gatepost::proxy
