// SPDX-License-Identifier: Apache-2.0
// The labels of one sample line of the text format, and what of them names the series. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatepost::ui {

using LabelPair = std::pair<std::string, std::string>;

/// Unescaped, in the line's order.
[[nodiscard]] std::vector<LabelPair> labelsOf(std::string_view line);
/// Without `le` and `quantile`.
[[nodiscard]] std::vector<LabelPair> seriesLabels(std::string_view line);

}  // namespace gatepost::ui
