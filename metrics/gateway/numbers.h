// SPDX-License-Identifier: Apache-2.0
// What a push brings beyond its shape: one number for each line that is exposed of it, and a print
// that tells whether its shape is that of another push to the same group. Two pushes of one print
// differ in numbers alone: what has the print of something that was checked is not checked again.
// Hence it is keyed and of 128 bits, as the series' hashes are, over bytes that no other shape has:
// neither a pusher nor who chooses a pusher's label values can make two of them collide.
// Pure; any thread.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "metrics/exposition/exposition.h"
#include "metrics/push/sip_hash.h"

namespace gatepost::metrics {

/// Sorted by name, of repeated names the last; without the time families.
[[nodiscard]] std::vector<const Family*> familiesByName(const Exposition& exposition);

/// Whether a histogram was sent without the +Inf bucket, which the exposition then fills in.
[[nodiscard]] bool lacksInfinity(std::span<const Sample> samples);

/// Where a family's numbers are.
struct NumberRange {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// In the order of the families, with a place for each time family where its name belongs.
/// `ranges` (may be null) gets those of the families.
[[nodiscard]] std::vector<double> numbersOf(const Exposition& exposition,
                                            std::span<const Family* const> families,
                                            std::vector<NumberRange>* ranges = nullptr);

/// Never Hash128{}.
[[nodiscard]] Hash128 printOf(const Exposition& exposition, std::span<const Family* const> families,
                              SipKey seed);

}  // namespace gatepost::metrics
