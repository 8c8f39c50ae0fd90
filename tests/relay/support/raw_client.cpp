// SPDX-License-Identifier: Apache-2.0
#include "tests/relay/support/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <utility>

namespace gatepost::testing {

namespace {

void limitTo(int descriptor, int seconds) {
    const timeval limit{seconds, 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
}

/// -1 where nobody listens.
template <typename Address>
int connectTo(int family, const Address& address) {
    const int fd = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) return fd;
    ::close(fd);
    return -1;
}

}  // namespace

RawClient RawClient::local(const std::string& socketPath) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, socketPath.c_str(), sizeof(address.sun_path) - 1);
    return RawClient(connectTo(AF_UNIX, address));
}

RawClient RawClient::tcp(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return RawClient(connectTo(AF_INET, address));
}

RawClient RawClient::tcpMapped(std::uint16_t port) {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(port);
    ::inet_pton(AF_INET6, "::ffff:127.0.0.1", &address.sin6_addr);
    return RawClient(connectTo(AF_INET6, address));
}

RawClient::RawClient(RawClient&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)),
      m_rest(std::move(other.m_rest)) {}

RawClient::~RawClient() {
    if (m_descriptor >= 0) ::close(m_descriptor);
}

void RawClient::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t put = ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (put <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(put));
    }
}

void RawClient::finishWriting() const { ::shutdown(m_descriptor, SHUT_WR); }

http::Response RawClient::receive(int seconds, http::Method method) {
    limitTo(m_descriptor, seconds);
    http::ResponseReader reader;
    reader.expect(method);
    std::array<char, 16384> buffer;
    while (true) {
        std::string_view input = m_rest;
        auto event = http::ResponseReader::Event::NeedMore;
        if (!input.empty()) event = reader.feed(input);
        m_rest.erase(0, m_rest.size() - input.size());
        if (event == http::ResponseReader::Event::Done) return reader.take();
        if (event == http::ResponseReader::Event::Broken) return {};
        const ssize_t got = ::recv(m_descriptor, buffer.data(), buffer.size(), 0);
        if (got < 0) return {};
        if (got == 0) {
            if (reader.finish() == http::ResponseReader::Event::Done) return reader.take();
            return {};
        }
        m_rest.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

std::string RawClient::receiveAll(int seconds) const {
    limitTo(m_descriptor, seconds);
    std::string all;
    std::array<char, 16384> buffer;
    ssize_t got = 0;
    while ((got = ::recv(m_descriptor, buffer.data(), buffer.size(), 0)) > 0)
        all.append(buffer.data(), static_cast<std::size_t>(got));
    return all;
}

bool RawClient::receiveUntil(std::string_view text, std::string& into, int seconds) const {
    limitTo(m_descriptor, seconds);
    std::array<char, 16384> buffer;
    while (into.find(text) == std::string::npos) {
        const ssize_t got = ::recv(m_descriptor, buffer.data(), buffer.size(), 0);
        if (got <= 0) return false;
        into.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return true;
}

http::Response exchange(RawClient client, http::Method method, std::string_view target,
                        std::string_view body, const std::vector<http::Field>& fields,
                        std::string_view host) {
    if (!client.connected()) return {};
    std::string bytes;
    http::appendRequest(bytes, method, target, host, fields, body);
    client.send(bytes);
    return client.receive(10, method);
}

}  // namespace gatepost::testing
