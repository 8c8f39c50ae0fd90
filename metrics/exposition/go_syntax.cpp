// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/go_syntax.h"

#include <fast_float/fast_float.h>
#include <re2/re2.h>
#include <algorithm>

#include <charconv>
#include <cmath>
#include <limits>

namespace gatepost::metrics {
namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool equalsIgnoringCase(std::string_view text, std::string_view lowercase) {
    if (text.size() != lowercase.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (lower(text[i]) != lowercase[i]) return false;
    return true;
}

constexpr unsigned byteOf(char c) { return static_cast<unsigned char>(c); }

/// Bytes of the code point at the start of `text`, 0 where that is not UTF-8 (as Go sees it:
/// no surrogates, no overlong forms, nothing past U+10FFFF).
std::size_t runeLength(std::string_view text) {
    const auto continues = [&](std::size_t i, unsigned from = 0x80, unsigned to = 0xBF) {
        return i < text.size() && byteOf(text[i]) >= from && byteOf(text[i]) <= to;
    };
    const unsigned first = byteOf(text[0]);
    if (first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4) return 0;
    if (first < 0xE0) return continues(1) ? 2 : 0;
    if (first < 0xF0) {
        const unsigned from = first == 0xE0 ? 0xA0 : 0x80;
        const unsigned to = first == 0xED ? 0x9F : 0xBF;
        return continues(1, from, to) && continues(2) ? 3 : 0;
    }
    const unsigned from = first == 0xF0 ? 0x90 : 0x80;
    const unsigned to = first == 0xF4 ? 0x8F : 0xBF;
    return continues(1, from, to) && continues(2) && continues(3) ? 4 : 0;
}

char32_t decode(std::string_view rune) {
    if (rune.size() == 1) return byteOf(rune[0]);
    char32_t code = byteOf(rune[0]) & (0x7Fu >> rune.size());
    for (const char c : rune.substr(1)) code = (code << 6) | (byteOf(c) & 0x3F);
    return code;
}

void appendHex(std::string& out, char32_t code, int digits) {
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        out += "0123456789abcdef"[(code >> shift) & 0xF];
}

/// unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII blank.
bool isPrintable(std::string_view rune, char32_t code) {
    if (code < 0x80) return code >= ' ' && code != 0x7F;
    static const re2::RE2 printable("[\\pL\\pM\\pN\\pP\\pS]");
    return re2::RE2::FullMatch(re2::StringPiece(rune.data(), rune.size()), printable);
}

void appendEscaped(std::string& out, std::string_view rune, char quote) {
    const char32_t code = decode(rune);
    if (rune[0] == quote || rune[0] == '\\') {
        out += '\\';
        out += rune[0];
        return;
    }
    if (isPrintable(rune, code)) {
        out += rune;
        return;
    }
    constexpr std::string_view kNamed = "\a\b\f\n\r\t\v";
    if (const auto at = code < 0x80 ? kNamed.find(rune[0]) : std::string_view::npos;
        at != std::string_view::npos) {
        out += '\\';
        out += "abfnrtv"[at];
    } else if (code < ' ' || code == 0x7F) {
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

std::optional<double> parseGoFloat(std::string_view text) {
    std::string_view digits = text;
    bool negative = false;
    bool isSigned = false;
    if (!digits.empty() && (digits[0] == '+' || digits[0] == '-')) {
        isSigned = true;
        negative = digits[0] == '-';
        digits.remove_prefix(1);
    }
    if (digits.empty()) return std::nullopt;
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (const char first = lower(digits[0]); first == 'i' || first == 'n') {
        if (equalsIgnoringCase(digits, "inf") || equalsIgnoringCase(digits, "infinity"))
            return negative ? -kInfinity : kInfinity;
        if (!isSigned && equalsIgnoringCase(digits, "nan"))
            return std::numeric_limits<double>::quiet_NaN();
        return std::nullopt;
    }
    if (digits[0] != '.' && (digits[0] < '0' || digits[0] > '9')) return std::nullopt;
    double value = 0;
    const auto result = fast_float::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (result.ptr != digits.data() + digits.size()) return std::nullopt;
    if (std::isinf(value)) return std::nullopt;
    if (result.ec != std::errc() && result.ec != std::errc::result_out_of_range)
        return std::nullopt;
    return negative ? -value : value;
}

std::optional<std::int64_t> parseGoInteger(std::string_view text) {
    if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
    std::int64_t value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

std::string goQuoted(std::string_view text) {
    std::string out = "\"";
    while (!text.empty()) {
        const std::size_t length = runeLength(text);
        if (length == 0) {
            out += "\\x";
            appendHex(out, byteOf(text[0]), 2);
            text.remove_prefix(1);
            continue;
        }
        appendEscaped(out, text.substr(0, length), '"');
        text.remove_prefix(length);
    }
    out += '"';
    return out;
}

std::string goCharacter(char byte) {
    if (byteOf(byte) < 0x80) return {byte};
    return {static_cast<char>(0xC0 | (byteOf(byte) >> 6)),
            static_cast<char>(0x80 | (byteOf(byte) & 0x3F))};
}

std::string goQuotedByte(char byte) {
    std::string out = "'";
    appendEscaped(out, goCharacter(byte), '\'');
    out += '\'';
    return out;
}

bool isAscii(std::string_view text) {
    unsigned char bits = 0;
    for (const char c : text) bits |= static_cast<unsigned char>(c);
    return bits < 0x80;
}

bool isValidUtf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = runeLength(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

char32_t takeCharacter(std::string_view& text) {
    const std::size_t length = runeLength(text);
    const char32_t code = decode(text.substr(0, length));
    text.remove_prefix(length);
    return code;
}

std::size_t charactersOf(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace gatepost::metrics
