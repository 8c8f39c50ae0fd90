// SPDX-License-Identifier: Apache-2.0
// One client's connection: bytes in, requests to the service, answers out, one at a time and in
// order; what is pipelined waits. Lives on one io thread; only replies come from elsewhere.
//
// An idle connection holds no buffer and no parser. Deadlines are checked by the worker's sweep;
// most of them only ever move on, so the worker hears of one that comes sooner than it knows.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/framer.h"
#include "proxy/server/event_loop.h"
#include "proxy/server/proxy_header.h"
#include "proxy/server/service.h"
#include "proxy/server/tls_context.h"
#include "proxy/server/transport.h"

namespace gatepost::proxy {

/// What all connections of a thread share.
struct ConnectionContext {
    EventLoop& loop;
    Service& service;
    std::shared_ptr<const Limits> limits;
    std::shared_ptr<const Networks> balancers;
    std::span<char> readBuffer;  // the thread's own
    std::function<void(class Connection&)> onClosed;
    /// Its deadline comes before nextLook().
    std::function<void(class Connection&)> onSooner;
};

class Connection final : public Watched, public std::enable_shared_from_this<Connection> {
public:
    using Clock = std::chrono::steady_clock;

    Connection(ConnectionContext& context, std::uint64_t number, int fd, Peer peer, TlsContext tls,
               From from);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Among all that the thread has accepted.
    [[nodiscard]] std::uint64_t number() const { return m_number; }
    void start();
    void ready(std::uint32_t events) override;
    [[nodiscard]] Clock::time_point deadline() const { return m_deadline; }
    /// When the worker looks at the deadline next.
    [[nodiscard]] Clock::time_point nextLook() const { return m_nextLook; }
    void setNextLook(Clock::time_point at) { m_nextLook = at; }
    /// Acts on the deadline that has passed.
    void sweep();
    /// Finishes the request that is open or has arrived, then closes; an idle connection closes at
    /// once.
    void drain();
    void close();
    /// The address whose connections this one counts among; empty: none's.
    [[nodiscard]] const std::string& countedAs() const { return m_countedAs; }

private:
    enum class Phase : std::uint8_t {
        ProxyHeader,  // a balancer says who its client is
        Handshake,
        Reading,
        Deciding,  // the service looks at the head
        Working,   // the service makes the answer
        Writing,
        Lingering,  // the answer is out; what the client still sends is thrown away
        Closed,
    };
    enum class Deadline : std::uint8_t { Idle, Head, Body, Answer, Write, Linger };

    void proceed();
    [[nodiscard]] bool step();
    [[nodiscard]] bool clientTakesIt();
    [[nodiscard]] bool proxyHeader();
    [[nodiscard]] bool handshake();
    [[nodiscard]] bool read();
    [[nodiscard]] bool write();
    [[nodiscard]] bool linger();
    void feed(std::string_view& input);
    void beginRequest();
    void askService();
    void handOver();
    void decided(std::uint64_t turn, std::expected<Admitted, Denied> outcome);
    void answered(std::uint64_t turn, http::Answer answer);
    void answer(const http::Answer& answer, http::Connection after);
    void refuse(const http::Refusal& refusal, std::optional<OwnCap> cap);
    void afterWriting();
    void expect(Deadline kind);
    [[nodiscard]] bool idle() const;

    ConnectionContext& m_context;
    std::uint64_t m_number;
    int m_fd;
    TlsContext m_tls;
    Transport m_transport;
    Peer m_peer;
    From m_from;
    std::string m_countedAs;
    http::Framer m_framer;
    Phase m_phase = Phase::Handshake;
    Deadline m_deadlineKind = Deadline::Head;
    bool m_running = false;
    bool m_readable = false;  // bytes may be there
    bool m_hungUp = false;    // so may their end
    bool m_feedMore = false;  // the framer has something to say without new bytes
    bool m_draining = false;
    bool m_closeAfter = false;
    bool m_fresh = true;  // no request yet
    Clock::time_point m_deadline;
    Clock::time_point m_nextLook = Clock::time_point::max();
    std::uint64_t m_turn = 0;  // which request a reply belongs to
    std::string m_left;        // pipelined bytes
    std::string m_out;
    std::size_t m_written = 0;
    std::size_t m_taken = 0;   // of m_out by the client, as of the last look at a slow one
    http::RequestHead m_head;  // of the open request, without its fields
    std::shared_ptr<Admission> m_admission;
    std::optional<http::Answer> m_refusal;  // to give once the body has been swallowed
    Clock::time_point m_began;
    std::uint64_t m_bytesIn = 0;
    std::uint64_t m_lingered = 0;
    int m_status = 0;
};

}  // namespace gatepost::proxy
