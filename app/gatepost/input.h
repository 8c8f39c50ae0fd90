// SPDX-License-Identifier: Apache-2.0
// A file, or standard input, as a whole.
#pragma once

#include <expected>
#include <string>

namespace gatepost::app {

/// "" and "-" mean standard input. The error names the file and says why.
[[nodiscard]] std::expected<std::string, std::string> readInput(const std::string& file);

}  // namespace gatepost::app
