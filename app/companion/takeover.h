// SPDX-License-Identifier: Apache-2.0
// Asks the relay that owns a socket to hand over (POST /-/quit). Answers on the event loop; deletes
// itself afterwards.
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
    /// `problem` is empty once the other relay has said yes.
    void finished(QString problem);

private:
    void finish(const QString& problem);
    QLocalSocket m_socket;
    QTimer m_deadline;
    QByteArray m_answer;
    bool m_done = false;
};

}  // namespace gatepost::app
