// SPDX-License-Identifier: Apache-2.0
#include "proxy/intake/own_metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <mutex>
#include <string>

#include "http/self_metrics.h"

namespace gatepost::proxy {
namespace {

constexpr std::array<std::string_view, kLoginOutcomes> kLogins{"accepted", "missing", "wrong",
                                                               "expired",  "busy",    "limited"};
constexpr std::array<std::string_view, kLimits> kLimitNames{
    "connections",         "connections_per_address",
    "requests_per_second", "requests_per_second_per_address",
    "pushes_per_second",   "failed_logins_per_minute_per_address",
    "header_bytes",        "body_bytes",
    "header_seconds",      "body_seconds",
    "answer_seconds"};
constexpr std::array<std::string_view, kReasons> kReasonNames{
    "none", "malformed", "too_large", "not_yours", "judged", "clash", "quota", "upstream"};
/// The last row stands for paths that are no route.
constexpr std::size_t kRouteRows = kRouteCount + 1;
/// One column per answer class; single codes would make a series for each that a client can
/// provoke.
constexpr std::array<std::string_view, 5> kClasses{"1xx", "2xx", "3xx", "4xx", "5xx"};

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;

Family<Counter>& counters(prometheus::Registry& registry, const std::string& name,
                          const std::string& help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

Gauge& gauge(prometheus::Registry& registry, const std::string& name, const std::string& help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

std::size_t rowOf(std::optional<Route> route) {
    return route ? static_cast<std::size_t>(*route) : kRouteCount;
}

double residentBytes() {
    std::ifstream statm("/proc/self/statm");
    double size = 0;
    double resident = 0;
    statm >> size >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double cpuSeconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// The last folder and the name: a whole path is a long label, which our own lint warns of.
std::string shortName(const std::string& file) {
    const std::size_t name = file.rfind('/');
    if (name == std::string::npos || name == 0) return file;
    return file.substr(file.rfind('/', name - 1) + 1);
}

}  // namespace

struct OwnMetrics::Impl {
    prometheus::Registry registry;
    std::array<std::array<Counter*, kClasses.size()>, kRouteRows> requests{};
    std::array<prometheus::Histogram*, kRouteRows> durations{};
    std::array<Counter*, kVerdictCount> verdicts{};
    std::array<Counter*, kReasons> reasons{};
    std::array<Counter*, kLoginOutcomes> logins{};
    std::array<Counter*, kLimits> limits{};
    Counter* received = nullptr;
    Counter* sent = nullptr;
    Family<Counter>* problems = nullptr;
    Family<Gauge>* reloadGood = nullptr;
    Family<Gauge>* reloadTime = nullptr;
    /// By file name: whether it was good, and when.
    std::map<std::string, std::pair<Gauge*, Gauge*>> files;
    /// With its folder; whole where another has that name already.
    [[nodiscard]] std::string nameOf(const std::string& file) const {
        const auto isAlike = [&](const auto& entry) {
            return entry.first != file && shortName(entry.first) == shortName(file);
        };
        return std::ranges::any_of(files, isAlike) ? file : shortName(file);
    }
    std::mutex reloading;
    Counter* stored = nullptr;
    Counter* failed = nullptr;
    Gauge* upstreamUp = nullptr;
    Gauge* tokens = nullptr;
    Gauge* expiredTokens = nullptr;
    Gauge* openConnections = nullptr;
    Gauge* groups = nullptr;
    Gauge* series = nullptr;
    Gauge* leases = nullptr;
    Counter* expired = nullptr;
    Counter* lostLogLines = nullptr;
    Gauge* resident = nullptr;
    Counter* cpu = nullptr;
    std::atomic<std::int64_t> connections{0};
    std::mutex collecting;

    Impl();
};

OwnMetrics::Impl::Impl() {
    auto& requestCounts = counters(registry, "gatepost_proxy_http_requests_total",
                                   "HTTP requests answered, by route and class of status.");
    auto& requestTimes =
        prometheus::BuildHistogram()
            .Name("gatepost_proxy_http_request_duration_seconds")
            .Help("Time from a request's first byte to its answer's last, by route.")
            .Register(registry);
    const prometheus::Histogram::BucketBoundaries bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                         0.05,   0.1,   0.25,   0.5,   1,    5};
    for (std::size_t row = 0; row < kRouteRows; ++row) {
        const std::string route(row == kRouteCount ? "none"
                                                   : routeInfo(static_cast<Route>(row)).name);
        for (std::size_t column = 0; column < kClasses.size(); ++column) {
            requests[row][column] =
                &requestCounts.Add({{"route", route}, {"code", std::string(kClasses[column])}});
        }
        durations[row] = &requestTimes.Add({{"route", route}}, bounds);
    }
    auto& verdictCounts = counters(registry, "gatepost_proxy_pushes_total",
                                   "Pushes judged, single and batched, by verdict.");
    for (std::size_t i = 0; i < kVerdictCount; ++i) {
        verdicts[i] = &verdictCounts.Add(
            {{"verdict", std::string(http::toString(static_cast<http::Verdict>(i)))}});
    }
    auto& reasonCounts = counters(registry, "gatepost_proxy_push_refusals_total",
                                  "Pushes that were not taken, single and batched, by reason.");
    for (std::size_t i = 1; i < kReasons; ++i) {
        reasons[i] = &reasonCounts.Add({{"reason", std::string(kReasonNames[i])}});
    }
    auto& handedOn = counters(registry, "gatepost_proxy_upstream_pushes_total",
                              "Pushes stored or handed on, and those where that failed.");
    stored = &handedOn.Add({{"outcome", "stored"}});
    failed = &handedOn.Add({{"outcome", "failed"}});
    upstreamUp = &gauge(registry, "gatepost_proxy_upstream_up",
                        "Whether the last push could be stored or handed on.");
    auto& tokenCounts = prometheus::BuildGauge()
                            .Name("gatepost_proxy_tokens")
                            .Help("Tokens of the tokens file, by state.")
                            .Register(registry);
    tokens = &tokenCounts.Add({{"state", "valid"}});
    expiredTokens = &tokenCounts.Add({{"state", "expired"}});
    auto& loginCounts =
        counters(registry, "gatepost_proxy_logins_total", "Credentials looked at, by outcome.");
    for (std::size_t i = 0; i < kLoginOutcomes; ++i) {
        logins[i] = &loginCounts.Add({{"outcome", std::string(kLogins[i])}});
    }
    auto& limitCounts = counters(registry, "gatepost_proxy_limited_total",
                                 "Requests and connections refused by a cap, by its name.");
    for (std::size_t i = 0; i < kLimits; ++i) {
        limits[i] = &limitCounts.Add({{"limit", std::string(kLimitNames[i])}});
    }
    received = &counters(registry, "gatepost_proxy_received_bytes_total",
                         "Bytes of requests as sent, TLS apart.")
                    .Add({});
    sent = &counters(registry, "gatepost_proxy_sent_bytes_total",
                     "Bytes of answers as sent, TLS apart.")
                .Add({});
    problems = &counters(registry, "gatepost_proxy_lint_problems_total",
                         "Problems found in pushes, by rule.");
    reloadGood = &prometheus::BuildGauge()
                      .Name("gatepost_proxy_last_reload_successful")
                      .Help("Whether the file could be used when it was read last.")
                      .Register(registry);
    reloadTime = &prometheus::BuildGauge()
                      .Name("gatepost_proxy_last_reload_success_timestamp_seconds")
                      .Help("When the file was last read and used.")
                      .Register(registry);
    openConnections =
        &gauge(registry, "gatepost_proxy_connections", "Client connections that are open.");
    groups = &gauge(registry, "gatepost_proxy_groups", "Groups held by the embedded gateway.");
    series = &gauge(registry, "gatepost_proxy_series", "Series held by the embedded gateway.");
    leases = &gauge(registry, "gatepost_proxy_leases", "Groups that end unless renewed.");
    expired = &counters(registry, "gatepost_proxy_leases_expired_total",
                        "Groups deleted because nobody renewed their lease.")
                   .Add({});
    lostLogLines = &counters(registry, "gatepost_proxy_log_lines_lost_total",
                             "Lines of the log dropped because nobody read them in time.")
                        .Add({});
    resident = &gauge(registry, "gatepost_proxy_resident_memory_bytes", "Resident memory.");
    cpu =
        &counters(registry, "gatepost_proxy_cpu_seconds_total", "CPU time spent, user and system.")
             .Add({});
    prometheus::BuildGauge()
        .Name("gatepost_proxy_build_info")
        .Help("Always 1; the label says which version runs.")
        .Register(registry)
        .Add({{"version", GATEPOST_VERSION}})
        .Set(1);
}

OwnMetrics::OwnMetrics() : m_impl(std::make_unique<Impl>()) {}
OwnMetrics::~OwnMetrics() = default;

void OwnMetrics::request(std::optional<Route> route, int status, std::chrono::duration<double> took,
                         std::uint64_t bytesIn, std::uint64_t bytesOut) {
    const std::size_t row = rowOf(route);
    const std::size_t column = static_cast<std::size_t>(status / 100 - 1) % kClasses.size();
    m_impl->requests[row][column]->Increment();
    m_impl->durations[row]->Observe(took.count());
    m_impl->received->Increment(static_cast<double>(bytesIn));
    m_impl->sent->Increment(static_cast<double>(bytesOut));
}

void OwnMetrics::verdict(http::Verdict verdict) {
    m_impl->verdicts[static_cast<std::size_t>(verdict)]->Increment();
}

void OwnMetrics::refused(Reason reason) {
    m_impl->reasons[static_cast<std::size_t>(reason)]->Increment();
}

void OwnMetrics::problem(std::string_view rule) {
    m_impl->problems->Add({{"rule", std::string(rule)}}).Increment();
}

void OwnMetrics::login(LoginOutcome outcome) {
    m_impl->logins[static_cast<std::size_t>(outcome)]->Increment();
}

void OwnMetrics::limited(Limit limit) {
    m_impl->limits[static_cast<std::size_t>(limit)]->Increment();
}

void OwnMetrics::connections(int change) { m_impl->connections.fetch_add(change); }

std::int64_t OwnMetrics::connections() const { return m_impl->connections.load(); }

void OwnMetrics::reloaded(const std::vector<std::string>& files, double unixSeconds) {
    const std::lock_guard lock(m_impl->reloading);
    std::erase_if(m_impl->files, [&](const auto& entry) {
        if (std::ranges::find(files, entry.first) != files.end()) return false;
        m_impl->reloadGood->Remove(entry.second.first);
        if (entry.second.second != nullptr) m_impl->reloadTime->Remove(entry.second.second);
        return true;
    });
    for (const std::string& file : files) {
        auto& [good, when] = m_impl->files[file];
        if (good == nullptr) good = &m_impl->reloadGood->Add({{"file", m_impl->nameOf(file)}});
        if (when == nullptr) when = &m_impl->reloadTime->Add({{"file", m_impl->nameOf(file)}});
        good->Set(1);
        when->Set(unixSeconds);
    }
}

void OwnMetrics::notReloaded(const std::string& file) {
    const std::lock_guard lock(m_impl->reloading);
    auto& good = m_impl->files[file].first;
    if (good == nullptr) good = &m_impl->reloadGood->Add({{"file", m_impl->nameOf(file)}});
    good->Set(0);
}

metrics::Exposition OwnMetrics::collect(const Outside& outside) {
    const std::lock_guard lock(m_impl->collecting);
    const UpstreamCounts& counts = outside.counts;
    const auto raise = [](Counter* counter, double to) {
        counter->Increment(to - counter->Value());
    };
    m_impl->openConnections->Set(static_cast<double>(m_impl->connections.load()));
    m_impl->groups->Set(static_cast<double>(counts.groups));
    m_impl->series->Set(static_cast<double>(counts.series));
    m_impl->leases->Set(static_cast<double>(counts.leases));
    raise(m_impl->expired, static_cast<double>(counts.expired));
    raise(m_impl->stored, static_cast<double>(outside.health.stored));
    raise(m_impl->failed, static_cast<double>(outside.health.failed));
    m_impl->upstreamUp->Set(outside.health.good() ? 1 : 0);
    m_impl->tokens->Set(static_cast<double>(outside.tokens));
    m_impl->expiredTokens->Set(static_cast<double>(outside.expiredTokens));
    raise(m_impl->lostLogLines, static_cast<double>(outside.lostLogLines));
    m_impl->resident->Set(residentBytes());
    raise(m_impl->cpu, cpuSeconds());
    return http::selfMetrics(m_impl->registry.Collect());
}

OwnMetrics::Totals OwnMetrics::totals() const {
    Totals out;
    const auto whole = [](const Counter* counter) {
        return static_cast<std::uint64_t>(counter->Value());
    };
    for (const auto& row : m_impl->requests) {
        for (const Counter* counter : row) out.requests += whole(counter);
    }
    for (std::size_t i = 0; i < kVerdictCount; ++i) out.pushes[i] = whole(m_impl->verdicts[i]);
    for (const Counter* counter : m_impl->limits) out.limited += whole(counter);
    out.receivedBytes = whole(m_impl->received);
    return out;
}

std::vector<metrics::ReservedFamily> OwnMetrics::reserved() {
    std::vector<metrics::ReservedFamily> out;
    const metrics::Exposition own = collect({});
    for (const metrics::Family& family : own.families()) {
        out.push_back({std::string(family.name), family.type});
    }
    return out;
}

}  // namespace gatepost::proxy
