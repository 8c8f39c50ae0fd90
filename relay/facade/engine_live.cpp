// SPDX-License-Identifier: Apache-2.0
// How the engine comes up, keeps its status and goes down. Its outbox: engine_outbox.cpp.
#include "relay/facade/engine_live.h"

#include <QFile>
#include <QPointer>
#include <QRandomGenerator>
#include <algorithm>
#include <csignal>

#include "relay/local/paths.h"
#include "relay/local/peer.h"
#include "relay/secrets/file_secret_store.h"
#include "relay/secrets/token_host.h"
#include "relay/uplink/client_key.h"

namespace gatepost::relay {

namespace {

using std::chrono::milliseconds;

/// Changes that come together are told together.
constexpr milliseconds kStatusSettles{50};
/// And under a steady stream of them no more often than this, for each judges what is held.
constexpr milliseconds kStatusInterval{250};
constexpr milliseconds kSnapshotInterval{1000 / kSnapshotsPerSecond};
/// How often a keyring that says it has nothing is asked again: it may be locked.
constexpr std::chrono::minutes kSecretPause{1};
/// For what is being stored when the relay is asked to end.
constexpr milliseconds kFlushAtMost{1500};

LocalLimits limitsOf(const Settings& settings) {
    LocalLimits limits;
    limits.bodyBytes = settings.bodyBytes;
    return limits;
}

std::string randomToken() {
    QByteArray bytes(24, '\0');
    for (char& byte : bytes) byte = static_cast<char>(QRandomGenerator::system()->bounded(256));
    return bytes.toHex().toStdString();
}

}  // namespace

RelayEngine::Live::Live(const LocalLimits& limits, Clock now)
    : clock(std::move(now)),
      pool(routes, limits),
      listener([this](int descriptor, Caller caller) { pool.add(descriptor, std::move(caller)); }) {
}

void RelayEngine::openLive() {
    if (m_live) return;
    raiseFileLimit();
    m_live = std::make_unique<Live>(limitsOf(m_options.settings), m_options.clock);
    m_live->since = m_live->clock().wall;
    m_live->statusTimer.setSingleShot(true);
    m_live->snapshotTimer.setSingleShot(true);
    connect(&m_live->statusTimer, &QTimer::timeout, this, &RelayEngine::sendStatus);
    connect(&m_live->snapshotTimer, &QTimer::timeout, this, &RelayEngine::sendSnapshot);
    m_live->secretTimer.setSingleShot(true);
    connect(&m_live->secretTimer, &QTimer::timeout, this, &RelayEngine::readToken);
    m_live->outboxTimer.setSingleShot(true);
    connect(&m_live->outboxTimer, &QTimer::timeout, this, &RelayEngine::openCore);
    connect(&m_live->pool, &ConnectionPool::connectionEnded, &m_live->listener,
            &LocalListener::lookAfter);
    connect(&m_live->listener, &LocalListener::listeningLost, this, [this](const QString& reason) {
        m_live->intake = Intake::Failed;
        m_live->intakeError = reason.toStdString();
        onChanged();
    });
    connect(&m_live->listener, &LocalListener::listeningAgain, this, [this] {
        m_live->intake = Intake::Listening;
        m_live->intakeError.clear();
        onChanged();
    });
    if (std::string wrong = makePrivateDirectory(m_options.stateDirectory); !wrong.empty()) {
        m_live->outboxState = OutboxState::Failed;
        m_live->outboxError = std::move(wrong);
    }
    m_live->run = loadRunState(m_options.stateDirectory / "run-state.json");
    // The socket's lock first: a second relay must not touch the outbox of the first.
    openListener();
    if (m_live->intake == Intake::Listening) {
        if (m_live->outboxError.empty()) openCore();
        openLoopback();
        readToken();
    }
    sendStatus();
}

void RelayEngine::openListener() {
    m_live->routes.setServices(bareServices());
    m_live->routes.setBodyLimit(m_options.settings.bodyBytes);
    const auto opened = m_live->listener.open(m_options.socketPath);
    if (opened) {
        m_live->intake = Intake::Listening;
        return;
    }
    const bool taken = opened.error().kind == ListenError::Kind::TakenByOther;
    m_live->intake = taken ? Intake::TakenByOther : Intake::Failed;
    m_live->intakeError = opened.error().text;
}

void RelayEngine::openLoopback() {
    m_live->loopback.reset();
    m_live->loopbackError.clear();
    if (!m_options.settings.loopback) return onChanged();
    const std::string token = randomToken();
    FileSecretStore files(m_options.stateDirectory);
    files.write("loopback.token", token, [this, &token](const auto& done) {
        if (done) m_live->routes.setLoopbackToken(token);
    });
    m_live->loopback = std::make_unique<LoopbackListener>(
        [this](int descriptor, Caller caller) { m_live->pool.add(descriptor, std::move(caller)); });
    m_live->loopbackError =
        m_live->loopback->open(m_options.settings.loopbackAddress, m_options.settings.loopbackPort);
    if (!m_live->loopbackError.empty()) m_live->loopback.reset();
    onChanged();
}

void RelayEngine::readToken() {
    const Settings& settings = m_options.settings;
    const int question = ++m_live->tokenQuestions;
    const auto known = [this, self = QPointer(this),
                        question](const std::expected<std::string, SecretError>& read) {
        if (!self || !m_live || question != m_live->tokenQuestions) return;
        m_live->tokenError.clear();
        if (read) {
            m_live->token = *read;
            m_live->secretState = SecretState::Ready;
        } else {
            // A locked keyring says that there is nothing in it; settings know better.
            const bool locked = read.error().kind == SecretError::Kind::Locked ||
                                read.error().kind == SecretError::Kind::NotFound;
            m_live->secretState = locked ? SecretState::Locked : SecretState::Unavailable;
            if (!locked) m_live->tokenError = read.error().text;
            // Saying so asked nobody for a password, unlike a refusal: it may be asked again.
            if (read.error().kind == SecretError::Kind::NotFound)
                m_live->secretTimer.start(kSecretPause);
        }
        readPassphrase();
    };
    if (!settings.tokenFile.empty()) {
        const auto read = readTokenFile(settings.tokenFile);
        if (!read) {
            m_live->token.clear();
            m_live->secretState = SecretState::Unavailable;
            m_live->tokenError = read.error().text;
            return readPassphrase();
        }
        return known(read);
    }
    if (!storedTokenFits(settings))
        m_live->token.clear();
    else if (m_options.secrets && settings.tokenStored)
        return m_options.secrets->read(kUplinkToken, known);
    m_live->secretState = m_live->token.empty() ? SecretState::None : SecretState::Ready;
    m_live->tokenError.clear();
    readPassphrase();
}

void RelayEngine::readPassphrase() {
    const bool wanted = m_options.secrets && m_live->passphrase.empty() &&
                        isLockedKey(contentOf(m_options.settings.keyFile));
    if (!wanted) return applyToCore();
    m_options.secrets->read(
        kKeyPassphrase,
        [this, self = QPointer(this)](const std::expected<std::string, SecretError>& read) {
            if (!self || !m_live) return;
            // One that was entered meanwhile is newer.
            if (read && m_live->passphrase.empty()) m_live->passphrase = *read;
            applyToCore();
        });
}

void RelayEngine::applyToCore() {
    m_live->tokenKnown = true;
    if (m_live->core) m_live->core->apply(m_options.settings, m_live->token, m_live->passphrase);
    m_live->routes.setBodyLimit(m_options.settings.bodyBytes);
    m_live->pool.setLimits(limitsOf(m_options.settings));
    onChanged();
}

void RelayEngine::saveRun() {
    const std::string wrong =
        saveRunState(m_options.stateDirectory / "run-state.json", m_live->run);
    if (!wrong.empty()) emit commandFailed(QStringLiteral("pause"), QString::fromStdString(wrong));
    onChanged();
}

void RelayEngine::onChanged() {
    if (!m_live) return;
    if (!m_live->statusTimer.isActive()) {
        const milliseconds since(m_live->clock().steady - m_live->statusAt);
        m_live->statusTimer.start(std::max(kStatusSettles, kStatusInterval - since));
    }
    if (m_watchers > 0 && !m_live->snapshotTimer.isActive())
        m_live->snapshotTimer.start(kSnapshotInterval);
}

TokenPlace RelayEngine::tokenPlace() const {
    if (m_live->token.empty()) return TokenPlace::Nowhere;
    if (!m_options.settings.tokenFile.empty()) return TokenPlace::TokenFile;
    if (!m_options.secrets) return TokenPlace::Nowhere;
    return m_options.secrets->placeOf(kUplinkToken) == SecretPlace::File ? TokenPlace::File
                                                                         : TokenPlace::Keychain;
}

RelayStatus RelayEngine::makeStatus() {
    RelayStatus status;
    status.intake = m_live->intake;
    status.intakeError = m_live->intakeError;
    status.endpoint = m_options.socketPath.string();
    if (m_live->loopback) status.loopback = m_live->loopback->endpoint();
    status.loopbackError = m_live->loopbackError;
    status.secrets = m_live->secretState;
    status.tokenError = m_live->tokenError;
    status.outbox = m_live->outboxState;
    status.outboxError = m_live->outboxError;
    if (std::error_code unreadable; std::filesystem::exists(m_live->setAsideInClear, unreadable))
        status.setAsideInClear = m_live->setAsideInClear;
    status.since = m_live->since;
    status.upstreamUrl = m_options.settings.uplinkUrl;
    if (!m_live->core) return status;
    Core& core = *m_live->core;
    const Uplink::State& uplink = core.uplink().state();
    status.upstream = uplink.upstream;
    // Until the keychain has answered, the uplink has not been told its address.
    if (m_live->tokenKnown) status.upstreamError = uplink.error;
    status.upstreamStatus = uplink.status;
    status.retryAt = uplink.retryAt;
    status.lastDelivery = uplink.lastDelivery;
    status.outboxEncrypted = core.outbox().encrypted();
    status.queue = core.outbox().summary();
    status.ledger = core.outbox().ledger();
    status.clientKey = core.clientKey();
    status.rules = core.rulesState();
    status.groups = core.gateway().groupCount();
    status.refusals = core.intake().refusalCounts();
    return status;
}

RelayStatus RelayEngine::makeStatusWithLint() {
    RelayStatus status = makeStatus();
    if (m_live->core) status.lint = m_live->core->lintSummary();
    return status;
}

void RelayEngine::sendStatus() {
    if (!m_live) return;
    m_live->statusAt = m_live->clock().steady;
    RelayStatus status = m_lintCounts == LintCounts::Always ? makeStatusWithLint() : makeStatus();
    if (m_live->sentStatus && status == m_live->lastStatus) return;
    const bool told = m_live->sentStatus && status.upstream != m_live->lastStatus.upstream;
    m_live->sentStatus = true;
    m_live->lastStatus = status;
    if (told) {
        RelayEvent event;
        event.at = m_live->clock().wall;
        event.kind = RelayEvent::Kind::Status;
        event.subject = toString(status.upstream);
        event.detail = status.upstreamError;
        m_live->events.publish(event);
        emit happened(event);
    }
    emit statusChanged(std::make_shared<const RelayStatus>(std::move(status)));
}

void RelayEngine::sendSnapshot() {
    if (!m_live || m_watchers == 0) return;
    auto snapshot = std::make_shared<RelaySnapshot>();
    if (m_live->core) {
        snapshot->groups = m_live->core->groups();
        snapshot->queue = m_live->core->queue();
        snapshot->quarantine = m_live->core->outbox().quarantine();
        for (const auto& [name, state] : m_live->core->scraper().targets())
            snapshot->targets.push_back({state.target, state.error, state.held});
    }
    emit snapshotChanged(std::move(snapshot));
}

void RelayEngine::closeLive() {
    if (!m_live) {
        emit stopped();
        return;
    }
    m_live->listener.close();
    m_live->loopback.reset();
    const auto end = [this] {
        if (!m_live) return;
        m_live.reset();
        emit stopped();
    };
    if (!m_live->core) return end();
    // Later, since the answer comes from within the outbox.
    m_live->core->outbox().flush([this, end](const auto&) { post(end); });
    // Goes with what it ends: a relay that is started again must not be ended by it.
    QTimer::singleShot(kFlushAtMost, &m_live->closeLimit, end);
}

}  // namespace gatepost::relay
