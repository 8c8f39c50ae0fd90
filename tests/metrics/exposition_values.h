// SPDX-License-Identifier: Apache-2.0
// What an exposition holds, as words to compare: each value by its bits, each time and exemplar,
// whatever the order of families, series, labels and samples.
#pragma once

#include <string>
#include <vector>

#include "metrics/exposition/exposition.h"

namespace gatepost::tests {

/// What a format cannot say, so that both sides of a comparison leave it out.
struct Wanted {
    bool types = true;  // as text 0.0.4 has them: no gauge histograms, info, state sets
    bool units = true;  // and exemplars
    bool nanoseconds = true;
    bool leadingBlanks = true;  // of help
    bool natives = true;        // native histograms
};

/// One line a sample, sorted; of a family also its type, help and unit.
[[nodiscard]] std::vector<std::string> valuesOf(const metrics::Exposition& exposition,
                                                Wanted wanted);

}  // namespace gatepost::tests
