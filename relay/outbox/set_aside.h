// SPDX-License-Identifier: Apache-2.0
// Damaged files that were set aside beside the outbox and hold texts in clear: whoever encrypts the
// outbox wants to know of them. Reads them whole, and there are seldom any. Internal to the outbox.
#pragma once

#include <filesystem>
#include <vector>

namespace gatepost::relay {

/// The newest first.
[[nodiscard]] std::vector<std::filesystem::path> setAsideInClear(
    const std::filesystem::path& outbox);

}  // namespace gatepost::relay
