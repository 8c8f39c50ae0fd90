// SPDX-License-Identifier: Apache-2.0
#include "ui/common/words.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QGuiApplication>
#include <QLocale>
#include <QUrl>

#include "metrics/exposition/text_writer.h"

namespace gatepost::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Words)
};

}  // namespace

QString text(std::string_view utf8) {
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QString technical(const QString& words) {
    constexpr QChar kLeftToRightIsolate(0x2066);
    constexpr QChar kPopIsolate(0x2069);
    return QGuiApplication::isRightToLeft() ? kLeftToRightIsolate + words + kPopIsolate : words;
}

QString number(double value) {
    std::string out;
    metrics::appendNumber(out, value);
    return text(out);
}

QString estimate(double value) { return QString::number(value, 'g', 4); }

QString count(std::uint64_t value) { return QLocale().toString(static_cast<qulonglong>(value)); }

QString bytes(std::uint64_t value) {
    return QLocale().formattedDataSize(static_cast<qint64>(value), value < 1024 ? 0 : 1);
}

QString age(std::int64_t at, std::int64_t now) {
    if (at == 0) return QStringLiteral("–");
    const std::int64_t seconds = std::max<std::int64_t>(0, (now - at) / 1000);
    if (seconds < 2) return Words::tr("just now");
    if (seconds < 60) return Words::tr("%n s ago", "seconds", static_cast<int>(seconds));
    if (seconds < 3600) return Words::tr("%n min ago", "minutes", static_cast<int>(seconds / 60));
    if (seconds < 48 * 3600)
        return Words::tr("%n h ago", "hours", static_cast<int>(seconds / 3600));
    return Words::tr("%n day(s) ago", "days", static_cast<int>(seconds / 86400));
}

QString clock(std::int64_t at, std::int64_t now) {
    if (at == 0) return QStringLiteral("–");
    const auto moment = QDateTime::fromMSecsSinceEpoch(at);
    const auto today = QDateTime::fromMSecsSinceEpoch(now).date();
    auto time = QLocale().toString(moment.time(), QStringLiteral("HH:mm:ss"));
    if (moment.date() == today) return time;
    return QLocale().toString(moment.date(), QLocale::ShortFormat) + QLatin1Char(' ') + time;
}

QString rate(double perSecond) { return Words::tr("%1/s").arg(QString::number(perSecond, 'g', 3)); }

QString groupName(const metrics::GroupingKey& key) {
    QString name = text(key.job());
    for (const auto& [label, value] : key.labels())
        if (label != "job") name += QStringLiteral("  %1=%2").arg(text(label), text(value));
    return technical(name);
}

QString ownerName(const relay::OwnerProcess& owner) {
    if (!owner.executable.empty()) {
        const auto path = text(owner.executable);
        return path.mid(path.lastIndexOf(QLatin1Char('/')) + 1);
    }
    if (owner.pid > 0) return Words::tr("process %1").arg(owner.pid);
    return Words::tr("unknown program");
}

QString leftToRight(const QString& words) {
    return words.isEmpty() ? words : QChar(0x200e) + words;
}

QString hostOf(std::string_view url) {
    const QUrl parsed(text(url));
    if (parsed.host().isEmpty()) return text(url);
    if (parsed.port() < 0) return parsed.host();
    return QStringLiteral("%1:%2").arg(parsed.host()).arg(parsed.port());
}

QString because(const QString& sentence, std::string_view words) {
    return words.empty() ? sentence : Words::tr("%1 (%2)").arg(sentence, technical(text(words)));
}

}  // namespace gatepost::ui
