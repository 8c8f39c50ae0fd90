// SPDX-License-Identifier: Apache-2.0
#include "app/companion/redeem.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSysInfo>

#include "relay/uplink/target.h"

namespace gatepost::app {
namespace {

constexpr std::chrono::seconds kPatience{15};

}  // namespace

Redeem::Redeem(const QString& url, const QString& invite, relay::Settings settings, QObject* parent)
    : QObject(parent) {
    // The web proxy and the authorities are this computer's; the address is the link's.
    settings.uplinkUrl = url.toStdString();
    m_transport.configure(settings);
    m_transport.setTimeouts(kPatience, kPatience);
    const QJsonObject body{{QStringLiteral("invite"), invite},
                           {QStringLiteral("device"), QSysInfo::machineHostName()}};
    relay::UplinkRequest request;
    request.method = "POST";
    request.url = relay::withPath(QUrl(url), "/api/v1/enroll");
    request.fields = {{"Content-Type", "application/json"}};
    request.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    m_transport.send(request, this, [this](const relay::UplinkReply& reply) { finish(reply); });
}

void Redeem::finish(const relay::UplinkReply& reply) {
    const auto answer = QByteArray::fromStdString(reply.body);
    const auto token =
        QJsonDocument::fromJson(answer).object().value(QStringLiteral("token")).toString();
    if (reply.status == 200 && !token.isEmpty())
        emit redeemed(token);
    else
        emit refused(reply.status, reply.status == 0 ? QString::fromStdString(reply.transport)
                                                     : QString::fromUtf8(answer).trimmed());
    deleteLater();
}

}  // namespace gatepost::app
