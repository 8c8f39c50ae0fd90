// SPDX-License-Identifier: Apache-2.0
// Tells when a process ends, without polling. Engine's thread only.
#pragma once

#include <QObject>
#include <memory>

#include "relay/facade/snapshot.h"

class QSocketNotifier;

namespace gatepost::relay {

class ProcessWatch : public QObject {
    Q_OBJECT
public:
    explicit ProcessWatch(const OwnerProcess& process, QObject* parent = nullptr);
    ~ProcessWatch() override;

    /// False: it has ended already, and ended() will not come.
    [[nodiscard]] bool watching() const { return m_descriptor >= 0; }

signals:
    void ended();

private:
    int m_descriptor = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

}  // namespace gatepost::relay
