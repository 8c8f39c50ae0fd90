// SPDX-License-Identifier: Apache-2.0
#include "relay/outbox/state.h"

#include <numeric>

namespace gatepost::relay {

namespace {

/// Rows, keys and owners beside the families.
constexpr std::uint64_t kRowWeight = 512;

std::uint64_t lostInAll(const Ledger& ledger) {
    return std::accumulate(ledger.lost.begin(), ledger.lost.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const auto& entry) { return sum + entry.second; });
}

}  // namespace

std::uint64_t Group::pushesWaiting() const {
    std::uint64_t sum = 0;
    for (const auto& segment : segments) sum += segment.pushes;
    return sum;
}

bool balances(const Ledger& ledger) {
    return ledger.received == ledger.delivered + ledger.superseded + ledger.waiting +
                                  ledger.quarantined + lostInAll(ledger);
}

LedgerValue toValue(const Ledger& ledger) {
    LedgerValue value{.received = ledger.received,
                      .delivered = ledger.delivered,
                      .superseded = ledger.superseded,
                      .waiting = ledger.waiting,
                      .quarantined = ledger.quarantined,
                      .lost = {}};
    for (const auto& [cause, pushes] : ledger.lost)
        if (pushes > 0) value.lost[std::string(toString(cause))] = pushes;
    return value;
}

std::uint64_t weightOf(const Group& group) { return kRowWeight + group.held.bytes(); }

std::uint64_t weightOf(const Quarantined& entry) {
    return kRowWeight + entry.segment.change.families.bytes();
}

}  // namespace gatepost::relay
