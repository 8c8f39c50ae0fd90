// SPDX-License-Identifier: Apache-2.0
#include "ui/welcome/enrollment.h"

#include <QCoreApplication>
#include <QUrl>
#include <QUrlQuery>

namespace gatepost::ui {
namespace {

constexpr int kLongestLink = 4096;

struct Links {
    Q_DECLARE_TR_FUNCTIONS(Links)
};

bool isLoopback(const QString& host) {
    return host == QLatin1String("localhost") || host == QLatin1String("127.0.0.1") ||
           host == QLatin1String("::1");
}

}  // namespace

QString faultSentence(LinkFault fault) {
    switch (fault) {
        case LinkFault::NotALink: return Links::tr("This is not an enrollment link of Gatepost.");
        case LinkFault::NoAddress: return Links::tr("There is no server's name in this address.");
        case LinkFault::NoScheme:
            return Links::tr("The address must begin with https://, as in %1.")
                .arg(QLatin1String("https://metrics.example.org"));
        case LinkFault::NotSecure:
            return Links::tr("Only https is allowed; http only to this computer itself.");
        case LinkFault::HiddenUser:
            return Links::tr(
                "The address has a user name, a query or a fragment in it, which could "
                "disguise where it leads.");
        case LinkFault::TooLong: return Links::tr("This link is too long.");
    }
    return {};
}

std::expected<QString, LinkFault> checkedAddress(const QString& address) {
    const auto typed = address.trimmed();
    const QUrl url(typed, QUrl::StrictMode);
    // "host" alone is a path to QUrl, and "host:9092" a scheme.
    if (!typed.isEmpty() && !typed.contains(QLatin1String("://")))
        return std::unexpected(LinkFault::NoScheme);
    if (!url.isValid() || url.host().isEmpty()) return std::unexpected(LinkFault::NoAddress);
    const bool secure = url.scheme() == QLatin1String("https") ||
                        (url.scheme() == QLatin1String("http") && isLoopback(url.host()));
    if (!secure) return std::unexpected(LinkFault::NotSecure);
    if (!url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment())
        return std::unexpected(LinkFault::HiddenUser);
    // Punycode, not what it stands for: letters that look alike must not pass for others.
    return QString::fromLatin1(url.toEncoded(QUrl::StripTrailingSlash));
}

std::expected<Enrollment, LinkFault> parseEnrollment(const QString& link) {
    if (link.size() > kLongestLink) return std::unexpected(LinkFault::TooLong);
    const QUrl url(link.trimmed(), QUrl::StrictMode);
    if (url.scheme() != QLatin1String("gatepost") || url.host() != QLatin1String("enroll"))
        return std::unexpected(LinkFault::NotALink);
    const QUrlQuery query(url);
    auto address = checkedAddress(query.queryItemValue(QStringLiteral("url"), QUrl::FullyDecoded));
    if (!address) return std::unexpected(address.error());
    Enrollment enrollment;
    enrollment.url = *address;
    enrollment.token = query.queryItemValue(QStringLiteral("token"), QUrl::FullyDecoded);
    enrollment.invite = query.queryItemValue(QStringLiteral("invite"), QUrl::FullyDecoded);
    if (enrollment.token.size() > kLongestToken || enrollment.invite.size() > kLongestToken)
        return std::unexpected(LinkFault::TooLong);
    return enrollment;
}

}  // namespace gatepost::ui
