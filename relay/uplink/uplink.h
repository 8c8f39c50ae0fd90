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
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "relay/clock.h"
#include "relay/facade/status.h"
#include "relay/outbox/outbox.h"
#include "relay/uplink/backoff.h"
#include "relay/uplink/requests.h"

namespace gatepost::relay {

class Uplink : public QObject {
    Q_OBJECT
public:
    static constexpr std::size_t kParallelRequests = 4;
    static constexpr std::size_t kSinglesAtMost = 3;  // more than these go as a batch
    static constexpr std::size_t kBatchPushes = 200;
    static constexpr std::size_t kBatchBytes = 1024 * 1024;  // of texts; base64 adds a third

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
    ~Uplink() override;

    /// Another target, token or user: whatever stopped us is forgotten.
    void setIdentity(const UplinkIdentity& identity);
    /// Nothing is sent, and `why` is shown.
    void unconfigure(const std::string& why);
    void setPaused(bool paused);
    /// The system's word on the network; a hint for the status and a reason to try again.
    void setOnline(bool online);
    void setHeldByMeter(bool held);
    /// Time to try: forgets backoff and stops.
    void retryNow();
    /// Something may be due: after commits.
    void kick();

    [[nodiscard]] const State& state() const { return m_state; }
    [[nodiscard]] const UplinkIdentity& identity() const { return m_identity; }
    /// Lets tests be quick.
    void setPace(double factor) { m_pace = factor; }

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
    struct Flight;

    [[nodiscard]] bool mayTry() const;
    [[nodiscard]] bool probing() const;
    void pump();
    void onTaken(std::vector<Delivery> deliveries);
    void sendOne(Delivery delivery);
    void sendBatch(std::vector<Delivery> deliveries);
    void onOneAnswered(const Delivery& delivery, const UplinkReply& reply);
    void onBatchAnswered(const std::vector<Delivery>& deliveries, const UplinkReply& reply);
    void settle(const Delivery& delivery, Outcome outcome, const UplinkAnswer& answer,
                BackoffScope scope);
    void onSuperseded(const Delivery& delivery);
    void quarantine(const Delivery& delivery, bool tooLarge, Rejection why);
    void giveBack(const Delivery& delivery, const std::string& why, std::int64_t retryAt);
    void holdUplink(Outcome outcome, const UplinkAnswer& answer);
    void onSuccess(const Delivery& delivery);
    void report(RelayEvent::Kind kind, const Delivery& delivery, std::string detail);
    void updateState();
    void schedule();

    Outbox& m_outbox;
    Transport& m_transport;
    Clock m_clock;
    Random m_random;
    UplinkIdentity m_identity;
    std::string m_unconfigured = "no URL is set";
    double m_pace = 1.0;

    bool m_paused = false;
    bool m_online = true;
    bool m_metered = false;
    enum class Stop : std::uint8_t { None, Backoff, Auth, Stranger } m_stop = Stop::None;
    std::int64_t m_nextTry = 0;  // steady; 0: at once
    std::string m_error;
    int m_errorStatus = 0;
    Backoff m_backoff;
    std::unordered_map<std::string, Backoff> m_groupBackoffs;

    bool m_known = false;  // identityKnown()
    bool m_asking = false;
    bool m_taking = false;
    std::int64_t m_tookAt = 0;   // steady: what was due by then has been taken
    bool m_takeAgain = false;    // something was settled while the outbox looked
    std::size_t m_inFlight = 0;  // requests
    std::size_t m_batchMost = kBatchPushes;
    std::int64_t m_lastDelivery = 0;
    QTimer m_timer;
    State m_state;
};

}  // namespace gatepost::relay
