// SPDX-License-Identifier: Apache-2.0
// The relay as a screen sees it. The object lives on the engine's thread; its signals reach other
// threads queued, and every command may be called from any thread: it is posted and returns at
// once. Abstract, so that a window is tested with a twin that only records.
//
// statusChanged comes on every change (and once after start), windows or not. snapshotChanged comes
// at most kSnapshotsPerSecond times a second, and only while watchers are counted.
#pragma once

#include <QObject>
#include <QString>
#include <cstdint>
#include <memory>
#include <optional>

#include "relay/facade/connection_test.h"
#include "relay/facade/snapshot.h"
#include "relay/facade/status.h"

namespace gatepost::relay {

struct Settings;

inline constexpr int kSnapshotsPerSecond = 4;

using StatusPointer = std::shared_ptr<const RelayStatus>;
using SnapshotPointer = std::shared_ptr<const RelaySnapshot>;

class Relay : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// Opens outbox and listeners; statusChanged tells how it went.
    virtual void start() = 0;
    /// Ends in good order, then emits stopped().
    virtual void stop() = 0;

    virtual void watch() = 0;    // a window became visible
    virtual void unwatch() = 0;  // and invisible again

    virtual void pause() = 0;
    virtual void resume() = 0;
    /// Forgets backoff, one try for every group; after AuthRejected too.
    virtual void retryNow() = 0;

    virtual void pauseApplication(const QString& applicationId) = 0;
    virtual void resumeApplication(const QString& applicationId) = 0;
    /// Deletes the application's groups here and at the far end.
    virtual void purgeApplication(const QString& applicationId) = 0;
    virtual void deleteGroup(const QString& groupId) = 0;

    virtual void dropQueued(qint64 entry) = 0;
    virtual void retryQuarantined(qint64 entry) = 0;
    virtual void dropQuarantined(qint64 entry) = 0;

    /// Scrapes it from now on; takes the place of the one of the same name.
    virtual void setTarget(const gatepost::relay::ScrapeTarget& target) = 0;
    /// Its group goes too.
    virtual void removeTarget(const QString& name) = 0;

    /// Takes effect at once where it can: uplink, loopback, caps.
    virtual void applySettings(const gatepost::relay::Settings& settings) = 0;
    /// A new token for the address in use, or none; kept where settings say (keychain, 0600 file).
    /// Ends AuthRejected.
    virtual void setToken(const QString& token) = 0;
    /// Both at once: neither the new address sees the old token, nor the old one the new token.
    virtual void enroll(const gatepost::relay::Settings& settings, const QString& token) = 0;
    /// Of the client certificate's key; kept where the token is. Empty: none is kept.
    virtual void setKeyPassphrase(const QString& passphrase) = 0;
    /// Tries address and token, keeps nothing; connectionTested. An empty token stands for the
    /// stored one where the address is the stored one.
    virtual void testConnection(const QString& url, const QString& token) = 0;

signals:
    void statusChanged(gatepost::relay::StatusPointer status);
    void snapshotChanged(gatepost::relay::SnapshotPointer snapshot);
    void happened(gatepost::relay::RelayEvent event);
    /// A command that could not be done: its name and why.
    void commandFailed(QString command, QString reason);
    void connectionTested(gatepost::relay::ConnectionTest result);
    /// Another program asked this one to hand over (POST /-/quit).
    void quitRequested();
    void stopped();
};

}  // namespace gatepost::relay

Q_DECLARE_METATYPE(gatepost::relay::StatusPointer)
Q_DECLARE_METATYPE(gatepost::relay::SnapshotPointer)
Q_DECLARE_METATYPE(gatepost::relay::RelayEvent)
