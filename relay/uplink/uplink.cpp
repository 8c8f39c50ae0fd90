// SPDX-License-Identifier: Apache-2.0
// When something is taken and sent, and what is shown meanwhile; settling.cpp has what becomes of
// the answers.
#include "relay/uplink/uplink.h"

#include <algorithm>
#include <utility>

namespace gatepost::relay {

using std::chrono::milliseconds;

namespace {

constexpr std::int64_t kLongestTimer = 24LL * 3600 * 1000;

bool isTrouble(Upstream upstream) {
    return upstream == Upstream::Backoff || upstream == Upstream::Offline;
}

}  // namespace

Uplink::Uplink(Outbox& outbox, Transport& transport, Clock clock, std::uint64_t seed,
               QObject* parent)
    : QObject(parent),
      m_outbox(outbox),
      m_transport(transport),
      m_clock(std::move(clock)),
      m_waits(seed) {
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Uplink::wake);
}

void Uplink::setIdentity(const UplinkIdentity& identity) {
    m_identity = identity;
    m_unconfigured.clear();
    m_batchMost = kBatchPushes;
    m_known = identity.kind == UplinkKind::Pushgateway;
    m_asking = false;
    retryNow();
}

void Uplink::unconfigure(const std::string& why) {
    m_identity = {};
    m_unconfigured = why;
    kick();
}

void Uplink::setPaused(bool paused) {
    m_paused = paused;
    kick();
}

void Uplink::setOnline(bool online) {
    const bool back = online && !m_online;
    m_online = online;
    // The network is back: no need to sit out the rest of a wait that its absence caused.
    if (back && m_waits.stop() == Stop::Backoff && m_waits.status() == 0)
        m_waits.spread(m_returnSpread, m_clock().steady);
    kick();
}

void Uplink::setMetered(MeteredMode metered) {
    m_metered = metered;
    kick();
}

void Uplink::wakeUp() {
    const std::int64_t now = m_clock().steady;
    if (!isTrouble(m_state.upstream)) m_quietUntil = now + milliseconds(kWakingUp).count();
    m_transport.reconnect();
    m_waits.spread(m_returnSpread, now);
    kick();
    QTimer::singleShot(kWakingUp, this, &Uplink::updateState);
}

void Uplink::retryNow() {
    m_waits.forget();
    m_thinUntil = 0;
    m_outbox.retryNow(m_clock());
    kick();
}

void Uplink::kick() {
    m_nothingDueBy.reset();
    wake();
}

bool Uplink::maySend() const {
    return m_unconfigured.empty() && !m_paused && m_metered != MeteredMode::Wait;
}

/// After a stop one request alone finds out whether it is over.
std::size_t Uplink::parallel() const {
    return m_waits.stop() == Stop::None ? kParallelRequests : 1;
}

/// Steady; nullopt: not before somebody kicks.
std::optional<std::int64_t> Uplink::nextTake() const {
    if (!maySend() || m_taking || m_asking || m_inFlight >= parallel()) return std::nullopt;
    const auto due = m_known ? m_outbox.nextDue() : std::optional<std::int64_t>(0);
    if (!due) return std::nullopt;
    std::int64_t next = std::max(*due, m_waits.until());
    if (m_metered == MeteredMode::Thin) next = std::max(next, m_thinUntil);
    // It is said to be due, and was not to be had: the disk, or an accept that is not committed.
    if (m_nothingDueBy && next <= *m_nothingDueBy) return std::nullopt;
    return next;
}

void Uplink::wake() {
    m_timer.stop();
    if (const auto next = nextTake()) {
        const std::int64_t wait = *next - m_clock().steady;
        if (wait <= 0) {
            take();
        } else {
            m_timer.start(static_cast<int>(std::min(wait, kLongestTimer)) + 1);
        }
    }
    updateState();
}

void Uplink::take() {
    if (!m_known) {
        m_asking = true;
        return emit identityWanted();
    }
    TakeLimits limits;
    const bool batches = m_identity.kind == UplinkKind::Gatepost && m_waits.stop() == Stop::None;
    limits.count = batches ? m_batchMost : parallel() - m_inFlight;
    limits.bytes = kBatchBytes;
    m_taking = true;
    const Moment now = m_clock();
    m_nothingDueBy = now.steady;
    m_outbox.take(limits, now, [this](std::vector<Delivery> deliveries) {
        m_taking = false;
        onTaken(std::move(deliveries));
    });
}

