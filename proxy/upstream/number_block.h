// SPDX-License-Identifier: Apache-2.0
// Many groups' numbers in one row of `blocks`: a head with a checksum, the block's place in time
// and how long its entries are, then the entries, each behind its length, then zeros up to the
// row's size. An entry names the shape that its numbers are of, which is one group's alone. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "metrics/gateway/group.h"

namespace gatepost::proxy {

/// Of most blocks: what fills a page of SQLite's, so that to write one over dirties that page
/// alone.
inline constexpr std::size_t kBlockBytes = 4048;
inline constexpr std::size_t kBlockHead = 20;

struct NumberEntry {
    std::int64_t shape = 0;
    metrics::UnixNanos pushTime = 0;
    metrics::UnixNanos failureTime = 0;
    std::string_view numbers;  // as packNumbers() has them
};

/// `out` is overwritten: the entry behind its length.
void packEntry(std::string& out, const NumberEntry& entry);
/// A block without entries, to append them to.
[[nodiscard]] std::string emptyBlock();
/// Fills in the head of all that was appended. `order`: a higher one is later.
void sealBlock(std::string& block, std::int64_t order);

/// Its order; nothing where it is damaged. `each` gets the entries first to last, with the bytes
/// that packEntry() made of them. All are views into `block`.
[[nodiscard]] std::optional<std::int64_t> readBlock(
    std::string_view block,
    const std::function<void(const NumberEntry& entry, std::string_view packed)>& each);

}  // namespace gatepost::proxy
