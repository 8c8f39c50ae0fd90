// SPDX-License-Identifier: Apache-2.0
#include "relay/uplink/leases.h"

#include <algorithm>

#include "http/answers.h"
#include "http/batch.h"

namespace gatepost::relay {

namespace {

constexpr std::int64_t kLeastIntervalMs = 1'000;

/// A third of the shortest: two renewals may be missed.
std::int64_t intervalMs(const std::vector<HeldGroup>& alive) {
    std::int64_t shortest = INT64_MAX;
    for (const HeldGroup& group : alive)
        shortest = std::min(shortest, group.ttl.value_or(INT64_MAX));
    return std::max(kLeastIntervalMs, std::min<std::int64_t>(shortest, 24 * 3600) * 1000 / 3);
}

}  // namespace

Leases::Leases(Transport& transport, Clock clock, Alive alive, PushAgain pushAgain, QObject* parent)
    : QObject(parent),
      m_transport(transport),
      m_clock(std::move(clock)),
      m_alive(std::move(alive)),
      m_pushAgain(std::move(pushAgain)) {
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Leases::review);
}

void Leases::setIdentity(const UplinkIdentity& identity, const std::string& relayId) {
    m_identity = identity;
    m_relayId = relayId;
    m_renewedAt = m_clock().wall;
    review();
}

void Leases::review() {
    m_timer.stop();
    const auto alive = m_alive();
    if (alive.empty() || m_identity.kind != UplinkKind::Gatepost || m_identity.base.isEmpty())
        return;
    const std::int64_t interval = intervalMs(alive);
    const std::int64_t passed = m_clock().wall - m_renewedAt;
    // A clock that was set back must not put the renewal off.
    if (passed >= interval || passed < 0) return renewNow();
    m_timer.start(static_cast<int>(interval - passed) + 1);
}

void Leases::renewNow() {
    const auto alive = m_alive();
    if (m_asking || alive.empty() || m_identity.base.isEmpty()) return;
    if (m_identity.kind != UplinkKind::Gatepost) return;
    http::LeaseRequest leases;
    leases.relay = m_relayId;
    for (const HeldGroup& group : alive) {
        leases.leases.push_back({metrics::pushPath(sentKey(m_identity, group.key)),
                                 static_cast<std::uint32_t>(*group.ttl)});
    }
    UplinkRequest request = plainRequest(m_identity, "POST", "/api/v1/leases");
    request.fields.push_back({"Content-Type", std::string(http::kJson)});
    request.body = QByteArray::fromStdString(http::toJson(leases));
    request.answerBytes = 16 * 1024 * 1024;
    m_asking = true;
    m_renewedAt = m_clock().wall;
    m_transport.send(request, this, [this](const UplinkReply& reply) {
        m_asking = false;
        onAnswer(reply);
    });
}

void Leases::onAnswer(const UplinkReply& reply) {
    const auto answer =
        reply.status == 200 ? http::readLeaseAnswer(reply.body) : std::unexpected(std::string());
    if (!answer) {
        // The next try is at a third of the TTL again, or when the uplink is back.
        return review();
    }
    for (const HeldGroup& group : m_alive()) {
        const std::string path = metrics::pushPath(sentKey(m_identity, group.key));
        if (std::ranges::find(answer->unknown, path) != answer->unknown.end() && !group.pending)
            m_pushAgain(group);
    }
    emit renewed(answer->renewed, answer->unknown.size());
    review();
}

}  // namespace gatepost::relay
