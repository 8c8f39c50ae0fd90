// SPDX-License-Identifier: Apache-2.0
// A request to a push path becomes a push: method, grouping key, decoded and parsed body. What it
// refuses it refuses with the Pushgateway's status and words (handler/push.go, httprouter).
// Wrapped pushes and lines of a batch come through the same door. Pure; any thread.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"
#include "http/sequence.h"
#include "metrics/exposition/exposition.h"
#include "metrics/exposition/readers.h"
#include "metrics/push/grouping_key.h"
#include "metrics/push/push.h"

namespace gatepost::http {

/// What a push says, wherever it came from. The body is still content-coded.
struct PushParts {
    metrics::PushMethod method = metrics::PushMethod::Put;
    std::string_view path;
    std::string_view contentType;
    std::string_view contentEncoding;
    std::string body;
};

struct PushRequest {
    metrics::PushMethod method = metrics::PushMethod::Put;
    metrics::GroupingKey key;
    std::optional<metrics::Exposition> exposition;  // none on Delete
    std::uint64_t bodyBytes = 0;                    // decoded
    std::uint64_t textBytes = 0;                    // as text in which each line names the group
};

/// A push as text may be so many times as large as its body may be, decoded.
inline constexpr std::uint64_t kMostTextTimes = 16;

enum class Lifetime : std::uint8_t { Persistent, Process };

/// Gatepost's own request fields, each absent where the client sent none.
struct PushFields {
    std::optional<Lifetime> lifetime;         // Gatepost-Lifetime
    std::optional<std::uint32_t> ttlSeconds;  // Gatepost-TTL
    std::string pushId;                       // Gatepost-Push-Id
    std::optional<std::int64_t> pushedAt;     // Gatepost-Pushed-At, ms since the epoch
    std::optional<Sequence> sequence;         // Gatepost-Sequence
    bool operator==(const PushFields&) const = default;
};

/// The methods that a push path knows, as the Pushgateway lists them in Allow.
inline constexpr std::string_view kPushMethods = "DELETE, OPTIONS, POST, PUT";

/// As Go's router sees a path, and with it the Pushgateway: percent-decoded, once. What cannot be
/// decoded stays.
[[nodiscard]] std::string routedPath(std::string_view path);

/// The path names a group or means to: /metrics/job/... or /metrics/job@base64/...
[[nodiscard]] bool isPushPath(std::string_view path);

/// Call at Head, before the body is read: the method and the path's start must be right; what is
/// wrong with the key, readPush says. The error is a complete answer (404, 405, 200 to OPTIONS).
[[nodiscard]] std::expected<metrics::PushMethod, Answer> pushMethod(const RequestHead& head);

/// `limit` counts decoded bytes; the body is moved out of the parts.
[[nodiscard]] std::expected<PushRequest, Refusal> readPush(PushParts parts, std::uint64_t limit);
[[nodiscard]] std::expected<PushRequest, Answer> readPush(Request request, std::uint64_t limit);

/// For PUT and POST /lint: the body alone. 400 where it does not parse.
[[nodiscard]] std::expected<metrics::Exposition, Refusal> readBody(std::string_view contentType,
                                                                   std::string_view contentEncoding,
                                                                   std::string body,
                                                                   std::uint64_t limit);

/// 400 on a field that is there and malformed.
[[nodiscard]] std::expected<PushFields, Refusal> readPushFields(const RequestHead& head);

}  // namespace gatepost::http
