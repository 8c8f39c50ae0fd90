// SPDX-License-Identifier: Apache-2.0
#include "proxy/server/connection.h"

#include <linux/sockios.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "http/answers.h"

namespace gatepost::proxy {
namespace {

/// A refused request's body up to this size is read over, so that the connection can stay.
constexpr std::uint64_t kSwallowBytes = 64 * 1024;
/// A longer one is thrown away for a while after the answer: closing at once would reset the
/// connection, and the client would never see why (RFC 9112 section 9.6).
constexpr std::uint64_t kLingerBytes = 64 * 1024 * 1024;
constexpr std::chrono::seconds kLingerTime{5};
/// Then the thread's other connections have their turn, however much this client sends.
constexpr int kStepsAtOnce = 64;
/// Who takes a long answer more slowly than this is cut off after answer_seconds.
constexpr std::uint64_t kLeastAnswerBytesPerSecond = 1024;

/// Of what the framer refuses.
std::optional<OwnCap> capOf(int status) {
    if (status == 413) return OwnCap::BodyBytes;
    if (status == 431) return OwnCap::HeaderBytes;
    return std::nullopt;
}

}  // namespace

Connection::Connection(ConnectionContext& context, std::uint64_t number, int fd, Peer peer,
                       TlsContext tls, From from)
    : m_context(context),
      m_number(number),
      m_fd(fd),
      m_tls(std::move(tls)),
      m_transport(fd, m_tls.get()),
      m_peer(std::move(peer)),
      m_from(from),
      m_countedAs(from == From::Client ? m_peer.address : std::string()),
      m_framer(
          {.headerBytes = context.limits->headerBytes, .bodyBytes = context.limits->bodyBytes}),
      m_began(Clock::now()) {}

Connection::~Connection() {
    if (m_fd >= 0) ::close(m_fd);
}

void Connection::start() {
    m_phase = m_from == From::Balancer ? Phase::ProxyHeader : Phase::Handshake;
    expect(Deadline::Head);
    m_context.loop.watch(m_fd, *this);
}

void Connection::ready(std::uint32_t events) {
    constexpr std::uint32_t kEnd = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
    m_hungUp |= (events & kEnd) != 0;
    m_readable |= (events & (EPOLLIN | kEnd)) != 0;
    proceed();
}

void Connection::proceed() {
    if (m_running || m_phase == Phase::Closed) return;
    m_running = true;
    const auto self = shared_from_this();
    int left = kStepsAtOnce;
    while (m_phase != Phase::Closed && left > 0 && step()) --left;
    m_running = false;
    if (m_phase != Phase::Closed && left == 0) m_context.loop.post([self] { self->proceed(); });
}

bool Connection::step() {
    switch (m_phase) {
        case Phase::ProxyHeader: return proxyHeader();
        case Phase::Handshake: return handshake();
        case Phase::Reading: return read();
        case Phase::Writing: return write();
        case Phase::Lingering: return linger();
        default: return false;
    }
}

/// Looked at before it is taken: what follows it belongs to TLS, which reads the socket itself.
bool Connection::proxyHeader() {
    std::array<char, kLongestProxyHeader> room{};
    const ssize_t seen = ::recv(m_fd, room.data(), room.size(), MSG_PEEK);
    if (seen < 0 && errno == EINTR) return true;
    if (seen < 0 && errno == EAGAIN) return false;
    const auto size = static_cast<std::size_t>(std::max<ssize_t>(seen, 0));
    const ProxyHeader header = readProxyHeader({room.data(), size});
    if (seen > 0 && header.state == ProxyHeader::State::Incomplete && !m_hungUp) return false;
    if (header.state != ProxyHeader::State::Done ||
        ::recv(m_fd, room.data(), header.bytes, 0) != static_cast<ssize_t>(header.bytes)) {
        close();
        return false;
    }
    m_phase = Phase::Handshake;
    if (header.address.empty()) return true;
    m_peer.address = header.address;
    m_peer.port = header.port;
    if (const auto refusal = m_context.service.named(m_peer.address)) {
        if (m_tls) {
            close();
            return false;
        }
        answer(*refusal, http::Connection::Close);
        return true;
    }
    m_countedAs = m_peer.address;
    return true;
}

bool Connection::handshake() {
    const Io io = m_transport.handshake();
    if (io == Io::Done) {
        m_peer.certificateUser = m_transport.certificateUser();
        m_readable = true;  // what follows may have been read along
        m_phase = Phase::Reading;
        return true;
    }
    if (io == Io::WantRead || io == Io::WantWrite) return false;
    if (m_transport.becamePlain()) {
        refuse({400, "this address speaks https, and the request came as plain http"}, {});
        return true;
    }
    close();
    return false;
}

bool Connection::read() {
    if (m_feedMore || !m_left.empty()) {
        const std::string held = std::move(m_left);
        m_left.clear();
        std::string_view input = held;
        feed(input);
        if (m_phase != Phase::Closed) m_left.assign(input);
        return true;
    }
    if (!m_readable) return false;
    const IoResult result = m_transport.read(m_context.readBuffer);
    if (result.io == Io::Done) {
        if (!m_hungUp && result.drained) m_readable = false;
        std::string_view input(m_context.readBuffer.data(), result.bytes);
        while (m_phase == Phase::Reading && (m_feedMore || !input.empty())) feed(input);
        if (m_phase != Phase::Closed) m_left.append(input);
        return true;
    }
    if (result.io == Io::Eof || result.io == Io::Error) {
        close();
        return false;
    }
    // TLS may have something to send before it goes on reading: then that is what comes next.
    m_readable = result.io == Io::WantWrite;
    return false;
}

void Connection::feed(std::string_view& input) {
    if (m_framer.idle() && !input.empty()) beginRequest();
    m_feedMore = false;
    const std::size_t before = input.size();
    const http::Framer::Event event = m_framer.feed(input);
    m_bytesIn += before - input.size();
    switch (event) {
        case http::Framer::Event::NeedMore: break;
        case http::Framer::Event::Head: askService(); break;
        case http::Framer::Event::Request: handOver(); break;
        case http::Framer::Event::Refused:
            refuse(m_framer.refusal(), capOf(m_framer.refusal().status));
            break;
    }
}

void Connection::beginRequest() {
    if (m_deadlineKind != Deadline::Head || !m_fresh) expect(Deadline::Head);
    m_fresh = false;
    m_head = {};
    m_admission.reset();
    m_refusal.reset();
    m_began = Clock::now();
    m_bytesIn = 0;
}

void Connection::askService() {
    const http::RequestHead& head = m_framer.head();
    m_head.method = head.method;
    m_head.target = head.target;
    m_head.keepAlive = head.keepAlive;
    m_head.http10 = head.http10;
    m_head.contentLength = head.contentLength;
    m_head.chunked = head.chunked;
    m_head.expectsContinue = head.expectsContinue;
    m_phase = Phase::Deciding;
    expect(Deadline::Answer);
    auto reply = [self = shared_from_this(), turn = ++m_turn](std::expected<Admitted, Denied> out) {
        self->m_context.loop.dispatch([self, turn, outcome = std::move(out)]() mutable {
            self->decided(turn, std::move(outcome));
        });
    };
    m_context.service.admit(head, m_peer, std::move(reply));
}

void Connection::decided(std::uint64_t turn, std::expected<Admitted, Denied> outcome) {
    if (turn != m_turn || m_phase != Phase::Deciding) return;
    m_phase = Phase::Reading;
    m_feedMore = true;
    const bool bodyComes = m_head.chunked || m_head.contentLength.value_or(0) > 0;
    if (outcome) {
        m_admission = std::move(outcome->admission);
        m_framer.limitBody(outcome->bodyBytes);
        const bool tooLong = m_head.contentLength.value_or(0) > outcome->bodyBytes;
        if (bodyComes && m_head.expectsContinue && !tooLong) {
            m_out += http::kContinue;
            m_phase = Phase::Writing;
        }
    } else {
        m_admission = std::move(outcome.error().admission);
        const bool small = !m_head.chunked && m_head.contentLength.value_or(0) <= kSwallowBytes;
        if (!bodyComes || (small && !m_head.expectsContinue)) {
            m_refusal = std::move(outcome.error().answer);
            m_framer.limitBody(kSwallowBytes);
        } else {
            answer(outcome.error().answer, http::Connection::Close);
        }
    }
    if (m_phase != Phase::Writing || m_status == 0) expect(Deadline::Body);
    proceed();
}

void Connection::handOver() {
    http::Request request = m_framer.take();
    if (m_refusal) {
        const http::Answer refusal = std::move(*m_refusal);
        m_refusal.reset();
        answer(refusal, http::Connection::Keep);
        return;
    }
    m_phase = Phase::Working;
    expect(Deadline::Answer);
    auto reply = [self = shared_from_this(), turn = ++m_turn](http::Answer made) {
        self->m_context.loop.dispatch([self, turn, out = std::move(made)]() mutable {
            self->answered(turn, std::move(out));
        });
    };
    m_context.service.handle(std::move(request), m_admission, m_peer, std::move(reply));
}

void Connection::answered(std::uint64_t turn, http::Answer made) {
    if (turn != m_turn || m_phase != Phase::Working) return;
    answer(made, http::Connection::Keep);
    proceed();
}

void Connection::answer(const http::Answer& made, http::Connection after) {
    m_closeAfter = after == http::Connection::Close || !m_head.keepAlive || m_draining;
    http::appendAnswer(m_out, made, m_head,
                       m_closeAfter ? http::Connection::Close : http::Connection::Keep);
    m_status = made.status;
    m_phase = Phase::Writing;
    expect(Deadline::Write);
    ++m_turn;
}

void Connection::refuse(const http::Refusal& refusal, std::optional<OwnCap> cap) {
    if (cap) m_context.service.capped(*cap);
    http::Answer made = http::plain(refusal);
    if (m_admission) m_admission->dress(made);
    answer(made, http::Connection::Close);
}

bool Connection::write() {
    const std::string_view rest = std::string_view(m_out).substr(m_written);
    if (rest.empty()) {
        afterWriting();
        return true;
    }
    const IoResult result = m_transport.write(rest);
    if (result.io == Io::Done) {
        m_written += result.bytes;
        return true;
    }
    if (result.io == Io::Eof || result.io == Io::Error) close();
    return false;
}

void Connection::afterWriting() {
    const std::uint64_t bytes = m_out.size();
    m_out.clear();
    m_out.shrink_to_fit();
    m_written = 0;
    m_taken = 0;
    m_phase = Phase::Reading;
    if (m_status == 0) return;  // that was a 100 Continue
    m_context.service.finished({.head = m_head,
                                .peer = m_peer,
                                .status = m_status,
                                .bytesIn = m_bytesIn,
                                .bytesOut = bytes,
                                .took = Clock::now() - m_began,
                                .admission = m_admission.get()});
    m_status = 0;
    m_admission.reset();
    if (m_closeAfter || m_draining) {
        m_transport.finishWriting();
        m_phase = Phase::Lingering;
        expect(Deadline::Linger);
        return;
    }
    expect(Deadline::Idle);
}

bool Connection::linger() {
    const IoResult result = m_transport.read(m_context.readBuffer);
    m_lingered += result.bytes;
    if (result.io == Io::Done && m_lingered < kLingerBytes) return true;
    if (result.io != Io::WantRead && result.io != Io::WantWrite) close();
    return false;
}

void Connection::expect(Deadline kind) {
    const Limits& limits = *m_context.limits;
    std::chrono::seconds time = limits.idle;
    switch (kind) {
        case Deadline::Head: time = limits.header; break;
        case Deadline::Body: time = limits.body; break;
        case Deadline::Answer: time = limits.answer; break;
        case Deadline::Write: time = limits.answer; break;
        case Deadline::Linger: time = kLingerTime; break;
        case Deadline::Idle: break;
    }
    m_deadlineKind = kind;
    m_deadline = m_context.loop.now() + time;
    if (m_deadline < m_nextLook) m_context.onSooner(*this);
}

/// What the peer's kernel has acknowledged counts, not what ours has taken: a send buffer moves in
/// steps of a megabyte.
bool Connection::clientTakesIt() {
    int queued = 0;
    if (m_phase != Phase::Writing || ::ioctl(m_fd, SIOCOUTQ, &queued) != 0) return false;
    const std::size_t taken = m_written - std::min(m_written, static_cast<std::size_t>(queued));
    const std::uint64_t least =
        kLeastAnswerBytesPerSecond * static_cast<std::uint64_t>(m_context.limits->answer.count());
    const bool moves = taken >= m_taken + least;
    m_taken = taken;
    return moves;
}

void Connection::sweep() {
    if (m_phase == Phase::Closed) return;
    const auto self = shared_from_this();
    const bool begun = m_phase == Phase::Reading && !m_framer.idle();
    if (clientTakesIt()) {
        expect(Deadline::Write);
        return;
    }
    if (m_phase == Phase::Deciding || m_phase == Phase::Working) {
        refuse({503, "the answer took too long"}, OwnCap::AnswerSeconds);
    } else if (begun && m_deadlineKind == Deadline::Head) {
        refuse({408, "the request's header took too long"}, OwnCap::HeaderSeconds);
    } else if (begun) {
        refuse({408, "the request's body took too long"}, OwnCap::BodySeconds);
    } else {
        // Who does not take his answer can be told nothing.
        if (m_deadlineKind == Deadline::Write) m_context.service.capped(OwnCap::AnswerSeconds);
        close();
        return;
    }
    proceed();
}

/// Of no request has anything been read.
bool Connection::idle() const {
    return m_phase == Phase::ProxyHeader || m_phase == Phase::Handshake ||
           (m_phase == Phase::Reading && m_framer.idle());
}

void Connection::drain() {
    m_draining = true;
    if (!idle()) return;
    // What lies in the socket has not been told of yet, and closing over it would reset the client.
    m_readable = true;
    proceed();
    if (idle()) close();
}

void Connection::close() {
    if (m_phase == Phase::Closed) return;
    m_phase = Phase::Closed;
    ++m_turn;
    if (m_transport.tls()) m_transport.finishWriting();
    m_context.loop.forget(m_fd, *this);
    ::close(std::exchange(m_fd, -1));
    m_context.onClosed(*this);
}

}  // namespace gatepost::proxy
