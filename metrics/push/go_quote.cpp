// SPDX-License-Identifier: Apache-2.0
#include "metrics/push/go_quote.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gatepost::metrics {
namespace {

constexpr std::array<std::pair<char32_t, char32_t>, 14> kUnprintable{{
    {0x80, 0xa0},     {0xad, 0xad},     {0x600, 0x605},     {0x61c, 0x61c},   {0x1680, 0x1680},
    {0x180e, 0x180e}, {0x2000, 0x200f}, {0x2028, 0x202f},   {0x205f, 0x206f}, {0x3000, 0x3000},
    {0xe000, 0xf8ff}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0x10ffff},
}};

bool isPrintable(char32_t code) {
    if (code < 0x80) return code >= 0x20 && code != 0x7f;
    return (code & 0xfffe) != 0xfffe &&
           std::ranges::none_of(kUnprintable, [code](const auto& range) {
               return code >= range.first && code <= range.second;
           });
}

void appendHex(std::string& out, char32_t value, int digits) {
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        out += "0123456789abcdef"[value >> shift & 0xf];
}

void appendEscaped(std::string& out, char32_t code) {
    constexpr std::string_view kLetters = "abtnvfr";  // from 0x07 on
    if (code == '"' || code == '\\') {
        out += '\\';
        out += static_cast<char>(code);
    } else if (code >= 7 && code < 7 + kLetters.size()) {
        out += '\\';
        out += kLetters[code - 7];
    } else if (code < 0x80) {
        out += "\\x";
        appendHex(out, code, 2);
    } else if (code < 0x10000) {
        out += "\\u";
        appendHex(out, code, 4);
    } else {
        out += "\\U";
        appendHex(out, code, 8);
    }
}

}  // namespace

Rune decodeRune(std::string_view text) {
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return {first, 1, true};
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length) return {};
    char32_t code = first & (0x7fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return {};
        code = code << 6 | (byte(i) & 0x3fu);
    }
    constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    if (code < kLeast[length] || surrogate || code > 0x10ffff) return {};
    return {code, length, true};
}

bool isUtf8(std::string_view text) {
    while (!text.empty()) {
        const Rune rune = decodeRune(text);
        if (!rune.valid) return false;
        text.remove_prefix(rune.bytes);
    }
    return true;
}

std::string goQuoted(std::string_view text) {
    std::string quoted = "\"";
    while (!text.empty()) {
        const Rune rune = decodeRune(text);
        if (!rune.valid) {
            quoted += "\\x";
            appendHex(quoted, static_cast<unsigned char>(text[0]), 2);
        } else if (rune.code == '"' || rune.code == '\\' || !isPrintable(rune.code)) {
            appendEscaped(quoted, rune.code);
        } else {
            quoted += text.substr(0, rune.bytes);
        }
        text.remove_prefix(rune.bytes);
    }
    return quoted += '"';
}

}  // namespace gatepost::metrics
