// SPDX-License-Identifier: Apache-2.0
// What the user has switched off while the relay ran and wants to find so at the next start:
// sending, and the sending of single applications. A small JSON file beside the outbox, written
// atomically.
#pragma once

#include <filesystem>
#include <set>
#include <string>

namespace gatepost::relay {

struct RunState {
    bool paused = false;
    std::set<std::string> pausedApplications;  // by application id
    bool operator==(const RunState&) const = default;
};

/// What cannot be read counts as nothing switched off.
[[nodiscard]] RunState loadRunState(const std::filesystem::path& file);
/// Empty, or why not.
[[nodiscard]] std::string saveRunState(const std::filesystem::path& file, const RunState& state);

}  // namespace gatepost::relay
