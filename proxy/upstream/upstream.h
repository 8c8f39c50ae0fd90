// SPDX-License-Identifier: Apache-2.0
// What the proxy hands accepted pushes to. Every call returns at once; `done` comes on any thread,
// also before the call returns. Pushes of one group are applied in the order of the calls, one at a
// time, and a sequence number is compared and recorded together with its push. Leases are kept here
// for every kind of upstream. Thread-safe. Times are nanoseconds since the epoch.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/sequence.h"
#include "metrics/exposition/exposition.h"
#include "metrics/gateway/gateway.h"
#include "metrics/gateway/snapshot.h"
#include "metrics/lint/problem.h"
#include "metrics/push/push.h"
#include "metrics/push/repeated_text.h"
#include "proxy/config/config.h"

namespace gatepost::proxy {

/// Families that one may remove from a group; null: any.
using MayRemove = std::function<bool(std::string_view family)>;

/// What one user may hold; nothing: no bound. Each names its problem: `groups_per_user` and so on.
struct Quotas {
    std::optional<std::uint64_t> groups;
    std::optional<std::uint64_t> series;
    std::optional<std::uint64_t> bytes;
    std::optional<std::uint64_t> newSeriesPerHour;
};

/// What is known of a push from one that was judged, had passed checkAlone(), and differed from it
/// in numbers alone.
struct RepeatedPush {
    metrics::RepeatedText text;
    std::string path;  // pushPath() of the key, none of whose values is empty
    metrics::Hash128 print =
        {};  // as an embedded gateway tells shapes apart; Hash128{}: not made yet
};

struct UpstreamPush {
    metrics::PushMethod method = metrics::PushMethod::Put;
    metrics::GroupingKey key;                         // with the labels that the identity adds
    const metrics::Exposition* exposition = nullptr;  // during the call alone; null on Delete
    RepeatedPush* repeated = nullptr;                 // as long; null: it is the first of its kind
    std::string owner;                                // the user; empty without auth
    std::optional<http::Sequence> sequence;
    std::optional<std::uint32_t> ttlSeconds;
    metrics::UnixNanos at = 0;   // push time
    metrics::UnixNanos now = 0;  // arrival
    Quotas quotas;
    /// Asked of a PUT or DELETE where what is held is known here, and before a group's end is set.
    MayRemove mayRemove;
    /// A line of a batch, which bounds its lines itself: it waits behind those before it, however
    /// many of its group there are.
    bool ofBatch = false;
};

[[nodiscard]] inline std::string pathOf(const UpstreamPush& push) {
    return push.repeated != nullptr ? push.repeated->path : metrics::pushPath(push.key);
}

struct PushResult {
    enum class Outcome : std::uint8_t {
        Applied,
        Superseded,   // an equal or higher sequence number was applied before
        Refused,      // 400: what a Pushgateway refuses, in its words
        OverQuota,    // 422: `problems` says which
        NotYours,     // 403: it would remove what mayRemove denies
        Unavailable,  // 502, 503, 504: not applied as far as is known; try again
    };
    Outcome outcome = Outcome::Applied;
    int status = 200;
    std::string sentence;
    std::vector<metrics::Problem> problems;
};

struct Renewal {
    metrics::GroupingKey key;
    std::uint32_t ttlSeconds = 0;
    MayRemove mayRemove;
};

struct UpstreamCounts {
    std::uint64_t groups = 0;
    std::uint64_t series = 0;
    std::uint64_t leases = 0;
    std::uint64_t expired = 0;  // groups deleted because their lease ran out, since the start
};

/// How handing on and storing has gone since the start. A refusal of the gateway's is no failure.
struct UpstreamHealth {
    std::string name;  // "embedded", "pushgateway http://..."
    std::uint64_t stored = 0;
    std::uint64_t failed = 0;
    metrics::UnixNanos storedAt = 0;  // the last time; 0: never
    metrics::UnixNanos failedAt = 0;
    std::string failure;  // the last one's sentence

    [[nodiscard]] bool good() const { return failedAt <= storedAt; }
};

class Upstream {
public:
    using PushDone = std::function<void(PushResult)>;
    using RecordDone = std::function<void()>;
    /// Of each renewal, in order, whether its group was known; nothing: could not be stored.
    using RenewDone = std::function<void(std::optional<std::vector<bool>>)>;
    using WipeDone = std::function<void(bool stored)>;

    virtual ~Upstream() = default;
    virtual void push(UpstreamPush push, PushDone done) = 0;
    /// A push that was rejected before it came here, for its body alone: leaves the trace of one
    /// that push() refuses, where groups are held here.
    virtual void recordRefusal(const UpstreamPush& /*push*/, RecordDone done) { done(); }
    virtual void renew(std::vector<Renewal> renewals, metrics::UnixNanos now, RenewDone done) = 0;
    virtual void wipe(metrics::UnixNanos now, WipeDone done) = 0;
    /// Deletes groups whose lease ran out; forgets old sequence numbers, and those of more deleted
    /// groups of one user than `deletedGroups`. Call about every second.
    virtual void sweep(metrics::UnixNanos now, std::optional<std::uint64_t> deletedGroups) = 0;
    [[nodiscard]] virtual UpstreamCounts counts() const = 0;
    [[nodiscard]] virtual UpstreamHealth health() const = 0;
    /// Nothing where the groups are held elsewhere.
    [[nodiscard]] virtual std::optional<metrics::Snapshot> snapshot() const = 0;
    [[nodiscard]] virtual std::vector<metrics::GroupPointer> groups() const = 0;
    /// The configuration has been loaded anew: takes from it what may change while it runs, which
    /// is credentials and the time that an answer may take.
    virtual void reconfigure(const UpstreamConfig&, std::chrono::seconds /*deadline*/) {}
    /// A policy has been loaded: drops held families whose type it denies.
    virtual void applyTypes(
        const std::function<bool(std::string_view family, metrics::MetricType type)>& allowed) = 0;
};

}  // namespace gatepost::proxy
