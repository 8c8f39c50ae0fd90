// SPDX-License-Identifier: Apache-2.0
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "app/gatepost/local_client.h"
#include "relay/local/paths.h"

namespace gatepost::app {

namespace {

class Socket {
public:
    Socket() : m_descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const timeval limit{kLocalAnswerLimit.count(), 0};
        ::setsockopt(m_descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
        ::setsockopt(m_descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
    }
    ~Socket() { ::close(m_descriptor); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    [[nodiscard]] bool connect(const std::string& path) const {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (path.size() >= sizeof(address.sun_path)) {
            errno = ENAMETOOLONG;
            return false;
        }
        std::memcpy(address.sun_path, path.c_str(), path.size());
        return ::connect(m_descriptor, reinterpret_cast<const sockaddr*>(&address),
                         sizeof(address)) == 0;
    }

    /// False where the peer stopped reading, which it may after an early refusal.
    void send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t put = ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (put < 0 && errno == EINTR) continue;
            if (put < 0) return;
            bytes.remove_prefix(static_cast<std::size_t>(put));
        }
    }

    [[nodiscard]] ssize_t receive(std::array<char, 16384>& buffer) const {
        ssize_t got = 0;
        do {
            got = ::recv(m_descriptor, buffer.data(), buffer.size(), 0);
        } while (got < 0 && errno == EINTR);
        return got;
    }

private:
    int m_descriptor;
};

}  // namespace

std::expected<http::Response, std::string> ask(const std::string& socket,
                                               const LocalRequest& request) {
    const std::string path =
        socket.empty() ? relay::defaultSocketPath(relay::processEnvironment).string() : socket;
    const Socket connection;
    if (!connection.connect(path)) {
        if (errno == ENOENT || errno == ECONNREFUSED)
            return std::unexpected(path + ": no relay listens here; `gatepost relay` starts one");
        return std::unexpected(path + ": " + std::strerror(errno));
    }
    std::string bytes;
    http::appendRequest(bytes, request.method, request.target, "localhost", request.fields,
                        request.body);
    connection.send(bytes);

    http::ResponseReader reader({16 * 1024, 256 * 1024 * 1024, 16 * 1024});
    reader.expect(request.method);
    std::array<char, 16384> buffer;
    while (true) {
        const ssize_t got = connection.receive(buffer);
        if (got < 0) return std::unexpected(path + ": " + std::strerror(errno));
        std::string_view input(buffer.data(), static_cast<std::size_t>(got));
        const auto event = got == 0 ? reader.finish() : reader.feed(input);
        if (event == http::ResponseReader::Event::Done) return reader.take();
        if (event == http::ResponseReader::Event::Broken)
            return std::unexpected(path + ": " + reader.error());
        if (got == 0) return std::unexpected(path + ": closed without an answer");
    }
}

}  // namespace gatepost::app
