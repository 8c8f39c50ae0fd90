// SPDX-License-Identifier: Apache-2.0
// One io thread: an io_context, its own listening sockets, the connections it accepted, and one
// coarse timer that sweeps their deadlines. Public functions may be called from any thread.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "proxy/server/connection.h"

namespace gatepost::proxy {

class Worker {
public:
    Worker(Service& service, std::shared_ptr<const Limits> limits,
           std::shared_ptr<const Networks> balancers);
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Before start(). Takes the socket.
    void addDoor(int socket, Serves serves, TlsContext tls);
    void start();
    /// For connections accepted from now on; `tls` one per door, in order.
    void reload(std::shared_ptr<const Limits> limits, std::shared_ptr<const Networks> balancers,
                std::vector<TlsContext> tls);
    /// Accepts no more, lets open requests finish; what is left at the deadline is closed.
    void drain(std::chrono::steady_clock::time_point deadline);
    void join();

private:
    struct Door {
        boost::asio::posix::stream_descriptor socket;
        Serves serves;
        TlsContext tls;
        std::unique_ptr<boost::asio::steady_timer> pause;  // after EMFILE
    };
    void waitAt(Door& door);
    void acceptAll(Door& door);
    void welcome(Door& door, int fd, std::string address, std::uint16_t port);
    void scheduleSweep();
    void sweep();

    boost::asio::io_context m_io;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> m_work;
    std::vector<char> m_buffer;
    ConnectionContext m_context;
    std::vector<std::unique_ptr<Door>> m_doors;
    std::unordered_map<Connection*, std::shared_ptr<Connection>> m_connections;
    boost::asio::steady_timer m_sweepTimer;
    bool m_draining = false;
    std::chrono::steady_clock::time_point m_drainDeadline;
    std::thread m_thread;
};

}  // namespace gatepost::proxy
