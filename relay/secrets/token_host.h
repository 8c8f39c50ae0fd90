// SPDX-License-Identifier: Apache-2.0
// A stored token belongs to the host that it was entered for, and goes to no other, however the
// address came to be another: by a window, a file or the command line. Pure.
#pragma once

#include <string>
#include <string_view>

#include "relay/settings/settings.h"

namespace gatepost::relay {

/// Without its port, in lower case; empty where the address names none.
[[nodiscard]] std::string tokenHostOf(std::string_view url);

/// Whether the stored token may go to the address that is set. One that names no host may: it was
/// put there by hand.
[[nodiscard]] bool storedTokenFits(const Settings& settings);

/// `after` as it follows `before`: a token that names no host (any more) belongs where it did,
/// which without a host before is the address before.
[[nodiscard]] Settings withTokenBound(Settings after, const Settings& before);

}  // namespace gatepost::relay
