// SPDX-License-Identifier: Apache-2.0
#include "tests/support/free_port.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <random>

namespace gatepost::test {
namespace {

constexpr std::uint16_t kFirst = 12'000;
constexpr std::uint16_t kLast = 32'000;  // Linux gives connections those from 32768 on

bool isFree(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool bound = ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
    ::close(fd);
    return bound;
}

}  // namespace

std::uint16_t freePort() {
    static std::random_device random;
    std::uniform_int_distribution<std::uint16_t> ports(kFirst, kLast);
    std::uint16_t port = ports(random);
    while (!isFree(port)) port = ports(random);
    return port;
}

}  // namespace gatepost::test
