// SPDX-License-Identifier: Apache-2.0
#include "relay/secrets/outbox_key.h"

#include <QByteArray>
#include <QRandomGenerator>
#include <algorithm>
#include <utility>

namespace gatepost::relay {

namespace {

std::expected<EncryptionKey, SecretError> keyOf(const std::string& text) {
    const QByteArray bytes = QByteArray::fromHex(QByteArray::fromStdString(text));
    EncryptionKey key{};
    if (bytes.size() != static_cast<qsizetype>(key.size()) || text.size() != 2 * key.size())
        return std::unexpected(
            SecretError{SecretError::Kind::Unavailable, "what is kept as the key is none"});
    std::ranges::transform(bytes, key.begin(),
                           [](char byte) { return static_cast<unsigned char>(byte); });
    return key;
}

std::string randomKey() {
    std::array<quint32, sizeof(EncryptionKey) / sizeof(quint32)> words{};
    QRandomGenerator::system()->fillRange(words.data(), words.size());
    return QByteArray(reinterpret_cast<const char*>(words.data()), sizeof(words))
        .toHex()
        .toStdString();
}

}  // namespace

void readOutboxKey(SecretStore& store, KeyAnswer done) {
    store.read(kOutboxKey, [done = std::move(done)](std::expected<std::string, SecretError> read) {
        if (!read) return done(std::unexpected(read.error()));
        done(keyOf(*read));
    });
}

void makeOutboxKey(SecretStore& store, KeyAnswer done) {
    const std::string made = randomKey();
    store.write(
        kOutboxKey, made,
        [&store, made, done = std::move(done)](std::expected<void, SecretError> written) {
            if (!written) return done(std::unexpected(written.error()));
            readOutboxKey(store, [made, done](std::expected<EncryptionKey, SecretError> read) {
                if (!read || read == keyOf(made)) return done(std::move(read));
                done(std::unexpected(SecretError{SecretError::Kind::Unavailable,
                                                 "another key is kept than was given"}));
            });
        });
}

}  // namespace gatepost::relay
