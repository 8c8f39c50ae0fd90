// SPDX-License-Identifier: Apache-2.0
// The PROXY protocol, versions 1 and 2 (haproxy doc/proxy-protocol.txt): what a balancer says of
// its client before the first byte of TLS or HTTP. And networks, to know the balancers by. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost::proxy {

struct ProxyHeader {
    enum class State : std::uint8_t { Incomplete, Done, Wrong };
    State state = State::Incomplete;
    std::size_t bytes = 0;  // of the header, when done
    std::string address;    // empty: the balancer speaks for itself (LOCAL, UNKNOWN)
    std::uint16_t port = 0;
};

/// The longest header that is taken.
inline constexpr std::size_t kLongestProxyHeader = 536;

[[nodiscard]] ProxyHeader readProxyHeader(std::string_view bytes);

/// What limits per address count by: an IPv4 address, of an IPv6 one the /64, which one client
/// owns whole.
[[nodiscard]] std::string clientNetwork(const std::string& address);

/// Addresses and blocks in CIDR form.
class Networks {
public:
    Networks() = default;
    /// What is no network is passed over; the configuration has been checked before.
    explicit Networks(const std::vector<std::string>& texts);
    [[nodiscard]] bool contains(const std::string& address) const;
    [[nodiscard]] bool empty() const { return m_blocks.empty(); }

private:
    struct Block {
        std::array<unsigned char, 16> address{};  // IPv4 as ::ffff:a.b.c.d
        unsigned bits = 128;
    };
    std::vector<Block> m_blocks;
};

}  // namespace gatepost::proxy
