// SPDX-License-Identifier: Apache-2.0
// Who is at the other end of a local socket. The uid is the kernel's word and decides who is let
// in; names of programs are for people. Resolved when the connection is accepted, since short-lived
// callers are gone a moment later. Works on Linux; elsewhere see the file of that platform.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "relay/facade/snapshot.h"

namespace gatepost::relay {

struct PeerCredentials {
    std::int64_t pid = 0;
    std::uint32_t uid = 0;
};

/// Of a connected local socket.
[[nodiscard]] std::optional<PeerCredentials> peerCredentials(int descriptor);

[[nodiscard]] std::uint32_t ownUid();
[[nodiscard]] std::string userName(std::uint32_t uid);

/// The caller's process: executable and start time where /proc still has it.
[[nodiscard]] OwnerProcess peerProcess(int descriptor, const PeerCredentials& peer);

/// Of a process of this machine; pid 0 in the answer where it is not there (any more).
[[nodiscard]] OwnerProcess describeProcess(std::int64_t pid);

/// Whether this very process (boot, pid, start time) still runs.
[[nodiscard]] bool isAlive(const OwnerProcess& process);

/// Becomes readable when the process ends; -1 where the system has no such thing. Owned by the
/// caller.
[[nodiscard]] int processDescriptor(std::int64_t pid);

/// Changes with each boot.
[[nodiscard]] std::string bootId();

/// The soft limit of open files up to the hard one.
void raiseFileLimit();

}  // namespace gatepost::relay
