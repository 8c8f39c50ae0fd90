// SPDX-License-Identifier: Apache-2.0
// `gatepost-proxy --config FILE`: builds everything, serves until SIGTERM or SIGINT, reads its
// files again on SIGHUP and when they change.
#pragma once

#include <filesystem>

namespace gatepost::app {

/// More than any machine that this runs on has cores; each takes descriptors.
inline constexpr unsigned kMostThreads = 256;

struct RunOptions {
    std::filesystem::path config;
    unsigned threads = 0;  // 0: one per core
    bool accessLog = true;
};

[[nodiscard]] int run(const RunOptions& options);

}  // namespace gatepost::app
