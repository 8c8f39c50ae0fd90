// SPDX-License-Identifier: Apache-2.0
// Families whose names belong to the gateway itself (reference: Pushgateway's own registry).
#include <array>

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

}  // namespace gatepost::metrics
