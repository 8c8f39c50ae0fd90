// SPDX-License-Identifier: Apache-2.0
// What one push was told, alone or as a line of a batch: the same value for both, so that there is
// one place that acts on it. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relay/outbox/values.h"
#include "relay/uplink/transport.h"

namespace gatepost::relay {

struct PushAnswer {
    Outcome outcome = Outcome::Retry;
    BackoffScope scope = BackoffScope::Uplink;  // of a Retry
    UplinkAnswer said;
    Rejection why;  // of a Rejected or TooLarge
};

/// `now`: seconds since the epoch, for dates in Retry-After.
[[nodiscard]] PushAnswer singleAnswer(const UplinkReply& reply, UplinkKind kind, std::int64_t now);

/// One for each delivery, in their order. A receipt that is missing or another's is a Retry.
[[nodiscard]] std::vector<PushAnswer> batchAnswers(std::string_view receipts,
                                                   std::span<const Delivery> deliveries);

/// Whether a batch was answered line by line; else its answer is one for all.
[[nodiscard]] bool hasReceipts(const UplinkReply& reply);

/// What the answer to a question of ours (who are we, which rules, leases) means: no proxy of ours
/// rejects one, so whatever is neither a stop nor a failure comes from a stranger.
[[nodiscard]] Outcome classifyQuestion(const UplinkAnswer& answer, UplinkKind kind);

/// For the status and the queue: "503 try later", or what the network said.
[[nodiscard]] std::string inWords(const UplinkAnswer& answer);

}  // namespace gatepost::relay
