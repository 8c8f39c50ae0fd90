// SPDX-License-Identifier: Apache-2.0
#include "app/companion/command_line.h"

#include <QCommandLineParser>

namespace gatepost::app {
namespace {

const QCommandLineOption kBackground(QStringLiteral("background"),
                                     QStringLiteral("Start in the tray, without a window."));
const QCommandLineOption kShow(QStringLiteral("show"),
                               QStringLiteral("Show the window of the companion that runs."));
const QCommandLineOption kQuit(QStringLiteral("quit"),
                               QStringLiteral("End the companion that runs."));
const QCommandLineOption kStatus(QStringLiteral("status"),
                                 QStringLiteral("Print the relay's status as JSON."));
const QCommandLineOption kDiagnostics(
    QStringLiteral("diagnostics"), QStringLiteral("Print support information, secrets cut out."));
const QCommandLineOption kPortable(
    QStringLiteral("portable"), QStringLiteral("Keep settings, queue, socket and log under DIR."),
    QStringLiteral("DIR"));
const QCommandLineOption kSocket(QStringLiteral("socket"), QStringLiteral("Listen on PATH."),
                                 QStringLiteral("PATH"));
const QCommandLineOption kLoopback(QStringLiteral("loopback"),
                                   QStringLiteral("Listen on ADDRESS:PORT of this computer too."),
                                   QStringLiteral("ADDRESS:PORT"));
const QCommandLineOption kUplink(QStringLiteral("uplink"), QStringLiteral("Send to URL."),
                                 QStringLiteral("URL"));
const QCommandLineOption kUplinkKind(QStringLiteral("uplink-kind"),
                                     QStringLiteral("gatepost or pushgateway."),
                                     QStringLiteral("KIND"));
const QCommandLineOption kTokenFile(QStringLiteral("token-file"),
                                    QStringLiteral("Read the token from FILE."),
                                    QStringLiteral("FILE"));
const QCommandLineOption kHelp({QStringLiteral("h"), QStringLiteral("help")},
                               QStringLiteral("Print this help."));
const QCommandLineOption kVersion({QStringLiteral("v"), QStringLiteral("version")},
                                  QStringLiteral("Print the version."));

void describe(QCommandLineParser& parser) {
    parser.setApplicationDescription(
        QStringLiteral("Carries metrics of desktop applications to a Gatepost proxy, with a tray "
                       "icon and a window."));
    parser.addOptions({kBackground, kShow, kQuit, kStatus, kDiagnostics, kPortable, kSocket,
                       kLoopback, kUplink, kUplinkKind, kTokenFile, kHelp, kVersion});
    parser.addPositionalArgument(
        QStringLiteral("link"),
        QStringLiteral("A gatepost://enroll link to fill the setup page with."),
        QStringLiteral("[link]"));
}

}  // namespace

std::expected<CommandLine, QString> parseCommandLine(const QStringList& arguments) {
    QCommandLineParser parser;
    describe(parser);
    if (!parser.parse(arguments)) return std::unexpected(parser.errorText());
    CommandLine line;
    using Task = CommandLine::Task;
    const std::pair<const QCommandLineOption&, Task> tasks[] = {
        {kHelp, Task::Help}, {kVersion, Task::Version}, {kStatus, Task::Status},
        {kQuit, Task::Quit}, {kShow, Task::Show},       {kDiagnostics, Task::Diagnostics}};
    for (const auto& [option, task] : tasks) {
        if (!parser.isSet(option)) continue;
        if (line.task != Task::Run)
            return std::unexpected(QStringLiteral("--%1 does not go with another task")
                                       .arg(option.names().constLast()));
        line.task = task;
    }
    line.background = parser.isSet(kBackground);
    line.portable = parser.value(kPortable);
    line.socket = parser.value(kSocket);
    line.loopback = parser.value(kLoopback);
    line.uplink = parser.value(kUplink);
    line.uplinkKind = parser.value(kUplinkKind);
    line.tokenFile = parser.value(kTokenFile);
    if (!line.uplinkKind.isEmpty() && line.uplinkKind != QLatin1String("gatepost") &&
        line.uplinkKind != QLatin1String("pushgateway"))
        return std::unexpected(QStringLiteral("--uplink-kind is gatepost or pushgateway"));
    const auto positional = parser.positionalArguments();
    if (positional.size() > 1) return std::unexpected(QStringLiteral("one link at most"));
    if (!positional.isEmpty()) line.link = positional.constFirst();
    return line;
}

QString helpText() {
    QCommandLineParser parser;
    describe(parser);
    return parser.helpText();
}

}  // namespace gatepost::app
