// SPDX-License-Identifier: Apache-2.0
#include "proxy/server/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "proxy/config/quantity.h"

namespace gatepost::proxy {
namespace {

enum class Sharing : std::uint8_t { Alone, Shared };

struct Bound {
    int fd = -1;
    int error = 0;
};

union AnyAddress {
    sockaddr any;
    sockaddr_in v4;
    sockaddr_in6 v6;
};

socklen_t fill(AnyAddress& out, const std::string& host, std::uint16_t port) {
    out = {};
    if (inet_pton(AF_INET, host.c_str(), &out.v4.sin_addr) == 1) {
        out.v4.sin_family = AF_INET;
        out.v4.sin_port = htons(port);
        return sizeof out.v4;
    }
    out = {};
    inet_pton(AF_INET6, host.c_str(), &out.v6.sin6_addr);
    out.v6.sin6_family = AF_INET6;
    out.v6.sin6_port = htons(port);
    return sizeof out.v6;
}

void enable(int fd, int level, int option, int value) {
    (void)::setsockopt(fd, level, option, &value, sizeof value);
}

Bound bound(const std::string& host, std::uint16_t port, Sharing sharing) {
    AnyAddress address;
    const socklen_t length = fill(address, host, port);
    const int fd = ::socket(address.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return {-1, errno};
    enable(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    if (sharing == Sharing::Shared) enable(fd, SOL_SOCKET, SO_REUSEPORT, 1);
    if (address.any.sa_family == AF_INET6) enable(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    if (::bind(fd, &address.any, length) == 0) return {fd, 0};
    const int error = errno;
    ::close(fd);
    return {-1, error};
}

std::uint16_t portOf(int fd) {
    AnyAddress address;
    socklen_t length = sizeof address;
    if (::getsockname(fd, &address.any, &length) != 0) return 0;
    return ntohs(address.any.sa_family == AF_INET ? address.v4.sin_port : address.v6.sin6_port);
}

bool isTcp(int fd) {
    AnyAddress address;
    socklen_t length = sizeof address;
    int type = 0;
    socklen_t size = sizeof type;
    return ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM &&
           ::getsockname(fd, &address.any, &length) == 0 &&
           (address.any.sa_family == AF_INET || address.any.sa_family == AF_INET6);
}

std::string hostOf(int fd) {
    AnyAddress address;
    socklen_t length = sizeof address;
    if (::getsockname(fd, &address.any, &length) != 0) return {};
    std::array<char, INET6_ADDRSTRLEN> room{};
    const int family = address.any.sa_family;
    const void* bytes = family == AF_INET ? static_cast<const void*>(&address.v4.sin_addr)
                                          : static_cast<const void*>(&address.v6.sin6_addr);
    const char* text = inet_ntop(family, bytes, room.data(), room.size());
    return text == nullptr ? std::string() : std::string(text);
}

std::string message(int error) { return std::generic_category().message(error); }

void closeAll(Listener& listener) {
    for (const int fd : listener.sockets) ::close(fd);
    listener.sockets.clear();
}

}  // namespace

std::string display(const ListenAddress& address) {
    if (!address.socketName.empty()) return "systemd:" + address.socketName;
    const bool v6 = address.host.find(':') != std::string::npos;
    return v6 ? fmt::format("[{}]:{}", address.host, address.port)
              : fmt::format("{}:{}", address.host, address.port);
}

std::vector<int> inheritedSockets(const std::string& name) {
    constexpr int kFirst = 3;
    const char* pid = std::getenv("LISTEN_PID");
    const char* count = std::getenv("LISTEN_FDS");
    const char* names = std::getenv("LISTEN_FDNAMES");
    if (pid == nullptr || count == nullptr) return {};
    if (parseInteger(pid) != static_cast<std::uint64_t>(::getpid())) return {};
    std::vector<int> out;
    std::string_view rest = names == nullptr ? "" : names;
    const auto total = parseInteger(count).value_or(0);
    for (std::uint64_t i = 0; i < total; ++i) {
        const std::string_view own = rest.substr(0, rest.find(':'));
        rest.remove_prefix(std::min(rest.size(), own.size() + 1));
        if (own == name) out.push_back(kFirst + static_cast<int>(i));
    }
    return out;
}

std::expected<Listener, std::string> listenOn(const ListenAddress& address, unsigned threads) {
    Listener listener{address, {}};
    const auto fail = [&](int error) {
        closeAll(listener);
        return std::unexpected(
            fmt::format("cannot listen on {}: {}", display(address), message(error)));
    };
    if (!address.socketName.empty()) {
        const std::vector<int> inherited = inheritedSockets(address.socketName);
        if (inherited.empty()) {
            return std::unexpected(
                fmt::format("no socket named {} was passed in", address.socketName));
        }
        // Whoever came by another than the first would wait for good.
        if (inherited.size() > 1) {
            return std::unexpected(fmt::format(
                "{} sockets named {} were passed in; expected one, such as of a socket unit with "
                "one ListenStream=",
                inherited.size(), address.socketName));
        }
        const int fd = inherited.front();
        if (!isTcp(fd)) {
            return std::unexpected(fmt::format(
                "the socket named {} that was passed in is no TCP socket", address.socketName));
        }
        (void)::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
        listener.address.port = portOf(fd);
        listener.address.host = hostOf(fd);
        listener.address.socketName.clear();
        for (unsigned i = 0; i < threads; ++i) {
            const int copy = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
            if (copy < 0) return fail(errno);
            listener.sockets.push_back(copy);
        }
        return listener;
    }
    if (address.port != 0) {
        const Bound alone = bound(address.host, address.port, Sharing::Alone);
        if (alone.fd < 0) return fail(alone.error);
        ::close(alone.fd);
    }
    for (unsigned i = 0; i < threads; ++i) {
        const Bound one = bound(address.host, listener.address.port, Sharing::Shared);
        if (one.fd < 0) return fail(one.error);
        listener.sockets.push_back(one.fd);
        if (::listen(one.fd, kBacklog) != 0) return fail(errno);
        listener.address.port = portOf(one.fd);
    }
    return listener;
}

}  // namespace gatepost::proxy
