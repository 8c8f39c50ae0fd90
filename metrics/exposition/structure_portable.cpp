// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/structure.h"

namespace gatepost::metrics {

std::size_t findStructurePortable(const char* from, std::size_t blocks, std::uint16_t* ends,
                                  std::uint64_t* care) {
    std::size_t found = 0;
    for (std::size_t block = 0; block < blocks; ++block) {
        care[block] = 0;
        for (std::size_t i = 0; i < kStructureBlock; ++i) {
            const std::size_t at = block * kStructureBlock + i;
            const bool needsCare = from[at] == '\\' || (from[at] & 0x80) != 0;
            care[block] |= std::uint64_t{needsCare} << i;
            ends[found] = static_cast<std::uint16_t>(at);
            found += from[at] == '\n' ? 1 : 0;
        }
    }
    return found;
}

}  // namespace gatepost::metrics
