// SPDX-License-Identifier: Apache-2.0
// The grouping key as `push` and `lint` take it on their command lines: --job and --label.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "metrics/push/grouping_key.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace gatepost::app {

struct KeyArguments {
    std::optional<std::string> job;
    std::vector<std::string> labels;  // name=value
};

/// The option --job, for whoever requires it.
CLI::Option* addKey(CLI::App& command, KeyArguments& arguments);

/// The error is a sentence about the command line. A key that no push path can have is none: its
/// path says so where it is judged.
[[nodiscard]] std::expected<metrics::GroupingKey, std::string> readKey(
    const KeyArguments& arguments);

}  // namespace gatepost::app
