// SPDX-License-Identifier: Apache-2.0
// The process's own limits.
#pragma once

#include <cstdint>

namespace gatepost::app {

/// Raises the soft limit of open files to the hard one; answers what it is then.
std::uint64_t raiseFileLimit();

}  // namespace gatepost::app
