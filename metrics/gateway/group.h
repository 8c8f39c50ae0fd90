// SPDX-License-Identifier: Apache-2.0
// A group as the gateway holds it: immutable and shared, so that it may be read, persisted or shown
// after the gateway has moved on.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/exposition/exposition.h"
#include "metrics/push/family_set.h"
#include "metrics/push/grouping_key.h"
#include "metrics/push/sip_hash.h"

namespace gatepost::metrics {

/// Nanoseconds since the epoch; 0 is never.
using UnixNanos = std::int64_t;

/// Over a series' name and its labels, empty values left out.
using SeriesHash = Hash128;

/// One family of one group. There are many: its texts lie in one piece.
struct HeldFamily {
    std::string_view name;
    std::string_view help;
    std::string_view samples;  // text lines with the grouping labels merged in, labels sorted
    std::string_view exact;    // the same with the sign of -0, where one has it
    MetricType type = MetricType::Untyped;  // as pushed
    std::vector<SeriesHash> series;
    UnixNanos pushedAt = 0;
    std::uint32_t owner = 0;  // the gateway's number for whoever pushed it

    /// # HELP, # TYPE and samples: what this group alone exposes of the family.
    [[nodiscard]] std::string text() const;
    /// The same, with the sign of -0 that the exposition leaves out as Go's does.
    [[nodiscard]] std::string exactText() const;

    /// Sets the four texts to copies of its own.
    void keep(std::string_view ownName, std::string_view ownHelp, std::string_view ownSamples,
              std::string_view ownExact);

private:
    std::unique_ptr<char[]> m_texts;
};

using HeldFamilyPointer = std::shared_ptr<const HeldFamily>;

struct Group {
    GroupingKey key;
    std::string owner;  // who pushed last
    UnixNanos pushTime = 0;
    UnixNanos failureTime = 0;
    FamilySet held;  // as pushed, without the grouping labels: what a store keeps
    /// With push_time_seconds and push_failure_time_seconds; sorted by name.
    std::vector<HeldFamilyPointer> families;

    /// `last_push_successful` of the Pushgateway's JSON.
    [[nodiscard]] bool lastPushSuccessful() const { return failureTime <= pushTime; }
};

using GroupPointer = std::shared_ptr<const Group>;

/// What a store keeps of a group, and gives back at start.
struct StoredGroup {
    GroupingKey key;
    std::string owner;
    UnixNanos pushTime = 0;
    UnixNanos failureTime = 0;
    std::string held;  // Group::held.text()
};

}  // namespace gatepost::metrics
