// SPDX-License-Identifier: Apache-2.0
// `gatepost-proxy token ...`: makes, lists and ends tokens. The token itself is printed once and
// kept nowhere.
#pragma once

#include <filesystem>
#include <string>

namespace CLI {
class App;
}

namespace gatepost::app {

/// Adds the subcommands; `exitCode` is set when one of them ran.
void addTokenCommands(CLI::App& app, int& exitCode);

}  // namespace gatepost::app
