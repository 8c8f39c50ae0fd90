// SPDX-License-Identifier: Apache-2.0
// When it pays to let callers wait a few milliseconds for one another: a wake-up, a commit and a
// flush cost the same for one push as for many. It pays where many connections are used in turn,
// often enough that some come within the pause. It never makes those slower that push one after
// another (they would wait and nobody would come), and where so much comes that commits fill up by
// themselves it has nothing to do. Times are steady and arguments.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace gatepost::relay {

class Gathering {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// Among so many uses no connection comes twice; the fewer there are, the less they cost.
    static constexpr std::uint64_t kCallers = 32;
    /// About so many are waited for, and nobody longer than kMostPause.
    static constexpr int kTogether = 4;
    static constexpr std::chrono::milliseconds kMostPause{20};
    /// In this time the last kCallers uses came: rarer ones would wait alone, and quicker ones come
    /// together anyway.
    static constexpr std::chrono::milliseconds kLeastSpan{20};
    static constexpr std::chrono::milliseconds kMostSpan{320};

    /// Of a connection: when it was used last, as a number. 0: never.
    using Mark = std::uint64_t;

    void used(Mark& connection, Time now);
    /// How long not to look again; 0: at once.
    [[nodiscard]] std::chrono::milliseconds pause(Time now) const;

private:
    std::uint64_t m_uses = 0;
    std::uint64_t m_again = 0;  // the last use of a connection that was new or used lately
    std::array<Time, kCallers> m_times{};
};

}  // namespace gatepost::relay
