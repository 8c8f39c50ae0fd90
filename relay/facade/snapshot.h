// SPDX-License-Identifier: Apache-2.0
// What the preview, the queue page and the routes show: values, cheap to copy (family texts are
// shared). Times are milliseconds since the epoch.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "metrics/lint/problem.h"
#include "metrics/push/family_set.h"
#include "metrics/push/grouping_key.h"
#include "metrics/push/push.h"
#include "relay/scrape/target.h"

namespace gatepost::relay {

enum class Lifetime : std::uint8_t { Persistent, Process };

[[nodiscard]] std::string toString(Lifetime lifetime);

/// Who pushed last. Names are for people, never for authentication: a caller that exits at once
/// leaves pid and user alone.
struct OwnerProcess {
    std::int64_t pid = 0;         // 0: not known
    std::uint64_t startTime = 0;  // in the kernel's ticks since boot; tells reused pids apart
    std::string bootId;
    std::string executable;  // absolute path, or empty
    std::string user;
    bool alive = false;
    bool operator==(const OwnerProcess&) const = default;

    /// Names the application in /api/v1/applications/<id>: of executable and user, 16 hex digits.
    [[nodiscard]] std::string applicationId() const;
};

/// Where a group's last push stands.
enum class GroupState : std::uint8_t {
    Waiting,  // in the outbox
    InFlight,
    Delivered,
    Quarantined,  // the server rejected it: serverSaid
    Refused,      // the relay refused it: `refusal`; what was held before stays
};

[[nodiscard]] std::string toString(GroupState state);

/// A push that the relay answered 400 or 422. Nothing of it was queued.
struct Refusal {
    int status = 400;
    std::string sentence;
    std::vector<metrics::Problem> problems;
    std::string body;  // as read after decoding, cut at 64 KiB; problems point into it
    std::int64_t at = 0;
    bool operator==(const Refusal&) const = default;
};

struct GroupSnapshot {
    std::string id;  // metrics::groupId(key)
    metrics::GroupingKey key;
    OwnerProcess owner;
    Lifetime lifetime = Lifetime::Persistent;
    std::int64_t lastPush = 0;
    std::uint64_t revision = 0;  // changes with every push, refusal and delivery
    GroupState state = GroupState::Waiting;
    std::string serverSaid;
    metrics::FamilySet families;
    /// Of families.text(), lines and columns in it: what the proxy will find in this group.
    std::vector<metrics::Problem> problems;
    std::optional<Refusal> refusal;
    bool paused = false;  // by application
    bool operator==(const GroupSnapshot&) const = default;
};

struct QueueEntry {
    std::int64_t id = 0;
    std::string groupId;
    metrics::GroupingKey key;
    metrics::PushMethod method = metrics::PushMethod::Put;
    std::uint64_t pushes = 1;  // how many live in it
    std::uint64_t bytes = 0;
    std::int64_t pushedAt = 0;
    bool inFlight = false;
    std::uint32_t attempts = 0;
    std::int64_t retryAt = 0;
    std::string lastError;
    metrics::FamilySet families;  // what it would bring to the far end
    bool operator==(const QueueEntry&) const = default;
};

struct QuarantineEntry {
    std::int64_t id = 0;
    std::string groupId;
    metrics::GroupingKey key;
    metrics::PushMethod method = metrics::PushMethod::Put;
    std::uint64_t pushes = 1;
    std::int64_t pushedAt = 0;
    std::int64_t rejectedAt = 0;
    int status = 0;
    std::string reason;  // the server's words
    std::vector<metrics::Problem> problems;
    metrics::FamilySet families;
    bool operator==(const QuarantineEntry&) const = default;
};

/// One line of the log page and of GET /api/v1/events.
struct RelayEvent {
    enum class Kind : std::uint8_t {
        Push,
        Refused,
        Delivered,
        Superseded,
        Quarantined,
        Failed,
        Lost,
        Status
    };
    std::uint64_t number = 0;
    std::int64_t at = 0;
    Kind kind = Kind::Push;
    std::string groupId;
    std::string subject;  // the push path, or for Status the state's name
    std::string detail;   // status code and the server's words, an error
    bool operator==(const RelayEvent&) const = default;
};

[[nodiscard]] std::string toString(RelayEvent::Kind kind);

/// A target that the relay scrapes, and how it went last.
struct ScrapeView {
    ScrapeTarget target;
    std::string error;  // of the last scrape; empty: it went well, or none was made yet
    bool held = false;  // something of it is
    bool operator==(const ScrapeView&) const = default;
};

/// Everything that a window shows; sent at most 4 times a second, and only while someone watches.
struct RelaySnapshot {
    std::vector<GroupSnapshot> groups;        // by key
    std::vector<QueueEntry> queue;            // oldest first
    std::vector<QuarantineEntry> quarantine;  // newest first
    std::vector<ScrapeView> targets;          // by name
    bool operator==(const RelaySnapshot&) const = default;
};

}  // namespace gatepost::relay
