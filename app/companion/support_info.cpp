// SPDX-License-Identifier: Apache-2.0
#include "app/companion/support_info.h"

#include <QDateTime>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLibraryInfo>
#include <QRegularExpression>
#include <QSysInfo>
#include <QUrl>

namespace gatepost::app {
namespace {

QString said(const std::string& text) { return QString::fromStdString(text); }

QString at(std::int64_t moment) {
    return moment == 0 ? QStringLiteral("never")
                       : QDateTime::fromMSecsSinceEpoch(moment).toString(Qt::ISODate);
}

/// The reason behind a file's name would be cut out as a secret where that ends in "token".
QString whyUnread(const std::string& error) {
    return said(error).replace(QLatin1String(": "), QLatin1String(" - "));
}

}  // namespace

QString withoutHost(const std::string& url) {
    QUrl parsed(said(url));
    if (parsed.host().isEmpty())
        return url.empty() ? QStringLiteral("none") : QStringLiteral("odd");
    const auto host = parsed.host();
    const bool local = host == QLatin1String("localhost") || host.startsWith(QLatin1String("127."));
    if (!local) parsed.setHost(QStringLiteral("host.invalid"));
    parsed.setUserInfo({});
    return parsed.toString();
}

QString redacted(QString text, const QString& home) {
    static const QRegularExpression kTokens(QStringLiteral("\\bg[pi]_[A-Za-z0-9]+_[A-Za-z0-9_-]+"));
    static const QRegularExpression kBearer(
        QStringLiteral("((?:Bearer|Basic)\\s+)[A-Za-z0-9._~+/=-]+"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression kNamed(
        QStringLiteral("((?:token|invite|password|secret)[\"']?\\s*[=:]\\s*[\"']?)[^\\s\"'&]+"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression kUserInfo(QStringLiteral("://[^/\\s@]+@"));
    text.replace(kTokens, QStringLiteral("(cut out)"));
    text.replace(kBearer, QStringLiteral("\\1(cut out)"));
    text.replace(kNamed, QStringLiteral("\\1(cut out)"));
    text.replace(kUserInfo, QStringLiteral("://"));
    if (home.size() > 1) text.replace(home, QStringLiteral("~"));
    return text;
}

QString statusJson(const relay::RelayStatus& status) {
    const auto number = [](std::uint64_t value) { return static_cast<qint64>(value); };
    const QJsonObject queue{{QStringLiteral("entries"), number(status.queue.entries)},
                            {QStringLiteral("bytes"), number(status.queue.bytes)},
                            {QStringLiteral("quarantined"), number(status.queue.quarantined)}};
    const QJsonObject ledger{{QStringLiteral("received"), number(status.ledger.received)},
                             {QStringLiteral("delivered"), number(status.ledger.delivered)},
                             {QStringLiteral("superseded"), number(status.ledger.superseded)},
                             {QStringLiteral("waiting"), number(status.ledger.waiting)},
                             {QStringLiteral("quarantined"), number(status.ledger.quarantined)},
                             {QStringLiteral("lost"), number(status.ledger.lostInAll())}};
    const QJsonObject object{{QStringLiteral("intake"), said(toString(status.intake))},
                             {QStringLiteral("endpoint"), said(status.endpoint)},
                             {QStringLiteral("loopback"), said(status.loopback)},
                             {QStringLiteral("upstream"), said(toString(status.upstream))},
                             {QStringLiteral("upstream_error"), said(status.upstreamError)},
                             {QStringLiteral("groups"), number(status.groups)},
                             {QStringLiteral("queue"), queue},
                             {QStringLiteral("ledger"), ledger}};
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)) +
           QLatin1Char('\n');
}

QString systemName() {
    return QSysInfo::prettyProductName() + QStringLiteral(", ") +
           QSysInfo::currentCpuArchitecture();
}

QString supportInfo(const relay::RelayStatus& status, const SupportFacts& facts) {
    QStringList lines{
        QStringLiteral("Gatepost companion %1").arg(QStringLiteral(GATEPOST_VERSION)),
        QStringLiteral("Qt %1, %2, %3")
            .arg(QString::fromLatin1(qVersion()), facts.platform, facts.style),
        QStringLiteral("System: %1").arg(facts.system),
        QStringLiteral("Desktop: %1, tray: %2, language: %3")
            .arg(facts.desktop.isEmpty() ? QStringLiteral("none") : facts.desktop,
                 facts.trayPresent ? QStringLiteral("present") : QStringLiteral("absent"),
                 facts.language),
        QStringLiteral("Socket: %1, %2 %3")
            .arg(said(status.endpoint), said(toString(status.intake)), said(status.intakeError)),
        QStringLiteral("Loopback: %1 %2")
            .arg(status.loopback.empty() ? QStringLiteral("off") : said(status.loopback),
                 said(status.loopbackError)),
        QStringLiteral("Uplink: %1, %2, status %3, last delivery %4")
            .arg(withoutHost(status.upstreamUrl), said(toString(status.upstream)))
            .arg(status.upstreamStatus)
            .arg(at(status.lastDelivery)),
        QStringLiteral("Credentials: %1 %2")
            .arg(said(toString(status.secrets)), whyUnread(status.tokenError)),
        QStringLiteral("Rules: %1, outbox: %2 %3")
            .arg(said(toString(status.rules)), said(toString(status.outbox)),
                 said(status.outboxError)),
        QStringLiteral("Queue: %1 requests, %2 bytes, oldest %3; quarantine %4; groups %5")
            .arg(status.queue.entries)
            .arg(status.queue.bytes)
            .arg(at(status.queue.oldest))
            .arg(status.queue.quarantined)
            .arg(status.groups),
        QStringLiteral(
            "Ledger: received %1, delivered %2, superseded %3, waiting %4, quarantined %5, lost %6")
            .arg(status.ledger.received)
            .arg(status.ledger.delivered)
            .arg(status.ledger.superseded)
            .arg(status.ledger.waiting)
            .arg(status.ledger.quarantined)
            .arg(status.ledger.lostInAll()),
        QStringLiteral("Refused: by rules %1, by clashes %2, malformed %3, too large %4")
            .arg(status.refusals.judged)
            .arg(status.refusals.clash)
            .arg(status.refusals.malformed)
            .arg(status.refusals.tooLarge),
        QStringLiteral("Running since %1").arg(at(status.since)),
    };
    if (!facts.lastUnclean.isEmpty())
        lines.append(QStringLiteral("The run that began %1 did not end as it should have")
                         .arg(facts.lastUnclean));
    if (!status.upstreamError.empty())
        lines.append(QStringLiteral("Last error: %1").arg(said(status.upstreamError)));
    return redacted(lines.join(QLatin1Char('\n')), QDir::homePath()) + QLatin1Char('\n');
}

}  // namespace gatepost::app
