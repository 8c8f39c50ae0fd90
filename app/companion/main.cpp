// SPDX-License-Identifier: Apache-2.0
// gatepost-companion: arguments first, then who is the first of its kind, then screen and relay.
#include <QApplication>
#include <QDir>
#include <QSessionManager>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "app/companion/command_line.h"
#include "app/companion/companion.h"
#include "app/companion/crash_sentinel.h"
#include "app/companion/diagnostics_at_rest.h"
#include "app/companion/ending.h"
#include "app/companion/settings_desk.h"
#include "app/companion/single_instance.h"
#include "app/companion/support_info.h"
#include "app/companion/translation.h"
#include "app/relay_setup.h"
#include "app/signal_watch.h"
#include "relay/facade/relay_options.h"
#include "relay/local/paths.h"
#include "relay/secrets/secret_store.h"
#include "relay/settings/settings_watch.h"
#include "ui/common/roomy_style.h"
#include "ui/tray/system_host.h"

namespace gatepost::app {
namespace {

constexpr int kFine = 0;
constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr std::chrono::seconds kSessionEnds{1};  // for what is to be on disk by then

void print(const QString& words) {
    std::fputs(qPrintable(words), stdout);
    std::fflush(stdout);
}

int complain(const QString& words, int code) {
    std::fprintf(stderr, "gatepost-companion: %s\n", qPrintable(words));
    return code;
}

RelayFlags flagsOf(const CommandLine& line) {
    return {line.portable.toStdString(),   line.socket.toStdString(),
            line.loopback.toStdString(),   line.uplink.toStdString(),
            line.uplinkKind.toStdString(), line.tokenFile.toStdString()};
}

bool needsRunningOne(CommandLine::Task task) {
    using Task = CommandLine::Task;
    return task == Task::Quit || task == Task::Status || task == Task::Diagnostics ||
           task == Task::Show;
}

int notRunning(const CommandLine& line) {
    if (line.task != CommandLine::Task::Diagnostics)
        return complain(QStringLiteral("it does not run"), kFailed);
    print(diagnosticsAtRest(flagsOf(line)));
    return kFine;
}

/// Which arguments a second start hands over: paths in them are no concern of the first.
int handOver(const SingleInstance& instance, const CommandLine& line,
             const QStringList& arguments) {
    const auto answer = instance.send(arguments);
    if (answer) {
        print(*answer);
        return kFine;
    }
    if (line.task == CommandLine::Task::Quit) return kFine;
    if (needsRunningOne(line.task) && !instance.taken()) return notRunning(line);  // it has ended
    return complain(QStringLiteral("another one runs, but it does not answer"), kFailed);
}

bool screenIsNamed() {
    const char* const names[] = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"};
    return std::ranges::any_of(names,
                               [](const char* name) { return qEnvironmentVariableIsSet(name); });
}

/// Where it listens, or why it does not: a line each time that changes.
void announce(const relay::RelayStatus& status, QString& said) {
    using relay::Intake;
    QString line;
    if (status.intake == Intake::Listening)
        line = QStringLiteral("listening on ") + QString::fromStdString(status.endpoint);
    if (status.intake == Intake::Failed || status.intake == Intake::TakenByOther)
        line = QString::fromStdString(status.intakeError);
    if (line.isEmpty() || std::exchange(said, line) == line) return;
    if (status.intake == Intake::Listening) return print(line + QLatin1Char('\n'));
    if (status.intake == Intake::TakenByOther)
        line += QStringLiteral("; the window offers to take over from it");
    complain(line, kFailed);
}

int run(QApplication& application, SingleInstance& instance, const CommandLine& line) {
    auto setup = setUpRelay(flagsOf(line));
    if (!setup) return complain(QString::fromStdString(setup.error()), kUsage);
    const auto& places = setup->places;
    const auto& settings = setup->options.settings;
    const auto stateDirectory = QString::fromStdString(places.state.string());
    SettingsDesk desk(*setup, line);

    CrashSentinel sentinel(stateDirectory);
    sentinel.raise();
    Errands errands;
    ui::SystemTrayHost tray;
    Companion::Parts parts;
    parts.relay = relay::makeRelay(setup->options);
    // A keychain answers on the thread that asks; a watch reads on it.
    const auto files = std::make_shared<relay::SettingsWatch>(setup->file, setup->loaded.settings);
    parts.alongside = {files};
    if (setup->alongside) parts.alongside.push_back(setup->alongside);
    parts.errands = &errands;
    parts.system = systemName();
    parts.tray = &tray;
    parts.autostart = systemAutostart(QCoreApplication::applicationFilePath());
    parts.settings = settings;
    parts.saveSettings = [&desk](const relay::Settings& before, const relay::Settings& after) {
        desk.saveSoon(before, after);
    };
    parts.locked = [&desk](const char* key) { return desk.lockedBy(key); };
    parts.loopbackTokenFile = stateDirectory + QStringLiteral("/loopback.token");
    parts.stateFile = stateDirectory + QStringLiteral("/window.json");
    parts.logFile = QString::fromStdString((places.logs / "companion.log").string());
    parts.uncleanRun = sentinel.uncleanRun();
    QDir().mkpath(QString::fromStdString(places.logs.string()));

    QString announced;
    auto& relay = *parts.relay;
    Companion companion(std::move(parts));
    QObject::connect(&relay, &relay::Relay::statusChanged, &companion,
                     [&](const relay::StatusPointer& status) { announce(*status, announced); });
    // exit(), not quit(): that would ask the windows first, and closing them only hides.
    const auto leave = [] { QCoreApplication::exit(kFine); };
    QObject::connect(&companion, &Companion::quitWanted, &application, leave);
    SignalWatch signalWatch;
    QObject::connect(&signalWatch, &SignalWatch::endRequested, &application, leave);
    QObject::connect(files.get(), &relay::SettingsWatch::changed, &companion,
                     [&](const relay::Settings& changed) {
                         if (const auto all = withFlags(changed, flagsOf(line)))
                             companion.settingsChanged(*all);
                     });
    QObject::connect(files.get(), &relay::SettingsWatch::damaged, &companion,
                     [](const QString& why) {
                         qWarning("settings stay as they were: %s", qUtf8Printable(why));
                     });
    QObject::connect(&signalWatch, &SignalWatch::reloadRequested, files.get(), [files, &relay] {
        files->look();
        relay.retryNow();  // a token file may be new, too
    });
    // A session manager asks this at the session's end, and just as well when it only takes stock.
    QObject::connect(
        &application, &QGuiApplication::commitDataRequest, &companion,
        [&](QSessionManager& manager) {
            manager.setRestartHint(QSessionManager::RestartNever);
            // The session manager hears the answer when this returns.
            sessionMayEndWithin(QDeadlineTimer(kSessionEnds), companion, desk, errands, sentinel);
        },
        Qt::DirectConnection);
    QObject::connect(&companion, &Companion::sessionGoesOn, &companion,
                     [&] { errands.run([&] { sentinel.raise(); }); });
    instance.listen([&](const QStringList& arguments) { return companion.obey(arguments); });
    companion.start(line.background || (settings.startInTray && settings.welcomeDone));
    if (!line.link.isEmpty()) companion.open(line.link);
    const int code = QCoreApplication::exec();
    if (!endWithin(QDeadlineTimer(kEndMilliseconds), companion, desk, errands, sentinel))
        std::_Exit(code);
    return code;
}

int start(int argc, char** argv) {
    QStringList arguments;
    for (int i = 0; i < argc; ++i) arguments.append(QString::fromLocal8Bit(argv[i]));
    QCoreApplication::setApplicationName(QStringLiteral("gatepost-companion"));
    QCoreApplication::setApplicationVersion(QStringLiteral(GATEPOST_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("io.github.gatepost.Companion"));
    const auto line = parseCommandLine(arguments);
    if (!line) return complain(line.error(), kUsage);
    using Task = CommandLine::Task;
    if (line->task == Task::Version) {
        print(QStringLiteral("gatepost-companion %1\n").arg(QStringLiteral(GATEPOST_VERSION)));
        return kFine;
    }
    if (line->task == Task::Help) {
        const QCoreApplication application(argc, argv);  // the help names the program
        print(helpText());
        return kFine;
    }
    const auto places = placesOf(flagsOf(*line));
    for (const auto& directory : {places.state, places.socket.parent_path()})
        if (const auto wrong = relay::makePrivateDirectory(directory); !wrong.empty())
            return complain(QString::fromStdString(wrong), kFailed);
    SingleInstance instance(QString::fromStdString(places.socket.parent_path().string()));
    if (needsRunningOne(line->task)) {
        const QCoreApplication application(argc, argv);
        if (instance.taken()) return handOver(instance, *line, arguments);
        return notRunning(*line);
    }
    if (!instance.acquire()) {
        const QCoreApplication application(argc, argv);
        return handOver(instance, *line, arguments);
    }
    // Qt would end the program by abort(), advising to install it again.
    if (!screenIsNamed())
        return complain(QStringLiteral("there is no display here; `gatepost relay` needs none"),
                        kFailed);
    holdSignals();
    // Fewer wake-ups than with glib's loop.
    qputenv("QT_NO_GLIB", "1");
    QApplication::setHighDpiScaleFactorRoundingPolicy(
        Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    QApplication::setStyle(new ui::RoomyStyle);
    installTranslations(application);
    return run(application, instance, *line);
}

}  // namespace
}  // namespace gatepost::app

int main(int argc, char** argv) { return gatepost::app::start(argc, argv); }
