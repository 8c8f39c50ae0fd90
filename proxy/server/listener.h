// SPDX-License-Identifier: Apache-2.0
// Listening sockets: one per address and thread, sharing the port by SO_REUSEPORT.
// Linux. The caller owns the descriptors.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "proxy/config/config.h"

namespace gatepost::proxy {

/// Connections that the kernel completes for a socket before anybody accepts them.
inline constexpr int kBacklog = 4096;

struct Listener {
    ListenAddress address;     // with the port that was given where it was 0
    std::vector<int> sockets;  // one per thread
};

/// The error says which address and why. A port that another process listens on is refused, though
/// SO_REUSEPORT alone would let us share it.
[[nodiscard]] std::expected<Listener, std::string> listenOn(const ListenAddress& address,
                                                            unsigned threads);

/// "127.0.0.1:9092", "[::1]:9092".
[[nodiscard]] std::string display(const ListenAddress& address);

/// Of LISTEN_FDS as systemd passes them, those of this name: what to call before any thread starts.
[[nodiscard]] std::vector<int> inheritedSockets(const std::string& name);

}  // namespace gatepost::proxy
