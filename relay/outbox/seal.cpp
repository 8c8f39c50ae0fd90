// SPDX-License-Identifier: Apache-2.0
#include "relay/outbox/seal.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <zlib.h>

#include <cstdlib>
#include <memory>

namespace gatepost::relay {

namespace {

// The first byte of an envelope.
constexpr char kPlain = 'p';
constexpr char kSealed = 's';
constexpr std::size_t kCrcBytes = 4;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string checksum(std::string_view payload, std::string_view place) {
    auto sum = crc32_z(0, bytes(place), place.size());
    sum = crc32_z(sum, bytes(payload), payload.size());
    std::string text;
    for (std::size_t i = 0; i < kCrcBytes; ++i) text += static_cast<char>(sum >> (8 * i) & 0xff);
    return text;
}

}  // namespace

Sealer::Sealer(Mode mode, std::optional<EncryptionKey> key) : m_mode(mode), m_key(key) {}

bool isSealed(std::string_view envelope) { return !envelope.empty() && envelope[0] == kSealed; }

std::expected<std::string, SealError> Sealer::seal(std::string_view payload,
                                                   std::string_view place) const {
    if (m_mode == Mode::Plain) {
        std::string plain(1, kPlain);
        plain += checksum(payload, place);
        plain += payload;
        return plain;
    }
    if (!m_key) return std::unexpected(SealError::KeyMissing);
    std::string sealed(1 + kNonceBytes + payload.size() + kTagBytes, '\0');
    sealed[0] = kSealed;
    auto* nonce = bytes(sealed) + 1;
    auto* text = nonce + kNonceBytes;
    auto* tag = text + payload.size();
    const Context context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    int written = 0;
    const bool good =
        RAND_bytes(nonce, kNonceBytes) == 1 &&
        EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, m_key->data(), nonce) == 1 &&
        EVP_EncryptUpdate(context.get(), nullptr, &written, bytes(place),
                          static_cast<int>(place.size())) == 1 &&
        EVP_EncryptUpdate(context.get(), text, &written, bytes(payload),
                          static_cast<int>(payload.size())) == 1 &&
        EVP_EncryptFinal_ex(context.get(), tag, &written) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, tag) == 1;
    if (!good) return std::unexpected(SealError::Crypto);
    return sealed;
}

std::expected<std::string, SealError> Sealer::open(std::string_view envelope,
                                                   std::string_view place) const {
    if (envelope.size() > kCrcBytes && envelope[0] == kPlain) {
        const auto payload = envelope.substr(1 + kCrcBytes);
        if (checksum(payload, place) != envelope.substr(1, kCrcBytes))
            return std::unexpected(SealError::Damaged);
        return std::string(payload);
    }
    if (!isSealed(envelope) || envelope.size() < 1 + kNonceBytes + kTagBytes)
        return std::unexpected(SealError::Damaged);
    if (!m_key) return std::unexpected(SealError::KeyMissing);
    const auto nonce = envelope.substr(1, kNonceBytes);
    const auto text =
        envelope.substr(1 + kNonceBytes, envelope.size() - 1 - kNonceBytes - kTagBytes);
    std::string tag(envelope.substr(envelope.size() - kTagBytes));
    std::string payload(text.size(), '\0');
    const Context context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    int written = 0;
    const bool good =
        EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, m_key->data(),
                           bytes(nonce)) == 1 &&
        EVP_DecryptUpdate(context.get(), nullptr, &written, bytes(place),
                          static_cast<int>(place.size())) == 1 &&
        EVP_DecryptUpdate(context.get(), bytes(payload), &written, bytes(text),
                          static_cast<int>(text.size())) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(context.get(), bytes(payload) + payload.size(), &written) == 1;
    if (!good) return std::unexpected(SealError::Damaged);
    return payload;
}

std::string randomId() {
    std::array<unsigned char, 16> random{};
    // Two relays with one id would silence each other at the proxy: no id is better.
    if (RAND_bytes(random.data(), random.size()) != 1) std::abort();
    std::string id;
    for (const auto byte : random) {
        id += "0123456789abcdef"[byte >> 4];
        id += "0123456789abcdef"[byte & 0xf];
    }
    return id;
}

}  // namespace gatepost::relay
