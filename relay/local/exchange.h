// SPDX-License-Identifier: Apache-2.0
// One request and the one answer to it, which may come later: a push is answered when the disk has
// it. Outlives its connection: answering a caller that has gone does nothing. Engine's thread only.
#pragma once

#include <QObject>
#include <QPointer>
#include <functional>
#include <memory>
#include <string_view>

#include "http/message.h"
#include "relay/facade/snapshot.h"

namespace gatepost::relay {

class Connection;

enum class Entrance : std::uint8_t { LocalSocket, Loopback };

struct Caller {
    Entrance entrance = Entrance::LocalSocket;
    std::uint16_t port = 0;  // of the loopback listener
    bool sameUser = true;    // loopback: proved by the socket's uid; else the token must
    OwnerProcess process;
};

class Exchange {
public:
    Exchange(Connection* connection, http::Request request);

    [[nodiscard]] const http::Request& request() const { return m_request; }
    /// For whoever takes the body apart.
    [[nodiscard]] http::Request& request() { return m_request; }
    [[nodiscard]] const Caller& caller() const { return m_caller; }

    /// Once; later calls do nothing.
    void answer(const http::Answer& answer);

    /// Instead of answer(): a body without end. write() is false once the reader is gone or was
    /// dropped for being slow; `gone` is called when that happens.
    void openStream(const http::Answer& head, std::function<void()> gone);
    bool write(std::string_view bytes);

private:
    QPointer<Connection> m_connection;
    http::Request m_request;
    http::RequestHead m_head;
    Caller m_caller;
    bool m_answered = false;
};

using ExchangePointer = std::shared_ptr<Exchange>;

/// What stands behind the listeners.
class RequestHandler {
public:
    struct HeadDecision {
        std::optional<http::Answer> refusal;  // answered before the body is read
        std::uint64_t bodyLimit = 0;
    };

    virtual ~RequestHandler() = default;
    [[nodiscard]] virtual HeadDecision onHead(const Caller& caller,
                                              const http::RequestHead& head) = 0;
    virtual void onRequest(const ExchangePointer& exchange) = 0;
    /// Instead of onRequest(): what came after the head was no body, or too much of one.
    virtual void onBodyRefused(const Caller&, const http::RequestHead&, const http::Answer&) {}
};

}  // namespace gatepost::relay
