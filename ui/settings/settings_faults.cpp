// SPDX-License-Identifier: Apache-2.0
// What a person could enter that no relay can work with.
#include <QCoreApplication>
#include <QUrl>

#include "ui/common/words.h"
#include "ui/settings/settings_dialog.h"
#include "ui/welcome/enrollment.h"

namespace gatepost::ui {
namespace {

struct SettingsFaults {
    Q_DECLARE_TR_FUNCTIONS(SettingsFaults)
};

bool isProxyAddress(const QString& address) {
    const QUrl url(address, QUrl::StrictMode);
    return url.isValid() && !url.host().isEmpty() &&
           (url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("socks5"));
}

}  // namespace

std::optional<SettingsFault> faultIn(const relay::Settings& s) {
    if (!s.uplinkUrl.empty())
        if (const auto address = checkedAddress(text(s.uplinkUrl)); !address)
            return SettingsFault{Section::Server, faultSentence(address.error())};
    if (s.proxyMode == relay::ProxyMode::Manual && !isProxyAddress(text(s.proxyUrl)))
        return SettingsFault{Section::Server,
                             SettingsFaults::tr("The web proxy's address begins with http:// or "
                                                "socks5:// and names a host.")};
    if (s.certFile.empty() != s.keyFile.empty())
        return SettingsFault{Section::Credentials,
                             SettingsFaults::tr("A client certificate and its key go together.")};
    if (!s.socketPath.empty() && !s.socketPath.starts_with('/'))
        return SettingsFault{Section::Local,
                             SettingsFaults::tr("The socket's path must begin with a slash.")};
    if (s.loopback && s.loopbackAddress != "127.0.0.1" && s.loopbackAddress != "::1")
        return SettingsFault{Section::Local,
                             SettingsFaults::tr("The loopback address is 127.0.0.1 or ::1.")};
    return std::nullopt;
}

}  // namespace gatepost::ui
