// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <QSocketNotifier>

#include "relay/lifetime/process_watch.h"
#include "relay/local/peer.h"

namespace gatepost::relay {

ProcessWatch::ProcessWatch(const OwnerProcess& process, QObject* parent) : QObject(parent) {
    m_descriptor = processDescriptor(process.pid);
    if (m_descriptor < 0) return;
    // The handle is on whoever has the pid now: only the start time says that it is still the same.
    if (!isAlive(process)) {
        ::close(m_descriptor);
        m_descriptor = -1;
        return;
    }
    m_notifier = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        m_notifier->setEnabled(false);
        emit ended();
    });
}

ProcessWatch::~ProcessWatch() {
    m_notifier.reset();
    if (m_descriptor >= 0) ::close(m_descriptor);
}

}  // namespace gatepost::relay
