// SPDX-License-Identifier: Apache-2.0
// All listeners and io threads of the proxy, one for each event loop. Made, started and stopped by
// main; the service must outlive stop(), and replies may come as long as the loops are there.
#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "proxy/config/config.h"
#include "proxy/server/event_loop.h"
#include "proxy/server/service.h"

namespace gatepost::proxy {

class Worker;

class Server {
public:
    /// Binds everything; nothing is accepted before start().
    [[nodiscard]] static std::expected<std::unique_ptr<Server>, std::string> bind(
        const Config& config, const EventLoops& loops, Service& service);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    void start();
    /// "http://127.0.0.1:9092", one per address of the configuration.
    [[nodiscard]] const std::vector<std::string>& urls() const { return m_urls; }
    [[nodiscard]] const std::vector<ListenAddress>& addresses() const { return m_addresses; }
    /// Limits and certificates for new connections; addresses stay as they are.
    [[nodiscard]] std::expected<void, ConfigErrors> reload(const Config& config);
    /// Accepts no more, lets open requests finish for up to `patience`, joins the threads.
    void stop(std::chrono::seconds patience);

private:
    Server();
    std::vector<std::unique_ptr<Worker>> m_workers;
    std::vector<std::string> m_urls;
    std::vector<ListenAddress> m_addresses;
};

}  // namespace gatepost::proxy
