// SPDX-License-Identifier: Apache-2.0
#include "tests/support/pushgateway.h"

#include <QElapsedTimer>
#include <QHostAddress>
#include <QTcpServer>
#include <QThread>

#include "tests/support/free_port.h"

namespace gatepost::tests {
namespace {

constexpr int kWaitMilliseconds = 10'000;

/// Of the head, -1 where it has none.
qsizetype contentLength(const QByteArray& head) {
    const qsizetype at = head.toLower().indexOf("content-length:");
    return at < 0 ? -1
                  : head.mid(at + 15, head.indexOf("\r\n", at) - at - 15).trimmed().toLongLong();
}

}  // namespace

bool Pushgateway::start() {
    m_port = test::freePort();
    m_process.setStandardErrorFile(QProcess::nullDevice());
    m_process.start(QStringLiteral("/usr/bin/prometheus-pushgateway"),
                    {QStringLiteral("--persistence.file="),
                     QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(m_port)});
    QElapsedTimer clock;
    clock.start();
    while (!clock.hasExpired(kWaitMilliseconds)) {
        if (ask("GET", "/-/ready").status == 200) return true;
        QThread::msleep(20);
    }
    return false;
}

Pushgateway::~Pushgateway() {
    m_socket.abort();
    m_process.terminate();
    if (!m_process.waitForFinished(kWaitMilliseconds)) m_process.kill();
    m_process.waitForFinished(kWaitMilliseconds);
}

bool Pushgateway::fill(QByteArray& buffer) {
    if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(kWaitMilliseconds))
        return false;
    buffer += m_socket.readAll();
    return true;
}

HttpAnswer Pushgateway::ask(const QByteArray& method, const QByteArray& path,
                            const QByteArray& body, const QByteArray& contentType) {
    if (m_socket.state() != QAbstractSocket::ConnectedState) {
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
        if (!m_socket.waitForConnected(kWaitMilliseconds)) return {};
    }
    const QByteArray type = contentType.isEmpty() ? "" : "Content-Type: " + contentType + "\r\n";
    m_socket.write(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + type +
                   "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    QByteArray buffer;
    qsizetype head = -1;
    while ((head = buffer.indexOf("\r\n\r\n")) < 0)
        if (!fill(buffer)) return {};
    HttpAnswer answer;
    answer.status = buffer.mid(9, 3).toInt();
    const qsizetype length = contentLength(buffer.left(head + 2));
    const qsizetype begin = head + 4;
    if (length >= 0) {
        while (buffer.size() < begin + length)
            if (!fill(buffer)) return {};
        answer.body = buffer.mid(begin, length);
        return answer;
    }
    // Chunked: size line, bytes, line end, until a size of 0.
    qsizetype at = begin;
    for (;;) {
        qsizetype end = -1;
        while ((end = buffer.indexOf("\r\n", at)) < 0)
            if (!fill(buffer)) return {};
        const qsizetype size = buffer.mid(at, end - at).toLongLong(nullptr, 16);
        while (buffer.size() < end + 2 + size + 2)
            if (!fill(buffer)) return {};
        answer.body += buffer.mid(end + 2, size);
        at = end + 2 + size + 2;
        if (size == 0) return answer;
    }
}

}  // namespace gatepost::tests
