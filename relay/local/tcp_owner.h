// SPDX-License-Identifier: Apache-2.0
// Whose the other end of a loopback TCP connection is. The kernel's table names uid and inode of
// every socket; the process is found by that inode among the user's own, and may stay unknown.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "relay/facade/snapshot.h"

namespace gatepost::relay {

struct TcpOwner {
    bool sameUser = false;
    OwnerProcess process;
};

[[nodiscard]] TcpOwner tcpOwner(int descriptor);

struct TcpRow {
    std::uint32_t uid = 0;
    std::uint64_t inode = 0;
    bool operator==(const TcpRow&) const = default;
};

/// `local` and `remote` as the table prints them: "0100007F:2383". Pure, for tests.
[[nodiscard]] std::optional<TcpRow> findTcpRow(std::string_view table, std::string_view local,
                                               std::string_view remote);

}  // namespace gatepost::relay
