// SPDX-License-Identifier: Apache-2.0
#include "relay/uplink/waits.h"

#include <cmath>

#include "relay/uplink/push_answer.h"

namespace gatepost::relay {

using std::chrono::milliseconds;

std::int64_t Waits::atPace(milliseconds wait) const {
    return static_cast<std::int64_t>(std::ceil(static_cast<double>(wait.count()) * m_pace));
}

std::int64_t Waits::paced(milliseconds wait) { return atPace(jittered(wait, m_random)); }

void Waits::hold(Outcome outcome, const UplinkAnswer& answer, std::int64_t now) {
    switch (outcome) {
        case Outcome::AuthStop:
            m_stop = Stop::Auth;
            m_until = now + paced(kProbeInterval);
            break;
        case Outcome::Stranger:
            m_stop = Stop::Stranger;
            m_until = now + paced(kStrangerInterval);
            break;
        default:
            m_stop = Stop::Backoff;
            m_until = now + atPace(m_backoff.next(m_random, answer.retryAfter));
    }
    m_error = inWords(answer);
    m_status = answer.status;
}

std::int64_t Waits::holdGroup(const std::string& groupId, const UplinkAnswer& answer,
                              std::int64_t now) {
    return now + atPace(m_groups[groupId].next(m_random, answer.retryAfter));
}

void Waits::lift() {
    m_stop = Stop::None;
    m_until = 0;
    m_error.clear();
    m_status = 0;
    m_backoff.reset();
}

void Waits::forget() {
    m_until = 0;
    m_backoff.reset();
    m_groups.clear();
    if (m_stop == Stop::Backoff) m_stop = Stop::None;
}

void Waits::spread(milliseconds within, std::int64_t now) {
    m_until = now + between(milliseconds(0), within, m_random).count();
}

}  // namespace gatepost::relay
