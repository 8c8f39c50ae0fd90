// SPDX-License-Identifier: Apache-2.0
// Keeps `process` groups alive at the far end while their owners live: one POST /api/v1/leases for
// all of them, at start, at a third of their TTL, and when the uplink or the machine is back. What
// the far end does not know any more is pushed again. One timer while there is such a group.
// Engine's thread only.
#pragma once

#include <QObject>
#include <QTimer>
#include <functional>
#include <optional>
#include <vector>

#include "relay/clock.h"
#include "relay/outbox/outbox.h"
#include "relay/uplink/requests.h"
#include "relay/uplink/waits.h"

namespace gatepost::relay {

class Leases : public QObject {
    Q_OBJECT
public:
    struct Sources {
        std::function<std::vector<HeldGroup>()> alive;
        std::function<std::string()> relayId;  // asked each time: it may be renewed
        std::function<void(const HeldGroup&)> pushAgain;
    };

    Leases(Transport& transport, Clock clock, Sources sources, std::uint64_t seed,
           QObject* parent = nullptr);

    void setPace(double factor) { m_waits.setPace(factor); }
    /// Another target, token or user: what lives is renewed there.
    void setIdentity(const UplinkIdentity& identity);
    /// Groups came or went: renews what is due.
    void review();
    /// The same, once for all that happens together.
    void reviewSoon();
    /// The machine or the network is back, as those of many others: what is due, or failed before,
    /// is tried at a random moment of the next `within`.
    void comeBack(std::chrono::milliseconds within);
    /// The far end is back, and may have forgotten what it had.
    void renewNow();

signals:
    void renewed(quint64 count, quint64 unknown);

private:
    [[nodiscard]] std::int64_t due(const std::vector<HeldGroup>& alive) const;
    void renew(const std::vector<HeldGroup>& alive);
    void onAnswer(const UplinkReply& reply);

    Transport& m_transport;
    Clock m_clock;
    Sources m_sources;
    Waits m_waits;
    UplinkIdentity m_identity;
    std::optional<std::int64_t> m_renewedAt;  // steady; nullopt: never at this far end
    std::int64_t m_askedAt = 0;
    bool m_asking = false;
    std::uint64_t m_generation = 0;  // answers to an older identity are not listened to
    QTimer m_timer;
    QTimer m_soon;
};

}  // namespace gatepost::relay
