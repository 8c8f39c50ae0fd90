// SPDX-License-Identifier: Apache-2.0
// The two clocks of the relay as one argument: wall time is kept and shown, steady time decides
// when something is due (it never jumps; on Linux it stands still while the machine sleeps).
#pragma once

#include <functional>

#include "relay/outbox/values.h"

namespace gatepost::relay {

using Clock = std::function<Moment()>;

[[nodiscard]] Moment systemNow();

}  // namespace gatepost::relay
