// SPDX-License-Identifier: Apache-2.0
// Opens, checks and migrates a database file. Internal to store/.
#pragma once

#include <expected>
#include <memory>
#include <string_view>

#include "store/database.h"
#include "store/store.h"

namespace gatepost::store {

/// What a recovery has made, until it gets the name of the file that was damaged.
inline constexpr std::string_view kRecoveredSuffix = ".recovered";

/// The lock must be held. A recovery that was cut short between its two renames is ended. Settings:
/// WAL, exclusive, synchronous by `durability`, incremental vacuum. The whole file is checked
/// (quick_check), for a page that contradicts itself would else be found only when its rows are
/// wanted.
[[nodiscard]] std::expected<std::unique_ptr<Database>, StoreError> openDatabase(
    const OpenOptions& options);

/// A connection without settings or checks; what is closed leaves the files as they were.
[[nodiscard]] std::expected<std::unique_ptr<Database>, StoreError> openRaw(
    const std::filesystem::path& file, const std::string& vfs);

}  // namespace gatepost::store
