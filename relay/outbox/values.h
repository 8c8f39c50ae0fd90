// SPDX-License-Identifier: Apache-2.0
// What goes into the outbox and what comes out of it, as values. Clocks are the caller's: a Moment
// is passed wherever time matters. `wall` is milliseconds since the epoch and is only kept and
// shown; `steady` is milliseconds of a clock that never jumps and decides when something is due.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/lint/problem.h"
#include "metrics/push/grouping_key.h"
#include "metrics/push/push.h"
#include "relay/facade/snapshot.h"

namespace gatepost::relay {

struct Moment {
    std::int64_t wall = 0;
    std::int64_t steady = 0;
};

/// One judged push, the relay's own included.
struct Incoming {
    metrics::PushMethod method = metrics::PushMethod::Put;
    metrics::GroupingKey key;     // without userid
    metrics::FamilySet families;  // empty on Delete
    Lifetime lifetime = Lifetime::Persistent;
    /// Absent: the relay's own push (lifetime, lease, scrape); a group that exists keeps owner,
    /// lifetime and TTL. A caller whose process was not found has one with pid 0.
    std::optional<OwnerProcess> owner;
    std::optional<std::int64_t> ttl;  // seconds; absent: none travels with it
    std::int64_t pushedAt = 0;
    /// `Idle`: refused as Busy where something of the group waits or is in flight, such as a push
    /// that came since the caller looked. What the relay does by itself must not undo a push.
    enum class When : std::uint8_t { Always, Idle } when = When::Always;
};

/// What the uplink sends next for a group. Goes back by its `n` with exactly one of delivered,
/// superseded, failed, unsent, rejected, tooLarge or lost.
struct Delivery {
    std::uint64_t n = 0;
    std::string relayId;
    std::string groupId;
    std::string pushId;  // of the newest push in it: Gatepost-Push-Id
    metrics::PushMethod method = metrics::PushMethod::Put;
    metrics::GroupingKey key;
    metrics::FamilySet families;
    Lifetime lifetime = Lifetime::Persistent;
    std::optional<std::int64_t> ttl;
    std::int64_t pushedAt = 0;
    std::uint64_t pushes = 1;  // how many live in it
    /// Sent so often before under this n. At 0, `superseded` means that another relay has our id.
    std::uint32_t tries = 0;

    /// "<relay id>/<n>": Gatepost-Sequence.
    [[nodiscard]] std::string sequence() const;
};

struct TakeLimits {
    std::size_t count = 1;
    std::size_t bytes = SIZE_MAX;  // of family texts; the first delivery may exceed it
};

/// The server's refusal of one push.
struct Rejection {
    int status = 0;
    std::string reason;  // the server's words
    std::vector<metrics::Problem> problems;
    bool operator==(const Rejection&) const = default;
};

/// What became of a rejected delivery.
enum class Rejected : std::uint8_t {
    Split,        // its families go one by one, or in halves where it was too large
    Quarantined,  // kept with the reasons, the oldest of more than kQuarantinePerGroup lost
    Stale,        // no such delivery is in flight
};

enum class LossCause : std::uint8_t { Bytes, Age, QuarantineFull, User, Damaged };

/// "bytes", "age", "quarantine_full", "user", "damaged".
[[nodiscard]] std::string_view toString(LossCause cause);
[[nodiscard]] std::optional<LossCause> lossCauseOf(std::string_view text);

/// Pushes of a group that will not reach the server any more.
struct Loss {
    metrics::GroupingKey key;
    LossCause cause = LossCause::Bytes;
    std::uint64_t pushes = 0;
    bool operator==(const Loss&) const = default;
};

struct OutboxError {
    enum class Kind : std::uint8_t {
        Full,        // no space left on the disk: 507
        Disk,        // the disk or the file says no: 503
        Damaged,     // the file contradicts itself; reopening sets it aside: 503
        Locked,      // another relay has the file open
        TooNew,      // written by a later version
        KeyMissing,  // encrypted, or to be encrypted, and no key was given: 503
        KeyWrong,    // encrypted with another key: 503
        Closed,      // the outbox is being closed: 503
        NotFound,    // no entry of that id
        LaterPush,   // quarantine: a later push of its group was delivered
        Busy,        // something of its group is in flight; try again
    };
    Kind kind = Kind::Disk;
    std::string text;
    bool operator==(const OutboxError&) const = default;
};

/// One request of a group that waits or is in flight, with its content.
struct PendingPush {
    metrics::Change change;
    std::uint64_t pushes = 1;  // of a chain, all stand on its last piece
    bool inFlight = false;
    bool chained = false;  // a piece of a push that was split
    bool operator==(const PendingPush&) const = default;
};

/// A group as the outbox holds it.
struct HeldGroup {
    std::string id;  // metrics::groupId(key)
    metrics::GroupingKey key;
    Lifetime lifetime = Lifetime::Persistent;
    std::optional<OwnerProcess> owner;
    std::optional<std::int64_t> ttl;
    metrics::FamilySet families;  // after its last push
    bool present = true;          // false once its last push was a DELETE
    bool delivered = false;       // the far end may hold something of it
    std::int64_t pushedAt = 0;
    std::uint64_t pushesWaiting = 0;  // those in flight included
    bool pending = false;             // something of it waits, is in flight or is in a chain
    bool inFlight = false;
    std::uint64_t quarantined = 0;   // pushes
    std::uint64_t lastSequence = 0;  // of what was delivered last, 0: nothing yet
    std::uint32_t tries = 0;
    std::string lastAnswer;        // of the last try that failed
    std::int64_t nextAttempt = 0;  // steady; 0: at once
};

}  // namespace gatepost::relay
