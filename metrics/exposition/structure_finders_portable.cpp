// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/structure.h"

namespace gatepost::metrics {

const StructureFinder* structureFinders() {
    static constexpr StructureFinder kFinders[] = {{"portable", findStructurePortable}, {}};
    return kFinders;
}

FindStructure fastestStructureFinder() { return findStructurePortable; }

}  // namespace gatepost::metrics
