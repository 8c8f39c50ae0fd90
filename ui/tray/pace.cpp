// SPDX-License-Identifier: Apache-2.0
#include "ui/tray/pace.h"

namespace gatepost::ui {

using relay::Upstream;

relay::RelayStatus Pace::shown(const relay::RelayStatus& status, std::int64_t now) {
    const bool silent =
        status.upstream == Upstream::Backoff || status.upstream == Upstream::Offline;
    const bool trying =
        status.upstream == Upstream::Sending && (m_due || m_silent) && status.queue.entries > 0;
    if (status.lastDelivery != m_lastDelivery) {
        m_lastDelivery = status.lastDelivery;
        m_keyThen = status.clientKey;
    }
    if (!silent && !trying) {
        m_before = status.upstream;
        m_due.reset();
        m_silent = false;
        return status;
    }
    // A try in between is not yet an answer: what was shown stays.
    if (!m_due && !m_silent) m_due = now + kOfflineGrace;
    // A key that nobody can open is no silence of the network: waiting mends nothing. But where
    // something was delivered without it, the server does not ask for it.
    const bool keyStuck =
        status.upstream == Upstream::Backoff && status.clientKey != relay::ClientKey::None &&
        status.clientKey != relay::ClientKey::Ready && status.clientKey != m_keyThen;
    if (m_due && (keyStuck || now >= *m_due)) {
        m_due.reset();
        m_silent = true;
    }
    if (m_silent) {
        auto result = status;
        if (trying) result.upstream = Upstream::Backoff;
        return result;
    }
    auto result = status;
    const bool wasFine = m_before == Upstream::Idle || m_before == Upstream::Sending;
    result.upstream = wasFine ? *m_before : Upstream::Sending;
    return result;
}

}  // namespace gatepost::ui
