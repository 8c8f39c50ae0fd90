// SPDX-License-Identifier: Apache-2.0
// The relay on a thread of its own, where whatever else asks the network is too, and beside it one
// that digests snapshots and writes the log, so that the screen's thread never waits for either.
// Screen thread; the relay itself is reached by its commands, which may be called from anywhere.
#pragma once

#include <QDeadlineTimer>
#include <QObject>
#include <QThread>
#include <memory>
#include <vector>

#include "relay/facade/relay.h"
#include "ui/preview/digest.h"

namespace gatepost::app {

class EventLog;

inline constexpr int kEndMilliseconds = 2000;

/// What belongs to the relay's thread and outlives it: back on the screen's when that has ended.
using Alongside = std::vector<std::shared_ptr<QObject>>;

class RelayThread : public QObject {
    Q_OBJECT
public:
    RelayThread(std::unique_ptr<relay::Relay> relay, const Alongside& alongside,
                const QString& logFile, QObject* parent = nullptr);
    ~RelayThread() override;

    void start();
    /// Stops the relay and waits for it. False: something of it still runs, and must not be
    /// destroyed.
    bool end(QDeadlineTimer deadline);
    /// Stops it and starts it again: after another relay has gone.
    void restart();
    void setLogging(bool on);
    /// Turns an invite into a token: redeemed() or redeemRefused(), as Redeem has them.
    void redeem(const QString& url, const QString& invite, const relay::Settings& settings);
    /// Asks the relay that owns `socket` to hand over: takenOver().
    void takeOver(const QString& socket);
    [[nodiscard]] relay::Relay& relay() const { return *m_relay; }

signals:
    void digested(gatepost::ui::PreviewPointer preview);
    void redeemed(QString token);
    void redeemRefused(int status, QString detail);
    /// As Takeover::finished.
    void takenOver(QString problem, QString loopback);

private:
    QThread m_engine;
    QThread m_desk;
    relay::Relay* m_relay;
    ui::DigestWorker* m_digester;
    EventLog* m_log;
    Alongside m_alongside;
    bool m_ended = false;
};

}  // namespace gatepost::app
