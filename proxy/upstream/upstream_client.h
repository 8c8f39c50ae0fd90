// SPDX-License-Identifier: Apache-2.0
// HTTP/1.1 to one server, on a thread of its own: pooled keep-alive connections, a deadline for
// each request. A request that dies on a connection that had been idle is sent once more on a fresh
// one; what goes through here is idempotent. send() from any thread; `done` on the client's thread,
// and not at all once the client is being destroyed.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "http/message.h"
#include "http/response_reader.h"

namespace gatepost::proxy {

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
        std::string hostField;
        std::chrono::seconds deadline{10};
        std::size_t connections = 32;
        std::size_t waiting = 10000;
    };

    explicit UpstreamClient(Options options);
    ~UpstreamClient();
    UpstreamClient(const UpstreamClient&) = delete;
    UpstreamClient& operator=(const UpstreamClient&) = delete;

    /// Ends the thread; nothing is called back any more.
    void stop();

    void send(http::Method method, const std::string& target,
              const std::vector<http::Field>& fields, const std::string& body, Done done);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace gatepost::proxy
