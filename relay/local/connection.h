// SPDX-License-Identifier: Apache-2.0
// One caller: bytes to requests through http::Framer, one request at a time, answers in order.
// Nothing is read while a request waits for its answer or the caller does not take what was
// written. A caller that has finished writing still gets its answer. Engine's thread only.
#pragma once

#include <QObject>
#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "http/framer.h"
#include "relay/local/channel.h"
#include "relay/local/exchange.h"
#include "relay/local/limits.h"

namespace gatepost::relay {

class Connection : public QObject {
    Q_OBJECT
public:
    using Clock = std::chrono::steady_clock;

    Connection(int descriptor, ReadySet& ready, Caller caller, RequestHandler& handler,
               const LocalLimits& limits);
    ~Connection() override;

    [[nodiscard]] const Caller& caller() const { return m_caller; }
    void answer(const http::RequestHead& head, const http::Answer& answer);
    void openStream(const http::Answer& head, std::function<void()> gone);
    [[nodiscard]] bool writeStream(std::string_view bytes);

    /// When to call expire(); nothing while no deadline runs.
    [[nodiscard]] std::optional<Clock::time_point> deadline() const { return m_deadline; }
    void expire();

    /// Answers without having read a request, then ends: over the cap of connections.
    void turnAway(const http::Answer& answer);

signals:
    void deadlineChanged();
    void finished();

private:
    enum class Phase : std::uint8_t { Idle, Header, Body, Answering, Stream, Linger, Over };

    void onReadable();
    void onDrained();
    void pump();
    void finishIfDone();
    void onHead(std::string_view rest);
    void onRefused();
    void refuse(const http::RequestHead& head, const http::Answer& answer);
    void enter(Phase phase);
    void updateReading();
    void updateDeadline();
    void finish();

    Caller m_caller;
    RequestHandler& m_handler;
    const LocalLimits m_limits;
    Channel m_channel;
    http::Framer m_framer;
    std::string m_input;
    Phase m_phase = Phase::Idle;
    std::optional<Clock::time_point> m_deadline;
    std::function<void()> m_streamGone;
    bool m_pumping = false;
    bool m_peerEnded = false;
};

}  // namespace gatepost::relay
