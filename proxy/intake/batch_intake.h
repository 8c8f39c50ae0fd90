// SPDX-License-Identifier: Apache-2.0
// POST /api/v1/pushes: each line is a push of its own; one line's failure touches no other, lines of
// one group apply in order. And POST /api/v1/leases. `done` comes on any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "http/message.h"
#include "proxy/auth/identity.h"
#include "proxy/intake/settings.h"
#include "proxy/upstream/upstream.h"

namespace gatepost::proxy {

using AnswerDone = std::function<void(http::Answer)>;
/// Seconds to wait where the caller has pushed too much of late.
using PushAllowance = std::function<std::optional<std::uint32_t>()>;

void takeBatch(std::string body, const Identity& identity, const Settings& settings,
               Upstream& upstream, metrics::UnixNanos now, const PushAllowance& allowance,
               AnswerDone done);

void takeLeases(std::string body, const Identity& identity, const Settings& settings,
                Upstream& upstream, metrics::UnixNanos now, AnswerDone done);

}  // namespace gatepost::proxy
