// SPDX-License-Identifier: Apache-2.0
#include "metrics/push/path_coding.h"

#include <array>
#include <cstdint>

#include "metrics/exposition/go_syntax.h"

namespace gatepost::metrics {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::array<std::int8_t, 256> kSextets = [] {
    std::array<std::int8_t, 256> table{};
    table.fill(-1);
    for (std::size_t i = 0; i < kAlphabet.size(); ++i)
        table[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
    return table;
}();

int hexDigit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::unexpected<std::string> illegalBase64(std::size_t offset) {
    return std::unexpected("illegal base64 data at input byte " + std::to_string(offset));
}

}  // namespace

std::expected<std::string, std::string> percentDecoded(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        const int high = i + 1 < text.size() ? hexDigit(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? hexDigit(text[i + 2]) : -1;
        if (high < 0 || low < 0)
            return std::unexpected("invalid URL escape " + goQuoted(text.substr(i, 3)));
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return decoded;
}

std::expected<std::string, std::string> base64UrlDecoded(std::string_view text) {
    while (text.ends_with('=')) text.remove_suffix(1);
    std::string decoded;
    decoded.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    int held = 0;  // sextets in `bits`
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r' || text[i] == '\n') continue;  // as Go does
        const int sextet = kSextets[static_cast<unsigned char>(text[i])];
        if (sextet < 0) return illegalBase64(i);
        bits = bits << 6 | static_cast<std::uint32_t>(sextet);
        if (++held < 4) continue;
        for (const int shift : {16, 8, 0}) decoded += static_cast<char>(bits >> shift & 0xff);
        bits = 0;
        held = 0;
    }
    if (held == 1) return illegalBase64(text.size() - 1);
    if (held == 2) decoded += static_cast<char>(bits >> 4 & 0xff);
    if (held == 3) {
        decoded += static_cast<char>(bits >> 10 & 0xff);
        decoded += static_cast<char>(bits >> 2 & 0xff);
    }
    return decoded;
}

std::string base64UrlEncoded(std::string_view bytes) {
    std::string encoded;
    encoded.reserve(bytes.size() / 3 * 4 + 4);
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : bytes) {
        bits = (bits << 8 | static_cast<unsigned char>(c)) & 0xffffff;
        for (held += 8; held >= 6; held -= 6) encoded += kAlphabet[bits >> (held - 6) & 0x3f];
    }
    if (held > 0) encoded += kAlphabet[bits << (6 - held) & 0x3f];
    return encoded;
}

}  // namespace gatepost::metrics
