// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/structure.h"

namespace gatepost::metrics {
namespace {

bool canAvx2() {
    return __builtin_cpu_supports("avx2") > 0 && __builtin_cpu_supports("bmi") > 0 &&
           __builtin_cpu_supports("popcnt") > 0;
}

}  // namespace

const StructureFinder* structureFinders() {
    static constexpr StructureFinder kSse2[] = {
        {"portable", findStructurePortable}, {"sse2", findStructureSse2}, {}};
    static constexpr StructureFinder kAvx2[] = {{"portable", findStructurePortable},
                                                {"sse2", findStructureSse2},
                                                {"avx2", findStructureAvx2},
                                                {}};
    return canAvx2() ? kAvx2 : kSse2;
}

FindStructure fastestStructureFinder() { return canAvx2() ? findStructureAvx2 : findStructureSse2; }

}  // namespace gatepost::metrics
