// SPDX-License-Identifier: Apache-2.0
#include "app/proxy/run.h"

#include <fmt/format.h>
#include <signal.h>
#include <spdlog/logger.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "app/proxy/credentials.h"
#include "app/proxy/limits.h"
#include "app/proxy/log.h"
#include "metrics/policy/policy.h"
#include "proxy/intake/service.h"
#include "proxy/server/server.h"
#include "proxy/upstream/embedded.h"
#include "proxy/upstream/group_records.h"
#include "proxy/upstream/pushgateway.h"
#include "proxy/upstream/upstream_client.h"

namespace gatepost::app {
namespace {

constexpr unsigned kPasswordThreads = 2;
constexpr unsigned kRenderThreads = 2;
constexpr std::uint64_t kOwnDescriptors = 64;
constexpr std::chrono::seconds kPatience{10};

metrics::UnixNanos wallClock() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

proxy::UtcTime utcNow() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/// A start fails on stderr, in words: nobody reads a log before there is one.
bool refuse(std::string_view sentence) {
    fmt::print(stderr, "gatepost-proxy: {}\n", sentence);
    return false;
}

sigset_t endingSignals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
    return set;
}

/// Its event loop's two, a listening socket per address, and its connections to a Pushgateway.
std::uint64_t descriptorsOfThread(const proxy::Config& config, unsigned threads) {
    const bool forwards = config.upstream.kind == proxy::UpstreamKind::Pushgateway;
    return 2 + config.listen.size() +
           (forwards ? proxy::connectionsOfLoop(proxy::kUpstreamConnections, threads) : 0);
}

/// It must fail before the client's own deadline does, so that the client learns why.
std::chrono::seconds upstreamDeadline(const proxy::Limits& limits) {
    return std::max(limits.answer / 2, std::chrono::seconds(1));
}

/// Credentials may change while they are used, what is behind us may not.
bool sameUpstream(const proxy::UpstreamConfig& a, const proxy::UpstreamConfig& b) {
    return a.kind == b.kind && a.dataDir == b.dataDir && a.durable == b.durable && a.url == b.url;
}

/// Certificates may change while they are served, doors may not.
bool sameDoors(const std::vector<proxy::ListenAddress>& a,
               const std::vector<proxy::ListenAddress>& b) {
    return std::ranges::equal(a, b, [](const auto& x, const auto& y) {
        return x.host == y.host && x.port == y.port && x.socketName == y.socketName &&
               x.serves == y.serves && x.tls.has_value() == y.tls.has_value();
    });
}

class Proxy {
public:
    Proxy(const RunOptions& options, const Logs& logs)
        : m_options(options),
          m_logs(logs),
          m_log(logs.events()) {}

    [[nodiscard]] bool start();
    /// About every second.
    void tick();
    void reload();
    void stop();

private:
    void tell(const proxy::ConfigErrors& errors);
    void tellReload(const proxy::ConfigErrors& errors);
    [[nodiscard]] bool openUpstream(const proxy::Config& config);
    void applyPolicy();
    void takeTokensAndCertificates();
    void watchCertificates();

