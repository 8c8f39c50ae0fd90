// SPDX-License-Identifier: Apache-2.0
// `gatepost relay`: the relay without a screen, until SIGTERM or another relay takes over.
#include <QCoreApplication>
#include <QStringList>
#include <cstdio>
#include <utility>

#include "app/gatepost/commands.h"
#include "app/gatepost/refusal_log.h"
#include "app/relay_setup.h"
#include "app/signal_watch.h"
#include "relay/facade/unwatched_relay.h"
#include "relay/settings/settings_watch.h"

namespace gatepost::app {

namespace {

class RelayRun : public QObject {
public:
    RelayRun(RelaySetup setup, const RelayFlags& flags)
        : m_flags(flags),
          m_watch(setup.file, setup.loaded.settings),
          m_relay(relay::makeUnwatchedRelay(std::move(setup.options))) {
        connect(m_relay.get(), &relay::Relay::statusChanged, this, &RelayRun::onStatus);
        connect(m_relay.get(), &relay::Relay::stopped, this,
                [this] { QCoreApplication::exit(m_exitCode); });
        connect(m_relay.get(), &relay::Relay::quitRequested, m_relay.get(), &relay::Relay::stop);
        connect(m_relay.get(), &relay::Relay::commandFailed, this,
                [](const QString& command, const QString& reason) {
                    std::fprintf(stderr, "gatepost: %s: %s\n", qUtf8Printable(command),
                                 qUtf8Printable(reason));
                });
        connect(m_relay.get(), &relay::Relay::happened, this,
                [this](const relay::RelayEvent& event) {
                    if (const auto line = m_refusalLog.line(event))
                        std::fprintf(stderr, "gatepost: %s\n", line->c_str());
                });
        connect(&m_signals, &SignalWatch::endRequested, m_relay.get(), &relay::Relay::stop);
        connect(&m_signals, &SignalWatch::reloadRequested, this, [this] {
            m_watch.look();
            m_relay->retryNow();  // a token file may be new, too
        });
        connect(&m_watch, &relay::SettingsWatch::changed, this, &RelayRun::onSettings);
        connect(&m_watch, &relay::SettingsWatch::damaged, this, [](const QString& why) {
            std::fprintf(stderr, "gatepost: settings stay as they were: %s\n", qUtf8Printable(why));
        });
        m_relay->start();
    }

private:
    void onSettings(const relay::Settings& settings) {
        // The flags were good at start, and hold for the whole run.
        if (const auto all = withFlags(settings, m_flags)) m_relay->applySettings(*all);
        std::fputs("gatepost: settings reloaded\n", stderr);
    }

    void onStatus(const relay::StatusPointer& status) {
        if (status->intake == relay::Intake::Failed ||
            status->intake == relay::Intake::TakenByOther) {
            std::fprintf(stderr, "gatepost: %s\n", status->intakeError.c_str());
            // A listener that was lost later comes back by itself; at start nothing ever will.
            if (!m_announced) {
                m_exitCode = kFailed;
                m_relay->stop();
            }
            return;
        }
        if (status->intake == relay::Intake::Listening && !m_announced) announce(*status);
        logLoopback(*status);
        if (status->outboxError != m_outboxError) {
            m_outboxError = status->outboxError;
            if (!m_outboxError.empty())
                std::fprintf(stderr, "gatepost: outbox %s: %s\n",
                             relay::toString(status->outbox).c_str(), m_outboxError.c_str());
        }
        if (std::exchange(m_inClear, status->setAsideInClear) != status->setAsideInClear &&
            !m_inClear.empty())
            std::fprintf(stderr,
                         "gatepost: %s was damaged and set aside, and is not encrypted; delete it "
                         "once you need nothing of it\n",
                         m_inClear.c_str());
        if (std::exchange(m_tokenError, status->tokenError) != status->tokenError &&
            !m_tokenError.empty())
            std::fprintf(stderr,
                         "gatepost: the token cannot be read: %s; once that is mended, `gatepost "
                         "queue retry` reads it again\n",
                         m_tokenError.c_str());
        if (status->clientKey != m_clientKey) {
            m_clientKey = status->clientKey;
            logClientKey();
        }
        if (status->upstream != m_upstream) {
            m_upstream = status->upstream;
            logUpstream(*status);
        }
    }

