// SPDX-License-Identifier: Apache-2.0
#include "relay/secrets/token_host.h"

#include <QString>
#include <QUrl>

namespace gatepost::relay {

std::string tokenHostOf(std::string_view url) {
    const QUrl parsed(QString::fromUtf8(url.data(), static_cast<qsizetype>(url.size())));
    return parsed.host(QUrl::FullyEncoded).toLower().toStdString();
}

bool storedTokenFits(const Settings& settings) {
    return settings.tokenHost.empty() || settings.tokenHost == tokenHostOf(settings.uplinkUrl);
}

Settings withTokenBound(Settings after, const Settings& before) {
    const bool isUnbound = before.tokenStored && after.tokenStored && after.tokenHost.empty();
    if (!isUnbound) return after;
    after.tokenHost = before.tokenHost.empty() ? tokenHostOf(before.uplinkUrl) : before.tokenHost;
    return after;
}

}  // namespace gatepost::relay
