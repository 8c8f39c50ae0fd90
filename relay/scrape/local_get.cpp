// SPDX-License-Identifier: Apache-2.0
#include "relay/scrape/local_get.h"

#include <QTimer>
#include <utility>

#include "relay/local/peer.h"

namespace gatepost::relay {

LocalGet::LocalGet(const ScrapeTarget& target, std::uint64_t bodyBytes, QObject* parent, Done done)
    : QObject(parent),
      m_reader({16 * 1024, bodyBytes, 16 * 1024}),
      m_done(std::move(done)) {
    m_reader.expect(http::Method::Get);
    connect(&m_socket, &QLocalSocket::connected, this, [this, path = target.path] {
        // Whoever listens there must be the user: another's program must not speak in his name.
        const auto peer = peerCredentials(static_cast<int>(m_socket.socketDescriptor()));
        if (!peer || peer->uid != ownUid())
            return finish(std::unexpected(std::string("the socket belongs to another user")));
        std::string bytes;
        http::appendRequest(bytes, http::Method::Get, path, "localhost", {{"Connection", "close"}},
                            {});
        m_socket.write(QByteArray::fromStdString(bytes));
    });
    connect(&m_socket, &QLocalSocket::readyRead, this, &LocalGet::onBytes);
    connect(&m_socket, &QLocalSocket::disconnected, this, [this] {
        onBytes();
        if (m_reader.finish() == http::ResponseReader::Event::Done) return finish(m_reader.take());
        finish(std::unexpected(std::string("closed without a whole answer")));
    });
    connect(&m_socket, &QLocalSocket::errorOccurred, this,
            [this](QLocalSocket::LocalSocketError error) {
                if (error != QLocalSocket::PeerClosedError)
                    finish(std::unexpected(m_socket.errorString().toStdString()));
            });
    QTimer::singleShot(target.timeoutSeconds * 1000, this,
                       [this] { finish(std::unexpected(std::string("no answer in time"))); });
    m_socket.connectToServer(QString::fromStdString(target.socket));
}

/// Closing, the socket would still speak to what is half destroyed.
LocalGet::~LocalGet() { m_socket.disconnect(this); }

void LocalGet::onBytes() {
    const QByteArray bytes = m_socket.readAll();
    std::string_view input(bytes.constData(), static_cast<std::size_t>(bytes.size()));
    if (!m_done || input.empty()) return;
    switch (m_reader.feed(input)) {
        case http::ResponseReader::Event::Done: return finish(m_reader.take());
        case http::ResponseReader::Event::Broken: return finish(std::unexpected(m_reader.error()));
        case http::ResponseReader::Event::NeedMore: return;
    }
}

void LocalGet::finish(std::expected<http::Response, std::string> result) {
    if (const auto done = std::exchange(m_done, nullptr)) done(std::move(result));
    deleteLater();
}

}  // namespace gatepost::relay
