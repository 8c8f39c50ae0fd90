// SPDX-License-Identifier: Apache-2.0
// What the embedded gateway's files say alike.
#pragma once

#include "proxy/upstream/upstream.h"

namespace gatepost::proxy {

[[nodiscard]] PushResult notStored();
/// The first family that may not be removed; null: none, or no group.
[[nodiscard]] const std::string* deniedFamily(const metrics::Group* group,
                                              const MayRemove& mayRemove);

}  // namespace gatepost::proxy
