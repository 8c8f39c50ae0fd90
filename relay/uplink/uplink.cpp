// SPDX-License-Identifier: Apache-2.0
#include "relay/uplink/uplink.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "http/batch.h"
#include "http/problems_json.h"

namespace gatepost::relay {

using std::chrono::milliseconds;

namespace {

std::string inWords(const UplinkAnswer& answer) {
    if (answer.status == 0) return answer.transport;
    std::string words = std::to_string(answer.status);
    const std::size_t end = std::min(answer.body.find('\n'), answer.body.size());
    if (end > 0 && !answer.html) words += " " + answer.body.substr(0, end);
    return words;
}

/// The server's reasons: the problems object where it sent one, else its text.
Rejection rejectionOf(const UplinkAnswer& answer) {
    Rejection rejection;
    rejection.status = answer.status;
    rejection.reason = answer.body;
    if (auto read = http::readLintResult(answer.body)) {
        rejection.reason = std::move(read->error);
        rejection.problems = std::move(read->problems);
    }
    while (rejection.reason.ends_with('\n')) rejection.reason.pop_back();
    return rejection;
}

}  // namespace

Uplink::Uplink(Outbox& outbox, Transport& transport, Clock clock, std::uint64_t seed,
               QObject* parent)
    : QObject(parent),
      m_outbox(outbox),
      m_transport(transport),
      m_clock(std::move(clock)),
      m_random(seed) {
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Uplink::kick);
}

Uplink::~Uplink() = default;

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
    updateState();
}

void Uplink::setPaused(bool paused) {
    m_paused = paused;
    kick();
}

void Uplink::setOnline(bool online) {
    const bool back = online && !m_online;
    m_online = online;
    // The network is back: no need to sit out the rest of a wait that its absence caused.
    if (back && m_stop == Stop::Backoff && m_errorStatus == 0) m_nextTry = 0;
    kick();
}

void Uplink::setHeldByMeter(bool held) {
    m_metered = held;
    kick();
}

void Uplink::retryNow() {
    m_nextTry = 0;
    m_backoff.reset();
    m_groupBackoffs.clear();
    if (m_stop == Stop::Backoff) m_stop = Stop::None;
    m_outbox.retryNow(m_clock());
    kick();
}

bool Uplink::mayTry() const {
    return m_unconfigured.empty() && !m_paused && !m_metered && m_clock().steady >= m_nextTry;
}

/// After a stop one request alone finds out whether it is over.
bool Uplink::probing() const { return m_stop != Stop::None; }

void Uplink::kick() {
    pump();
    updateState();
    schedule();
}

void Uplink::pump() {
    if (m_taking) m_takeAgain = true;
    if (m_taking || !mayTry()) return;
    if (!m_known) {
        if (!std::exchange(m_asking, true)) emit identityWanted();
        return;
    }
    const std::size_t parallel = probing() ? 1 : kParallelRequests;
    if (m_inFlight >= parallel) return;
    TakeLimits limits;
    const bool batches = m_identity.kind == UplinkKind::Gatepost && !probing();
    limits.count = batches ? m_batchMost : parallel - m_inFlight;
    limits.bytes = kBatchBytes;
    m_taking = true;
    const Moment now = m_clock();
    m_tookAt = now.steady;
    m_outbox.take(limits, now, [this](std::vector<Delivery> deliveries) {
        m_taking = false;
        onTaken(std::move(deliveries));
    });
}

void Uplink::onTaken(std::vector<Delivery> deliveries) {
    if (!mayTry() || !m_known) {
        // Paused, another target, or another answer stopped us meanwhile.
        for (const Delivery& delivery : deliveries) giveBack(delivery, {}, 0);
        deliveries.clear();
    }
    const bool any = !deliveries.empty();
    if (deliveries.size() <= kSinglesAtMost || m_identity.kind == UplinkKind::Pushgateway) {
        for (Delivery& delivery : deliveries) sendOne(std::move(delivery));
    } else {
        sendBatch(std::move(deliveries));
    }
    // Another target may have been set, or a group have become free, while the outbox looked.
    const bool again = std::exchange(m_takeAgain, false);
    if (any || again) pump();
    updateState();
    schedule();
}

