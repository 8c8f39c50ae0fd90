// SPDX-License-Identifier: Apache-2.0
// A group as the gateway holds it: immutable and shared, so that it may be read, persisted or shown
// after the gateway has moved on.
//
// What most pushes leave as it was (names, labels, help: the shape) lies apart from what each of
// them brings (a number for each line), so that such a push neither writes nor compares text. Text
// is made when somebody reads it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/exposition/exposition.h"
#include "metrics/exposition/text_writer.h"
#include "metrics/push/grouping_key.h"
#include "metrics/push/sip_hash.h"

namespace gatepost::metrics {

/// Nanoseconds since the epoch; 0 is never.
using UnixNanos = std::int64_t;

/// Over a series' name and its labels, empty values left out.
using SeriesHash = Hash128;

/// Text lines, each up to its number, one behind the other.
struct LineTexts {
    std::string text;
    std::vector<std::uint32_t> ends;
    bool operator==(const LineTexts&) const = default;
};

/// One family of one group without its numbers.
struct FamilyShape {
    LineTexts lines;   // with the grouping labels merged in, labels sorted
    Hash128 nameHash;  // keyed as the series' are
    std::string name;
    std::string help;
    MetricType type = MetricType::Untyped;  // as pushed
    std::uint32_t owner = 0;                // the gateway's number for whoever pushed it
    std::vector<SeriesHash> series;
    LineTexts exact;  // the same with the sign of a bound of -0; empty where none has it
    std::vector<std::uint32_t> filled;  // which lines are +Inf buckets that were not pushed; sorted

    /// Of header and lines, without the numbers.
    [[nodiscard]] std::size_t bytes() const;
};

using FamilyShapePointer = std::shared_ptr<const FamilyShape>;

/// A held family, as long as its group lives.
struct HeldFamily {
    const FamilyShape& shape;
    std::span<const double> numbers;  // of each line
    UnixNanos pushedAt = 0;
    const std::string& owner;

    /// # HELP, # TYPE and samples: what this group alone exposes of the family.
    [[nodiscard]] std::string text() const;
    /// What was pushed: with the sign of -0 that the exposition leaves out as Go's does, and
    /// without the +Inf buckets that it fills in. Read again, it gives the same shape and numbers.
    [[nodiscard]] std::string exactText() const;
};

/// The sample lines as Go's expfmt has them.
void appendSamples(std::string& out, const FamilyShape& shape, const double* numbers);

struct GroupShape {
    /// Of all that one owner pushed at once (numbers.h); Hash128{}: it came in several pushes.
    /// First, so that to compare it fetches the line of memory that holding the shape fetches.
    Hash128 print;
    /// With push_time_seconds and push_failure_time_seconds; sorted by name.
    std::vector<FamilyShapePointer> families;
    std::vector<std::uint32_t> starts;  // of each family's numbers in Group::numbers, and the end
    std::array<std::uint32_t, 2> times{};  // where the failure time and the push time stand there
    std::size_t series = 0;                // pushed ones
    std::size_t bytes = 0;                 // of the pushed families

    [[nodiscard]] const FamilyShape* find(std::string_view name) const;
};

using GroupShapePointer = std::shared_ptr<const GroupShape>;

/// Sorted by name, each name once, the time families among them.
[[nodiscard]] std::shared_ptr<GroupShape> shapeOf(std::vector<FamilyShapePointer> families);

/// Of whom a family is, and since when.
struct FamilyOrigin {
    std::string owner;
    UnixNanos pushedAt = 0;
    bool operator==(const FamilyOrigin&) const = default;
};

struct Group {
    GroupingKey key;
    std::string owner;  // who pushed last
    UnixNanos pushTime = 0;
    UnixNanos failureTime = 0;
    /// Of the Pushgateway's JSON. Not what the times say: a push may have its own clock's.
    bool lastPushSuccessful = true;
    GroupShapePointer shape;
    std::vector<double> numbers;
    std::vector<UnixNanos> pushedAt;  // of each family; empty: the last push brought all of them
    std::vector<std::string> owners;  // of each family; empty: `owner` pushed all of them

    [[nodiscard]] std::size_t size() const { return shape->families.size(); }
    [[nodiscard]] HeldFamily family(std::size_t index) const;
    /// What a store keeps: read again under the same key it gives the same group. The gateway's own
    /// two families are left out, they are the times.
    [[nodiscard]] std::string storedText() const;
    /// Of each family in that text; none: the last push brought all of them.
    [[nodiscard]] std::vector<FamilyOrigin> storedOrigins() const;
};

using GroupPointer = std::shared_ptr<const Group>;

/// What a store keeps of a group, and gives back at start.
struct StoredGroup {
    GroupingKey key;
    std::string owner;
    UnixNanos pushTime = 0;
    UnixNanos failureTime = 0;
    std::string held;  // Group::storedText()
    std::vector<double>
        numbers;  // Group::numbers of later, of the same shape; none: as in the text
    std::vector<FamilyOrigin> origins = {};  // Group::storedOrigins()
};

inline constexpr std::string_view kPushTime = "push_time_seconds";
inline constexpr std::string_view kPushFailureTime = "push_failure_time_seconds";

/// The two families that the gateway itself adds to each group.
[[nodiscard]] bool isTimeFamily(std::string_view name);

}  // namespace gatepost::metrics
