// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/relay_load.h"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <deque>

namespace gatepost::bench {

namespace {

void orDie(bool good, const std::string& what) {
    if (good) return;
    fmt::print(stderr, "bench: {}: {}\n", what, std::strerror(errno));
    std::exit(1);
}

int connectTo(const std::string& socket) {
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    orDie(socket.size() < sizeof(address.sun_path), "the socket's path is too long");
    std::memcpy(address.sun_path, socket.c_str(), socket.size() + 1);
    orDie(::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0,
          socket);
    return descriptor;
}

}  // namespace

std::string pushBody(std::uint64_t number) {
    std::string text;
    for (int family = 0; family < 10; ++family) {
        const auto name = fmt::format("editor_{}_requests_total", family);
        text += fmt::format("# HELP {0} Requests that were answered.\n# TYPE {0} counter\n", name);
        for (const auto* method : {"GET", "POST", "PUT", "DELETE"})
            text += fmt::format("{}{{code=\"200\",method=\"{}\",path=\"/api/v1/users\"}} {:09}.5\n",
                                name, method, 1'000'000 + number % 100'000'000);
    }
    return text;
}

RelayLoad::RelayLoad(const std::string& socket, int connections)
    : m_connections(static_cast<std::size_t>(connections)),
      m_poll(::epoll_create1(EPOLL_CLOEXEC)) {
    for (std::size_t i = 0; i < m_connections.size(); ++i) {
        m_connections[i].descriptor = connectTo(socket);
        epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
        orDie(::epoll_ctl(m_poll, EPOLL_CTL_ADD, m_connections[i].descriptor, &event) == 0,
              "epoll");
    }
}

RelayLoad::~RelayLoad() {
    for (const auto& connection : m_connections) ::close(connection.descriptor);
    ::close(m_poll);
}

void RelayLoad::send(std::size_t index, Clock::time_point due) {
    const auto body = pushBody(++m_number);
    const auto request = fmt::format(
        "PUT /metrics/job/editor/instance/{} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{}",
        index, body.size(), body);
    auto& connection = m_connections[index];
    connection.busy = true;
    connection.due = due;
    orDie(::send(connection.descriptor, request.data(), request.size(), 0) ==
              static_cast<ssize_t>(request.size()),
          "send");
}

std::vector<std::size_t> RelayLoad::answered(Clock::duration wait) {
    std::array<epoll_event, 256> events{};
    const timespec limit{
        .tv_sec = 0,
        .tv_nsec = std::clamp<long>(
            std::chrono::duration_cast<std::chrono::nanoseconds>(wait).count(), 0, 999'999'999)};
    const int count = ::epoll_pwait2(m_poll, events.data(), events.size(), &limit, nullptr);
    std::vector<std::size_t> done;
    for (int i = 0; i < count; ++i) {
        const auto index = events[static_cast<std::size_t>(i)].data.u64;
        auto& connection = m_connections[index];
        std::array<char, 4096> buffer{};
        const auto size = ::recv(connection.descriptor, buffer.data(), buffer.size(), 0);
        orDie(size > 0, "the relay closed a connection");
        connection.read.append(buffer.data(), static_cast<std::size_t>(size));
        if (connection.read.find("\r\n\r\n") == std::string::npos) continue;
        orDie(connection.read.starts_with("HTTP/1.1 202"), connection.read);
        connection.read.clear();
        connection.busy = false;
        done.push_back(index);
    }
    return done;
}

double RelayLoad::closedLoop(std::chrono::duration<double> time) {
    const auto start = Clock::now();
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < m_connections.size(); ++i) send(i, start);
    while (Clock::now() - start < time)
        for (const auto index : answered(std::chrono::seconds(1))) {
            ++count;
            send(index, {});
        }
    const std::chrono::duration<double> taken = Clock::now() - start;
    const auto busy = [](const Connection& connection) { return connection.busy; };
    while (std::ranges::any_of(m_connections, busy))
        static_cast<void>(answered(std::chrono::milliseconds(100)));
    return static_cast<double>(count) / taken.count();
}

std::vector<double> RelayLoad::openLoop(double rate, std::chrono::duration<double> time) {
    const auto start = Clock::now();
    const std::chrono::duration<double> step(1 / rate);
    const auto pushes = static_cast<std::uint64_t>(time / step);
    const auto dueAt = [&](std::uint64_t number) {
        return start +
               std::chrono::duration_cast<Clock::duration>(static_cast<double>(number) * step);
    };
    std::deque<std::size_t> free;
    for (std::size_t i = 0; i < m_connections.size(); ++i) free.push_back(i);
    std::vector<double> took;
    for (std::uint64_t next = 0; took.size() < pushes;) {
        const auto now = Clock::now();
        for (; next < pushes && dueAt(next) <= now && !free.empty(); ++next) {
            send(free.front(), dueAt(next));
            free.pop_front();
        }
        const bool waits = next == pushes || free.empty();
        for (const auto index : answered(waits ? std::chrono::seconds(1) : dueAt(next) - now)) {
            took.push_back(
                std::chrono::duration<double>(Clock::now() - m_connections[index].due).count());
            free.push_back(index);
        }
    }
    std::ranges::sort(took);
    return took;
}

}  // namespace gatepost::bench
