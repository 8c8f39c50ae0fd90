// SPDX-License-Identifier: Apache-2.0
// Tries an address and a token without keeping anything: who am I (a Pushgateway: are you ready),
// then the rules. Engine's thread only; gone with its result.
#pragma once

#include <QObject>
#include <functional>

#include "relay/facade/connection_test.h"
#include "relay/uplink/requests.h"
#include "relay/uplink/transport.h"

namespace gatepost::relay {

class ConnectionTester : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(const ConnectionTest&)>;

    /// `settings` say the way: address, kind, authorities, certificates, web proxy.
    ConnectionTester(const Settings& settings, const std::string& token,
                     const std::string& passphrase, Done done, QObject* parent = nullptr);

private:
    void askWho();
    void askRules(const std::string& user);
    void askGateway();
    void finish(ConnectionTest result);

    Transport m_transport;
    UplinkIdentity m_identity;
    Done m_done;
};

/// What stopped a request that was not answered as hoped for.
[[nodiscard]] ConnectionTest stoppedBy(const UplinkReply& reply);

}  // namespace gatepost::relay
