// SPDX-License-Identifier: Apache-2.0
// A histogram's or summary's one series as numbers: observations per bucket and quantiles, which
// for a histogram are estimated as Prometheus' histogram_quantile does, linear within a bucket.
// Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ui/preview/digest.h"

namespace gatepost::ui {

struct Bucket {
    double upper = 0;  // +Inf for the last
    double count = 0;  // observations in this bucket alone
};

struct Distribution {
    std::vector<Bucket> buckets;                       // empty for a summary
    std::vector<std::pair<double, double>> quantiles;  // quantile, value
    double sum = 0;
    double count = 0;
};

/// nullopt where the family is neither, or its text cannot be read.
[[nodiscard]] std::optional<Distribution> distributionOf(const FamilyDigest& family,
                                                         const SeriesRow& row);
/// NaN without observations; the highest finite bound where it falls into the last bucket.
[[nodiscard]] double quantile(const std::vector<Bucket>& buckets, double q);

}  // namespace gatepost::ui
