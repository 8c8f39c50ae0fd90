// SPDX-License-Identifier: Apache-2.0
// SIGTERM, SIGINT and SIGHUP as a signal on the event loop. One at a time in a process.
#pragma once

#include <QObject>
#include <memory>

class QSocketNotifier;

namespace gatepost::app {

/// Keeps the signals for a SignalWatch to come; called before the first thread starts, for every
/// thread inherits it.
void holdSignals();

class SignalWatch : public QObject {
    Q_OBJECT
public:
    explicit SignalWatch(QObject* parent = nullptr);
    ~SignalWatch() override;

signals:
    void endRequested(int number);
    void reloadRequested();

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
    int m_read = -1;
};

}  // namespace gatepost::app
