// SPDX-License-Identifier: Apache-2.0
// A blocking HTTP client over a descriptor, for tests: says exactly what it is told to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "http/response_reader.h"

namespace gatepost::testing {

class RawClient {
public:
    static RawClient local(const std::string& socketPath);
    static RawClient tcp(std::uint16_t port);
    /// The same address by a socket for IPv6.
    static RawClient tcpMapped(std::uint16_t port);
    RawClient(RawClient&& other) noexcept;
    ~RawClient();

    [[nodiscard]] bool connected() const { return m_descriptor >= 0; }
    void send(std::string_view bytes) const;
    void finishWriting() const;
    /// Status 0: nothing came within `seconds`, or the connection ended.
    [[nodiscard]] http::Response receive(int seconds = 10, http::Method method = http::Method::Get);
    /// Everything until the peer closes, or `seconds` have passed.
    [[nodiscard]] std::string receiveAll(int seconds = 10) const;
    /// Reads until `text` has come; false where it does not.
    [[nodiscard]] bool receiveUntil(std::string_view text, std::string& into,
                                    int seconds = 10) const;

private:
    explicit RawClient(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor = -1;
    std::string m_rest;
};

/// One request on one connection of its own.
[[nodiscard]] http::Response exchange(RawClient client, http::Method method,
                                      std::string_view target, std::string_view body = {},
                                      const std::vector<http::Field>& fields = {},
                                      std::string_view host = "localhost");

}  // namespace gatepost::testing
