// SPDX-License-Identifier: Apache-2.0
// What an answer does to its delivery and to the uplink: docs/PROTOCOL.md, "Relay to proxy".
#include <algorithm>
#include <utility>

#include "relay/uplink/uplink.h"

namespace gatepost::relay {

void Uplink::onBatchAnswered(const std::vector<Delivery>& deliveries, const UplinkReply& reply) {
    if (!hasReceipts(reply)) return onWholeBatchAnswered(deliveries, reply);
    const auto answers = batchAnswers(reply.body, deliveries);
    for (std::size_t i = 0; i < deliveries.size(); ++i) settle(deliveries[i], answers[i]);
    if (m_batchMost < kBatchPushes) m_batchMost = std::min(kBatchPushes, m_batchMost * 2);
}

void Uplink::onWholeBatchAnswered(const std::vector<Delivery>& deliveries,
                                  const UplinkReply& reply) {
    const Moment now = m_clock();
    const UplinkAnswer answer = answerOf(reply, now.wall / 1000);
    Outcome outcome = classify(answer, m_identity.kind);
    if (outcome == Outcome::TooLarge) m_batchMost = std::max<std::size_t>(1, deliveries.size() / 2);
    // A batch that is refused as a whole says nothing about any push in it: singly, then.
    if (outcome == Outcome::Rejected || outcome == Outcome::Superseded) m_batchMost = 1;
    // A proxy of ours would have sent receipts.
    if (outcome == Outcome::Done || outcome == Outcome::Superseded) outcome = Outcome::Stranger;
    // Nobody has looked at any push in it: for none of them it was a try.
    if (outcome == Outcome::TooLarge || outcome == Outcome::Rejected) {
        for (const Delivery& delivery : deliveries) m_outbox.unsent(delivery.n);
        return;
    }
    m_waits.hold(outcome, answer, now.steady);
    for (const Delivery& delivery : deliveries) giveBack(delivery, inWords(answer), 0);
}

void Uplink::settle(const Delivery& delivery, const PushAnswer& answer) {
    const std::string words = inWords(answer.said);
    const std::int64_t now = m_clock().steady;
    switch (answer.outcome) {
        case Outcome::Done: return onSuccess(delivery);
        case Outcome::Superseded: return onSuperseded(delivery);
        case Outcome::Rejected:
        case Outcome::TooLarge:
            quarantine(delivery, answer);
            return report(RelayEvent::Kind::Quarantined, delivery, words);
        case Outcome::Retry:
            if (answer.scope == BackoffScope::Group) {
                giveBack(delivery, words, m_waits.holdGroup(delivery.groupId, answer.said, now));
                return report(RelayEvent::Kind::Failed, delivery, words);
            }
            [[fallthrough]];
        case Outcome::AuthStop:
        case Outcome::Stranger:
            m_waits.hold(answer.outcome, answer.said, now);
            giveBack(delivery, words, 0);
            return report(RelayEvent::Kind::Failed, delivery, words);
    }
}

void Uplink::onSuccess(const Delivery& delivery) {
    const bool wasHeld = m_waits.stop() != Stop::None;
    m_waits.lift();
    m_waits.liftGroup(delivery.groupId);
    m_quietUntil = 0;
    const Moment now = m_clock();
    m_lastDelivery = now.wall;
    m_outbox.delivered(delivery.n, now, [this](const auto&) { emit committed(); });
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
    m_waits.liftGroup(delivery.groupId);
    m_outbox.superseded(delivery.n, m_clock(), [this](const auto&) { emit committed(); });
    report(RelayEvent::Kind::Superseded, delivery, {});
}

void Uplink::quarantine(const Delivery& delivery, const PushAnswer& answer) {
    m_waits.liftGroup(delivery.groupId);
    const auto done = [this](Rejected) { emit committed(); };
    if (answer.said.status == 413) {
        m_outbox.tooLarge(delivery.n, answer.why, m_clock(), done);
    } else {
        m_outbox.rejected(delivery.n, answer.why, m_clock(), done);
    }
}

void Uplink::giveBack(const Delivery& delivery, const std::string& why, std::int64_t retryAt) {
    m_outbox.failed(delivery.n, why, retryAt, m_clock());
}

}  // namespace gatepost::relay
