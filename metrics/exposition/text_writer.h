// SPDX-License-Identifier: Apache-2.0
// Text 0.0.4 as Go's expfmt writes it (text_create.go): number forms, escapes, `le` and `quantile`
// last, a missing +Inf bucket filled in, families in the order given.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "metrics/exposition/exposition.h"

namespace gatepost::metrics {

/// Go's strconv 'g' shortest form: 100000, 1e+06, 0.0001, 1e-05, NaN, +Inf.
void appendNumber(std::string& out, double value);

/// # HELP (where there is help) and # TYPE.
void appendHeader(std::string& out, std::string_view name, MetricType type, std::string_view help);

/// The family's sample lines. Labels in `grouping` (sorted by name) replace body labels of the same
/// name; labels are written sorted by name. With an empty `grouping` the series' own, as they are.
void appendSamples(std::string& out, const Exposition& exposition, const Family& family,
                   std::span<const Label> grouping = {});

/// All families: header and samples.
[[nodiscard]] std::string writeText(const Exposition& exposition);

}  // namespace gatepost::metrics
