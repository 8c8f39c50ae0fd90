// SPDX-License-Identifier: Apache-2.0
#include "app/companion/crash_sentinel.h"

#include <QDateTime>
#include <QFile>

namespace gatepost::app {

CrashSentinel::CrashSentinel(const QString& directory)
    : m_file(directory + QStringLiteral("/running")) {
    QFile file(m_file);
    if (file.open(QIODevice::ReadOnly)) m_unclean = QString::fromUtf8(file.read(64)).trimmed();
}

void CrashSentinel::raise() {
    QFile file(m_file);
    if (file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        file.write(QDateTime::currentDateTime().toString(Qt::ISODate).toUtf8());
}

void CrashSentinel::lower() { QFile::remove(m_file); }

}  // namespace gatepost::app
