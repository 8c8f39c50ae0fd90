// SPDX-License-Identifier: Apache-2.0
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "proxy/upstream/upstream_lane.h"

namespace gatepost::proxy {
namespace {

using Kind = UpstreamFailure::Kind;

std::string message(int error) { return std::generic_category().message(error); }

int pendingError(int fd) {
    int error = 0;
    socklen_t size = sizeof error;
    return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

}  // namespace

UpstreamLink::~UpstreamLink() {
    if (m_fd >= 0) ::close(m_fd);
}

void UpstreamLink::connect(SocketAddresses addresses) {
    if (m_state != State::Resolving) return;
    m_addresses = std::move(addresses);
    tryNext();
}

void UpstreamLink::unreachable(const std::string& reason) {
    if (m_state == State::Resolving) fail(Kind::Unreachable, reason);
}

void UpstreamLink::tryNext() {
    int error = EHOSTUNREACH;
    while (m_nextAddress < m_addresses.size()) {
        const SocketAddress& address = m_addresses[m_nextAddress++];
        m_fd = ::socket(address.bytes.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (m_fd < 0) return fail(Kind::Unreachable, message(errno));
        m_state = State::Connecting;
        const auto* any = reinterpret_cast<const sockaddr*>(&address.bytes);
        if (::connect(m_fd, any, address.size) == 0 || errno == EINPROGRESS) {
            m_lane.loop.watch(m_fd, *this);
            return;
        }
        error = errno;
        ::close(std::exchange(m_fd, -1));
    }
    fail(Kind::Unreachable, message(error));
}

void UpstreamLink::connected() {
    const int error = pendingError(m_fd);
    if (error == 0) {
        const int on = 1;
        (void)::setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (m_lane.tls) {
            m_tls = std::make_unique<Transport>(m_fd, m_lane.tls.get(), m_lane.host);
            m_state = State::Handshake;
            return handshake();
        }
        m_state = State::Open;
        return flush();
    }
    m_lane.loop.forget(m_fd, *this);
    ::close(std::exchange(m_fd, -1));
    if (m_nextAddress < m_addresses.size()) return tryNext();
    fail(Kind::Unreachable, message(error));
}

void UpstreamLink::ready(std::uint32_t events) {
    constexpr std::uint32_t kEnd = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
    if (m_state == State::Connecting && (events & (EPOLLOUT | kEnd)) != 0) connected();
    if (m_state == State::Handshake) return handshake();
    if (m_state != State::Open) return;
    if (m_tls) {
        readTls();
        return flushTls();
    }
    m_ending |= (events & kEnd) != 0;
    if ((events & EPOLLOUT) != 0) flush();
    if (m_state == State::Open && (events & (EPOLLIN | kEnd)) != 0) read();
}

void UpstreamLink::flush() {
    if (m_tls) return flushTls();
    while (m_state == State::Open && m_written < m_jobs.size()) {
        std::array<iovec, 2 * kPipelined> parts{};
        std::size_t count = 0;
        std::size_t skip = m_writtenBytes;
        for (std::size_t i = m_written; i < m_jobs.size() && count < parts.size(); ++i) {
            for (std::string* bytes : {&m_jobs[i].request.head, &m_jobs[i].request.body}) {
                const std::size_t over = std::min(skip, bytes->size());
                parts[count++] = {bytes->data() + over, bytes->size() - over};
                skip -= over;
            }
        }
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = count;
        const ssize_t sent = ::sendmsg(m_fd, &message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0 && errno == EAGAIN) return;
        if (sent < 0) return brokenOff(errno);
        auto left = static_cast<std::size_t>(sent);
        while (m_written < m_jobs.size() && left >= m_jobs[m_written].bytes() - m_writtenBytes) {
            left -= m_jobs[m_written++].bytes() - std::exchange(m_writtenBytes, 0);
            if (left == 0) break;
        }
        m_writtenBytes += left;
    }
}

/// A server that refuses a request before it has read it all says why, and then hangs up.
void UpstreamLink::brokenOff(int error) {
    m_ending = true;
    read();
    if (m_state == State::Open) fail(Kind::Broken, message(error));
}

void UpstreamLink::read() {
    std::vector<char>& room = m_lane.readBuffer;
    for (;;) {
        const ssize_t got = ::recv(m_fd, room.data(), room.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EAGAIN) return;
        if (got < 0) return fail(Kind::Broken, message(errno));
        if (got == 0) return ended();
        const auto bytes = static_cast<std::size_t>(got);
        if (!take({room.data(), bytes})) return;
        // What did not fill the buffer has emptied the socket: the next bytes are an event again.
        if (bytes < room.size() && !m_ending) return;
    }
}

/// False: the connection has closed.
bool UpstreamLink::take(std::string_view input) {
    while (!input.empty()) {
        if (m_jobs.empty()) {
            fail(Kind::Broken, "an answer that nobody asked for");
            return false;
        }
        m_reader.expect(m_jobs.front().request.method);
        m_heard = true;
        const auto event = m_reader.feed(input);
        if (event == http::ResponseReader::Event::NeedMore) return true;
        if (event == http::ResponseReader::Event::Broken) {
            fail(Kind::Broken, m_reader.error());
            return false;
        }
        answered();
        if (m_state != State::Open) return false;
    }
    return true;
}

void UpstreamLink::ended() {
    if (!m_jobs.empty() && m_reader.finish() == http::ResponseReader::Event::Done) {
        answered();
        if (m_state != State::Open) return;
    }
    fail(Kind::Broken, m_reader.idle() ? "the connection was closed" : m_reader.error());
}

void UpstreamLink::answered() {
    http::Response response = m_reader.take();
    UpstreamJob job = std::move(m_jobs.front());
    m_jobs.pop_front();
    // An answer that comes before its request has gone out leaves the connection of no use.
    const bool whole = m_written > 0;
    m_written -= whole ? 1 : 0;
    m_used = true;
    m_heard = false;
    if (!whole || !response.keepAlive) {
        fail(Kind::Broken, "the connection was closed");
    } else {
        m_lane.schedule();
    }
    job.done(std::move(response));
}

void UpstreamLink::close() {
    m_state = State::Closed;
    if (m_fd >= 0) {
        if (m_tls) m_tls->finishWriting();
        m_lane.loop.forget(m_fd, *this);
        ::close(std::exchange(m_fd, -1));
    }
    m_lane.schedule();
}

void UpstreamLink::fail(Kind kind, const std::string& reason) {
    close();
    // Of the first the server may have begun to answer; what stands behind it is sent again.
    bool untouched = m_used && !m_heard;
    for (UpstreamJob& job : std::exchange(m_jobs, {})) {
        if (kind == Kind::Broken && untouched && !job.again) {
            m_lane.addAgain(std::move(job));
        } else {
            job.done(std::unexpected(UpstreamFailure{kind, reason}));
        }
        untouched = true;
    }
}

void UpstreamLink::expire(EventLoop::Clock::time_point now) {
    if (m_jobs.empty() || m_jobs.front().deadline > now) return;
    close();
    for (UpstreamJob& job : std::exchange(m_jobs, {})) {
        if (job.deadline > now && !job.again) {
            m_lane.addAgain(std::move(job));
        } else {
            job.done(std::unexpected(UpstreamFailure{Kind::Timeout, "no answer in time"}));
        }
    }
}

}  // namespace gatepost::proxy
