// SPDX-License-Identifier: Apache-2.0
// The proxy's log: logfmt on stderr, written by threads of its own so that a slow terminal never
// holds up a request; what does not fit is dropped, oldest first, and counted. The lines of
// requests have a queue of their own: a warning does not drown behind them. Never a secret.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace spdlog {
class logger;
namespace details {
class thread_pool;
}
}  // namespace spdlog

namespace gatepost::app {

using Log = std::shared_ptr<spdlog::logger>;

/// `msg="..."`, and more where there is.
void info(const Log& log, std::string_view message);
void warn(const Log& log, std::string_view message);

/// Both logs, and who writes them. What is logged after close() goes nowhere.
class Logs {
public:
    Logs();
    ~Logs();
    Logs(const Logs&) = delete;
    Logs& operator=(const Logs&) = delete;

    [[nodiscard]] const Log& events() const { return m_events; }
    /// Whole lines, as proxy::accessLine() makes them.
    [[nodiscard]] const Log& requests() const { return m_requests; }
    /// Lines that did not fit.
    [[nodiscard]] std::uint64_t lost() const;
    /// Writes what waits. False: nobody has read it in time, and a thread still holds stderr; the
    /// process can only end by std::_Exit().
    [[nodiscard]] bool close();

private:
    using Writer = std::shared_ptr<spdlog::details::thread_pool>;
    Writer m_eventWriter;
    Writer m_requestWriter;
    Log m_events;
    Log m_requests;
};

}  // namespace gatepost::app
