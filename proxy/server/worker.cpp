// SPDX-License-Identifier: Apache-2.0
#include "proxy/server/worker.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "proxy/server/listener.h"

namespace gatepost::proxy {
namespace {

constexpr std::size_t kReadBufferBytes = 64 * 1024;
/// What a listening socket's queue holds; whoever comes meanwhile need not keep us.
constexpr int kAcceptsAtTheEnd = kBacklog + 1;

union AnyAddress {
    sockaddr any;
    sockaddr_in v4;
    sockaddr_in6 v6;
};

/// An IPv4 client of a dual-stack socket is written as IPv4.
std::string textOf(const AnyAddress& address) {
    std::array<char, INET6_ADDRSTRLEN> room{};
    if (address.any.sa_family == AF_INET) {
        inet_ntop(AF_INET, &address.v4.sin_addr, room.data(), room.size());
        return room.data();
    }
    const in6_addr& v6 = address.v6.sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&v6)) {
        inet_ntop(AF_INET, &v6.s6_addr[12], room.data(), room.size());
        return room.data();
    }
    inet_ntop(AF_INET6, &v6, room.data(), room.size());
    return room.data();
}

/// With a sentence where one can be understood. Never waits: the answer fits a socket's buffer.
void turnAway(int fd, const http::Answer* refusal) {
    if (refusal != nullptr) {
        std::string bytes;
        http::appendAnswer(bytes, *refusal, {}, http::Connection::Close);
        // What has come is read over: closing on it would reset the connection under the answer.
        std::array<char, 4096> over{};
        (void)::recv(fd, over.data(), over.size(), MSG_DONTWAIT);
        (void)::send(fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        (void)::shutdown(fd, SHUT_WR);
    }
    ::close(fd);
}

}  // namespace

Worker::Worker(EventLoop& loop, Service& service, std::shared_ptr<const Limits> limits,
               std::shared_ptr<const Networks> balancers)
    : m_loop(loop),
      m_buffer(kReadBufferBytes),
      m_context{loop,
                service,
                std::move(limits),
                std::move(balancers),
                m_buffer,
                [this](Connection& connection) {
                    m_context.service.closed(connection.countedAs());
                    m_connections.erase(connection.number());
                },
                [this](Connection& connection) {
                    connection.setNextLook(connection.deadline());
                    m_looks.push({connection.deadline(), connection.number()});
                }} {}

Worker::~Worker() {
    m_loop.stop();
    join();
    for (const auto& door : m_doors) ::close(door->socket);
}

void Worker::addDoor(int socket, const ListenAddress& address, TlsContext tls) {
    m_doors.push_back(std::make_unique<Door>(*this, socket, address, std::move(tls)));
}

void Worker::start() {
    for (const auto& door : m_doors) m_loop.watchDoor(door->socket, *door);
    m_loop.addTick([this] { sweep(); });
    m_thread = std::thread([this] { m_loop.run(); });
}

void Worker::reload(std::shared_ptr<const Limits> limits, std::shared_ptr<const Networks> balancers,
                    std::vector<TlsContext> tls) {
    m_loop.post(
        [this, limits = std::move(limits), balancers = std::move(balancers), tls = std::move(tls)] {
            m_context.limits = limits;
            m_context.balancers = balancers;
            for (std::size_t i = 0; i < m_doors.size() && i < tls.size(); ++i) {
                m_doors[i]->tls = tls[i];
            }
        });
}

void Worker::drain(std::chrono::steady_clock::time_point deadline, std::function<void()> drained) {
    m_loop.post([this, deadline, drained = std::move(drained)] {
        m_draining = true;
        m_drainDeadline = deadline;
        m_drained = drained;
        acceptWhatCame();
        closeDoors();
        std::vector<std::shared_ptr<Connection>> all;
        for (const auto& [number, connection] : m_connections) all.push_back(connection);
        for (const auto& connection : all) connection->drain();
        sweep();
    });
}

void Worker::stop() { m_loop.stop(); }

void Worker::join() {
    if (m_thread.joinable()) m_thread.join();
}

void Worker::closeDoors() {
    for (const auto& door : m_doors) {
        m_loop.forget(door->socket, *door);
        ::close(door->socket);
    }
    m_doors.clear();
}

/// Closing a socket resets who waits in its queue, with a request that may have been sent. A socket
/// unit of systemd's keeps its own open, and the next program goes on with that queue.
void Worker::acceptWhatCame() {
    for (const auto& door : m_doors) {
        if (!door->isInherited) acceptSome(*door, kAcceptsAtTheEnd);
    }
}

void Worker::acceptSome(Door& door, int most) {
    for (int i = 0; i < most; ++i) {
        AnyAddress address{};
        socklen_t length = sizeof address;
        const int fd = ::accept4(door.socket, &address.any, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            const std::uint16_t port = ntohs(
                address.any.sa_family == AF_INET ? address.v4.sin_port : address.v6.sin6_port);
            welcome(door, fd, textOf(address), port);
            continue;
        }
        // Without a free descriptor accept() fails at once and for ever: the sweep looks again.
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            door.paused = true;
            m_loop.pauseDoor(door.socket, door);
            return;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) return;
        // ECONNABORTED and the like are that client's own: go on with the next one.
    }
}

void Worker::welcome(Door& door, int fd, std::string address, std::uint16_t port) {
    const From from = m_context.balancers->contains(address) ? From::Balancer : From::Client;
    if (const auto refusal = m_context.service.opened(address, from)) {
        turnAway(fd, door.tls || from == From::Balancer ? nullptr : &*refusal);
        return;
    }
    const int on = 1;
    (void)::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Peer peer{.address = std::move(address),
              .port = port,
              .serves = door.serves,
              .tls = door.tls != nullptr,
              .certificateUser = {}};
    const std::uint64_t number = ++m_accepted;
    auto connection =
        std::make_shared<Connection>(m_context, number, fd, std::move(peer), door.tls, from);
    m_connections.emplace(number, connection);
    connection->start();
}

void Worker::sweep() {
    const auto now = m_loop.now();
    for (const auto& door : m_doors) {
        if (std::exchange(door->paused, false)) m_loop.resumeDoor(door->socket, *door);
    }
    while (!m_looks.empty() && m_looks.top().at <= now) {
        const Look look = m_looks.top();
        m_looks.pop();
        const auto found = m_connections.find(look.connection);
        if (found == m_connections.end() || found->second->nextLook() != look.at) continue;
        const auto connection = found->second;
        connection->setNextLook(Connection::Clock::time_point::max());
        if (connection->deadline() > now) {
            m_context.onSooner(*connection);
        } else {
            connection->sweep();
        }
    }
    if (m_draining) finishDraining();
}

void Worker::finishDraining() {
    if (m_loop.now() >= m_drainDeadline) {
        while (!m_connections.empty()) {
            const auto connection = m_connections.begin()->second;
            connection->close();
        }
    }
    if (m_connections.empty() && m_drained) std::exchange(m_drained, nullptr)();
}

}  // namespace gatepost::proxy
