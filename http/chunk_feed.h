// SPDX-License-Identifier: Apache-2.0
// Feeds a parser that wants its unconsumed bytes contiguous: straight from the input where it can,
// through `held` where a line was split between two inputs, and there only up to the line's end, so
// that a body is never copied twice. `held` is bounded by `cap`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gatepost::http {

/// What a chunk may need for its own: the line end before it, its size, the line end after that.
inline constexpr std::uint64_t kPlainChunkBytes = 20;
/// A body that is announced is not believed before it comes: this much is set aside at once.
inline constexpr std::uint64_t kBodyReserveBytes = 64 * 1024;

enum class Fed : std::uint8_t { NeedMore, Done, Failed, OverCap };

/// `put(std::string_view bytes, std::size_t& consumed)` gives NeedMore, Done or Failed. It is never
/// called twice with the same bytes: Beast's parser takes that ill.
template <class Put>
Fed feedLines(std::string& held, std::string_view& input, std::size_t cap, Put&& put) {
    while (!input.empty()) {
        std::size_t consumed = 0;
        if (held.empty()) {
            const Fed fed = put(input, consumed);
            input.remove_prefix(consumed);
            if (fed != Fed::NeedMore) return fed;
            if (input.size() > cap) return Fed::OverCap;
            held.assign(input);
            input = {};
            break;
        }
        const std::size_t feed = input.find('\n');
        const std::size_t taken = feed == std::string_view::npos ? input.size() : feed + 1;
        if (held.size() + taken > cap) return Fed::OverCap;
        held.append(input.substr(0, taken));
        input.remove_prefix(taken);
        const Fed fed = put(held, consumed);
        held.erase(0, consumed);
        if (fed != Fed::NeedMore) return fed;
    }
    return Fed::NeedMore;
}

}  // namespace gatepost::http
