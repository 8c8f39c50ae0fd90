// SPDX-License-Identifier: Apache-2.0
#include "relay/lifetime/session_key.h"

#include <QCryptographicHash>

namespace gatepost::relay {

std::string sessionKey(const OwnerProcess& process) {
    const std::string run = process.bootId + "/" + std::to_string(process.pid) + "/" +
                            std::to_string(process.startTime);
    const QByteArray digest =
        QCryptographicHash::hash(QByteArray::fromStdString(run), QCryptographicHash::Sha256);
    return digest.toHex().left(16).toStdString();
}

metrics::GroupingKey withSessionKey(const metrics::GroupingKey& key, const OwnerProcess& process) {
    if (key.label(kSessionKeyLabel)) return key;
    return key.with(kSessionKeyLabel, sessionKey(process));
}

}  // namespace gatepost::relay
