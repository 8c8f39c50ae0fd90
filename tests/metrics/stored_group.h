// SPDX-License-Identifier: Apache-2.0
// A group as a store gives it back at the next start.
#pragma once

#include "metrics/gateway/group.h"

namespace gatepost::tests {

inline metrics::StoredGroup storedOf(const metrics::Group& group) {
    return {.key = group.key,
            .owner = group.owner,
            .pushTime = group.pushTime,
            .failureTime = group.failureTime,
            .held = group.storedText(),
            .numbers = {},
            .origins = group.storedOrigins()};
}

}  // namespace gatepost::tests
