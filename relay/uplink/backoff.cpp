// SPDX-License-Identifier: Apache-2.0
#include "relay/uplink/backoff.h"

#include <algorithm>

namespace gatepost::relay {

using std::chrono::milliseconds;
using std::chrono::seconds;

milliseconds between(milliseconds low, milliseconds high, Random& random) {
    std::uniform_int_distribution<std::int64_t> pick(low.count(), std::max(low, high).count());
    return milliseconds(pick(random));
}

milliseconds Backoff::next(Random& random, std::optional<seconds> retryAfter) {
    const milliseconds reach = std::max(m_last * 3, kBackoffLeast * 2);
    m_last = std::min(between(kBackoffLeast, reach, random), kBackoffMost);
    if (!retryAfter) return m_last;
    // Everybody was told the same moment: a tenth more, spread.
    const milliseconds told = std::clamp<milliseconds>(*retryAfter, seconds(0), kRetryAfterMost);
    return std::max(m_last, told + between(milliseconds(0), told / 10, random));
}

milliseconds jittered(milliseconds interval, Random& random) {
    return between(interval - interval / 10, interval + interval / 10, random);
}

}  // namespace gatepost::relay
