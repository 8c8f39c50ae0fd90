// SPDX-License-Identifier: Apache-2.0
#include "relay/gathering.h"

#include <algorithm>

namespace gatepost::relay {

void Gathering::used(Mark& connection, Time now) {
    ++m_uses;
    // A new one says nothing: a script opens one for each push.
    if (connection == 0 || m_uses - connection < kCallers) m_again = m_uses;
    connection = m_uses;
    m_times[m_uses % kCallers] = now;
}

std::chrono::milliseconds Gathering::pause(Time now) const {
    using std::chrono::milliseconds;
    if (m_uses - m_again < kCallers) return milliseconds(0);
    const auto span = now - m_times[(m_uses + 1) % kCallers];
    if (span < kLeastSpan || span > kMostSpan) return milliseconds(0);
    const auto wanted = std::chrono::ceil<milliseconds>(span * kTogether / kCallers);
    return std::min(wanted, kMostPause);
}

}  // namespace gatepost::relay
