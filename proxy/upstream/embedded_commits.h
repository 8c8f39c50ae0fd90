// SPDX-License-Identifier: Apache-2.0
// What the embedded gateway's files say alike.
#pragma once

#include "proxy/upstream/upstream.h"

namespace gatepost::proxy {

[[nodiscard]] PushResult notStored();

}  // namespace gatepost::proxy
