// SPDX-License-Identifier: Apache-2.0
#include "tests/proxy/wire_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace gatepost::test {

WireSocket::WireSocket(std::uint16_t port)
    : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(m_fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(m_fd);
        m_fd = -1;
    }
}

WireSocket::~WireSocket() {
    if (m_fd >= 0) ::close(m_fd);
}

bool WireSocket::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

std::string WireSocket::receive(int milliseconds) {
    pollfd wait{m_fd, POLLIN, 0};
    if (::poll(&wait, 1, milliseconds) <= 0) return {};
    std::array<char, 65536> room{};
    const ssize_t n = ::recv(m_fd, room.data(), room.size(), 0);
    return n > 0 ? std::string(room.data(), static_cast<std::size_t>(n)) : std::string();
}

std::optional<std::string> WireSocket::receiveUntilClosed(int milliseconds) {
    std::string all = std::exchange(m_left, {});
    for (;;) {
        pollfd wait{m_fd, POLLIN, 0};
        if (::poll(&wait, 1, milliseconds) <= 0) return std::nullopt;
        std::array<char, 65536> room{};
        const ssize_t n = ::recv(m_fd, room.data(), room.size(), 0);
        if (n <= 0) return all;
        all.append(room.data(), static_cast<std::size_t>(n));
    }
}

http::Response WireSocket::response(http::Method method, int milliseconds) {
    http::ResponseReader reader(
        {.headerBytes = 64 * 1024, .bodyBytes = 256u << 20, .chunkOverheadBytes = 16 * 1024});
    reader.expect(method);
    for (;;) {
        if (m_left.empty()) m_left = receive(milliseconds);
        if (m_left.empty()) return {};
        std::string_view input = m_left;
        const auto event = reader.feed(input);
        m_left = std::string(input);
        if (event == http::ResponseReader::Event::Done) return reader.take();
        if (event == http::ResponseReader::Event::Broken) return {};
    }
}

void WireSocket::closeWriting() { ::shutdown(m_fd, SHUT_WR); }

http::Response ask(std::uint16_t port, http::Method method, std::string_view target,
                   const Fields& fields, std::string_view body) {
    WireSocket socket(port);
    std::string bytes;
    http::appendRequest(bytes, method, target, "127.0.0.1", fields, body);
    socket.send(bytes);
    return socket.response(method);
}

std::string fieldOf(const http::Response& response, std::string_view name) {
    return std::string(response.field(name).value_or(""));
}

}  // namespace gatepost::test
