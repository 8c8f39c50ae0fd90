// SPDX-License-Identifier: Apache-2.0
#include "app/companion/redeem.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSysInfo>
#include <QUrl>

namespace gatepost::app {
namespace {

constexpr int kPatience = 15'000;
constexpr qint64 kLongestAnswer = 16 * 1024;

}  // namespace

Redeem::Redeem(const QString& url, const QString& invite, const relay::Settings& settings,
               QObject* parent)
    : QObject(parent) {
    QNetworkRequest request(QUrl(url + QStringLiteral("/api/v1/enroll")));
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setTransferTimeout(kPatience);
    if (!settings.caFile.empty()) {
        auto tls = request.sslConfiguration();
        tls.setCaCertificates(QSslCertificate::fromPath(QString::fromStdString(settings.caFile)));
        request.setSslConfiguration(tls);
    }
    const QJsonObject body{{QStringLiteral("invite"), invite},
                           {QStringLiteral("device"), QSysInfo::machineHostName()}};
    auto* reply = m_network.post(request, QJsonDocument(body).toJson(QJsonDocument::Compact));
    connect(reply, &QNetworkReply::finished, this, [this, reply] { finish(reply); });
}

void Redeem::finish(QNetworkReply* reply) {
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const auto answer = reply->read(kLongestAnswer);
    const auto token =
        QJsonDocument::fromJson(answer).object().value(QStringLiteral("token")).toString();
    if (status == 200 && !token.isEmpty())
        emit redeemed(token);
    else
        emit refused(status,
                     status == 0 ? reply->errorString() : QString::fromUtf8(answer).trimmed());
    reply->deleteLater();
    deleteLater();
}

}  // namespace gatepost::app
