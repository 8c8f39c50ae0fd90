// SPDX-License-Identifier: Apache-2.0
// From an answer to what the relay does about it: docs/PROTOCOL.md's table as one pure function,
// the first row that matches. What carries no verdict of the proxy's own never costs data: a
// captive portal, a middlebox and a wrong address all speak HTTP too.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "http/answers.h"
#include "relay/settings/settings.h"

namespace gatepost::relay {

using http::Verdict;

/// What came back, as far as the decision needs it.
struct UplinkAnswer {
    int status = 0;  // 0: no answer; `transport` says why
    std::optional<Verdict> verdict;
    bool html = false;
    std::optional<std::chrono::seconds> retryAfter;
    std::string transport;  // of the network stack: "Connection refused"
    std::string body;       // the server's words, cut
    bool operator==(const UplinkAnswer&) const = default;
};

enum class Outcome : std::uint8_t {
    Done,
    Superseded,
    Rejected,  // quarantine this push
    AuthStop,  // stop sending, keep everything
    TooLarge,  // split it, or quarantine
    Retry,
    Stranger,  // keep everything, probe slowly
};

/// What a request carried.
enum class Carried : std::uint8_t { OnePush, Batch };

enum class BackoffScope : std::uint8_t { None, Group, Uplink };

[[nodiscard]] Outcome classify(const UplinkAnswer& answer, UplinkKind kind);

/// Whom a Retry holds back.
[[nodiscard]] BackoffScope backoffScope(const UplinkAnswer& answer, Carried carried);

/// A receipt of a batch: its own status, always under the proxy's verdict.
[[nodiscard]] Outcome classifyReceipt(int status, std::optional<Verdict> verdict);

}  // namespace gatepost::relay
