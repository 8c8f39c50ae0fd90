// SPDX-License-Identifier: Apache-2.0
// Takes what is due out of the outbox and delivers it, one request a group at a time:
// docs/PROTOCOL.md, "Relay to proxy". classify() says what an answer means; this class only acts on
// it. It sleeps while nothing waits: at most one timer, for the next moment at which something may
// be tried.
//
// Engine's thread only. Owns no data: what is in flight is the outbox's, and is given back whatever
// happens.
#pragma once

#include <QObject>
#include <QTimer>
#include <string>
#include <vector>

#include "relay/clock.h"
#include "relay/facade/status.h"
#include "relay/outbox/outbox.h"
#include "relay/uplink/push_answer.h"
#include "relay/uplink/requests.h"
#include "relay/uplink/waits.h"

namespace gatepost::relay {

class Uplink : public QObject {
    Q_OBJECT
public:
    static constexpr std::size_t kParallelRequests = 4;
    static constexpr std::size_t kSinglesAtMost = 3;  // more than these go as a batch
    static constexpr std::size_t kBatchPushes = 200;
    static constexpr std::size_t kBatchBytes = 1024 * 1024;  // of texts; base64 adds a third
    /// Between two deliveries over a metered network that is to be spared.
    static constexpr std::chrono::minutes kThinInterval{5};
    /// After sleep: how long failing connections are nothing to show, for networks take a while.
    static constexpr std::chrono::seconds kWakingUp{30};

    struct State {
        Upstream upstream = Upstream::Unconfigured;
        std::string error;
        int status = 0;
        std::int64_t retryAt = 0;  // wall
        std::int64_t lastDelivery = 0;
        bool operator==(const State&) const = default;
    };

    Uplink(Outbox& outbox, Transport& transport, Clock clock, std::uint64_t seed,
           QObject* parent = nullptr);

    /// Another target, token or user: whatever stopped us is forgotten.
    void setIdentity(const UplinkIdentity& identity);
    /// Nothing is sent, and `why` is shown.
    void unconfigure(const std::string& why);
    void setPaused(bool paused);
    /// The system's word on the network; a hint for the status and a reason to try again.
    void setOnline(bool online);
    /// What the network is to be spared of; Send: it is not metered.
    void setMetered(MeteredMode metered);
    /// The machine slept: what was on its way is lost, and waits have passed.
    void wakeUp();
    /// Time to try: forgets backoff and stops.
    void retryNow();
    /// Something may be due: after commits.
    void kick();

    [[nodiscard]] const State& state() const { return m_state; }
    [[nodiscard]] const UplinkIdentity& identity() const { return m_identity; }
    /// Let tests be quick.
    void setPace(double factor) { m_waits.setPace(factor); }
    /// A fleet that wakes, or whose network comes back, tries again within this, each at its own
    /// moment.
    void setReturnSpread(std::chrono::milliseconds spread) { m_returnSpread = spread; }

    /// Nothing is sent before it is known who we are to the proxy: without an identity there,
    /// `userid` (else empty) goes into every key here.
    void identityKnown(const std::string& userid);
    /// Asking for it met with this answer; it is asked again after the wait that this means.
    void identityRefused(const UplinkAnswer& answer);

signals:
    void stateChanged();
    void identityWanted();
    void settled(const gatepost::relay::RelayEvent& event);
    /// The outbox has what became of a delivery: its group may have nothing pending any more.
    void committed();
    /// After a stop or a backoff, something was delivered again.
    void recovered();

private:
    [[nodiscard]] bool maySend() const;
    [[nodiscard]] std::size_t parallel() const;
    [[nodiscard]] std::optional<std::int64_t> nextTake() const;
    void wake();
    void take();
    void onTaken(std::vector<Delivery> deliveries);
    void sendOne(Delivery delivery);
    void sendBatch(std::vector<Delivery> deliveries);

    void onBatchAnswered(const std::vector<Delivery>& deliveries, const UplinkReply& reply);
    void onWholeBatchAnswered(const std::vector<Delivery>& deliveries, const UplinkReply& reply);
    void settle(const Delivery& delivery, const PushAnswer& answer);
    void onSuccess(const Delivery& delivery);
    void onSuperseded(const Delivery& delivery);
    void quarantine(const Delivery& delivery, const PushAnswer& answer);
    void giveBack(const Delivery& delivery, const std::string& why, std::int64_t retryAt);
    void report(RelayEvent::Kind kind, const Delivery& delivery, std::string detail);

    [[nodiscard]] Upstream shown(std::int64_t now) const;
    void updateState();

    Outbox& m_outbox;
    Transport& m_transport;
    Clock m_clock;
    Waits m_waits;
    UplinkIdentity m_identity;
    std::string m_unconfigured = "no URL is set";

    bool m_paused = false;
    bool m_online = true;
    MeteredMode m_metered = MeteredMode::Send;
    std::chrono::milliseconds m_returnSpread{0};
    // Steady times.
    std::int64_t m_thinUntil = 0;
    std::int64_t m_quietUntil = 0;               // woken a moment ago
    std::optional<std::int64_t> m_nothingDueBy;  // a take has found nothing, and no kick came since

    bool m_known = false;  // identityKnown()
    bool m_asking = false;
    bool m_taking = false;
    std::size_t m_inFlight = 0;  // requests
    std::size_t m_batchMost = kBatchPushes;
    std::int64_t m_lastDelivery = 0;
    QTimer m_timer;
    State m_state;
};

}  // namespace gatepost::relay
