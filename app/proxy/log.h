// SPDX-License-Identifier: Apache-2.0
// The proxy's log: logfmt on stderr, written by a thread of its own so that a slow terminal never
// holds up a request; what does not fit is dropped, oldest first. Never a secret.
#pragma once

#include <memory>
#include <string_view>

namespace spdlog {
class logger;
}

namespace gatepost::app {

using Log = std::shared_ptr<spdlog::logger>;

[[nodiscard]] Log makeLog();
/// `msg="..."`, and more where there is.
void info(const Log& log, std::string_view message);
void warn(const Log& log, std::string_view message);
void flushAndClose();

}  // namespace gatepost::app
