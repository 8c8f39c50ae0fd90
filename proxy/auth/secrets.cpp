// SPDX-License-Identifier: Apache-2.0
#include "proxy/auth/secrets.h"

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
    // EVP_sha256() would be looked for among all providers each time.
    static const EVP_MD* const kSha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, kSha256, nullptr);
    return hex(digest.data(), length);
}

}  // namespace gatepost::proxy
