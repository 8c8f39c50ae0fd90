// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "relay/lifetime/process_watch.h"
#include "relay/local/peer.h"

namespace gatepost::relay {

namespace {

constexpr ReadySet::Interest kEnd{.read = true};

}  // namespace

ProcessWatch::ProcessWatch(const OwnerProcess& process, ReadySet& ready)
    : m_descriptor(processDescriptor(process.pid)),
      m_ready(&ready) {
    if (m_descriptor < 0) return;
    // The handle is on whoever has the pid now: only the start time says that it is still the same.
    if (isAlive(process) && ready.watch(m_descriptor, *this, {}, kEnd)) return;
    ::close(m_descriptor);
    m_descriptor = -1;
}

ProcessWatch::~ProcessWatch() {
    unwatch();
    if (m_descriptor >= 0) ::close(m_descriptor);
}

void ProcessWatch::unwatch() {
    if (m_ready && m_descriptor >= 0) m_ready->forget(m_descriptor, *this, kEnd);
    m_ready = nullptr;
}

void ProcessWatch::onReady(ReadySet::Interest) {
    unwatch();
    emit ended();
}

}  // namespace gatepost::relay
