// SPDX-License-Identifier: Apache-2.0
// The relay on a thread of its own, and beside it one that digests snapshots and writes the log, so
// that the screen's thread never waits for either. Screen thread; the relay itself is reached by
// its commands, which may be called from anywhere.
#pragma once

#include <QObject>
#include <QThread>
#include <memory>

#include "relay/facade/relay.h"
#include "ui/preview/digest.h"

namespace gatepost::app {

class EventLog;

inline constexpr int kEndMilliseconds = 2000;

class RelayThread : public QObject {
    Q_OBJECT
public:
    /// `alongside` (null: none) belongs to the relay and moves to its thread.
    RelayThread(std::unique_ptr<relay::Relay> relay, QObject* alongside, const QString& logFile,
                QObject* parent = nullptr);
    ~RelayThread() override;

    void start();
    /// Stops the relay and waits, at most kEndMilliseconds.
    void end();
    /// Stops it and starts it again: after another relay has gone.
    void restart();
    void setLogging(bool on);
    [[nodiscard]] relay::Relay& relay() const { return *m_relay; }

signals:
    void digested(gatepost::ui::PreviewPointer preview);

private:
    QThread m_engine;
    QThread m_desk;
    relay::Relay* m_relay;
    ui::DigestWorker* m_digester;
    EventLog* m_log;
    bool m_ended = false;
};

}  // namespace gatepost::app
