// SPDX-License-Identifier: Apache-2.0
// A text such as many desktops' applications would make: counters and gauges with labels of usual
// lengths, histograms of a dozen buckets, summaries. Always the same for one size.
#pragma once

#include <cstddef>
#include <string>

namespace gatepost::bench {

[[nodiscard]] std::string realisticText(std::size_t bytes);

}  // namespace gatepost::bench
