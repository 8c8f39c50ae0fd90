// SPDX-License-Identifier: Apache-2.0
// Asks the relay that owns a socket where else it listens, and to hand over (POST /-/quit). Answers
// on the event loop; deletes itself afterwards.
#pragma once

#include <QLocalSocket>
#include <QObject>
#include <QTimer>

namespace gatepost::app {

class Takeover : public QObject {
    Q_OBJECT
public:
    explicit Takeover(const QString& socket, QObject* parent = nullptr);

signals:
    /// `problem` is empty once the other relay has said yes. `loopback` is the address where it
    /// took pushes, too; empty: none.
    void finished(QString problem, QString loopback);

private:
    void ask(const QString& socket);
    void finish(const QString& problem);
    QLocalSocket m_socket;
    QTimer m_deadline;
    QByteArray m_answer;
    QString m_loopback;
    bool m_done = false;
};

}  // namespace gatepost::app
