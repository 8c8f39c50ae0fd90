// SPDX-License-Identifier: Apache-2.0
// The outbox and all that needs it: opened, with a key where it is encrypted or to be, closed and
// opened again. While it is shut, pushes are answered 503.
#include <QPointer>

#include "relay/facade/engine_live.h"
#include "relay/secrets/outbox_key.h"

namespace gatepost::relay {

namespace {

/// How often a keychain that says it has nothing, or that does not answer, is asked again.
constexpr std::chrono::minutes kKeyPause{1};
/// After the disk has refused the file, or another relay has it open.
constexpr std::chrono::seconds kDiskPause{10};

}  // namespace

void RelayEngine::openCore() {
    ++m_live->keyQuestions;
    m_live->outboxTimer.stop();
    if (m_options.settings.outboxEncrypt) return askForKey();
    openWith({});
}

void RelayEngine::askForKey() {
    m_live->outboxState = OutboxState::Locked;
    m_live->outboxError.clear();
    onChanged();
    if (!m_options.keys)
        return onKey(std::unexpected(SecretError{SecretError::Kind::Unavailable, "no keychain"}));
    const auto answer = [this, self = QPointer(this),
                         question = m_live->keyQuestions](const auto& key) {
        if (self && m_live && question == m_live->keyQuestions) onKey(key);
    };
    readOutboxKey(*m_options.keys, [this, self = QPointer(this), answer](const auto& read) {
        if (!self || !m_live) return;
        // There is none yet, or a locked keychain hides it: what is on disk tells.
        const bool none = !read && read.error().kind == SecretError::Kind::NotFound;
        OutboxOptions options;
        options.file = outboxFile(m_options);
        options.vfs = m_options.vfs;
        if (!none || Outbox::isEncrypted(options, m_live->clock()).value_or(true))
            return answer(read);
        makeOutboxKey(*m_options.keys, answer);
    });
}

void RelayEngine::onKey(const std::expected<EncryptionKey, SecretError>& key) {
    if (key) return openWith(*key);
    m_live->outboxState = OutboxState::Locked;
    m_live->outboxError = key.error().text;
    // A refusal asked somebody for a password; these did not, so they may be tried again.
    if (key.error().kind != SecretError::Kind::Locked) m_live->outboxTimer.start(kKeyPause);
    onChanged();
}

void RelayEngine::openWith(const std::optional<EncryptionKey>& key) {
    using Kind = OutboxError::Kind;
    auto opened = Core::open(m_options, m_live->clock, key);
    if (!opened.core) {
        // Switched off, but encrypted still.
        if (opened.error.kind == Kind::KeyMissing && !key) return askForKey();
        const bool locked =
            opened.error.kind == Kind::KeyMissing || opened.error.kind == Kind::KeyWrong;
        m_live->outboxState = locked ? OutboxState::Locked : OutboxState::Failed;
        m_live->outboxError = opened.error.text;
        const bool passes = opened.error.kind == Kind::Full || opened.error.kind == Kind::Disk ||
                            opened.error.kind == Kind::Locked;
        if (passes) m_live->outboxTimer.start(kDiskPause);
        return onChanged();
    }
    m_live->outboxState = opened.recovery ? OutboxState::Recovered : OutboxState::Ok;
    m_live->outboxError = opened.recovery ? opened.recovery->setAside.string() : std::string();
    m_live->setAsideInClear = opened.inClear.empty() ? "" : opened.inClear.front().string();
    m_live->core = std::move(opened.core);
    wireCore();
    if (m_live->tokenKnown) applyToCore();
    onChanged();
}

RouteServices RelayEngine::bareServices() {
    RouteServices services;
    services.relay = this;
    services.events = &m_live->events;
    services.status = [this] { return makeStatusWithLint(); };
    services.tokenPlace = [this] { return tokenPlace(); };
    services.counts = [] { return RelayCounts(); };
    services.quit = [this] { emit quitRequested(); };
    return services;
}

void RelayEngine::wireCore() {
    Core& core = *m_live->core;
    connect(&core, &Core::changed, this, &RelayEngine::onChanged);
    connect(&core, &Core::happened, this, [this](RelayEvent event) {
        m_live->events.publish(event);
        emit happened(event);
    });
    RouteServices services = bareServices();
    services.outbox = &core.outbox();
    services.gateway = &core.gateway();
    services.intake = &core.intake();
    services.scraper = &core.scraper();
    services.counts = [this] {
        const Outbox& outbox = m_live->core->outbox();
        return RelayCounts{m_live->pool.size(), m_live->routes.requests(), outbox.bytesOnDisk(),
                           m_live->events.readers(), outbox.ledgerBalances()};
    };
    services.groups = [this] { return m_live->core->groups(); };
    services.queue = [this] { return m_live->core->queue(); };
    services.clock = m_live->clock;
    m_live->routes.setServices(std::move(services));
    core.uplink().setPaused(m_live->run.paused);
    core.setPausedApplications(m_live->run.pausedApplications);
}

void RelayEngine::closeCore() {
    m_live->routes.setServices(bareServices());
    m_live->core.reset();
    onChanged();
}

}  // namespace gatepost::relay
