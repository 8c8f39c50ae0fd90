// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace gatepost::app {

/// Runs `gatepost-relay` from the folder of this program in its place, with the same arguments.
/// Returns, with an exit code, only where that cannot be done.
int becomeRelayProgram(char** argv);

}  // namespace gatepost::app
