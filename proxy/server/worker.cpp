// SPDX-License-Identifier: Apache-2.0
#include "proxy/server/worker.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/post.hpp>
#include <cerrno>

namespace gatepost::proxy {
namespace {

constexpr std::size_t kReadBufferBytes = 64 * 1024;
constexpr std::chrono::milliseconds kSweepInterval{250};
/// Without a free descriptor accept() fails at once and for ever: look again a little later.
constexpr std::chrono::milliseconds kNoDescriptorPause{100};
constexpr int kAcceptsAtOnce = 64;

using WaitType = boost::asio::posix::stream_descriptor::wait_type;

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

Worker::Worker(Service& service, std::shared_ptr<const Limits> limits,
               std::shared_ptr<const Networks> balancers)
    : m_io(1),
      m_work(m_io.get_executor()),
      m_buffer(kReadBufferBytes),
      m_context{m_io,
                service,
                std::move(limits),
                std::move(balancers),
                m_buffer,
                [this](Connection& connection) {
                    m_context.service.closed(connection.countedAs());
                    m_connections.erase(&connection);
                }},
      m_sweepTimer(m_io) {}

Worker::~Worker() { join(); }

void Worker::addDoor(int socket, Serves serves, TlsContext tls) {
    m_doors.push_back(std::make_unique<Door>(
        Door{boost::asio::posix::stream_descriptor(m_io, socket), serves, std::move(tls),
             std::make_unique<boost::asio::steady_timer>(m_io)}));
}

void Worker::start() {
    for (const auto& door : m_doors) waitAt(*door);
    scheduleSweep();
    m_thread = std::thread([this] { m_io.run(); });
}

void Worker::reload(std::shared_ptr<const Limits> limits, std::shared_ptr<const Networks> balancers,
                    std::vector<TlsContext> tls) {
    boost::asio::post(m_io, [this, limits = std::move(limits), balancers = std::move(balancers),
                             tls = std::move(tls)] {
        m_context.limits = limits;
        m_context.balancers = balancers;
        for (std::size_t i = 0; i < m_doors.size() && i < tls.size(); ++i) {
            m_doors[i]->tls = tls[i];
        }
    });
}

void Worker::drain(std::chrono::steady_clock::time_point deadline) {
    boost::asio::post(m_io, [this, deadline] {
        m_draining = true;
        m_drainDeadline = deadline;
        m_doors.clear();
        std::vector<std::shared_ptr<Connection>> all;
        for (const auto& [raw, connection] : m_connections) all.push_back(connection);
        for (const auto& connection : all) connection->drain();
        sweep();
    });
}

void Worker::join() {
    if (m_thread.joinable()) m_thread.join();
}

void Worker::waitAt(Door& door) {
    door.socket.async_wait(WaitType::wait_read,
                           [this, &door](const boost::system::error_code& error) {
                               if (!error && !m_draining) acceptAll(door);
                           });
}

void Worker::acceptAll(Door& door) {
    for (int i = 0; i < kAcceptsAtOnce; ++i) {
        AnyAddress address{};
        socklen_t length = sizeof address;
        const int fd = ::accept4(door.socket.native_handle(), &address.any, &length,
                                 SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            const std::uint16_t port = ntohs(
                address.any.sa_family == AF_INET ? address.v4.sin_port : address.v6.sin6_port);
            welcome(door, fd, textOf(address), port);
            continue;
        }
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            door.pause->expires_after(kNoDescriptorPause);
            door.pause->async_wait([this, &door](const boost::system::error_code& error) {
                if (!error && !m_draining) acceptAll(door);
            });
            return;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) break;
        // ECONNABORTED and the like are that client's own: go on with the next one.
    }
    waitAt(door);
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
    auto connection = std::make_shared<Connection>(m_context, fd, std::move(peer), door.tls, from);
    m_connections.emplace(connection.get(), connection);
    connection->start();
}

void Worker::scheduleSweep() {
    m_sweepTimer.expires_after(kSweepInterval);
    m_sweepTimer.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        sweep();
        scheduleSweep();
    });
}

void Worker::sweep() {
    const auto now = std::chrono::steady_clock::now();
    std::vector<std::shared_ptr<Connection>> due;
    for (const auto& [raw, connection] : m_connections) {
        if (connection->due(now)) due.push_back(connection);
    }
    for (const auto& connection : due) connection->sweep();
    if (!m_draining) return;
    if (now >= m_drainDeadline) {
        while (!m_connections.empty()) {
            const auto connection = m_connections.begin()->second;
            connection->close();
        }
    }
    if (m_connections.empty()) m_io.stop();
}

}  // namespace gatepost::proxy
