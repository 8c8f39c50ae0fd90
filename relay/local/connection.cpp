// SPDX-License-Identifier: Apache-2.0
#include "relay/local/connection.h"

#include "http/answers.h"

namespace gatepost::relay {

namespace {

http::FramerLimits framerLimits(const LocalLimits& limits) {
    http::FramerLimits framer;
    framer.headerBytes = limits.headerBytes;
    framer.bodyBytes = limits.bodyBytes;
    return framer;
}

}  // namespace

Connection::Connection(int descriptor, ReadySet& ready, Caller caller, RequestHandler& handler,
                       const LocalLimits& limits)
    : m_caller(std::move(caller)),
      m_handler(handler),
      m_limits(limits),
      m_channel(descriptor, ready),
      m_framer(framerLimits(limits)) {
    connect(&m_channel, &Channel::readable, this, &Connection::onReadable);
    connect(&m_channel, &Channel::drained, this, &Connection::onDrained);
    connect(&m_channel, &Channel::failed, this, &Connection::finish);
    updateDeadline();
}

Connection::~Connection() {
    if (m_streamGone) m_streamGone();
}

void Connection::onReadable() {
    const Channel::Read got = m_channel.read(m_input);
    if (got == Channel::Read::Nothing) return;
    if (got == Channel::Read::Failed) return finish();
    if (got == Channel::Read::Ended) {
        m_peerEnded = true;
        return finishIfDone();
    }
    if (m_phase == Phase::Linger || m_phase == Phase::Stream) {
        m_input.clear();
        return;
    }
    pump();
}

void Connection::pump() {
    if (m_pumping) return;
    m_pumping = true;
    std::string_view input = m_input;
    bool more = true;
    while (more && (m_phase == Phase::Idle || m_phase == Phase::Header || m_phase == Phase::Body)) {
        if (m_phase == Phase::Idle) {
            // Who does not take his answers gets no more of them made.
            if (input.empty() || m_channel.unsent() > m_limits.unsentBytes) break;
            enter(Phase::Header);
        }
        switch (m_framer.feed(input)) {
            case http::Framer::Event::NeedMore: more = false; break;
            case http::Framer::Event::Head: onHead(input); break;
            case http::Framer::Event::Request:
                enter(Phase::Answering);
                m_handler.onRequest(std::make_shared<Exchange>(this, m_framer.take()));
                break;
            case http::Framer::Event::Refused: onRefused(); break;
        }
    }
    m_pumping = false;
    m_input.erase(0, m_input.size() - input.size());
    if (m_input.empty()) m_input.shrink_to_fit();
    finishIfDone();
}

/// Whoever only half-closed still gets his answers; after them there is nothing to wait for.
void Connection::finishIfDone() {
    if (m_peerEnded && m_phase != Phase::Answering && m_channel.unsent() == 0) return finish();
    updateReading();
}

void Connection::onHead(std::string_view rest) {
    const http::RequestHead& head = m_framer.head();
    const RequestHandler::HeadDecision decision = m_handler.onHead(m_caller, head);
    if (decision.refusal) return refuse(head, *decision.refusal);
    if (head.contentLength.value_or(0) > decision.bodyLimit)
        return refuse(head, http::plain(413, "request body too large"));
    m_framer.limitBody(decision.bodyLimit);
    enter(Phase::Body);
    if (head.expectsContinue && rest.empty()) m_channel.write(http::kContinue);
}

void Connection::onRefused() {
    const http::Answer answer = http::plain(m_framer.refusal());
    if (m_phase == Phase::Body) m_handler.onBodyRefused(m_caller, m_framer.head(), answer);
    refuse({}, answer);
}

void Connection::answer(const http::RequestHead& head, const http::Answer& answer) {
    if (m_phase != Phase::Answering) return;
    const bool keep = head.keepAlive;
    std::string bytes;
    http::appendAnswer(bytes, answer, head,
                       keep ? http::Connection::Keep : http::Connection::Close);
    m_channel.write(bytes);
    if (m_phase != Phase::Answering) return;  // the write found the caller gone
    if (!keep) {
        m_channel.endWriting();
        return enter(Phase::Linger);
    }
    enter(Phase::Idle);
    // Pipelined requests wait in m_input; from within pump() its loop goes on.
    pump();
}

void Connection::refuse(const http::RequestHead& head, const http::Answer& answer) {
    std::string bytes;
    http::appendAnswer(bytes, answer, head, http::Connection::Close);
    m_channel.write(bytes);
    m_channel.endWriting();
    enter(Phase::Linger);
}

void Connection::turnAway(const http::Answer& answer) { refuse({}, answer); }

void Connection::openStream(const http::Answer& head, std::function<void()> gone) {
    if (m_phase != Phase::Answering) return gone();
    m_streamGone = std::move(gone);
    std::string bytes = "HTTP/1.1 " + std::to_string(head.status) + " OK\r\n";
    for (const http::Field& field : head.fields) bytes += field.name + ": " + field.value + "\r\n";
    bytes += "Connection: close\r\n\r\n";
    bytes += head.body;
    enter(Phase::Stream);
    m_channel.write(bytes);
}

bool Connection::writeStream(std::string_view bytes) {
    if (m_phase != Phase::Stream) return false;
    if (m_channel.unsent() + bytes.size() > m_limits.eventBytes) {
        finish();
        return false;
    }
    m_channel.write(bytes);
    return m_phase == Phase::Stream;
}

void Connection::onDrained() {
    updateDeadline();
    pump();
}

void Connection::expire() {
    const bool inRequest = m_phase == Phase::Header || m_phase == Phase::Body;
    if (inRequest && m_channel.unsent() == 0)
        return refuse({}, http::plain(408, "request timeout"));
    finish();
}

void Connection::enter(Phase phase) {
    if (m_phase == Phase::Over) return;
    m_phase = phase;
    updateReading();
    updateDeadline();
}

void Connection::updateReading() {
    const bool full = m_channel.unsent() > m_limits.unsentBytes;
    m_channel.setReading(!m_peerEnded && !full && m_phase != Phase::Answering &&
                         m_phase != Phase::Over);
}

void Connection::updateDeadline() {
    std::optional<std::chrono::milliseconds> wait;
    switch (m_phase) {
        case Phase::Idle: wait = m_channel.unsent() > 0 ? m_limits.write : m_limits.idle; break;
        case Phase::Header: wait = m_limits.header; break;
        case Phase::Body: wait = m_limits.body; break;
        case Phase::Linger: wait = m_channel.unsent() > 0 ? m_limits.write : m_limits.linger; break;
        case Phase::Answering:
        case Phase::Stream:
        case Phase::Over: break;
    }
    m_deadline.reset();
    if (wait) m_deadline = Clock::now() + *wait;
    emit deadlineChanged();
}

void Connection::finish() {
    if (m_phase == Phase::Over) return;
    m_phase = Phase::Over;
    m_deadline.reset();
    m_channel.stop();
    if (const auto gone = std::exchange(m_streamGone, nullptr)) gone();
    emit finished();
}

}  // namespace gatepost::relay
