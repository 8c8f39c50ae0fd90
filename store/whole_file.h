// SPDX-License-Identifier: Apache-2.0
// A file's bytes in one call. Not by a standard stream: libstdc++'s throws from inside an iterator
// where a read fails after a good open, as it does for a bad sector (EIO) and for /proc/PID/stat of
// a process that ends between the two calls (ESRCH).
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <system_error>

namespace gatepost::store {

/// Read to its end, whatever size is announced (/proc announces none). Any thread.
[[nodiscard]] std::expected<std::string, std::error_code> readWholeFile(
    const std::filesystem::path& file);

}  // namespace gatepost::store
