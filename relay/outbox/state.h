// SPDX-License-Identifier: Apache-2.0
// The outbox's state as values: groups with what waits of them, quarantine, ledger. What is
// committed is shared and constant; a batch works on copies of its own. Internal to the outbox.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "relay/facade/status.h"
#include "relay/outbox/values.h"

namespace gatepost::relay {

/// One request that waits or is in flight. On disk its families are names alone: their texts are
/// the group's, which has seen every later push.
struct Segment {
    metrics::Change change;
    std::uint64_t pushes = 1;   // of a chain, all stand on its last piece
    std::uint64_t newest = 0;   // the number of the newest push in it
    std::int64_t pushedAt = 0;  // of that push
    std::int64_t since = 0;     // wall: when its oldest push came
    std::uint64_t chain = 0;    // 0: none; else names the split that made the piece
    bool folded = false;        // several pushes are, or were, in it

    // Not on disk.
    std::int64_t sinceSteady = 0;
    std::uint64_t n = 0;  // 0: takes a new one when it is sent
    std::uint32_t tries = 0;
    bool inFlight = false;
    bool operator==(const Segment&) const = default;
};

struct Group {
    std::int64_t row = 0;
    std::string id;
    metrics::GroupingKey key;
    Lifetime lifetime = Lifetime::Persistent;
    std::optional<OwnerProcess> owner;
    std::optional<std::int64_t> ttl;
    bool present = false;
    std::int64_t pushedAt = 0;
    std::uint64_t deliveredN = 0;
    std::uint64_t deliveredPush = 0;  // the newest push that the far end has: Segment::newest
    metrics::FamilySet held;
    std::vector<Segment>
        segments;  // the first may be in flight; at most one that is not chained waits
    std::string lastAnswer;

    // Not on disk.
    std::int64_t nextAttempt = 0;  // steady
    std::int64_t nextAttemptWall = 0;
    std::uint64_t waitsFrom = 0;  // State::settled when it began to wait
    bool operator==(const Group&) const = default;

    [[nodiscard]] bool inFlight() const { return !segments.empty() && segments.front().inFlight; }
    [[nodiscard]] std::uint64_t pushesWaiting() const;
};

struct Quarantined {
    std::int64_t id = 0;  // the n it was rejected under
    std::int64_t groupRow = 0;
    std::string groupId;
    metrics::GroupingKey key;
    Segment segment;
    std::uint64_t origin = 0;  // its chain, else its id: what counts as one push of three
    Rejection why;
    std::int64_t at = 0;
    std::int64_t atSteady = 0;  // not on disk
};

struct Ledger {
    std::uint64_t received = 0;
    std::uint64_t delivered = 0;
    std::uint64_t superseded = 0;
    std::uint64_t waiting = 0;
    std::uint64_t quarantined = 0;
    std::map<LossCause, std::uint64_t> lost;
    bool operator==(const Ledger&) const = default;
};

[[nodiscard]] bool balances(const Ledger& ledger);
[[nodiscard]] LedgerValue toValue(const Ledger& ledger);

/// What stands in the file's one row of its own.
struct Meta {
    std::string relayId;
    std::uint64_t reserved = 0;  // every n below may have been sent
    Ledger ledger;
    bool operator==(const Meta&) const = default;
};

using GroupPointer = std::shared_ptr<const Group>;
using QuarantinedPointer = std::shared_ptr<const Quarantined>;

struct State {
    Meta meta;
    std::uint64_t nextN = 1;
    std::int64_t lastRow = 0;
    std::uint64_t bytes = 0;
    std::uint64_t settled = 0;  // deliveries since the file was opened
    std::uint64_t taken = 0;    // and tries
    std::unordered_map<std::string, GroupPointer> groups;
    std::map<std::int64_t, QuarantinedPointer> quarantine;

    // Found quickly: the groups that have segments, and those in flight by n.
    std::set<std::string> pending;
    std::unordered_map<std::uint64_t, std::string> inFlight;
};

/// What a group or an entry counts against the bound.
[[nodiscard]] std::uint64_t weightOf(const Group& group);
[[nodiscard]] std::uint64_t weightOf(const Quarantined& entry);

}  // namespace gatepost::relay
