// SPDX-License-Identifier: Apache-2.0
#include "relay/uplink/client_key.h"

#include <QFile>

namespace gatepost::relay {

bool isLockedKey(const QByteArray& pem) {
    // RFC 7468, section 11, and RFC 1421's header of the older form.
    return pem.contains("BEGIN ENCRYPTED PRIVATE KEY") || pem.contains("Proc-Type: 4,ENCRYPTED");
}

ReadKey readClientKey(const QByteArray& pem, const std::string& passphrase) {
    const bool locked = isLockedKey(pem);
    if (locked && passphrase.empty()) return {{}, ClientKey::Locked};
    const auto words = QByteArray::fromStdString(passphrase);
    for (const auto algorithm : {QSsl::Ec, QSsl::Rsa})
        if (QSslKey key(pem, algorithm, QSsl::Pem, QSsl::PrivateKey, words); !key.isNull())
            return {key, ClientKey::Ready};
    return {{}, locked ? ClientKey::WrongPassphrase : ClientKey::Unreadable};
}

QByteArray contentOf(const std::string& path) {
    QFile file(QString::fromStdString(path));
    return !path.empty() && file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace gatepost::relay
