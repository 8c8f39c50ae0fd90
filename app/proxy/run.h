// SPDX-License-Identifier: Apache-2.0
// `gatepost-proxy --config FILE`: builds everything, serves until SIGTERM or SIGINT, reads its
// files again on SIGHUP and when they change.
#pragma once

#include <filesystem>

namespace gatepost::app {

struct RunOptions {
    std::filesystem::path config;
    unsigned threads = 0;  // 0: one per core
    bool accessLog = true;
};

[[nodiscard]] int run(const RunOptions& options);

}  // namespace gatepost::app
