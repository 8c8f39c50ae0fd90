// SPDX-License-Identifier: Apache-2.0
// The fastest upstream there could be: takes HTTP/1.1 requests with a Content-Length and answers
// each with 200 and nothing else, pipelined ones too. One epoll and one SO_REUSEPORT listener a
// thread. `push_sink [THREADS]` prints its address and runs until it is killed.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
constexpr std::size_t kReadBytes = 256 * 1024;

struct Client {
    int fd = -1;
    std::string held;  // the beginning of a request
};

std::size_t bodyBytes(std::string_view head) {
    constexpr std::string_view kName = "ontent-";  // of either case
    for (std::size_t at = head.find(kName); at != std::string_view::npos;
         at = head.find(kName, at + 1)) {
        std::string_view rest = head.substr(at + kName.size());
        if (!rest.starts_with("Length: ") && !rest.starts_with("length: ")) continue;
        rest.remove_prefix(8);
        std::size_t bytes = 0;
        std::from_chars(rest.data(), rest.data() + rest.size(), bytes);
        return bytes;
    }
    return 0;
}

/// How many requests `bytes` completes; takes them off.
std::size_t completed(std::string_view& bytes) {
    std::size_t requests = 0;
    for (;;) {
        const std::size_t end = bytes.find("\r\n\r\n");
        if (end == std::string_view::npos) return requests;
        const std::size_t size = end + 4 + bodyBytes(bytes.substr(0, end + 2));
        if (bytes.size() < size) return requests;
        bytes.remove_prefix(size);
        ++requests;
    }
}

/// False: the client has gone.
bool serve(Client& client, std::vector<char>& room) {
    const ssize_t got = ::recv(client.fd, room.data(), room.size(), 0);
    if (got <= 0) return got < 0 && errno == EAGAIN;
    std::string_view bytes(room.data(), static_cast<std::size_t>(got));
    if (!client.held.empty()) bytes = client.held.append(bytes);
    std::string answers;
    for (std::size_t n = completed(bytes); n > 0; --n) answers += kAnswer;
    client.held = std::string(bytes);
    return answers.empty() || ::send(client.fd, answers.data(), answers.size(), MSG_NOSIGNAL) ==
                                  static_cast<ssize_t>(answers.size());
}

int listener(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    const auto* any = reinterpret_cast<const sockaddr*>(&address);
    if (::bind(fd, any, sizeof address) != 0 || ::listen(fd, 1024) != 0) {
        std::perror("push_sink");
        std::exit(1);
    }
    return fd;
}

void watch(int epoll, int fd, Client* client) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = client;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

void run(int door) {
    const int epoll = ::epoll_create1(0);
    watch(epoll, door, nullptr);
    std::vector<char> room(kReadBytes);
    std::array<epoll_event, 64> events{};
    for (;;) {
        const int count = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
        for (int i = 0; i < count; ++i) {
            auto* client = static_cast<Client*>(events[static_cast<std::size_t>(i)].data.ptr);
            if (client == nullptr) {
                const int fd = ::accept4(door, nullptr, nullptr, SOCK_NONBLOCK);
                if (fd < 0) continue;
                const int on = 1;
                ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                watch(epoll, fd, std::make_unique<Client>(Client{fd, {}}).release());
            } else if (!serve(*client, room)) {
                ::close(client->fd);
                delete client;
            }
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    const int threads = argc > 1 ? std::atoi(argv[1]) : 2;
    const int first = listener(0);
    sockaddr_in address{};
    socklen_t length = sizeof address;
    ::getsockname(first, reinterpret_cast<sockaddr*>(&address), &length);
    const std::uint16_t port = ntohs(address.sin_port);
    std::vector<std::jthread> others;
    for (int i = 1; i < threads; ++i) {
        others.emplace_back([door = listener(port)] { run(door); });
    }
    std::printf("listening on http://127.0.0.1:%u\n", unsigned{port});
    std::fflush(stdout);
    run(first);
}
