// SPDX-License-Identifier: Apache-2.0
#include "proxy/server/server.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>

#include "proxy/server/listener.h"
#include "proxy/server/tls_context.h"
#include "proxy/server/worker.h"

namespace gatepost::proxy {

Server::Server() = default;
Server::~Server() = default;

std::expected<std::unique_ptr<Server>, std::string> Server::bind(const Config& config,
                                                                 const EventLoops& loops,
                                                                 Service& service) {
    const auto tls = makeTlsContexts(config.listen);
    if (!tls) return std::unexpected(toString(tls.error().front()));
    std::unique_ptr<Server> server(new Server);
    const auto limits = std::make_shared<const Limits>(config.limits);
    const auto balancers = std::make_shared<const Networks>(config.proxyProtocolFrom);
    const auto threads = static_cast<unsigned>(loops.size());
    for (const auto& loop : loops) {
        server->m_workers.push_back(std::make_unique<Worker>(*loop, service, limits, balancers));
    }
    for (std::size_t i = 0; i < config.listen.size(); ++i) {
        const auto listener = listenOn(config.listen[i], threads);
        if (!listener) return std::unexpected(listener.error());
        for (unsigned w = 0; w < threads; ++w) {
            server->m_workers[w]->addDoor(listener->sockets[w], config.listen[i], (*tls)[i]);
        }
        server->m_urls.push_back(
            fmt::format("{}://{}", (*tls)[i] ? "https" : "http", display(listener->address)));
        server->m_addresses.push_back(listener->address);
    }
    return server;
}

void Server::start() {
    for (const auto& worker : m_workers) worker->start();
}

std::expected<void, ConfigErrors> Server::reload(const Config& config) {
    const auto tls = makeTlsContexts(config.listen);
    if (!tls) return std::unexpected(tls.error());
    const auto limits = std::make_shared<const Limits>(config.limits);
    const auto balancers = std::make_shared<const Networks>(config.proxyProtocolFrom);
    for (const auto& worker : m_workers) worker->reload(limits, balancers, *tls);
    return {};
}

void Server::stop(std::chrono::seconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    std::atomic<std::size_t> left = m_workers.size();
    const auto drained = [this, &left] {
        if (--left > 0) return;
        for (const auto& worker : m_workers) worker->stop();
    };
    for (const auto& worker : m_workers) worker->drain(deadline, drained);
    for (const auto& worker : m_workers) worker->join();
}

}  // namespace gatepost::proxy
