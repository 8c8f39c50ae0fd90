// SPDX-License-Identifier: Apache-2.0
// What the proxy says about itself: prometheus-cpp counters and histograms, and gauges that are
// read when somebody looks. Thread-safe. Every name begins with gatepost_proxy_.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/answers.h"
#include "metrics/exposition/exposition.h"
#include "metrics/gateway/gateway.h"
#include "proxy/intake/push_intake.h"
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
    HeaderBytes,
    BodyBytes,
    HeaderSeconds,
    BodySeconds,
    AnswerSeconds,
};
inline constexpr std::size_t kLimits = 11;

inline constexpr std::size_t kVerdictCount = 4;

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
    void refused(Reason reason);
    void problem(std::string_view rule);
    void login(LoginOutcome outcome);
    void limited(Limit limit);
    void connections(int change);
    [[nodiscard]] std::int64_t connections() const;
    /// All of these have been read and are in force; others are shown no more.
    void reloaded(const std::vector<std::string>& files, double unixSeconds);
    /// What was read before stays in force, because of this file.
    void notReloaded(const std::string& file);

    /// What others count, read when somebody looks.
    struct Outside {
        UpstreamCounts counts;
        UpstreamHealth health;
        std::uint64_t tokens = 0;
        std::uint64_t expiredTokens = 0;
        std::uint64_t lostLogLines = 0;
    };
    /// Everything, together with what others count.
    [[nodiscard]] metrics::Exposition collect(const Outside& outside);
    struct Totals {
        std::uint64_t requests = 0;
        std::array<std::uint64_t, kVerdictCount> pushes{};  // by verdict
        std::uint64_t limited = 0;
        std::uint64_t receivedBytes = 0;
    };
    [[nodiscard]] Totals totals() const;
    /// For the gateway: pushes of these names must have these types.
    [[nodiscard]] std::vector<metrics::ReservedFamily> reserved();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace gatepost::proxy
