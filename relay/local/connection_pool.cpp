// SPDX-License-Identifier: Apache-2.0
#include "relay/local/connection_pool.h"

#include <algorithm>
#include <vector>

#include "http/answers.h"

namespace gatepost::relay {

using Clock = Connection::Clock;

ConnectionPool::ConnectionPool(RequestHandler& handler, const LocalLimits& limits)
    : m_handler(handler),
      m_limits(limits) {
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::CoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &ConnectionPool::onTimer);
}

ConnectionPool::~ConnectionPool() = default;

void ConnectionPool::add(int descriptor, Caller caller) {
    auto owned =
        std::make_unique<Connection>(descriptor, m_ready, std::move(caller), m_handler, m_limits);
    Connection* const connection = owned.get();
    const bool full = m_connections.size() >= m_limits.connections;
    m_connections.emplace(connection, std::move(owned));
    connect(connection, &Connection::deadlineChanged, this,
            [this, connection] { onDeadlineChanged(*connection); });
    connect(connection, &Connection::finished, this, [this, connection] {
        const auto found = m_connections.find(connection);
        if (found == m_connections.end()) return;
        // Its own functions are still on the stack.
        found->second.release()->deleteLater();
        m_connections.erase(found);
        emit connectionEnded();
    });
    if (full) {
        http::Answer answer = http::plain(503, "too many connections");
        answer.set("Retry-After", "1");
        connection->turnAway(answer);
    }
    onDeadlineChanged(*connection);
}

void ConnectionPool::onDeadlineChanged(const Connection& connection) {
    const auto deadline = connection.deadline();
    // A deadline that moves away leaves the timer alone: it finds out when it fires.
    if (!deadline || (m_timer.isActive() && m_fires <= *deadline)) return;
    m_fires = *deadline;
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now());
    m_timer.start(std::max(wait, std::chrono::milliseconds(0)));
}

void ConnectionPool::onTimer() {
    const Clock::time_point now = Clock::now();
    std::vector<Connection*> expired;
    for (const auto& [connection, owned] : m_connections)
        if (connection->deadline() && *connection->deadline() <= now) expired.push_back(connection);
    for (Connection* connection : expired) connection->expire();
    for (const auto& [connection, owned] : m_connections) onDeadlineChanged(*connection);
}

}  // namespace gatepost::relay
