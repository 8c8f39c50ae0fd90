// SPDX-License-Identifier: Apache-2.0
// SIGTERM, SIGINT and SIGHUP as a signal on the event loop. One at a time in a process.
#pragma once

#include <QObject>
#include <memory>

class QSocketNotifier;

namespace gatepost::app {

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
