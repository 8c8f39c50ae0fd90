// SPDX-License-Identifier: Apache-2.0
#include "relay/secrets/keychain_secret_store.h"

#include <qt6keychain/keychain.h>

#include <QTimer>

#include "relay/secrets/glib_turns.h"

namespace gatepost::relay {

namespace {

using Kind = SecretError::Kind;

SecretError errorOf(const QKeychain::Job& job) {
    switch (job.error()) {
        case QKeychain::EntryNotFound: return {Kind::NotFound, job.errorString().toStdString()};
        case QKeychain::AccessDeniedByUser:
        case QKeychain::AccessDenied: return {Kind::Locked, job.errorString().toStdString()};
        default: return {Kind::Unavailable, job.errorString().toStdString()};
    }
}

/// Starts the job and calls `finished` exactly once: with it, or with null after the time limit. A
/// job cannot be cancelled: it deletes itself whenever it ends.
void run(QKeychain::Job* job, QObject* owner, const std::string& name,
         std::function<void(QKeychain::Job*)> finished) {
    job->setKey(QString::fromStdString(name));
    job->setInsecureFallback(false);
    job->setAutoDelete(true);
    auto* const limit = new QTimer(owner);
    limit->setSingleShot(true);
    auto once = std::make_shared<std::function<void(QKeychain::Job*)>>(std::move(finished));
    const auto end = [once, limit](QKeychain::Job* ended) {
        limit->deleteLater();
        if (const auto call = std::exchange(*once, nullptr)) call(ended);
    };
    QObject::connect(job, &QKeychain::Job::finished, limit, end);
    QObject::connect(limit, &QTimer::timeout, limit, [end] { end(nullptr); });
    limit->start(KeychainSecretStore::kAnswerLimit);
    turnGlib(limit);
    job->start();
}

SecretError waited() { return {Kind::Locked, "the keychain did not answer in time"}; }

}  // namespace

KeychainSecretStore::KeychainSecretStore(QString service, std::unique_ptr<SecretStore> behind,
                                         QObject* parent)
    : QObject(parent),
      m_service(std::move(service)),
      m_behind(std::move(behind)) {}

void KeychainSecretStore::read(const std::string& name, Read done) {
    auto* const job = new QKeychain::ReadPasswordJob(m_service);
    run(job, this, name, [this, job, name, done = std::move(done)](QKeychain::Job* ended) {
        m_inFile.erase(name);
        if (ended && ended->error() == QKeychain::NoError)
            return done(job->textData().toStdString());
        const SecretError error = ended ? errorOf(*ended) : waited();
        if (!m_behind) return done(std::unexpected(error));
        m_behind->read(
            name, [this, name, error, done](std::expected<std::string, SecretError> read) {
                if (read) m_inFile.insert(name);
                if (read || read.error().kind != Kind::NotFound) return done(std::move(read));
                done(std::unexpected(error));  // nothing there either: the keychain's reason counts
            });
    });
}

void KeychainSecretStore::write(const std::string& name, const std::string& secret, Done done) {
    auto* const job = new QKeychain::WritePasswordJob(m_service);
    job->setTextData(QString::fromStdString(secret));
    run(job, this, name, [this, name, secret, done = std::move(done)](QKeychain::Job* ended) {
        const bool written = ended && ended->error() == QKeychain::NoError;
        m_inFile.erase(name);
        if (!m_behind && written) return done({});
        if (!m_behind) return done(std::unexpected(ended ? errorOf(*ended) : waited()));
        // An old copy behind it would win once the keychain is locked.
        if (written) return m_behind->remove(name, done);
        m_behind->write(name, secret, [this, name, done](std::expected<void, SecretError> kept) {
            if (kept) m_inFile.insert(name);
            done(std::move(kept));
        });
    });
}

void KeychainSecretStore::remove(const std::string& name, Done done) {
    auto* const job = new QKeychain::DeletePasswordJob(m_service);
    run(job, this, name, [this, name, done = std::move(done)](QKeychain::Job* ended) {
        const bool gone = ended && (ended->error() == QKeychain::NoError ||
                                    ended->error() == QKeychain::EntryNotFound);
        const SecretError error = ended ? errorOf(*ended) : waited();
        if (!m_behind && gone) return done({});
        if (!m_behind) return done(std::unexpected(error));
        m_behind->remove(name, [gone, error, done](std::expected<void, SecretError> removed) {
            // Where there is no keychain at all, nothing of ours can be left in it.
            if (!removed || gone || error.kind == Kind::Unavailable)
                return done(std::move(removed));
            done(std::unexpected(error));
        });
    });
}

}  // namespace gatepost::relay
