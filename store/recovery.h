// SPDX-License-Identifier: Apache-2.0
// What to do with a file that store::open calls Damaged: it is set aside, never deleted, and every
// row that can still be read goes into a new file. Rows are sought from both ends of each table and
// by probing between, so that one bad leaf costs its own rows only (an inner page costs those below
// it). Where the first page is gone, a new file's takes its place, for the same migrations put the
// same tables on the same pages.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "store/store.h"

namespace gatepost::store {

/// Writes into the new file, in the transaction that fills it, what its user wants to know at the
/// next start if the process ends before it was told: such as where the damaged one is.
using Mark = std::function<std::expected<void, StoreError>(Database&,
                                                           const std::filesystem::path& setAside)>;

struct Recovery {
    std::filesystem::path setAside;             // its log beside it, if there was one
    std::map<std::string, std::uint64_t> rows;  // recovered, by table
    bool operator==(const Recovery&) const = default;
};

/// `tables` have an INTEGER PRIMARY KEY each; `stamp` goes into the name, such as 20260102T030405Z.
/// Afterwards store::open opens the new file. On failure the damaged file keeps its name.
[[nodiscard]] std::expected<Recovery, StoreError> recover(const OpenOptions& options,
                                                          std::span<const std::string_view> tables,
                                                          std::string_view stamp,
                                                          const Mark& mark = {});

/// A moment in milliseconds since the epoch as such a stamp, UTC.
[[nodiscard]] std::string stampOf(std::int64_t wall);

}  // namespace gatepost::store
