// SPDX-License-Identifier: Apache-2.0
// Loopback TCP, for clients that know only host:port. Anybody on the machine can connect, so the
// socket's owner is looked up (Linux: the uid column of /proc/net/tcp); who is not the user needs
// the per-user token. Engine's thread only.
#pragma once

#include <QTcpServer>
#include <functional>
#include <string>

#include "relay/local/exchange.h"

namespace gatepost::relay {

class LoopbackListener : public QTcpServer {
    Q_OBJECT
public:
    using Accept = std::function<void(int descriptor, Caller caller)>;

    explicit LoopbackListener(Accept taken);

    /// Empty, or why not. Addresses that are not loopback are refused.
    [[nodiscard]] std::string open(const std::string& address, std::uint16_t port);
    /// "127.0.0.1:9091"
    [[nodiscard]] std::string endpoint() const;

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    Accept m_taken;
};

}  // namespace gatepost::relay
