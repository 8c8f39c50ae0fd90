// SPDX-License-Identifier: Apache-2.0
#include "app/proxy/log.h"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <utility>

#include "proxy/intake/access_log.h"

namespace gatepost::app {
namespace {

constexpr std::size_t kQueueLength = 8192;
/// At the end, for whoever reads stderr to take what waits.
constexpr std::chrono::seconds kFlushTime{2};

std::string line(std::string_view message) {
    std::string out;
    proxy::appendLogfmt(out, "msg", message);
    return out;
}

Log makeLog(const std::shared_ptr<spdlog::details::thread_pool>& writer) {
    auto log = std::make_shared<spdlog::async_logger>(
        "gatepost-proxy", std::make_shared<spdlog::sinks::stderr_sink_mt>(), writer,
        spdlog::async_overflow_policy::overrun_oldest);
    log->set_pattern("time=%Y-%m-%dT%H:%M:%S.%eZ level=%l %v", spdlog::pattern_time_type::utc);
    return log;
}

}  // namespace

void info(const Log& log, std::string_view message) { log->info(line(message)); }
void warn(const Log& log, std::string_view message) { log->warn(line(message)); }

Logs::Logs()
    : m_eventWriter(std::make_shared<spdlog::details::thread_pool>(kQueueLength, 1)),
      m_requestWriter(std::make_shared<spdlog::details::thread_pool>(kQueueLength, 1)),
      m_events(makeLog(m_eventWriter)),
      m_requests(makeLog(m_requestWriter)) {}

Logs::~Logs() = default;

std::uint64_t Logs::lost() const {
    if (!m_eventWriter || !m_requestWriter) return 0;
    return m_eventWriter->overrun_counter() + m_requestWriter->overrun_counter();
}

bool Logs::close() {
    std::promise<void> written;
    const auto done = written.get_future();
    // A writer's end waits for its lines to be out, for as long as that takes.
    std::thread closing([events = std::exchange(m_eventWriter, nullptr),
                         requests = std::exchange(m_requestWriter, nullptr),
                         written = std::move(written)]() mutable {
        events.reset();
        requests.reset();
        written.set_value();
    });
    if (done.wait_for(kFlushTime) == std::future_status::ready) {
        closing.join();
        return true;
    }
    closing.detach();
    return false;
}

}  // namespace gatepost::app
