// SPDX-License-Identifier: Apache-2.0
#include "app/companion/event_log.h"

#include <QDateTime>

namespace gatepost::app {
namespace {

QByteArray oneLine(const std::string& words) {
    auto bytes = QByteArray::fromStdString(words);
    for (auto& byte : bytes)
        if (byte == '\n' || byte == '\t' || byte == '\r') byte = ' ';
    return bytes;
}

}  // namespace

EventLog::EventLog(const QString& path, qint64 bytes, QObject* parent)
    : QObject(parent),
      m_path(path),
      m_bytes(bytes),
      m_file(path) {}

void EventLog::setOn(bool on) {
    m_on = on;
    if (!on) m_file.close();
}

void EventLog::add(relay::RelayEvent event) {
    if (!m_on) return;
    if (!m_file.isOpen() && !m_file.open(QIODevice::WriteOnly | QIODevice::Append)) return;
    m_file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    m_file.write(QDateTime::fromMSecsSinceEpoch(event.at).toString(Qt::ISODateWithMs).toUtf8() +
                 '\t' + QByteArray::fromStdString(relay::toString(event.kind)) + '\t' +
                 oneLine(event.subject) + '\t' + oneLine(event.detail) + '\n');
    m_file.flush();
    if (m_file.size() >= m_bytes) rotate();
}

void EventLog::rotate() {
    m_file.close();
    const auto name = [this](int i) { return QStringLiteral("%1.%2").arg(m_path).arg(i); };
    QFile::remove(name(kLogFiles - 1));
    for (int i = kLogFiles - 2; i >= 1; --i) QFile::rename(name(i), name(i + 1));
    QFile::rename(m_path, name(1));
}

}  // namespace gatepost::app
