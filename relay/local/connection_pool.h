// SPDX-License-Identifier: Apache-2.0
// All connections of all local listeners: their cap and their deadlines. One timer for all of them,
// and only while a deadline runs, so that an idle relay sleeps. Engine's thread only.
#pragma once

#include <QObject>
#include <QTimer>
#include <memory>
#include <unordered_map>

#include "relay/local/connection.h"

namespace gatepost::relay {

class ConnectionPool : public QObject {
    Q_OBJECT
public:
    ConnectionPool(RequestHandler& handler, const LocalLimits& limits);
    ~ConnectionPool() override;

    /// Takes the descriptor.
    void add(int descriptor, Caller caller);
    void setLimits(const LocalLimits& limits) { m_limits = limits; }
    [[nodiscard]] std::size_t size() const { return m_connections.size(); }

signals:
    void connectionEnded();

private:
    void onDeadlineChanged(const Connection& connection);
    void onTimer();

    RequestHandler& m_handler;
    LocalLimits m_limits;
    ReadySet m_ready;
    std::unordered_map<Connection*, std::unique_ptr<Connection>> m_connections;
    QTimer m_timer;
    Connection::Clock::time_point m_fires;
};

}  // namespace gatepost::relay
