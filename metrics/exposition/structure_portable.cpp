// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/structure.h"

namespace gatepost::metrics {

std::size_t findStructurePortable(const char* from, std::size_t blocks, std::uint16_t* ends,
                                  bool* needsCare) {
    std::size_t found = 0;
    *needsCare = false;
    for (std::size_t at = 0; at < blocks * kStructureBlock; ++at) {
        *needsCare |= from[at] == '\\' || (from[at] & 0x80) != 0;
        ends[found] = static_cast<std::uint16_t>(at);
        found += from[at] == '\n' ? 1 : 0;
    }
    return found;
}

}  // namespace gatepost::metrics
