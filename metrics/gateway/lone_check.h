// SPDX-License-Identifier: Apache-2.0
// Whether a Pushgateway would take a push whatever else it holds, without building what it would
// hold. Pure; any thread.
#pragma once

#include <expected>

#include "metrics/gateway/gateway.h"

namespace gatepost::metrics {

/// As Gateway::check of an empty gateway. What is plainly in order is seen in a microsecond or two;
/// everything else goes the long way, which finds the words.
[[nodiscard]] std::expected<void, Clash> checkAlone(const GroupingKey& key,
                                                    const Exposition& exposition);

/// The short way: true only where Gateway::check of an empty gateway has nothing to say.
[[nodiscard]] bool isPlainlyInOrder(const GroupingKey& key, const Exposition& exposition);

}  // namespace gatepost::metrics
