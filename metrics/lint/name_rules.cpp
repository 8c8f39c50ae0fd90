// SPDX-License-Identifier: Apache-2.0
// Families whose names belong to the gateway itself (reference: Pushgateway's own registry), or to
// the samples of another family of the same exposition.
#include <algorithm>
#include <array>
#include <unordered_set>

#include "metrics/lint/rules.h"

namespace gatepost::metrics {

void lintOverriddenFamily(Inspection& inspection, const Family& family) {
    if (family.name == "push_time_seconds" || family.name == "push_failure_time_seconds")
        inspection.reportAtName(family, "the gateway puts its own values in the place of these");
}

void lintGatewayName(Inspection& inspection, const Family& family) {
    constexpr auto kPrefixes = std::to_array<std::string_view>(
        {"go_", "process_", "promhttp_", "pushgateway_", "gatepost_"});
    for (const std::string_view prefix : kPrefixes)
        if (family.name.starts_with(prefix))
            inspection.reportAtName(family, "names starting with \"" + std::string(prefix) +
                                                "\" are also the gateway's own");
}

void lintCollidingNames(Inspection& inspection) {
    const auto families = inspection.exposition.families();
    const auto canCollide = [](const Family& family) {
        return family.name.ends_with("_bucket") || family.name.ends_with("_sum") ||
               family.name.ends_with("_count");
    };
    if (std::ranges::none_of(families, canCollide)) return;
    std::unordered_set<std::string> taken;
    for (const Family& family : families) {
        const std::string name(family.name);
        const bool isHistogram = textType(family.type) == MetricType::Histogram;
        if (isHistogram) taken.insert(name + "_bucket");
        if (!isStructured(family.type)) continue;
        taken.insert(name + "_sum");
        taken.insert(name + "_count");
    }
    if (taken.empty()) return;
    for (const Family& family : families)
        if (taken.contains(std::string(family.name)))
            inspection.reportAtName(family,
                                    "the name is also that of a histogram's or summary's samples");
}

}  // namespace gatepost::metrics