void Uplink::onTaken(std::vector<Delivery> deliveries) {
    if (!maySend() || !m_known || m_waits.until() > m_clock().steady) {
        // Paused, another target, or another answer stopped us meanwhile.
        for (const Delivery& delivery : deliveries) m_outbox.unsent(delivery.n);
        deliveries.clear();
    }
    if (!deliveries.empty()) {
        m_nothingDueBy.reset();
        if (m_metered == MeteredMode::Thin)
            m_thinUntil = m_clock().steady + m_waits.paced(kThinInterval);
    }
    if (deliveries.size() <= kSinglesAtMost || m_identity.kind == UplinkKind::Pushgateway) {
        for (Delivery& delivery : deliveries) sendOne(std::move(delivery));
    } else {
        sendBatch(std::move(deliveries));
    }
    wake();
}

void Uplink::sendOne(Delivery delivery) {
    ++m_inFlight;
    const UplinkRequest request = pushRequest(m_identity, delivery);
    m_transport.send(request, this, [this, delivery](const UplinkReply& reply) {
        --m_inFlight;
        settle(delivery, singleAnswer(reply, m_identity.kind, m_clock().wall / 1000));
        kick();
    });
}

void Uplink::sendBatch(std::vector<Delivery> deliveries) {
    ++m_inFlight;
    const UplinkRequest request = batchRequest(m_identity, deliveries);
    m_transport.send(request, this, [this, deliveries](const UplinkReply& reply) {
        --m_inFlight;
        onBatchAnswered(deliveries, reply);
        kick();
    });
}

void Uplink::identityKnown(const std::string& userid) {
    m_asking = false;
    // Now and then: a proxy that took no batches may have been replaced, and singles never tell.
    m_batchMost = kBatchPushes;
    m_identity.userid = userid;
    if (!std::exchange(m_known, true) || m_waits.stop() == Stop::Auth) m_waits.lift();
    kick();
}

void Uplink::identityRefused(const UplinkAnswer& answer) {
    m_asking = false;
    if (m_known) return;  // asked again for fresher rules: deliveries speak for themselves
    m_waits.hold(classifyQuestion(answer, m_identity.kind), answer, m_clock().steady);
    kick();
}

Upstream Uplink::shown(std::int64_t now) const {
    const Stop stop = m_waits.stop();
    if (!m_unconfigured.empty()) return Upstream::Unconfigured;
    if (stop == Stop::Auth) return Upstream::AuthRejected;
    if (m_paused) return Upstream::Paused;
    if (stop == Stop::Stranger) return Upstream::Stranger;
    const bool wakingUp = m_waits.status() == 0 && now < m_quietUntil;
    if (stop == Stop::Backoff && !wakingUp) return m_online ? Upstream::Backoff : Upstream::Offline;
    const bool spared =
        m_metered == MeteredMode::Wait || (m_metered == MeteredMode::Thin && now < m_thinUntil);
    if (spared && m_inFlight == 0 && m_outbox.summary().entries > 0) return Upstream::Metered;
    return m_inFlight > 0 ? Upstream::Sending : Upstream::Idle;
}

void Uplink::updateState() {
    const Moment now = m_clock();
    State next;
    next.upstream = shown(now.steady);
    next.lastDelivery = m_lastDelivery;
    const bool wellSoFar = next.upstream == Upstream::Idle || next.upstream == Upstream::Sending;
    if (!wellSoFar) {
        next.error = m_unconfigured.empty() ? m_waits.error() : m_unconfigured;
        next.status = m_waits.status();
        if (m_waits.stop() != Stop::None && m_waits.until() > now.steady)
            next.retryAt = now.wall + (m_waits.until() - now.steady);
    }
    if (next == m_state) return;
    // The moment of the next try is recomputed from two clocks: a millisecond is no change.
    State same = next;
    same.retryAt = m_state.retryAt;
    const bool moved = std::abs(next.retryAt - m_state.retryAt) > 1000;
    if (same == m_state && !moved) return;
    m_state = std::move(next);
    emit stateChanged();
}

void Uplink::report(RelayEvent::Kind kind, const Delivery& delivery, std::string detail) {
    RelayEvent event;
    event.at = m_clock().wall;
    event.kind = kind;
    event.groupId = delivery.groupId;
    event.subject = metrics::pushPath(delivery.key);
    event.detail = std::move(detail);
    emit settled(event);
}

}  // namespace gatepost::relay
