// SPDX-License-Identifier: Apache-2.0
// One event loop's share of an upstream client: connections and what waits for them. Lives on its
// loop's thread.
#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "http/response_reader.h"
#include "proxy/server/event_loop.h"
#include "proxy/server/tls_context.h"
#include "proxy/server/transport.h"
#include "proxy/upstream/upstream_client.h"

namespace gatepost::proxy {

struct UpstreamJob {
    UpstreamRequest request;
    UpstreamClient::Done done;
    EventLoop::Clock::time_point deadline;
    bool again = false;  // it is being sent a second time

    [[nodiscard]] std::size_t bytes() const { return request.head.size() + request.body.size(); }
};

struct SocketAddress {
    sockaddr_storage bytes{};
    socklen_t size = 0;
};
using SocketAddresses = std::vector<SocketAddress>;

class UpstreamLane;

/// One connection, with a few requests on it, answered in order.
class UpstreamLink final : public Watched {
public:
    /// Requests on one connection at a time.
    static constexpr std::size_t kPipelined = 8;

    explicit UpstreamLink(UpstreamLane& lane) : m_lane(lane) {}
    ~UpstreamLink();
    UpstreamLink(const UpstreamLink&) = delete;
    UpstreamLink& operator=(const UpstreamLink&) = delete;

    /// The address is being looked up.
    void resolving() { m_state = State::Resolving; }
    void connect(SocketAddresses addresses);
    void unreachable(const std::string& reason);
    /// Not sent before flush().
    void take(UpstreamJob job) { m_jobs.push_back(std::move(job)); }
    void flush();
    void ready(std::uint32_t events) override;
    /// Acts on the deadline of the request that is answered next.
    void expire(EventLoop::Clock::time_point now);
    /// Without requests on it.
    void close();
    [[nodiscard]] std::size_t load() const { return m_jobs.size(); }
    [[nodiscard]] bool fresh() const { return m_state == State::Fresh; }
    [[nodiscard]] bool closed() const { return m_state == State::Closed; }

private:
    enum class State : std::uint8_t { Fresh, Resolving, Connecting, Handshake, Open, Closed };

    void tryNext();
    void connected();
    void handshake();
    void flushTls();
    void readTls();
    void read();
    [[nodiscard]] bool take(std::string_view input);
    void ended();
    void answered();
    void brokenOff(int error);
    void fail(UpstreamFailure::Kind kind, const std::string& reason);

    UpstreamLane& m_lane;
    State m_state = State::Fresh;
    int m_fd = -1;
    std::unique_ptr<Transport> m_tls;  // null: plain
    SocketAddresses m_addresses;
    std::size_t m_nextAddress = 0;
    std::deque<UpstreamJob> m_jobs;  // front: answered next
    std::size_t m_written = 0;       // of m_jobs, whole ones
    std::size_t m_writtenBytes = 0;  // of the one after those
    http::ResponseReader m_reader;
    bool m_used = false;    // it has answered a request
    bool m_heard = false;   // bytes of the next answer have come
    bool m_ending = false;  // the server has closed its side, or all
};

class UpstreamLane {
public:
    /// Calls back on the loop's thread with what the server's name stands for, or why it does not.
    using Resolve =
        std::function<void(std::function<void(SocketAddresses, const std::string& why)>)>;

    UpstreamLane(EventLoop& loop, std::size_t connections, std::size_t waiting, Resolve resolve);

    void add(UpstreamJob job);
    /// As add(), before all others and on a fresh connection.
    void addAgain(UpstreamJob job);
    /// There is room on a connection, or one has closed.
    void schedule();

    EventLoop& loop;
    std::vector<char> readBuffer;
    std::string host;  // whose certificate is wanted
    TlsContext tls;    // of new connections; null: plain

private:
    void distribute();
    [[nodiscard]] UpstreamLink* pick(const UpstreamJob& job);
    [[nodiscard]] UpstreamLink* open();
    void connect(UpstreamLink* link);
    void expire();

    std::size_t m_connections;
    std::size_t m_mostWaiting;
    Resolve m_resolve;
    std::vector<std::unique_ptr<UpstreamLink>> m_links;
    std::deque<UpstreamJob> m_waiting;
    bool m_scheduled = false;
};

}  // namespace gatepost::proxy
