// SPDX-License-Identifier: Apache-2.0
#include "app/companion/takeover.h"

#include <QJsonDocument>
#include <QJsonObject>

#include "relay/scrape/local_get.h"

namespace gatepost::app {
namespace {

constexpr int kPatience = 5000;
constexpr int kStatusSeconds = 2;
constexpr std::uint64_t kStatusBytes = 1024 * 1024;

QString loopbackOf(const std::string& status) {
    return QJsonDocument::fromJson(QByteArray::fromStdString(status))
        .object()
        .value(QLatin1String("data"))
        .toObject()
        .value(QLatin1String("relay"))
        .toObject()
        .value(QLatin1String("loopback"))
        .toString();
}

}  // namespace

Takeover::Takeover(const QString& socket, QObject* parent) : QObject(parent) {
    connect(&m_socket, &QLocalSocket::connected, this, [this] {
        m_socket.write(
            "POST /-/quit HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
            "Connection: close\r\n\r\n");
    });
    connect(&m_socket, &QLocalSocket::readyRead, this, [this] {
        m_answer += m_socket.readAll();
        if (!m_answer.contains("\r\n")) return;
        const auto line = m_answer.left(m_answer.indexOf("\r\n"));
        finish(line.contains(" 200 ") || line.contains(" 202 ") ? QString()
                                                                : QString::fromUtf8(line));
    });
    connect(&m_socket, &QLocalSocket::errorOccurred, this, [this] {
        // Gone in the middle of it: that is what was asked for.
        finish(m_socket.error() == QLocalSocket::PeerClosedError ? QString()
                                                                 : m_socket.errorString());
    });
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] { finish(tr("It does not answer.")); });
    m_deadline.start(kPatience);
    // Not at once: an error would come before anyone listens.
    QTimer::singleShot(0, this, [this, socket] { ask(socket); });
}

void Takeover::ask(const QString& socket) {
    relay::ScrapeTarget status;
    status.socket = socket.toStdString();
    status.path = "/api/v1/status";
    status.timeoutSeconds = kStatusSeconds;
    new relay::LocalGet(status, kStatusBytes, this, [this, socket](const auto& answer) {
        if (answer && answer->status == 200) m_loopback = loopbackOf(answer->body);
        if (!m_done) m_socket.connectToServer(socket);
    });
}

void Takeover::finish(const QString& problem) {
    if (std::exchange(m_done, true)) return;
    emit finished(problem, m_loopback);
    deleteLater();
}

}  // namespace gatepost::app
