// SPDX-License-Identifier: Apache-2.0
// GET /api/v1/events: server-sent events (WHATWG HTML, 9.2) to any number of readers. Numbers
// events, keeps none for those who come later, and drops a reader that does not keep up. Engine's
// thread only.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "relay/facade/snapshot.h"
#include "relay/local/exchange.h"

namespace gatepost::relay {

class EventHub {
public:
    static constexpr std::size_t kReaders = 16;

    void subscribe(const ExchangePointer& exchange);
    /// Gives the event its number.
    void publish(RelayEvent& event);
    [[nodiscard]] std::size_t readers() const { return m_readers.size(); }

private:
    std::uint64_t m_number = 0;
    std::set<ExchangePointer> m_readers;
};

}  // namespace gatepost::relay
