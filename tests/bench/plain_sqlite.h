// SPDX-License-Identifier: Apache-2.0
// What the relay's queue is measured against: SQLite alone, synchronous=FULL, on the same disk.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace gatepost::bench {

/// Rows a second that plain inserts of `body(number)` reach, `perCommit` to a transaction.
[[nodiscard]] double plainInserts(const std::filesystem::path& file, int perCommit,
                                  std::chrono::duration<double> time,
                                  const std::function<std::string(std::uint64_t)>& body);
/// The seconds, sorted, from the time at which each insert was due to its commit: `rate` a second
/// are due, each commit has all that have become due, and nothing else is done.
[[nodiscard]] std::vector<double> plainOpenLoop(
    const std::filesystem::path& file, double rate, std::chrono::duration<double> time,
    const std::function<std::string(std::uint64_t)>& body);
/// The median of one fdatasync after 4 KB were appended to a file in `directory`.
[[nodiscard]] std::chrono::duration<double> oneFlush(const std::filesystem::path& directory);
/// The database with its log.
void removeDatabase(const std::filesystem::path& file);

}  // namespace gatepost::bench
