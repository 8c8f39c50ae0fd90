// SPDX-License-Identifier: Apache-2.0
// Turns an invite into a token at a proxy (POST /api/v1/enroll), once the person has confirmed
// whose it is. No redirect is followed, nothing is kept. Reads the authorities' file. Deletes
// itself afterwards. Event loop's thread.
#pragma once

#include <QObject>

#include "relay/settings/settings.h"
#include "relay/uplink/transport.h"

namespace gatepost::app {

class Redeem : public QObject {
    Q_OBJECT
public:
    /// `url` has been checked: https, or http on loopback.
    Redeem(const QString& url, const QString& invite, relay::Settings settings,
           QObject* parent = nullptr);

signals:
    void redeemed(QString token);
    /// `status` 0: no answer came, `detail` says why.
    void refused(int status, QString detail);

private:
    void finish(const relay::UplinkReply& reply);

    relay::Transport m_transport;
};

}  // namespace gatepost::app
