// SPDX-License-Identifier: Apache-2.0
#include "relay/facade/snapshot.h"

#include <QCryptographicHash>

namespace gatepost::relay {

std::string OwnerProcess::applicationId() const {
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QByteArray::fromStdString(user));
    hash.addData(QByteArray(1, '\0'));
    hash.addData(QByteArray::fromStdString(executable));
    return hash.result().toHex().left(16).toStdString();
}

std::string toString(Lifetime lifetime) {
    switch (lifetime) {
        case Lifetime::Persistent: return "persistent";
        case Lifetime::Process: return "process";
    }
    return {};
}

std::string toString(GroupState state) {
    switch (state) {
        case GroupState::Waiting: return "waiting";
        case GroupState::InFlight: return "in flight";
        case GroupState::Delivered: return "delivered";
        case GroupState::Quarantined: return "quarantined";
        case GroupState::Refused: return "refused";
    }
    return {};
}

std::string toString(RelayEvent::Kind kind) {
    switch (kind) {
        case RelayEvent::Kind::Push: return "push";
        case RelayEvent::Kind::Refused: return "refused";
        case RelayEvent::Kind::Delivered: return "delivered";
        case RelayEvent::Kind::Superseded: return "superseded";
        case RelayEvent::Kind::Quarantined: return "quarantined";
        case RelayEvent::Kind::Failed: return "failed";
        case RelayEvent::Kind::Lost: return "lost";
        case RelayEvent::Kind::Status: return "status";
    }
    return {};
}

}  // namespace gatepost::relay
