// SPDX-License-Identifier: Apache-2.0
// `gatepost-proxy check config`: reads everything that a start would read, and says what is wrong.
#pragma once

namespace CLI {
class App;
}

namespace gatepost::app {

void addCheckCommands(CLI::App& app, int& exitCode);

}  // namespace gatepost::app
