// SPDX-License-Identifier: Apache-2.0
#include "app/companion/diagnostics_at_rest.h"

#include <QDir>
#include <QLocalSocket>
#include <QLocale>
#include <QStringList>

#include "app/companion/crash_sentinel.h"
#include "app/companion/support_info.h"
#include "app/relay_setup.h"

namespace gatepost::app {
namespace {

constexpr int kKnockMilliseconds = 1000;

QString said(const std::string& text) { return QString::fromStdString(text); }

QString socketLine(const QString& path) {
    QLocalSocket socket;
    socket.connectToServer(path);
    const bool answered = socket.waitForConnected(kKnockMilliseconds);
    return QStringLiteral("Socket: %1, %2")
        .arg(path, answered ? QStringLiteral("where another relay listens; gatepost status tells "
                                             "of it")
                            : QStringLiteral("where nobody listens"));
}

QStringList settingsLines(const RelayFlags& flags) {
    const auto setup = setUpRelay(flags);
    if (!setup) return {QStringLiteral("Command line: %1").arg(said(setup.error()))};
    const relay::Settings& settings = setup->options.settings;
    QStringList lines{socketLine(said(setup->places.socket.string())),
                      QStringLiteral("Uplink: %1").arg(withoutHost(settings.uplinkUrl)),
                      QStringLiteral("Settings: %1").arg(said(setup->places.config.string()))};
    if (!setup->loaded.damage.empty())
        lines.append(QStringLiteral("Damaged, so the last good ones are used: %1")
                         .arg(said(setup->loaded.damage)));
    for (const relay::SettingProblem& problem : setup->loaded.problems)
        lines.append(QStringLiteral("Setting %1 %2").arg(said(problem.key), said(problem.text)));
    return lines;
}

}  // namespace

QString diagnosticsAtRest(const RelayFlags& flags) {
    QStringList lines{QStringLiteral("Gatepost companion %1, which does not run")
                          .arg(QStringLiteral(GATEPOST_VERSION)),
                      QStringLiteral("Qt %1").arg(QString::fromLatin1(qVersion())),
                      QStringLiteral("System: %1").arg(systemName()),
                      QStringLiteral("Desktop: %1, language: %2")
                          .arg(qEnvironmentVariable("XDG_CURRENT_DESKTOP", QStringLiteral("none")),
                               QLocale().name())};
    lines += settingsLines(flags);
    const CrashSentinel sentinel(said(placesOf(flags).state.string()));
    if (const auto began = sentinel.uncleanRun())
        lines.append(
            QStringLiteral("The run that began %1 did not end as it should have").arg(*began));
    return redacted(lines.join(QLatin1Char('\n')), QDir::homePath()) + QLatin1Char('\n');
}

}  // namespace gatepost::app
