// SPDX-License-Identifier: Apache-2.0
// The key of a client certificate, out of its PEM file and with the passphrase that locks it, where
// one does: PKCS #8 or the older form, EC or RSA.
#pragma once

#include <QByteArray>
#include <QSslKey>
#include <string>

#include "relay/facade/status.h"

namespace gatepost::relay {

struct ReadKey {
    QSslKey key;  // null unless Ready
    ClientKey state = ClientKey::None;
};

/// Whether it takes a passphrase to read it.
[[nodiscard]] bool isLockedKey(const QByteArray& pem);
[[nodiscard]] ReadKey readClientKey(const QByteArray& pem, const std::string& passphrase);

/// Empty where there is none, or it cannot be read.
[[nodiscard]] QByteArray contentOf(const std::string& path);

}  // namespace gatepost::relay
