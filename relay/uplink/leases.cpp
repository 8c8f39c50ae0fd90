// SPDX-License-Identifier: Apache-2.0
#include "relay/uplink/leases.h"

#include <algorithm>

#include "http/answers.h"
#include "http/batch.h"
#include "relay/uplink/push_answer.h"

namespace gatepost::relay {

namespace {

constexpr std::int64_t kLeastIntervalMs = 1'000;
constexpr std::int64_t kMostIntervalSeconds = 24 * 3600;
constexpr std::chrono::milliseconds kTogether{100};

/// A third of the shortest: two renewals may be missed.
std::int64_t intervalMs(const std::vector<HeldGroup>& alive) {
    std::int64_t shortest = INT64_MAX;
    for (const HeldGroup& group : alive)
        shortest = std::min(shortest, group.ttl.value_or(INT64_MAX));
    return std::max(kLeastIntervalMs, std::min(shortest, kMostIntervalSeconds) * 1000 / 3);
}

}  // namespace

Leases::Leases(Transport& transport, Clock clock, Sources sources, std::uint64_t seed,
               QObject* parent)
    : QObject(parent),
      m_transport(transport),
      m_clock(std::move(clock)),
      m_sources(std::move(sources)),
      m_waits(seed) {
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Leases::review);
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &Leases::review);
}

void Leases::setIdentity(const UplinkIdentity& identity) {
    if (identity != m_identity) {
        m_identity = identity;
        m_renewedAt.reset();
        m_waits.forget();
        m_waits.lift();
        m_asking = false;
        ++m_generation;
    }
    review();
}

std::int64_t Leases::due(const std::vector<HeldGroup>& alive) const {
    if (m_waits.stop() != Stop::None) return m_waits.until();
    return std::max(m_waits.until(), m_renewedAt ? *m_renewedAt + intervalMs(alive) : 0);
}

void Leases::review() {
    m_timer.stop();
    if (m_asking || m_identity.kind != UplinkKind::Gatepost || m_identity.base.isEmpty()) return;
    const auto alive = m_sources.alive();
    const std::int64_t now = m_clock().steady;
    if (alive.empty()) {
        // What comes next is leased by its own push.
        m_renewedAt = now;
        return;
    }
    const std::int64_t wait = due(alive) - now;
    if (wait <= 0) return renew(alive);
    m_timer.start(static_cast<int>(std::min(wait, kMostIntervalSeconds * 1000)) + 1);
}

void Leases::reviewSoon() {
    if (!m_soon.isActive()) m_soon.start(kTogether);
}

void Leases::comeBack(std::chrono::milliseconds within) {
    m_waits.spread(within, m_clock().steady);
    review();
}

void Leases::renewNow() {
    m_waits.lift();
    m_renewedAt.reset();
    review();
}

void Leases::renew(const std::vector<HeldGroup>& alive) {
    http::LeaseRequest leases;
    leases.relay = m_sources.relayId();
    for (const HeldGroup& group : alive) {
        leases.leases.push_back({metrics::pushPath(sentKey(m_identity, group.key)),
                                 static_cast<std::uint32_t>(*group.ttl)});
    }
    UplinkRequest request = plainRequest(m_identity, "POST", "/api/v1/leases");
    request.fields.push_back({"Content-Type", std::string(http::kJson)});
    request.body = QByteArray::fromStdString(http::toJson(leases));
    request.answerBytes = 16 * 1024 * 1024;
    m_asking = true;
    m_askedAt = m_clock().steady;
    m_transport.send(request, this, [this, generation = m_generation](const UplinkReply& reply) {
        if (generation != m_generation) return;
        m_asking = false;
        onAnswer(reply);
        review();
    });
}

void Leases::onAnswer(const UplinkReply& reply) {
    const Moment now = m_clock();
    const auto answer =
        reply.status == 200 ? http::readLeaseAnswer(reply.body) : std::unexpected(std::string());
    if (!answer) {
        const UplinkAnswer said = answerOf(reply, now.wall / 1000);
        return m_waits.hold(classifyQuestion(said, m_identity.kind), said, now.steady);
    }
    m_waits.lift();
    m_renewedAt = m_askedAt;
    for (const HeldGroup& group : m_sources.alive()) {
        const std::string path = metrics::pushPath(sentKey(m_identity, group.key));
        if (std::ranges::find(answer->unknown, path) != answer->unknown.end() && !group.pending)
            m_sources.pushAgain(group);
    }
    emit renewed(answer->renewed, answer->unknown.size());
}

}  // namespace gatepost::relay
