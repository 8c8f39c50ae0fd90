// SPDX-License-Identifier: Apache-2.0
// One push, wherever it came from: read, checked against the identity, judged, handed to the
// upstream. Every way out is an outcome with the status and the words of the wire.
// Runs on the calling thread up to the upstream; `done` comes on any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "http/answers.h"
#include "http/push_request.h"
#include "http/sequence.h"
#include "metrics/lint/problem.h"
#include "proxy/auth/identity.h"
#include "proxy/intake/push_memory.h"
#include "proxy/intake/settings.h"
#include "proxy/upstream/upstream.h"

namespace gatepost::proxy {

struct IncomingPush {
    http::PushParts parts;
    std::optional<http::Sequence> sequence;
    std::optional<std::int64_t> pushedAt;  // ms
    std::optional<std::uint32_t> ttlSeconds;
    /// Decoded bytes that the batch it came in may still take; the push lowers it. Null: alone.
    std::uint64_t* decodedRoom = nullptr;
    /// Of what has come before. Null: none.
    PushMemory* memory = nullptr;
};

/// Why a push was not taken, for the metrics.
enum class Reason : std::uint8_t {
    None,
    Malformed,  // path, body or coding cannot be read
    TooLarge,
    NotYours,  // a grant, or another's label
    Judged,    // lint or policy
    Clash,     // what a Pushgateway refuses, with what is held
    Quota,
    Upstream,  // could not be stored or handed on
};
inline constexpr std::size_t kReasons = 8;

struct PushOutcome {
    int status = 200;
    Reason reason = Reason::None;
    std::optional<http::Verdict> verdict;
    std::string sentence;                    // empty on success
    std::vector<metrics::Problem> problems;  // also of an accepted push: its warnings
    std::optional<std::uint32_t> retryAfter;
    /// Where the body could not be read. It goes into JSON alone: the text is the Pushgateway's.
    std::optional<metrics::Problem> unreadable = std::nullopt;
};

/// A batch's bodies together, decoded, may be so many times limits.body_bytes.
inline constexpr std::uint64_t kBatchBodies = 4;

using OutcomeDone = std::function<void(PushOutcome)>;

void takePush(IncomingPush push, const Identity& identity, const Settings& settings,
              Upstream& upstream, metrics::UnixNanos now, OutcomeDone done);

/// Whether the key's job is one that the token is for.
[[nodiscard]] bool mayPushJob(const Identity& identity, const metrics::GroupingKey& key);

/// The families that the token is for; null: any.
[[nodiscard]] MayRemove mayRemoveOf(const Identity& identity);

/// The key with what the identity adds; the error says whose label it tried to use.
[[nodiscard]] std::expected<metrics::GroupingKey, std::string> enforced(
    const metrics::GroupingKey& key, const Identity& identity, const Config& config);

/// As the Pushgateway answers a push, with the verdict and problems of ours.
[[nodiscard]] http::Answer pushAnswer(const PushOutcome& outcome, bool asJson);
/// As /push_metrics answers.
[[nodiscard]] http::Answer wrappedAnswer(const PushOutcome& outcome, const std::string& target);

}  // namespace gatepost::proxy
