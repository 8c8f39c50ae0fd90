// SPDX-License-Identifier: Apache-2.0
#include "proxy/auth/secrets.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
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
    std::string out(count * 2, '\0');
    for (std::size_t i = 0; i < count; ++i) {
        out[2 * i] = kDigits[bytes[i] >> 4];
        out[2 * i + 1] = kDigits[bytes[i] & 15];
    }
    return out;
}

struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

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

metrics::SipKey randomSipKey() {
    metrics::SipKey key;
    const auto random = randomBytes(sizeof key);
    std::memcpy(&key, random.data(), sizeof key);
    return key;
}

std::string sha256Hex(std::string_view bytes) {
    // EVP_sha256() would be looked for among all providers each time.
    static const EVP_MD* const kSha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    // And a context made for each hash would take longer than the hash.
    thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    EVP_DigestInit_ex2(context.get(), kSha256, nullptr);
    EVP_DigestUpdate(context.get(), bytes.data(), bytes.size());
    EVP_DigestFinal_ex(context.get(), digest.data(), &length);
    return hex(digest.data(), length);
}

}  // namespace gatepost::proxy
