// SPDX-License-Identifier: Apache-2.0
// Debian's Pushgateway on a free loopback port, ended with the object. It keeps nothing on disk:
// its default file is shared by every instance of the machine.
#pragma once

#include <QByteArray>
#include <QProcess>
#include <QTcpSocket>

namespace gatepost::tests {

struct HttpAnswer {
    int status = 0;  // 0: none came
    QByteArray body;
};

class Pushgateway {
public:
    /// False where it does not start within ten seconds.
    [[nodiscard]] bool start();
    ~Pushgateway();

    /// Over one kept connection. `path` as it goes on the wire.
    HttpAnswer ask(const QByteArray& method, const QByteArray& path, const QByteArray& body = {},
                   const QByteArray& contentType = {});
    [[nodiscard]] quint16 port() const { return m_port; }

private:
    bool fill(QByteArray& buffer);

    QProcess m_process;
    QTcpSocket m_socket;
    quint16 m_port = 0;
};

}  // namespace gatepost::tests
