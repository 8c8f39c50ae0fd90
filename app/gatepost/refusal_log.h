// SPDX-License-Identifier: Apache-2.0
// What the relay's log says about pushes that the relay itself refused. An application that is
// refused pushes on, so a place is told of once a minute, with how many there were meanwhile, and
// of kPlaces places at most. A value; the time is the event's own.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "relay/facade/snapshot.h"

namespace gatepost::app {

class RefusalLog {
public:
    static constexpr std::int64_t kPauseMs = 60'000;
    static constexpr std::size_t kPlaces = 100;

    /// One line without its end; nothing of other events, and of what is told of already.
    [[nodiscard]] std::optional<std::string> line(const relay::RelayEvent& event);

private:
    struct Told {
        std::int64_t at = 0;
        std::uint64_t unsaid = 0;
    };
    std::map<std::string, Told> m_told;  // by push path
};

}  // namespace gatepost::app
