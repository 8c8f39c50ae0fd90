// SPDX-License-Identifier: Apache-2.0
#include "proxy/auth/secrets.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace gatepost::proxy {
namespace {

std::vector<unsigned char> randomBytes(std::size_t count) {
    std::vector<unsigned char> bytes(count);
    // Without randomness no secret can be made; there is nothing to go on with.
    if (RAND_bytes(bytes.data(), static_cast<int>(count)) != 1) std::abort();
    return bytes;
}

std::string hex(const unsigned char* bytes, std::size_t count) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    out.reserve(count * 2);
    for (std::size_t i = 0; i < count; ++i) {
        out += kDigits[bytes[i] >> 4];
        out += kDigits[bytes[i] & 15];
    }
    return out;
}

constexpr std::array<std::int8_t, 256> base64Table() {
    std::array<std::int8_t, 256> table{};
    table.fill(-1);
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
        table[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
    }
    return table;
}

constexpr auto kBase64 = base64Table();

}  // namespace

std::string randomHex(std::size_t bytes) {
    const auto random = randomBytes(bytes);
    return hex(random.data(), random.size());
}

std::string randomSecret() {
    const auto random = randomBytes(32);
    std::string out(48, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), random.data(),
                                       static_cast<int>(random.size()));
    out.resize(static_cast<std::size_t>(length));
    for (char& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
    while (out.ends_with('=')) out.pop_back();
    return out;
}

std::string sha256Hex(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
    return hex(digest.data(), length);
}

bool equalInConstantTime(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Decoded decodeBase64(std::string_view text) {
    if (text.size() % 4 != 0) return {};
    std::size_t length = text.size();
    while (length > 0 && text.size() - length < 2 && text[length - 1] == '=') --length;
    Decoded out{true, {}};
    out.bytes.reserve(length * 3 / 4);
    std::uint32_t bits = 0;
    int have = 0;
    for (const char c : text.substr(0, length)) {
        const std::int8_t value = kBase64[static_cast<unsigned char>(c)];
        if (value < 0) return {};
        bits = (bits << 6) | static_cast<std::uint32_t>(value);
        have += 6;
        if (have < 8) continue;
        have -= 8;
        out.bytes += static_cast<char>((bits >> have) & 0xff);
    }
    // Bits that no byte uses must be zero, or two texts would mean the same bytes.
    if ((bits & ((1u << have) - 1)) != 0) return {};
    return out;
}

}  // namespace gatepost::proxy
