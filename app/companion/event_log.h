// SPDX-License-Identifier: Apache-2.0
// The optional log file: a line an event, kLogFiles files of kLogBytes that rotate. Lives on a
// thread of its own; every member but the constructor is called there.
#pragma once

#include <QFile>
#include <QObject>

#include "relay/facade/snapshot.h"

namespace gatepost::app {

inline constexpr qint64 kLogBytes = 2 * 1024 * 1024;
inline constexpr int kLogFiles = 5;

class EventLog : public QObject {
    Q_OBJECT
public:
    explicit EventLog(const QString& path, qint64 bytes = kLogBytes, QObject* parent = nullptr);

public slots:
    void setOn(bool on);
    void add(gatepost::relay::RelayEvent event);

private:
    void rotate();
    QString m_path;
    qint64 m_bytes;
    QFile m_file;
    bool m_on = false;
};

}  // namespace gatepost::app
