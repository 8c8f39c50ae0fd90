// SPDX-License-Identifier: Apache-2.0
// One io thread: an event loop, its own listening sockets, the connections it accepted, and one
// coarse sweep of their deadlines. Public functions may be called from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <queue>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "proxy/server/connection.h"

namespace gatepost::proxy {

class Worker {
public:
    Worker(EventLoop& loop, Service& service, std::shared_ptr<const Limits> limits,
           std::shared_ptr<const Networks> balancers);
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Before start(). Takes the socket.
    void addDoor(int socket, const ListenAddress& address, TlsContext tls);
    void start();
    /// For connections accepted from now on; `tls` one per door, in order.
    void reload(std::shared_ptr<const Limits> limits, std::shared_ptr<const Networks> balancers,
                std::vector<TlsContext> tls);
    /// Accepts what has come by now and no more, lets requests that were sent finish; what is left
    /// at the deadline is closed. Then `drained` is called; the loop goes on, for it may carry what
    /// other workers' requests wait for.
    void drain(std::chrono::steady_clock::time_point deadline, std::function<void()> drained);
    void stop();
    void join();

private:
    /// Then the connections that are open have their turn.
    static constexpr int kAcceptsAtOnce = 64;

    struct Door final : Watched {
        Door(Worker& owner, int fd, const ListenAddress& address, TlsContext context)
            : worker(owner),
              socket(fd),
              serves(address.serves),
              isInherited(!address.socketName.empty()),
              tls(std::move(context)) {}
        void ready(std::uint32_t) override { worker.acceptSome(*this, kAcceptsAtOnce); }

        Worker& worker;
        int socket;
        Serves serves;
        bool isInherited;
        TlsContext tls;
        bool paused = false;  // for want of descriptors
    };
    /// When to look at a connection's deadline. Out of date where the connection has gone or has
    /// another nextLook().
    struct Look {
        Connection::Clock::time_point at;
        std::uint64_t connection = 0;
        bool operator>(const Look& other) const { return at > other.at; }
    };
    void acceptSome(Door& door, int most);
    void acceptWhatCame();
    void welcome(Door& door, int fd, std::string address, std::uint16_t port);
    void closeDoors();
    void sweep();
    void finishDraining();

    EventLoop& m_loop;
    std::vector<char> m_buffer;
    ConnectionContext m_context;
    std::vector<std::unique_ptr<Door>> m_doors;
    std::unordered_map<std::uint64_t, std::shared_ptr<Connection>> m_connections;  // by number
    std::uint64_t m_accepted = 0;
    std::priority_queue<Look, std::vector<Look>, std::greater<>> m_looks;
    bool m_draining = false;
    std::chrono::steady_clock::time_point m_drainDeadline;
    std::function<void()> m_drained;  // null: not asked for, or told
    std::thread m_thread;
};

}  // namespace gatepost::proxy