    void logClientKey() const {
        using Key = relay::ClientKey;
        const auto log = [](const char* words) { std::fprintf(stderr, "gatepost: %s\n", words); };
        switch (m_clientKey) {
            case Key::None:
            case Key::Ready: return;
            case Key::Unreadable:
                return log("uplink.key_file names no PEM file with a key that can be read");
            case Key::Locked:
                return log(
                    "the client certificate's key is locked, and its passphrase is not "
                    "stored; docs/RELAY.md says where it goes");
            case Key::WrongPassphrase:
                return log(
                    "the passphrase that is stored does not open the client certificate's "
                    "key");
        }
    }

    void announce(const relay::RelayStatus& status) {
        m_announced = true;
        m_loopback = status.loopback;
        m_loopbackError = status.loopbackError;
        std::string where = status.endpoint;
        if (!status.loopback.empty()) where += " and " + status.loopback;
        std::printf("listening on %s\n", where.c_str());
        std::fflush(stdout);
        if (!status.loopbackError.empty())
            std::fprintf(stderr, "gatepost: loopback: %s\n", status.loopbackError.c_str());
    }

    void logLoopback(const relay::RelayStatus& status) {
        if (std::exchange(m_loopback, status.loopback) != status.loopback)
            std::fprintf(stderr, "gatepost: loopback: %s\n",
                         m_loopback.empty() ? "no longer listening" : m_loopback.c_str());
        if (std::exchange(m_loopbackError, status.loopbackError) != status.loopbackError &&
            !m_loopbackError.empty())
            std::fprintf(stderr, "gatepost: loopback: %s\n", m_loopbackError.c_str());
    }

    static void logUpstream(const relay::RelayStatus& status) {
        using relay::Upstream;
        if (status.upstream == Upstream::Sending || status.upstream == Upstream::Idle) return;
        if (status.upstream == Upstream::Unconfigured && status.upstreamUrl.empty()) {
            std::fprintf(stderr,
                         "gatepost: no uplink: everything waits until --uplink or the setting "
                         "uplink.url says where it goes\n");
            return;
        }
        std::fprintf(stderr, "gatepost: uplink %s%s%s\n", relay::toString(status.upstream).c_str(),
                     status.upstreamError.empty() ? "" : ": ", status.upstreamError.c_str());
    }

    SignalWatch m_signals;
    RelayFlags m_flags;
    relay::SettingsWatch m_watch;
    std::unique_ptr<relay::Relay> m_relay;
    int m_exitCode = kFine;
    bool m_announced = false;
    std::string m_tokenError;
    RefusalLog m_refusalLog;
    relay::ClientKey m_clientKey = relay::ClientKey::None;
    relay::Upstream m_upstream = relay::Upstream::Idle;
    std::string m_outboxError;
    std::string m_inClear;
    std::string m_loopback;
    std::string m_loopbackError;
};

}  // namespace

int runRelay(int& argc, char** argv, const RelayFlags& flags) {
    // Fewer wake-ups, and no main loop of a desktop that is not there.
    qputenv("QT_NO_GLIB", "1");
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("gatepost"));
    auto setup = setUpRelay(flags);
    if (!setup) {
        std::fprintf(stderr, "gatepost: %s\n", setup.error().c_str());
        return kUsage;
    }
    if (!setup->loaded.damage.empty())
        std::fprintf(stderr, "gatepost: settings are damaged (%s); the last good ones are used\n",
                     setup->loaded.damage.c_str());
    for (const relay::SettingProblem& problem : setup->loaded.problems)
        std::fprintf(stderr, "gatepost: settings: %s %s\n", problem.key.c_str(),
                     problem.text.c_str());
    const RelayRun run(std::move(*setup), flags);
    return QCoreApplication::exec();
}

}  // namespace gatepost::app
