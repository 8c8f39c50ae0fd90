// SPDX-License-Identifier: Apache-2.0
// What the proxy says about itself: prometheus-cpp counters and histograms, and gauges that are
// read when somebody looks. Thread-safe. Every name begins with gatepost_proxy_.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "http/answers.h"
#include "metrics/exposition/exposition.h"
#include "metrics/gateway/gateway.h"
#include "proxy/intake/routes.h"
#include "proxy/upstream/upstream.h"

namespace gatepost::proxy {

enum class LoginOutcome : std::uint8_t { Accepted, Missing, Wrong, Expired, Busy, Limited };
inline constexpr std::size_t kLoginOutcomes = 6;

enum class Limit : std::uint8_t {
    Connections,
    ConnectionsPerAddress,
    Requests,
    RequestsPerAddress,
    Pushes,
    FailedLogins,
};
inline constexpr std::size_t kLimits = 6;

class OwnMetrics {
public:
    OwnMetrics();
    ~OwnMetrics();
    OwnMetrics(const OwnMetrics&) = delete;
    OwnMetrics& operator=(const OwnMetrics&) = delete;

    /// `route` nothing: no such route.
    void request(std::optional<Route> route, int status, std::chrono::duration<double> took,
                 std::uint64_t bytesIn, std::uint64_t bytesOut);
    void verdict(http::Verdict verdict);
    void problem(std::string_view rule);
    void login(LoginOutcome outcome);
    void limited(Limit limit);
    void connections(int change);
    [[nodiscard]] std::int64_t connections() const;
    /// Of a file: configuration, tokens, policy, web configuration, certificates.
    void reloaded(std::string_view what, bool good, double unixSeconds);

    /// Everything, together with what the upstream counts.
    [[nodiscard]] metrics::Exposition collect(const UpstreamCounts& counts);
    /// For the gateway: pushes of these names must have these types.
    [[nodiscard]] std::vector<metrics::ReservedFamily> reserved();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace gatepost::proxy
