// SPDX-License-Identifier: Apache-2.0
// The Pushgateway's store in memory: groups by grouping key, refused or taken as a whole, exposed
// as one text. A push costs what it carries, however much is stored; a snapshot is taken in
// microseconds and rendered anywhere.
//
// Not for use from two threads: owners lock around it; prepare() and complete() need no lock, and
// are most of the work. What it hands out (groups, snapshots) is immutable and stays good without
// the lock. No clock: every time is an argument. Semantics and words: pushgateway
// storage/diskmetricstore.go and client_golang prometheus/registry.go.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/exposition/exposition.h"
#include "metrics/gateway/group.h"
#include "metrics/gateway/snapshot.h"
#include "metrics/lint/problem.h"
#include "metrics/push/push.h"
#include "metrics/push/sip_hash.h"

namespace gatepost::metrics {

/// One push as the gateway takes it. `owner` says whose it is (the user; "" without auth): within
/// one owner clashes are refused as the Pushgateway refuses them; between owners nobody can bar
/// another from a name of the simple types.
struct Push {
    PushMethod method = PushMethod::Put;
    const Exposition* exposition = nullptr;  // null: nothing pushed
    std::string owner;
    UnixNanos at = 0;  // push_time_seconds; never goes back
    /// Where it is known already, since the exposition differs in numbers alone from one that this
    /// gateway has prepared: what PreparedPush::print() was of that.
    Hash128 print = {};
};

enum class ClashKind : std::uint8_t {
    Timestamp,    // a sample has one
    Invalid,      // a name, label or help that would break every scrape
    Type,         // the family is held with another type
    Duplicate,    // the series is there already
    Suffix,       // x_count beside a summary x
    OwnFamily,    // contradicts a metric of this program's own
    SameIdentity  // two keys that differ by empty labels only are one to Prometheus
};

/// What is wrong with a push, in all: kind and family are of the first thing.
struct Clash {
    ClashKind kind = ClashKind::Invalid;
    std::string family;
    /// Complete, in the Pushgateway's words: "pushed metrics are invalid or inconsistent with
    /// existing metrics: ..."; of several things "N error(s) occurred:" and a line each. No line
    /// feed at its end.
    std::string message;
    bool operator==(const Clash&) const = default;
};

/// What a push changed; give it back to undo() when it could not be made durable.
struct Applied {
    GroupPointer before;            // null: there was no such group
    GroupPointer after;             // null: it is gone
    std::vector<Problem> problems;  // accepted, but exposed as untyped for another's sake
};

/// A program's own metric name: pushes of it must have its type.
struct ReservedFamily {
    std::string name;
    MetricType type = MetricType::Untyped;
    bool operator==(const ReservedFamily&) const = default;
};

/// What one owner holds.
struct Usage {
    std::size_t groups = 0;
    std::size_t series = 0;
    std::size_t bytes = 0;  // of what is exposed of them, the numbers apart
    bool operator==(const Usage&) const = default;
};

struct GatewayState;

/// A push made ready for its group. Its exposition must live until it has been applied.
class PreparedPush {
public:
    ~PreparedPush();
    PreparedPush(PreparedPush&&) noexcept;
    PreparedPush& operator=(PreparedPush&&) noexcept;

    /// Of its names, labels and help; Hash128{}: there is none.
    [[nodiscard]] Hash128 print() const;

    struct Parts;

private:
    friend class Gateway;
    explicit PreparedPush(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

class Gateway {
public:
    /// `seed` keys the series hashes; from a random source, so that nobody can make two collide.
    explicit Gateway(std::uint64_t seed = 0, std::vector<ReservedFamily> reserved = {});
    ~Gateway();
    Gateway(Gateway&&) noexcept;
    Gateway& operator=(Gateway&&) noexcept;

    /// Whether apply() would take it; changes nothing.
    [[nodiscard]] std::expected<void, Clash> check(const GroupingKey& key, const Push& push) const;
    /// All or nothing. A DELETE never fails. A refused push leaves everything as it was: whether it
    /// leaves a trace is recordFailure()'s.
    [[nodiscard]] std::expected<Applied, Clash> apply(const GroupingKey& key, const Push& push);
    [[nodiscard]] std::expected<Applied, Clash> apply(PreparedPush push);
    /// From any thread, whatever others do with the gateway meanwhile.
    [[nodiscard]] PreparedPush prepare(const GroupingKey& key, Push push) const;
    /// Whether the push differs in numbers alone from what its group holds: then it is ready.
    [[nodiscard]] bool repeats(const PreparedPush& push) const;
    /// What else it needs, which apply() would do; from any thread.
    void complete(PreparedPush& push) const;
    /// Puts the group back as it was before; of several changes of one group the last first.
    /// Families that others have come to contradict since are left out; returns their names.
    std::vector<std::string> undo(const GroupingKey& key, const Applied& applied);
    /// As the Pushgateway does after a refused push: push_failure_time_seconds, and a group with
    /// push_time_seconds 0 where there was none. Null where even that would contradict others.
    GroupPointer recordFailure(const GroupingKey& key, UnixNanos at, std::string_view owner);

    /// From a store at start. Families that contradict what is there are left out; returns their
    /// names. Of a text that does not parse nothing but the times comes back: returns the sentence.
    std::vector<std::string> restore(const StoredGroup& stored);

    GroupPointer erase(const GroupingKey& key);
    void wipe();
    /// Drops held families whose type `allowed` denies (a policy that has just been loaded);
    /// returns the groups as they are now.
    std::vector<GroupPointer> dropTypes(
        const std::function<bool(std::string_view family, MetricType type)>& allowed);

    /// Null where there is none.
    [[nodiscard]] GroupPointer group(const GroupingKey& key) const;
    /// Sorted by key.
    [[nodiscard]] std::vector<GroupPointer> groups() const;
    [[nodiscard]] std::size_t groupCount() const;
    [[nodiscard]] std::size_t seriesCount() const;
    [[nodiscard]] Usage usage(std::string_view owner) const;
    /// Families of the group that are exposed as untyped because others push another type.
    [[nodiscard]] std::vector<Problem> problems(const GroupingKey& key) const;
    /// How the family is exposed now; nothing where nobody holds it.
    [[nodiscard]] std::optional<MetricType> exposedType(std::string_view family) const;

    [[nodiscard]] Snapshot snapshot() const;

private:
    [[nodiscard]] Applied applyRepeated(PreparedPush::Parts& parts);

    std::unique_ptr<GatewayState> m_state;
};

}  // namespace gatepost::metrics