    RunOptions m_options;
    const Logs& m_logs;
    Log m_log;
    proxy::OwnMetrics m_metrics;
    proxy::EventLoops m_loops;
    std::unique_ptr<proxy::CurrentSettings> m_settings;
    std::shared_ptr<proxy::PasswordCheck> m_passwords;
    std::unique_ptr<proxy::Authenticator> m_authenticator;
    std::unique_ptr<proxy::Background> m_background;
    std::unique_ptr<proxy::Upstream> m_upstream;
    std::unique_ptr<proxy::ProxyService> m_service;
    std::unique_ptr<proxy::Server> m_server;
    std::vector<proxy::ListenAddress> m_listen;
    FileVersions m_read;
};

/// As where tokens_file names another file than `token add` did.
bool letsNobodyIn(const proxy::Credentials& credentials, const proxy::Config& config) {
    const bool certificates = std::ranges::any_of(config.listen, [](const auto& address) {
        return address.tls && address.tls->clientAuth != proxy::ClientAuth::None;
    });
    return !credentials.open && !certificates && !credentials.jwt && credentials.tokens.empty() &&
           credentials.basicAuthUsers.empty();
}

void Proxy::tell(const proxy::ConfigErrors& errors) {
    for (const auto& error : errors) warn(m_log, proxy::toString(error));
}

bool Proxy::openUpstream(const proxy::Config& config) {
    auto records = proxy::openRecords(config.upstream.dataDir, config.upstream.durable
                                                                   ? store::Durability::Full
                                                                   : store::Durability::Off);
    if (!records) return refuse(records.error());
    if (config.upstream.kind == proxy::UpstreamKind::Pushgateway) {
        auto gateway = proxy::PushgatewayUpstream::open(std::move(*records), config.upstream,
                                                        upstreamDeadline(config.limits), m_loops);
        if (!gateway) return refuse(gateway.error());
        m_upstream = std::move(*gateway);
        return true;
    }
    std::vector<std::string> leftOut;
    auto embedded = proxy::Embedded::open(std::move(*records), m_metrics.reserved(), leftOut);
    if (!embedded) return refuse(embedded.error());
    for (const std::string& family : leftOut) warn(m_log, "stored but left out: " + family);
    m_upstream = std::move(*embedded);
    return true;
}

bool Proxy::start() {
    auto loaded = load(m_options.config, m_read);
    if (!loaded) {
        for (const auto& error : loaded.error()) (void)refuse(proxy::toString(error));
        return false;
    }
    const std::uint64_t descriptors = raiseFileLimit();
    proxy::Config config = loaded->settings->config;
    m_listen = config.listen;
    const unsigned cores = std::clamp(std::thread::hardware_concurrency(), 1u, kMostThreads);
    const unsigned threads = m_options.threads > 0 ? m_options.threads : cores;
    const std::uint64_t needed = kOwnDescriptors + threads * descriptorsOfThread(config, threads);
    if (descriptors <= needed) {
        return refuse(
            fmt::format("{} threads need more than {} open files, and the limit is {}; expected "
                        "fewer --threads or a higher limit",
                        threads, needed, descriptors));
    }
    for (unsigned i = 0; i < threads; ++i) {
        m_loops.push_back(std::make_unique<proxy::EventLoop>());
    }
    if (!openUpstream(config)) return false;
    m_settings = std::make_unique<proxy::CurrentSettings>(loaded->settings);
    applyPolicy();
    m_passwords = std::make_shared<proxy::PasswordCheck>(kPasswordThreads);
    m_authenticator = std::make_unique<proxy::Authenticator>(m_passwords, utcNow);
    if (letsNobodyIn(loaded->credentials, config)) {
        warn(m_log,
             "nobody can log in yet: there is no token, user, issuer or authority of clients");
    }
    m_authenticator->replace(std::move(loaded->credentials), m_authenticator->beginReading());
    m_background = std::make_unique<proxy::Background>(kRenderThreads);
    std::function<void(const std::string&)> accessLog;
    if (m_options.accessLog) {
        accessLog = [log = m_logs.requests()](const std::string& text) { log->info(text); };
    }
    m_service = std::make_unique<proxy::ProxyService>(proxy::ProxyService::Parts{
        *m_settings, *m_authenticator, *m_upstream, m_metrics, *m_background, descriptors - needed,
        wallClock, std::move(accessLog),
        [log = m_log](const std::string& sentence) { warn(log, sentence); },
        [this] { return m_logs.lost(); }});
    auto server = proxy::Server::bind(config, m_loops, *m_service);
    if (!server) return refuse(server.error());
    m_server = std::move(*server);
    m_settings->set(proxy::asServed(loaded->settings, m_server->addresses(), config.upstream));
    m_server->start();
    tellReload({});
    for (const std::string& url : m_server->urls()) fmt::print("listening on {}\n", url);
    std::fflush(stdout);
    return true;
}

/// With errors, only the files that have them are told of: the others were not taken either.
void Proxy::tellReload(const proxy::ConfigErrors& errors) {
    const double now = static_cast<double>(wallClock()) / 1e9;
    if (errors.empty()) {
        m_metrics.reloaded(m_read.names(), now);
        return;
    }
    for (const auto& error : errors) m_metrics.notReloaded(error.broken);
}

/// Those are changed by tools, and not by whoever left another file broken: a token that is revoked
/// must end, and a certificate that was renewed be served.
void Proxy::takeTokensAndCertificates() {
    proxy::Config config = m_settings->get()->config;
    config.listen = m_listen;
    watchCertificates();
    (void)m_server->reload(config);  // what is wrong with them has been told
    if (!config.auth || config.auth->tokensFile.empty()) return;
    m_read.add(config.auth->tokensFile);
    const auto reading = m_authenticator->beginReading();
    const auto tokens = proxy::readTokens(config.auth->tokensFile);
    if (tokens) m_authenticator->replaceTokens(*tokens, reading);
}

/// Of the doors that are open, where the configuration names others by now.
void Proxy::watchCertificates() {
    for (const proxy::ListenAddress& address : m_listen) {
        if (!address.tls) continue;
        for (const auto& file :
             {address.tls->certFile, address.tls->keyFile, address.tls->clientCaFile}) {
            if (!file.empty()) m_read.add(file);
        }
    }
}

void Proxy::applyPolicy() {
    const auto policy = m_settings->get()->rules.policy;
    if (!policy) return;
    m_upstream->applyTypes([policy](std::string_view family, metrics::MetricType type) {
        return policy->allowsType(family, type);
    });
}

void Proxy::tick() {
    m_upstream->sweep(wallClock(), m_settings->get()->config.limits.deletedGroupsPerUser);
    if (m_read.changed() || m_authenticator->mustRead()) reload();
}

void Proxy::reload() {
    const auto reading = m_authenticator->beginReading();
    auto loaded = load(m_options.config, m_read);
    proxy::ConfigErrors errors;
    if (!loaded) {
        errors = std::move(loaded.error());
    } else if (!loaded->settings->config.auth &&
               std::ranges::any_of(m_listen, proxy::isOpenToOthers)) {
        // The addresses of that file are loopback, the open ones are not: those stay till the end.
        errors.push_back({.file = m_options.config.string(),
                          .line = 1,
                          .column = 1,
                          .text = "expected the auth section to stay until the next start: an "
                                  "address is open that is not loopback"});
    } else {
        proxy::Config config = loaded->settings->config;
        if (!sameDoors(config.listen, m_listen)) {
            warn(m_log, "listen changes at the next start");
            config.listen = m_listen;
            watchCertificates();
        }
        if (const auto served = m_server->reload(config); !served) {
            errors = served.error();
        } else {
            m_listen = config.listen;
        }
    }
    if (!errors.empty()) {
        tell(errors);
        tellReload(errors);
        warn(m_log,
             "not reloaded: what was read last stays in force, tokens and certificates apart");
        takeTokensAndCertificates();
        return;
    }
    const auto before = m_settings->get();
    const proxy::Config& is = loaded->settings->config;
    // Credentials of another upstream must not reach the one that is served until then.
    const bool same = sameUpstream(before->config.upstream, is.upstream);
    const proxy::UpstreamConfig& upstream = same ? is.upstream : before->config.upstream;
    if (!same) warn(m_log, "upstream changes at the next start");
    m_upstream->reconfigure(upstream, upstreamDeadline(is.limits));
    m_settings->set(proxy::asServed(loaded->settings, m_server->addresses(), upstream));
    m_authenticator->replace(std::move(loaded->credentials), reading);
    tellReload({});
    applyPolicy();
    info(m_log, "reloaded");
}

void Proxy::stop() {
    if (m_service) m_service->notReady();
    if (m_server) m_server->stop(kPatience);
    // Whatever may still call back goes before the threads' contexts that it would call into.
    m_background.reset();
    m_authenticator.reset();
    m_passwords.reset();
    m_upstream.reset();
    m_server.reset();
}

}  // namespace

int run(const RunOptions& options) {
    ::signal(SIGPIPE, SIG_IGN);
    const sigset_t set = endingSignals();
    // Blocked before any thread is made, so that they come to sigtimedwait() and nowhere else.
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    int code = 0;
    Logs logs;
    {
        Proxy proxy(options, logs);
        if (!proxy.start()) {
            code = 1;
        } else {
            for (;;) {
                const timespec second{.tv_sec = 1, .tv_nsec = 0};
                const int number = ::sigtimedwait(&set, nullptr, &second);
                if (number == SIGTERM || number == SIGINT) break;
                if (number == SIGHUP) proxy.reload();
                proxy.tick();
            }
        }
        proxy.stop();
    }
    if (!logs.close()) std::_Exit(code);
    return code;
}

}  // namespace gatepost::app
