// SPDX-License-Identifier: Apache-2.0
// A snapshot made ready to be scrolled through: applications, their groups, families and series,
// each series a row of 24 bytes that points into the family's own text. Values are immutable and
// shared; a family whose text did not change keeps its digest. Made on a worker thread, shown on
// the screen's.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "metrics/push/family_set.h"
#include "relay/facade/relay.h"

namespace gatepost::ui {

struct SeriesRow {
    std::uint32_t begin = 0;  // of its lines in the family's text
    std::uint32_t end = 0;
    double value = 0;  // of a histogram or summary the count of observations
    float rate = 0;    // per second, NaN where it is not known
};

struct FamilyDigest {
    metrics::FamilySet::Pointer family;
    std::vector<SeriesRow> rows;
    std::int64_t at = 0;  // of the push that brought this text
};
using FamilyPointer = std::shared_ptr<const FamilyDigest>;

struct GroupDigest {
    std::size_t source = 0;  // index in the snapshot's groups
    std::vector<FamilyPointer> families;
};

struct ApplicationDigest {
    std::string id;
    relay::OwnerProcess owner;  // of its group that was pushed last
    bool paused = false;
    std::vector<GroupDigest> groups;
};

struct Preview {
    relay::SnapshotPointer source;
    std::vector<ApplicationDigest> applications;  // by name
    std::size_t series = 0;

    [[nodiscard]] const relay::GroupSnapshot& group(const GroupDigest& digest) const {
        return source->groups[digest.source];
    }
};
using PreviewPointer = std::shared_ptr<const Preview>;

/// Types whose value only grows, so that its rate is what tells something.
[[nodiscard]] bool isCounting(metrics::MetricType type);

/// `before`, where there is one, is the same family's digest of an earlier push.
[[nodiscard]] FamilyPointer digestFamily(const metrics::FamilySet::Pointer& family, std::int64_t at,
                                         const FamilyDigest* before);

/// The row's lines, each with its line feed.
[[nodiscard]] std::string_view linesOf(const FamilyDigest& family, const SeriesRow& row);
/// The first line without its value: names the series within the family.
[[nodiscard]] std::string_view keyOf(const FamilyDigest& family, const SeriesRow& row);

/// Keeps what it digested last. Not for use from two threads at once.
class Digester {
public:
    [[nodiscard]] PreviewPointer digest(const relay::SnapshotPointer& snapshot);

private:
    std::unordered_map<std::string, FamilyPointer> m_held;  // by group id and family name
};

/// A digester that lives on a thread of its own.
class DigestWorker : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

public slots:
    void take(gatepost::relay::SnapshotPointer snapshot);

signals:
    void digested(gatepost::ui::PreviewPointer preview);

private:
    Digester m_digester;
};

}  // namespace gatepost::ui

Q_DECLARE_METATYPE(gatepost::ui::PreviewPointer)
