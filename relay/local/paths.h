// SPDX-License-Identifier: Apache-2.0
// Where a user's relay listens and keeps its files (docs/PROTOCOL.md). The environment is an
// argument, so that tests have their own.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace gatepost::relay {

/// Value of an environment variable; empty where it is not set.
using Environment = std::function<std::string(const char* name)>;

[[nodiscard]] std::string processEnvironment(const char* name);

/// GATEPOST_SOCKET, else in $XDG_RUNTIME_DIR/gatepost, else in $XDG_STATE_HOME/gatepost/run.
[[nodiscard]] std::filesystem::path defaultSocketPath(const Environment& environment);
/// $XDG_STATE_HOME/gatepost: outbox and logs.
[[nodiscard]] std::filesystem::path defaultStateDirectory(const Environment& environment);
/// $XDG_CONFIG_HOME/gatepost.
[[nodiscard]] std::filesystem::path defaultConfigDirectory(const Environment& environment);

/// Bytes that fit into sockaddr_un with Qt's temporary name.
inline constexpr std::size_t kLongestSocketPath = 106;

/// Makes the directory with mode 0700, or takes it if it is the user's own and nobody else may
/// write there. The error is the system's or says what is wrong.
[[nodiscard]] std::string makePrivateDirectory(const std::filesystem::path& directory);

}  // namespace gatepost::relay
