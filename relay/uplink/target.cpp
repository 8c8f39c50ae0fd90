// SPDX-License-Identifier: Apache-2.0
#include "relay/uplink/target.h"

#include <QHostAddress>
#include <QString>

namespace gatepost::relay {

std::string_view toString(TargetError error) {
    switch (error) {
        case TargetError::Empty: return "no URL is set";
        case TargetError::NotAUrl: return "not an http or https URL";
        case TargetError::PlainHttp:
            return "http is allowed only to this machine's loopback address";
        case TargetError::HasSecrets: return "a URL must not hold a user name or password";
    }
    return {};
}

bool isLoopback(const QUrl& url) {
    const QString host = url.host();
    return host == QStringLiteral("localhost") || QHostAddress(host).isLoopback();
}

std::expected<QUrl, TargetError> readTarget(std::string_view text) {
    if (text.empty()) return std::unexpected(TargetError::Empty);
    QUrl url(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())), QUrl::StrictMode);
    const bool plain = url.scheme() == QStringLiteral("http");
    const bool web = plain || url.scheme() == QStringLiteral("https");
    if (!url.isValid() || !web || url.host().isEmpty() || url.hasQuery() || url.hasFragment())
        return std::unexpected(TargetError::NotAUrl);
    if (!url.userInfo().isEmpty()) return std::unexpected(TargetError::HasSecrets);
    if (plain && !isLoopback(url)) return std::unexpected(TargetError::PlainHttp);
    return url;
}

QUrl withPath(const QUrl& base, std::string_view path) {
    QString before = base.path(QUrl::FullyEncoded);
    while (before.endsWith(u'/')) before.chop(1);
    QUrl url = base;
    // TolerantMode would decode and encode again what the Pushgateway's path rules depend on.
    url.setPath(before + QString::fromLatin1(path.data(), static_cast<qsizetype>(path.size())),
                QUrl::StrictMode);
    return url;
}

}  // namespace gatepost::relay
