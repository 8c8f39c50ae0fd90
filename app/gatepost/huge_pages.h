// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace gatepost::app {

/// Has what this process allocates from here on lie in pages of 2 MB, up to so many bytes, where
/// the system can. Of a text of 20 MB the faults of 4 KB pages take longer than reading it.
void useHugePages(std::size_t bytes);

}  // namespace gatepost::app
