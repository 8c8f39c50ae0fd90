// SPDX-License-Identifier: Apache-2.0
// Tells when a process ends, without polling. Engine's thread only.
#pragma once

#include <QObject>

#include "relay/facade/snapshot.h"
#include "relay/ready_set.h"

namespace gatepost::relay {

class ProcessWatch : public QObject, private ReadySet::Watcher {
    Q_OBJECT
public:
    ProcessWatch(const OwnerProcess& process, ReadySet& ready);
    ~ProcessWatch() override;

    /// False: it has ended already, and ended() will not come.
    [[nodiscard]] bool watching() const { return m_descriptor >= 0; }

signals:
    void ended();

private:
    void onReady(ReadySet::Interest) override;
    void unwatch();

    int m_descriptor = -1;
    ReadySet* m_ready;  // null: not watched
};

}  // namespace gatepost::relay
