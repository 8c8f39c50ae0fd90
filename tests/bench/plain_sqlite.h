// SPDX-License-Identifier: Apache-2.0
// What the relay's queue is measured against: SQLite alone, synchronous=FULL, and the disk alone.
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
/// The median of one fdatasync after 4 KB were appended to a file in `directory`.
[[nodiscard]] std::chrono::duration<double> oneFlush(const std::filesystem::path& directory);
/// What the disk does of itself: `rate` writes of `bytes` a second, over what a file of 4 MB has,
/// and a fdatasync after all that have become due. The seconds, sorted, from when each was due.
[[nodiscard]] std::vector<double> flushedOpenLoop(const std::filesystem::path& directory,
                                                  double rate, std::chrono::duration<double> time,
                                                  std::size_t bytes);
/// The database with its log.
void removeDatabase(const std::filesystem::path& file);

}  // namespace gatepost::bench
