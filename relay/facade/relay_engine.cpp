// SPDX-License-Identifier: Apache-2.0
#include "relay/facade/relay_engine.h"

#include <QPointer>

#include "relay/facade/connection_tester.h"
#include "relay/facade/engine_live.h"
#include "relay/facade/unwatched_relay.h"
#include "relay/local/peer.h"
#include "relay/secrets/file_secret_store.h"
#include "relay/secrets/token_host.h"
#include "relay/uplink/target.h"

namespace gatepost::relay {

std::unique_ptr<Relay> makeRelay(RelayOptions options) {
    return std::make_unique<RelayEngine>(std::move(options));
}

std::unique_ptr<Relay> makeUnwatchedRelay(RelayOptions options) {
    return std::make_unique<RelayEngine>(std::move(options), RelayEngine::LintCounts::OnRequest);
}

RelayEngine::RelayEngine(RelayOptions options, LintCounts lintCounts)
    : m_options(std::move(options)),
      m_lintCounts(lintCounts) {}

RelayEngine::~RelayEngine() = default;

void RelayEngine::post(std::function<void()> function) {
    QMetaObject::invokeMethod(this, std::move(function), Qt::QueuedConnection);
}

void RelayEngine::start() {
    post([this] { openLive(); });
}

void RelayEngine::stop() {
    post([this] { closeLive(); });
}

void RelayEngine::watch() {
    post([this] {
        if (++m_watchers == 1) sendSnapshot();
    });
}

void RelayEngine::unwatch() {
    post([this] {
        if (m_watchers > 0) --m_watchers;
    });
}

void RelayEngine::pause() {
    post([this] {
        if (!m_live || !m_live->core) return;
        m_live->run.paused = true;
        m_live->core->uplink().setPaused(true);
        saveRun();
    });
}

void RelayEngine::resume() {
    post([this] {
        if (!m_live || !m_live->core) return;
        m_live->run.paused = false;
        m_live->core->uplink().setPaused(false);
        saveRun();
    });
}

void RelayEngine::retryNow() {
    post([this] {
        if (!m_live) return;
        if (!m_live->core && m_live->intake == Intake::Listening) openCore();
        if (!m_live->core) return;
        // A token file may have been renewed meanwhile: that is what ends a rejection. Of one that
        // cannot be read now the relay tells, and goes on with what it has of it.
        if (const std::string& file = m_options.settings.tokenFile; !file.empty()) {
            const auto read = readTokenFile(file);
            if (read && *read != m_live->token) return readToken();
            m_live->tokenError = read ? std::string() : read.error().text;
            onChanged();
        }
        // So may a keyring have been unlocked.
        const auto secrets = m_live->secretState;
        const auto key = m_live->core->clientKey();
        if (key == ClientKey::WrongPassphrase) m_live->passphrase.clear();
        const bool keyLocked = key == ClientKey::Locked || key == ClientKey::WrongPassphrase;
        if (secrets == SecretState::Locked || secrets == SecretState::Unavailable || keyLocked)
            readToken();
        m_live->core->uplink().retryNow();
    });
}

void RelayEngine::pauseApplication(const QString& applicationId) {
    post([this, id = applicationId.toStdString()] {
        if (!m_live || !m_live->core) return;
        m_live->run.pausedApplications.insert(id);
        m_live->core->setPausedApplications(m_live->run.pausedApplications);
        saveRun();
    });
}

void RelayEngine::resumeApplication(const QString& applicationId) {
    post([this, id = applicationId.toStdString()] {
        if (!m_live || !m_live->core) return;
        m_live->run.pausedApplications.erase(id);
        m_live->core->setPausedApplications(m_live->run.pausedApplications);
        saveRun();
    });
}

void RelayEngine::purgeApplication(const QString& applicationId) {
    post([this, id = applicationId.toStdString()] {
        if (m_live && m_live->core) m_live->core->purge(id);
    });
}

void RelayEngine::deleteGroup(const QString& groupId) {
    post([this, id = groupId.toStdString()] {
        if (!m_live || !m_live->core) return reportDone("deleteGroup", std::unexpected(notOpen()));
        Core& core = *m_live->core;
        const auto group = core.outbox().group(id);
        if (!group) {
            core.intake().forgetRefusal(id);
            return onChanged();
        }
        core.intake().remove(group->key,
                             [this](const auto& done) { reportDone("deleteGroup", done); });
    });
}

void RelayEngine::dropQueued(qint64 entry) {
    post([this, entry] {
        if (!m_live || !m_live->core) return reportDone("dropQueued", std::unexpected(notOpen()));
        Outbox& outbox = m_live->core->outbox();
        for (const QueueEntry& candidate : outbox.queue()) {
            if (candidate.id != entry) continue;
            return outbox.dropWaiting(candidate.groupId,
                                      [this](const auto& done) { reportDone("dropQueued", done); });
        }
        reportDone("dropQueued", std::unexpected(OutboxError{OutboxError::Kind::NotFound, {}}));
    });
}

void RelayEngine::retryQuarantined(qint64 entry) {
    post([this, entry] {
        if (!m_live || !m_live->core)
            return reportDone("retryQuarantined", std::unexpected(notOpen()));
        m_live->core->outbox().retryQuarantined(entry, m_live->clock(), [this](const auto& done) {
            reportDone("retryQuarantined", done);
        });
    });
}

void RelayEngine::dropQuarantined(qint64 entry) {
    post([this, entry] {
        if (!m_live || !m_live->core)
            return reportDone("dropQuarantined", std::unexpected(notOpen()));
        m_live->core->outbox().dropQuarantined(
            entry, [this](const auto& done) { reportDone("dropQuarantined", done); });
    });
}

void RelayEngine::applySettings(const Settings& settings) {
    post([this, settings] {
        takeSettings(settings);
        if (m_live) readToken();
    });
}

void RelayEngine::takeSettings(const Settings& settings) {
    const Settings before = std::exchange(m_options.settings, settings);
    m_options.settings = withTokenBound(settings, before);
    if (!m_live) return;
    if (before.tokenFile != settings.tokenFile ||
        tokenHostOf(before.uplinkUrl) != tokenHostOf(settings.uplinkUrl))
        m_live->token.clear();
    if (before.keyFile != settings.keyFile) m_live->passphrase.clear();
    if (before.loopback != settings.loopback || before.loopbackPort != settings.loopbackPort ||
        before.loopbackAddress != settings.loopbackAddress)
        openLoopback();
    if (before.outboxEncrypt != settings.outboxEncrypt && m_live->intake == Intake::Listening) {
        m_live->tokenKnown = false;  // asked for next: nothing is sent without it
        closeCore();
        openCore();
    }
}

void RelayEngine::setToken(const QString& token) {
    post([this, text = token.toStdString()] {
        if (m_live) keepToken(text);
    });
}

void RelayEngine::enroll(const Settings& settings, const QString& token) {
    post([this, settings, text = token.toStdString()] {
        takeSettings(settings);
        if (m_live) keepToken(text);
    });
}

void RelayEngine::keepToken(const std::string& token) {
    ++m_live->tokenQuestions;
    m_live->token = token;
    m_live->secretState = token.empty() ? SecretState::None : SecretState::Ready;
    m_live->tokenError.clear();
    keepSecret(kUplinkToken, token, "setToken");
    m_options.settings.tokenStored = !token.empty();
    m_options.settings.tokenHost =
        token.empty() ? std::string() : tokenHostOf(m_options.settings.uplinkUrl);
    readPassphrase();
}

void RelayEngine::setKeyPassphrase(const QString& passphrase) {
    post([this, text = passphrase.toStdString()] {
        if (!m_live) return;
        m_live->passphrase = text;
        keepSecret(kKeyPassphrase, text, "setKeyPassphrase");
        applyToCore();
    });
}

void RelayEngine::keepSecret(const char* name, const std::string& secret, const char* command) {
    const auto stored = [this, self = QPointer(this),
                         command](const std::expected<void, SecretError>& done) {
        if (self && !done)
            emit commandFailed(QString::fromLatin1(command),
                               QString::fromStdString(done.error().text));
    };
    if (!m_options.secrets) return;
    if (secret.empty())
        m_options.secrets->remove(name, stored);
    else
        m_options.secrets->write(name, secret, stored);
}

void RelayEngine::testConnection(const QString& url, const QString& token) {
    post([this, url = url.toStdString(), token = token.toStdString()] {
        if (!m_live) return;
        Settings settings = m_options.settings;
        // The token that is stored is for the address that is stored, and for no other.
        const bool isStored = token.empty() && url == settings.uplinkUrl;
        settings.uplinkUrl = url;
        m_live->tester = std::make_unique<QObject>();
        new ConnectionTester(
            settings, isStored ? m_live->token : token, m_live->passphrase,
            [this](const ConnectionTest& result) { emit connectionTested(result); },
            m_live->tester.get());
    });
}

OutboxError RelayEngine::notOpen() const {
    return {OutboxError::Kind::Closed, "the outbox is not open"};
}

void RelayEngine::reportDone(const char* command, const std::expected<void, OutboxError>& done) {
    if (!done) {
        std::string why = done.error().text;
        if (why.empty()) why = std::string(commandAnswer(done).body);
        emit commandFailed(QString::fromLatin1(command), QString::fromStdString(why).trimmed());
    }
    onChanged();
}

}  // namespace gatepost::relay
