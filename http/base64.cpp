// SPDX-License-Identifier: Apache-2.0
#include "http/base64.h"

#include <array>
#include <cstdint>

namespace gatepost::http {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNone = 0xFF;

constexpr std::array<std::uint8_t, 256> kValues = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(kNone);
    for (std::size_t i = 0; i < kAlphabet.size(); ++i)
        values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
    return values;
}();

std::uint32_t valueOf(char c) { return kValues[static_cast<unsigned char>(c)]; }

constexpr char byteOf(std::uint32_t bits) {
    return static_cast<char>(static_cast<unsigned char>(bits & 0xFFu));
}

}  // namespace

std::optional<std::string> decodeBase64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    if (text.empty()) return std::string{};
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    std::string out(text.size() / 4 * 3, '\0');
    const std::size_t whole = text.size() - (padding > 0 ? 4 : 0);
    char* to = out.data();
    std::uint32_t bad = 0;  // a value that is none has its high bit set
    for (std::size_t i = 0; i < whole; i += 4) {
        const std::uint32_t a = valueOf(text[i]);
        const std::uint32_t b = valueOf(text[i + 1]);
        const std::uint32_t c = valueOf(text[i + 2]);
        const std::uint32_t d = valueOf(text[i + 3]);
        bad |= a | b | c | d;
        const std::uint32_t bits = a << 18 | b << 12 | c << 6 | d;
        *to++ = byteOf(bits >> 16);
        *to++ = byteOf(bits >> 8);
        *to++ = byteOf(bits);
    }
    if (padding > 0) {
        const std::uint32_t a = valueOf(text[whole]);
        const std::uint32_t b = valueOf(text[whole + 1]);
        const std::uint32_t c = padding == 1 ? valueOf(text[whole + 2]) : 0;
        bad |= a | b | c;
        const std::uint32_t stray = padding == 2 ? b & 0x0F : c & 0x03;
        if (stray != 0) return std::nullopt;
        *to++ = byteOf(a << 2 | b >> 4);
        if (padding == 1) *to++ = byteOf(b << 4 | c >> 2);
        out.resize(out.size() - padding);
    }
    if ((bad & 0x80) != 0) return std::nullopt;
    return out;
}

void appendBase64(std::string& out, std::string_view bytes) {
    const std::size_t start = out.size();
    out.resize(start + (bytes.size() + 2) / 3 * 4, '=');
    char* to = out.data() + start;
    const auto at = [&](std::size_t i) {
        return std::uint32_t{static_cast<unsigned char>(bytes[i])};
    };
    std::size_t i = 0;
    for (; i + 3 <= bytes.size(); i += 3) {
        const std::uint32_t bits = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
        *to++ = kAlphabet[bits >> 18];
        *to++ = kAlphabet[bits >> 12 & 63];
        *to++ = kAlphabet[bits >> 6 & 63];
        *to++ = kAlphabet[bits & 63];
    }
    if (i == bytes.size()) return;
    const bool two = i + 2 == bytes.size();
    const std::uint32_t bits = at(i) << 16 | (two ? at(i + 1) << 8 : 0);
    *to++ = kAlphabet[bits >> 18];
    *to++ = kAlphabet[bits >> 12 & 63];
    if (two) *to++ = kAlphabet[bits >> 6 & 63];
}

std::string encodeBase64(std::string_view bytes) {
    std::string out;
    appendBase64(out, bytes);
    return out;
}

}  // namespace gatepost::http
