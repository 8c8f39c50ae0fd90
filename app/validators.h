// SPDX-License-Identifier: Apache-2.0
// The checks of one's own, written in C++, that every program here knows: the proxy, the relay and
// `gatepost lint` judge by the same. Each is off until `lint.rules` names it.
#pragma once

#include "metrics/policy/validator.h"

namespace gatepost::app {

/// Add yours to the list in validators.cpp.
[[nodiscard]] metrics::Validators validators();

}  // namespace gatepost::app
