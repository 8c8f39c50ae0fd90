// SPDX-License-Identifier: Apache-2.0
#include "relay/local/loopback_listener.h"

#include <QHostAddress>

#include "relay/local/tcp_owner.h"

namespace gatepost::relay {

LoopbackListener::LoopbackListener(Accept taken) : m_taken(std::move(taken)) {}

std::string LoopbackListener::open(const std::string& address, std::uint16_t port) {
    const QHostAddress host(QString::fromStdString(address));
    if (!host.isLoopback()) return address + ": not a loopback address";
    if (!listen(host, port))
        return address + ":" + std::to_string(port) + ": " + errorString().toStdString();
    return {};
}

std::string LoopbackListener::endpoint() const {
    const std::string host = serverAddress().toString().toStdString();
    const bool six = serverAddress().protocol() == QAbstractSocket::IPv6Protocol;
    return (six ? "[" + host + "]" : host) + ":" + std::to_string(serverPort());
}

void LoopbackListener::incomingConnection(qintptr descriptor) {
    const int fd = static_cast<int>(descriptor);
    Caller caller;
    caller.entrance = Entrance::Loopback;
    caller.port = serverPort();
    const TcpOwner owner = tcpOwner(fd);
    caller.sameUser = owner.sameUser;
    if (owner.sameUser) caller.process = owner.process;
    m_taken(fd, std::move(caller));
}

}  // namespace gatepost::relay
