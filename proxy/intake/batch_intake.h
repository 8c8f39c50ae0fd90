// SPDX-License-Identifier: Apache-2.0
// POST /api/v1/pushes: each line is a push of its own; one line's failure touches no other, lines
// of one group apply in order. And POST /api/v1/leases. `done` comes on any thread.
//
// Both begin on an io thread. A batch gives the thread's other clients their turn every few
// milliseconds and goes on after them; so what it is called with must live as long as `done`.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "http/message.h"
#include "proxy/auth/identity.h"
#include "proxy/intake/push_intake.h"
#include "proxy/intake/settings.h"
#include "proxy/upstream/upstream.h"

namespace gatepost::proxy {

using AnswerDone = std::function<void(http::Answer)>;

struct BatchHooks {
    /// Before each line: seconds to wait where the caller has pushed too much of late.
    std::function<std::optional<std::uint32_t>()> allowance;
    /// After each line, on any thread.
    using Judged =
        std::function<void(const PushOutcome&, metrics::PushMethod, const std::string& path)>;
    Judged judged;
};

/// Lines that one batch may have: the answer to empty ones would be forty times as long.
inline constexpr std::size_t kBatchLines = 10'000;

void takeBatch(std::string body, const Identity& identity, const Settings& settings,
               Upstream& upstream, metrics::UnixNanos now, BatchHooks hooks, AnswerDone done);

void takeLeases(std::string body, const Identity& identity, const Settings& settings,
                Upstream& upstream, metrics::UnixNanos now, AnswerDone done);

}  // namespace gatepost::proxy
