// SPDX-License-Identifier: Apache-2.0
// gatepost_relay_*: the relay's own metrics, made from its status when somebody scrapes. Pure.
#pragma once

#include <string>
#include <vector>

#include "metrics/gateway/gateway.h"
#include "relay/facade/status.h"

namespace gatepost::relay {

/// What status does not carry.
struct RelayCounts {
    std::size_t connections = 0;
    std::uint64_t requests = 0;
    std::uint64_t bytesOnDisk = 0;
    std::size_t eventReaders = 0;
    bool ledgerBalances = true;
};

[[nodiscard]] metrics::Exposition selfExposition(const RelayStatus& status,
                                                 const RelayCounts& counts);

/// Their names and types, which no push may contradict.
[[nodiscard]] std::vector<metrics::ReservedFamily> reservedFamilies();

}  // namespace gatepost::relay
