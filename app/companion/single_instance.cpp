// SPDX-License-Identifier: Apache-2.0
#include "app/companion/single_instance.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalSocket>
#include <QThread>
#include <QTimer>

namespace gatepost::app {
namespace {

// First byte of each message: a later form of it takes another.
constexpr char kVersion = '1';

QByteArray encoded(const QStringList& arguments) {
    return kVersion +
           QJsonDocument(QJsonArray::fromStringList(arguments)).toJson(QJsonDocument::Compact) +
           '\n';
}

std::optional<QStringList> decoded(const QByteArray& line) {
    if (line.isEmpty() || line.front() != kVersion) return std::nullopt;
    const auto document = QJsonDocument::fromJson(line.mid(1));
    if (!document.isArray()) return std::nullopt;
    QStringList arguments;
    for (const auto& value : document.array()) arguments.append(value.toString());
    return arguments;
}

}  // namespace

SingleInstance::SingleInstance(const QString& directory, QObject* parent)
    : QObject(parent),
      m_socket(directory + QStringLiteral("/companion.sock")),
      m_lockFile(std::filesystem::path(directory.toStdString()) / "companion.lock") {
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::onConnection);
}

SingleInstance::~SingleInstance() { m_server.close(); }

bool SingleInstance::acquire() {
    auto lock = store::FileLock::take(m_lockFile);
    if (lock) m_lock = std::move(*lock);
    return lock.has_value();
}

bool SingleInstance::taken() const { return store::FileLock::isTaken(m_lockFile); }

void SingleInstance::listen(Handler handler) {
    m_handler = std::move(handler);
    QLocalServer::removeServer(m_socket);
    if (!m_server.listen(m_socket))
        qWarning("a second start cannot reach this one: %s", qPrintable(m_server.errorString()));
}

void SingleInstance::onConnection() {
    while (auto* socket = m_server.nextPendingConnection()) {
        socket->setReadBufferSize(kLongestMessage);
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        QTimer::singleShot(kMessageMilliseconds, socket, [socket] { socket->abort(); });
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            if (!socket->canReadLine()) {
                if (socket->bytesAvailable() >= kLongestMessage) socket->abort();
                return;
            }
            const auto arguments = decoded(socket->readLine(kLongestMessage).trimmed());
            if (!arguments) return socket->abort();
            socket->write(m_handler(*arguments).toUtf8());
            socket->disconnectFromServer();
        });
    }
}

std::optional<QString> SingleInstance::send(const QStringList& arguments) const {
    QLocalSocket socket;
    // The first may hold the lock and not listen yet.
    for (int tries = 0; tries < 20; ++tries) {
        socket.connectToServer(m_socket);
        if (socket.waitForConnected(500)) break;
        QThread::msleep(100);
    }
    if (socket.state() != QLocalSocket::ConnectedState) return std::nullopt;
    socket.write(encoded(arguments));
    QByteArray answer;
    while (socket.waitForReadyRead(kMessageMilliseconds)) answer += socket.readAll();
    answer += socket.readAll();
    return QString::fromUtf8(answer);
}

}  // namespace gatepost::app
