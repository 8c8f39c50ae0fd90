// SPDX-License-Identifier: Apache-2.0
// HTTP/1.1 to one server over kept connections, with TLS or without, a pool for each event loop:
// who sends from a loop is answered on it, without another thread in between. What one round of the
// loop sends goes out together, a few requests behind each other on a connection. A deadline for
// each request, counted from send(). A request that dies unanswered on a connection that had been
// used before, or behind another, is sent once more on a fresh one; what goes through here is
// idempotent.
//
// send() from any thread; `done` on a loop's thread, and not at all once the loops have stopped.
// The loops must outlive the client, and have stopped before it goes.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "http/message.h"
#include "http/response_reader.h"
#include "proxy/server/event_loop.h"
#include "proxy/server/tls_context.h"

namespace gatepost::proxy {

/// Of all loops together, at least two for each.
inline constexpr std::size_t kUpstreamConnections = 32;
[[nodiscard]] constexpr std::size_t connectionsOfLoop(std::size_t connections, std::size_t loops) {
    return std::max<std::size_t>(connections / loops, 2);
}

struct UpstreamRequest {
    http::Method method = http::Method::Get;
    std::string head;  // as requestHead() makes it, of this body
    std::string body;
};

struct UpstreamFailure {
    enum class Kind : std::uint8_t { Unreachable, Broken, Timeout, Busy };
    Kind kind = Kind::Unreachable;
    std::string reason;
};

class UpstreamClient {
public:
    using Done = std::function<void(std::expected<http::Response, UpstreamFailure>)>;
    struct Options {
        std::string host;
        std::uint16_t port = 0;
        TlsContext tls;  // null: none
        std::chrono::seconds deadline{10};
        std::size_t connections = kUpstreamConnections;
        std::size_t waiting = 10000;  // for each loop
    };

    UpstreamClient(Options options, const EventLoops& loops);
    ~UpstreamClient();
    UpstreamClient(const UpstreamClient&) = delete;
    UpstreamClient& operator=(const UpstreamClient&) = delete;

    void send(UpstreamRequest request, Done done);
    /// For what is sent, and for connections that are made, from here on.
    void change(TlsContext tls, std::chrono::seconds deadline);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace gatepost::proxy
