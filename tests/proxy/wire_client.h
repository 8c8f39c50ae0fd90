// SPDX-License-Identifier: Apache-2.0
// A blocking HTTP client for tests, one socket, every wait bounded; and the bare socket under it,
// for what no well-behaved client sends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "http/response_reader.h"

namespace gatepost::test {

class WireSocket {
public:
    explicit WireSocket(std::uint16_t port);
    ~WireSocket();
    WireSocket(const WireSocket&) = delete;
    WireSocket& operator=(const WireSocket&) = delete;

    /// False once the other side has closed.
    bool send(std::string_view bytes);
    /// What comes next; empty at the end or when nothing comes for `milliseconds`.
    [[nodiscard]] std::string receive(int milliseconds = 30000);
    /// Everything until the other side closes; nullopt where it does not in time.
    [[nodiscard]] std::optional<std::string> receiveUntilClosed(int milliseconds = 30000);
    /// One response; status 0 where none came.
    [[nodiscard]] http::Response response(http::Method method = http::Method::Get,
                                          int milliseconds = 30000);
    void closeWriting();

private:
    int m_fd = -1;
    std::string m_left;
};

using Fields = std::vector<http::Field>;

/// On a connection of its own; status 0 where no answer came.
[[nodiscard]] http::Response ask(std::uint16_t port, http::Method method, std::string_view target,
                                 const Fields& fields = {}, std::string_view body = {});
[[nodiscard]] std::string fieldOf(const http::Response& response, std::string_view name);

}  // namespace gatepost::test
