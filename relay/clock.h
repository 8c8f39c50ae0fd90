// SPDX-License-Identifier: Apache-2.0
// The two clocks of the relay as one argument: wall time is kept and shown, and jumps when somebody
// sets it; steady time decides when something is due. Steady time never jumps and goes on while the
// machine sleeps, so that a lease or a wait that ended in the night has ended in the morning.
#pragma once

#include <functional>

#include "relay/outbox/values.h"

namespace gatepost::relay {

using Clock = std::function<Moment()>;

[[nodiscard]] Moment systemNow();

}  // namespace gatepost::relay
