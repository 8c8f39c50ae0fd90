// SPDX-License-Identifier: Apache-2.0
// Keeps `process` groups alive at the far end while their owners live: one POST /api/v1/leases for
// all of them, at a third of their TTL, and when the uplink is back. What the far end does not know
// any more is pushed again. One timer while there is such a group. Engine's thread only.
#pragma once

#include <QObject>
#include <QTimer>
#include <functional>
#include <vector>

#include "relay/clock.h"
#include "relay/outbox/outbox.h"
#include "relay/uplink/requests.h"

namespace gatepost::relay {

class Leases : public QObject {
    Q_OBJECT
public:
    using Alive = std::function<std::vector<HeldGroup>()>;
    using PushAgain = std::function<void(const HeldGroup&)>;

    Leases(Transport& transport, Clock clock, Alive alive, PushAgain pushAgain,
           QObject* parent = nullptr);

    void setIdentity(const UplinkIdentity& identity, const std::string& relayId);
    /// Groups came or went, or the machine woke up: renews what is overdue by the wall's clock.
    void review();
    void renewNow();

signals:
    void renewed(quint64 count, quint64 unknown);

private:
    void onAnswer(const UplinkReply& reply);

    Transport& m_transport;
    Clock m_clock;
    Alive m_alive;
    PushAgain m_pushAgain;
    UplinkIdentity m_identity;
    std::string m_relayId;
    std::int64_t m_renewedAt = 0;  // wall, since steady time stands still in sleep
    bool m_asking = false;
    QTimer m_timer;
};

}  // namespace gatepost::relay
