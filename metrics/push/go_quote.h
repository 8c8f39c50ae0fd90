// SPDX-License-Identifier: Apache-2.0
// Text as Go's %q prints it (strconv.Quote), for error sentences that are to equal a Go program's,
// and the UTF-8 decoding it rests on. What Go's Unicode tables call unprintable is met for the
// controls, spaces, format characters and private use; rarer unassigned code points print as they are.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gatepost::metrics {

struct Rune {
    char32_t code = 0;
    std::size_t bytes = 1;
    bool valid = false;
};

/// The first code point of a text that is not empty, as Go's utf8.DecodeRune.
[[nodiscard]] Rune decodeRune(std::string_view text);
[[nodiscard]] bool isUtf8(std::string_view text);

[[nodiscard]] std::string goQuoted(std::string_view text);

}  // namespace gatepost::metrics
