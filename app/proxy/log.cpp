// SPDX-License-Identifier: Apache-2.0
#include "app/proxy/log.h"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <string>

#include "proxy/intake/access_log.h"

namespace gatepost::app {
namespace {

constexpr std::size_t kQueueLength = 8192;

std::string line(std::string_view message) {
    std::string out;
    proxy::appendLogfmt(out, "msg", message);
    return out;
}

}  // namespace

Log makeLog() {
    spdlog::init_thread_pool(kQueueLength, 1);
    auto log = std::make_shared<spdlog::async_logger>(
        "gatepost-proxy", std::make_shared<spdlog::sinks::stderr_sink_mt>(), spdlog::thread_pool(),
        spdlog::async_overflow_policy::overrun_oldest);
    log->set_pattern("time=%Y-%m-%dT%H:%M:%S.%eZ level=%l %v", spdlog::pattern_time_type::utc);
    return log;
}

void info(const Log& log, std::string_view message) { log->info(line(message)); }
void warn(const Log& log, std::string_view message) { log->warn(line(message)); }
void flushAndClose() { spdlog::shutdown(); }

}  // namespace gatepost::app
