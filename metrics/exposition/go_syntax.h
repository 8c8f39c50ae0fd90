// SPDX-License-Identifier: Apache-2.0
// Numbers and quoted words as Go reads and prints them (strconv, unicode), for verdicts and error
// messages that must equal a Go program's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatepost::metrics {

/// expfmt's parseFloat: strconv.ParseFloat without hexadecimal and underscores; out of range is
/// an error, underflow is zero.
[[nodiscard]] std::optional<double> parseGoFloat(std::string_view text);

/// strconv.ParseInt(text, 10, 64).
[[nodiscard]] std::optional<std::int64_t> parseGoInteger(std::string_view text);

/// %q of a string.
[[nodiscard]] std::string goQuoted(std::string_view text);

/// %q of one byte, taken as a code point.
[[nodiscard]] std::string goQuotedByte(char byte);

/// %c of one byte, taken as a code point.
[[nodiscard]] std::string goCharacter(char byte);

[[nodiscard]] bool isValidUtf8(std::string_view text);
/// No byte above 127: UTF-8 at a glance.
[[nodiscard]] bool isAscii(std::string_view text);

/// The first code point of a valid text that is not empty; the text loses it.
[[nodiscard]] char32_t takeCharacter(std::string_view& text);

/// Code points of a valid text.
[[nodiscard]] std::size_t charactersOf(std::string_view text);

}  // namespace gatepost::metrics
