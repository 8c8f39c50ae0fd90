// SPDX-License-Identifier: Apache-2.0
// Load on a running relay's local socket: one thread, any number of kept connections, little CPU of
// its own, for it shares the machine with what it measures.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace gatepost::bench {

/// 4 KB as an application would push them: 10 counters of 4 series each, other values each time.
[[nodiscard]] std::string pushBody(std::uint64_t number);

class RelayLoad {
public:
    /// Each connection pushes to a group of its own.
    RelayLoad(const std::string& socket, int connections);
    ~RelayLoad();
    RelayLoad(const RelayLoad&) = delete;
    RelayLoad& operator=(const RelayLoad&) = delete;

    /// Each pushes again as soon as it is answered; answers a second.
    [[nodiscard]] double closedLoop(std::chrono::duration<double> time);
    /// So many pushes a second in all, whether they are answered in time or not; how long each took
    /// from when it was due, in seconds, sorted.
    [[nodiscard]] std::vector<double> openLoop(double rate, std::chrono::duration<double> time);

private:
    using Clock = std::chrono::steady_clock;
    struct Connection {
        int descriptor = -1;
        std::string read;
        bool busy = false;
        Clock::time_point due;
    };
    void send(std::size_t index, Clock::time_point due);
    /// Answers that came within `wait`; the connections that had one are free.
    [[nodiscard]] std::vector<std::size_t> answered(Clock::duration wait);

    std::vector<Connection> m_connections;
    int m_poll = -1;
    std::uint64_t m_number = 0;
};

}  // namespace gatepost::bench
