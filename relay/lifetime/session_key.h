// SPDX-License-Identifier: Apache-2.0
// Names one run of one process: the same for as long as it runs, another for the next run. Pure.
#pragma once

#include <string>

#include "metrics/push/grouping_key.h"
#include "relay/facade/snapshot.h"

namespace gatepost::relay {

inline constexpr std::string_view kSessionKeyLabel = "session_key";

/// 16 hex digits of boot, pid and start time.
[[nodiscard]] std::string sessionKey(const OwnerProcess& process);

/// With the label, unless the push has brought its own.
[[nodiscard]] metrics::GroupingKey withSessionKey(const metrics::GroupingKey& key,
                                                  const OwnerProcess& process);

}  // namespace gatepost::relay