void Uplink::sendOne(Delivery delivery) {
    ++m_inFlight;
    const UplinkRequest request = pushRequest(m_identity, delivery);
    m_transport.send(request, this, [this, delivery](const UplinkReply& reply) {
        --m_inFlight;
        onOneAnswered(delivery, reply);
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

void Uplink::onOneAnswered(const Delivery& delivery, const UplinkReply& reply) {
    UplinkAnswer answer = answerOf(reply, m_clock().wall / 1000);
    answer.body = reply.body;  // the problems in full
    settle(delivery, classify(answer, m_identity.kind), answer,
           backoffScope(answer, Carried::OnePush));
}

void Uplink::onBatchAnswered(const std::vector<Delivery>& deliveries, const UplinkReply& reply) {
    const UplinkAnswer answer = answerOf(reply, m_clock().wall / 1000);
    const auto type = reply.field("Content-Type");
    const bool whole = answer.status == 200 && type && type->starts_with(http::kNdjson);
    if (!whole) {
        Outcome outcome = classify(answer, m_identity.kind);
        if (outcome == Outcome::TooLarge)
            m_batchMost = std::max<std::size_t>(1, deliveries.size() / 2);
        // A batch that is refused as a whole says nothing about any push in it: singly, then.
        if (outcome == Outcome::Rejected || outcome == Outcome::Superseded) m_batchMost = 1;
        const bool again = outcome == Outcome::TooLarge || outcome == Outcome::Rejected;
        if (!again) {
            if (outcome == Outcome::Done || outcome == Outcome::Superseded)
                outcome = Outcome::Stranger;
            holdUplink(outcome, answer);
        }
        for (const Delivery& delivery : deliveries) giveBack(delivery, inWords(answer), 0);
        return;
    }
    std::string_view body = reply.body;
    for (const Delivery& delivery : deliveries) {
        const auto line = http::nextLine(body);
        auto receipt = line ? http::readReceipt(*line)
                            : std::unexpected(std::string("the answer has too few receipts"));
        // Without an id: of a line that could not be read.
        if (receipt && !receipt->id.empty() && receipt->id != delivery.pushId)
            receipt = std::unexpected(std::string("the receipts are out of order"));
        if (!receipt) {
            settle(delivery, Outcome::Retry, {0, {}, false, {}, receipt.error(), {}},
                   BackoffScope::Group);
            continue;
        }
        UplinkAnswer own;
        own.status = receipt->status;
        own.verdict = receipt->verdict;
        own.body = receipt->error;
        if (receipt->retryAfter) own.retryAfter = std::chrono::seconds(*receipt->retryAfter);
        const Outcome outcome = classifyReceipt(own.status, own.verdict);
        if (outcome == Outcome::Rejected || outcome == Outcome::TooLarge) {
            quarantine(delivery, own.status == 413,
                       {own.status, receipt->error, receipt->problems});
            report(RelayEvent::Kind::Quarantined, delivery, inWords(own));
            continue;
        }
        settle(delivery, outcome, own, BackoffScope::Group);
    }
    if (m_batchMost < kBatchPushes) m_batchMost = std::min(kBatchPushes, m_batchMost * 2);
}

void Uplink::settle(const Delivery& delivery, Outcome outcome, const UplinkAnswer& answer,
                    BackoffScope scope) {
    switch (outcome) {
        case Outcome::Done: return onSuccess(delivery);
        case Outcome::Superseded: return onSuperseded(delivery);
        case Outcome::Rejected:
        case Outcome::TooLarge:
            quarantine(delivery, answer.status == 413, rejectionOf(answer));
            return report(RelayEvent::Kind::Quarantined, delivery, inWords(answer));
        case Outcome::Retry:
            if (scope == BackoffScope::Group) {
                const milliseconds wait =
                    m_groupBackoffs[delivery.groupId].next(m_random, answer.retryAfter);
                const auto paced = static_cast<std::int64_t>(
                    std::ceil(static_cast<double>(wait.count()) * m_pace));
                giveBack(delivery, inWords(answer), m_clock().steady + paced);
                return report(RelayEvent::Kind::Failed, delivery, inWords(answer));
            }
            [[fallthrough]];
        case Outcome::AuthStop:
        case Outcome::Stranger:
            holdUplink(outcome, answer);
            giveBack(delivery, inWords(answer), 0);
            return report(RelayEvent::Kind::Failed, delivery, inWords(answer));
    }
}

void Uplink::onSuccess(const Delivery& delivery) {
    const bool wasHeld = m_stop != Stop::None;
    m_stop = Stop::None;
    m_nextTry = 0;
    m_error.clear();
    m_errorStatus = 0;
    m_backoff.reset();
    m_groupBackoffs.erase(delivery.groupId);
    m_lastDelivery = m_clock().wall;
    m_outbox.delivered(delivery.n, m_clock(), [this](const auto&) { emit committed(); });
    report(RelayEvent::Kind::Delivered, delivery, {});
    if (wasHeld) emit recovered();
}

void Uplink::onSuperseded(const Delivery& delivery) {
    // On its first try nobody can know a higher number of ours: another relay goes by our id (a
    // restored backup, a cloned machine).
    if (delivery.tries == 0 && delivery.relayId == m_outbox.relayId()) {
        m_outbox.renewRelayId({});
        giveBack(delivery, "superseded", 0);
        return report(RelayEvent::Kind::Superseded, delivery, "taking a new relay id");
    }
    if (delivery.relayId != m_outbox.relayId()) return giveBack(delivery, "superseded", 0);
    m_groupBackoffs.erase(delivery.groupId);
    m_outbox.superseded(delivery.n, m_clock(), [this](const auto&) { emit committed(); });
    report(RelayEvent::Kind::Superseded, delivery, {});
}

void Uplink::quarantine(const Delivery& delivery, bool tooLarge, Rejection why) {
    m_groupBackoffs.erase(delivery.groupId);
    const auto done = [this](Rejected) { emit committed(); };
    if (tooLarge) {
        m_outbox.tooLarge(delivery.n, std::move(why), m_clock(), done);
    } else {
        m_outbox.rejected(delivery.n, std::move(why), m_clock(), done);
    }
}

void Uplink::giveBack(const Delivery& delivery, const std::string& why, std::int64_t retryAt) {
    m_outbox.failed(delivery.n, why, retryAt, m_clock());
}

void Uplink::identityKnown(const std::string& userid) {
    m_asking = false;
    // Now and then: a proxy that took no batches may have been replaced, and singles never tell.
    m_batchMost = kBatchPushes;
    m_identity.userid = userid;
    if (!std::exchange(m_known, true) || m_stop == Stop::Auth) {
        m_stop = Stop::None;
        m_nextTry = 0;
        m_error.clear();
        m_errorStatus = 0;
        m_backoff.reset();
    }
    kick();
}

void Uplink::identityRefused(const UplinkAnswer& answer) {
    m_asking = false;
    if (m_known) return;  // asked again for fresher rules: deliveries speak for themselves
    const Outcome outcome = classify(answer, m_identity.kind);
    // A rejection, or a size, makes no sense here: nobody of ours says that to a GET.
    const bool ours = outcome == Outcome::AuthStop || outcome == Outcome::Retry;
    holdUplink(ours ? outcome : Outcome::Stranger, answer);
    updateState();
    schedule();
}

void Uplink::holdUplink(Outcome outcome, const UplinkAnswer& answer) {
    milliseconds wait{0};
    switch (outcome) {
        case Outcome::AuthStop:
            m_stop = Stop::Auth;
            wait = jittered(kProbeInterval, m_random);
            break;
        case Outcome::Stranger:
            m_stop = Stop::Stranger;
            wait = jittered(kStrangerInterval, m_random);
            break;
        default: m_stop = Stop::Backoff; wait = m_backoff.next(m_random, answer.retryAfter);
    }
    const double paced = std::ceil(static_cast<double>(wait.count()) * m_pace);
    m_nextTry = m_clock().steady + static_cast<std::int64_t>(paced);
    m_error = inWords(answer);
    m_errorStatus = answer.status;
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

void Uplink::updateState() {
    const Moment now = m_clock();
    State next;
    next.lastDelivery = m_lastDelivery;
    next.error = m_unconfigured.empty() ? m_error : m_unconfigured;
    next.status = m_errorStatus;
    const bool waits = m_outbox.summary().entries > 0;
    if (!m_unconfigured.empty()) {
        next.upstream = Upstream::Unconfigured;
    } else if (m_stop == Stop::Auth) {
        next.upstream = Upstream::AuthRejected;
    } else if (m_paused) {
        next.upstream = Upstream::Paused;
    } else if (m_stop == Stop::Stranger) {
        next.upstream = Upstream::Stranger;
    } else if (!m_online && m_stop != Stop::None) {
        next.upstream = Upstream::Offline;
    } else if (m_stop == Stop::Backoff) {
        next.upstream = Upstream::Backoff;
    } else if (m_metered && waits) {
        next.upstream = Upstream::Metered;
    } else {
        next.upstream = m_inFlight > 0 ? Upstream::Sending : Upstream::Idle;
    }
    if (m_stop != Stop::None && m_nextTry > now.steady)
        next.retryAt = now.wall + (m_nextTry - now.steady);
    if (next == m_state) return;
    // The moment of the next try is recomputed from two clocks: a millisecond is no change.
    State same = next;
    same.retryAt = m_state.retryAt;
    const bool moved = std::abs(next.retryAt - m_state.retryAt) > 1000;
    if (same == m_state && !moved) return;
    m_state = std::move(next);
    emit stateChanged();
}

void Uplink::schedule() {
    m_timer.stop();
    if (!m_unconfigured.empty() || m_paused || m_metered || m_taking) return;
    const Moment now = m_clock();
    const auto due = m_known ? m_outbox.nextDue() : std::optional<std::int64_t>(0);
    if (m_asking || !due || m_inFlight >= (probing() ? 1 : kParallelRequests)) return;
    const std::int64_t next = std::max(*due, m_nextTry);
    // The last take was too early for what became due since; for the rest onWork will tell.
    if (next <= m_tookAt) return;
    const auto wait = std::clamp<std::int64_t>(next - now.steady, 0, 24 * 3600 * 1000);
    m_timer.start(static_cast<int>(wait) + 1);
}

}  // namespace gatepost::relay
