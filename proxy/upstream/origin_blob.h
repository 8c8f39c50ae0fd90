// SPDX-License-Identifier: Apache-2.0
// Of whom a group's families are and since when, in about ten bytes each: a family of the group's
// own owner, as most are, does not name it again. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/gateway/group.h"

namespace gatepost::proxy {

[[nodiscard]] std::string packOrigins(std::span<const metrics::FamilyOrigin> origins,
                                      std::string_view groupOwner);

/// Nothing where the bytes are none of packOrigins().
[[nodiscard]] std::vector<metrics::FamilyOrigin> unpackOrigins(std::string_view bytes,
                                                               std::string_view groupOwner);

}  // namespace gatepost::proxy
