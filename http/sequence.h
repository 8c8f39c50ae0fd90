// SPDX-License-Identifier: Apache-2.0
// Gatepost-Sequence: which relay sent a push, and the how-many-eth it was. `<relay id>/<n>`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatepost::http {

struct Sequence {
    std::string relay;
    std::uint64_t number = 0;
    bool operator==(const Sequence&) const = default;
};

[[nodiscard]] std::string toString(const Sequence& sequence);
/// The relay id is 1 to 64 letters, digits, `-`, `_` or `.`; the number is plain decimal digits.
[[nodiscard]] std::optional<Sequence> sequenceOf(std::string_view text);

}  // namespace gatepost::http
