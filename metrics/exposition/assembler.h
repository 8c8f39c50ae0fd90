// SPDX-License-Identifier: Apache-2.0
// Puts what a reader finds, in whatever order, into an exposition's data: families by name, the
// lines of a histogram or summary under one series, all of a family together. In the usual order
// nothing is moved; otherwise finish() regroups once. Readers push a line's labels onto
// `data.labels` themselves and then say whose they are.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "metrics/exposition/exposition_data.h"
#include "metrics/exposition/hashing.h"

namespace gatepost::metrics {

struct FamilyDraft {
    TextRange name;
    TextRange help;
    TextRange unit;
    MetricType type = MetricType::Untyped;
    bool hasType = false;
    bool hasHelp = false;
    bool hasJoined = false;  // series, by their labels
    std::uint32_t offset = 0;
    std::uint32_t firstSeries = 0;  // both after finish()
    std::uint32_t seriesCount = 0;
};

class Assembler {
public:
    static constexpr std::uint32_t kNone = IndexTable::kNone;

    explicit Assembler(Exposition::Data& data) : m_data(data) {}

    [[nodiscard]] std::uint32_t findFamily(std::string_view name) const {
        return findFamily(name, hashOf(name));
    }
    std::uint32_t addFamily(TextRange name, std::uint32_t offset) {
        return addFamily(name, offset, hashOf(m_data.text(name)));
    }
    /// For callers that look for a name before they add it.
    [[nodiscard]] std::uint32_t findFamily(std::string_view name, std::uint64_t hash) const;
    std::uint32_t addFamily(TextRange name, std::uint32_t offset, std::uint64_t hash);
    [[nodiscard]] FamilyDraft& family(std::uint32_t index) { return m_families[index]; }

    /// The identifier of a label name; `name` is copied into the arena or, with `at`, found there.
    std::uint32_t labelName(std::string_view name, const TextRange* at = nullptr);

    /// A series of its own with the labels from `firstLabel` on.
    void startSeries(std::uint32_t family, std::uint32_t firstLabel) {
        m_currentSeries = static_cast<std::uint32_t>(m_data.series.size());
        openSegment(family, firstLabel,
                    static_cast<std::uint32_t>(m_data.labels.size()) - firstLabel);
    }
    /// More of a series that startSeries() made; the labels from `firstLabel` on are dropped.
    void resumeSeries(std::uint32_t family, std::uint32_t series, std::uint32_t firstLabel);
    /// Of the one started, joined or resumed last.
    [[nodiscard]] std::uint32_t currentSeries() const { return m_currentSeries; }
    /// The same with the one sample that most series have, for the caller to fill: for readers that
    /// set no time.
    [[nodiscard, gnu::always_inline]] Sample& addAlone(std::uint32_t family,
                                                       std::uint32_t firstLabel,
                                                       std::uint32_t labelCount) {
        if (family != m_currentFamily) startRun(family);
        m_currentSeries = static_cast<std::uint32_t>(m_data.series.size());
        m_data.series.push_back(
            {firstLabel, static_cast<std::uint32_t>(m_data.samples.size()), labelCount, 1});
        return m_data.samples.addOne();
    }
    /// The family's series with the same labels, in any order, or a new one.
    void joinSeries(std::uint32_t family, std::uint32_t firstLabel);
    /// To the series started or joined last, for the caller to fill. A second Sum or Count replaces
    /// the first.
    [[nodiscard, gnu::always_inline]] Sample& addSample(Role role) {
        return role == Role::Sum || role == Role::Count ? addSingle(role) : append();
    }
    void addSample(const Sample& sample) { addSample(sample.role) = sample; }
    /// Of the line that was added or lost last.
    void setTime(std::int64_t milliseconds, std::int32_t nanoseconds = 0);
    void lose(std::uint32_t family, std::uint32_t offset, LostValue::Cause cause);

    /// Call once, at the end.
    void finish();

private:
    struct Run {  // segments from `first` on belong to `family`, up to the next run
        std::uint32_t family = 0;
        std::uint32_t first = 0;
    };
    struct Continuation {  // the segment's samples belong to an earlier series
        std::uint32_t segment = 0;
        std::uint32_t series = 0;
    };

    [[nodiscard]] bool sameLabels(std::uint32_t first, std::uint32_t count,
                                  const Series& other) const;
    [[nodiscard]] std::uint64_t hashLabels(std::uint32_t family, std::uint32_t first,
                                           std::uint32_t count) const;
    void openIndex(std::uint32_t family);
    void indexAll();
    void startRun(std::uint32_t family) {
        m_runs.push_back({family, static_cast<std::uint32_t>(m_data.series.size())});
        m_currentFamily = family;
    }
    void openSegment(std::uint32_t family, std::uint32_t firstLabel, std::uint32_t labelCount) {
        if (family != m_currentFamily) startRun(family);
        m_data.series.push_back(
            {firstLabel, static_cast<std::uint32_t>(m_data.samples.size()), labelCount, 0});
        m_sum = kNone;
        m_count = kNone;
    }
    [[nodiscard, gnu::always_inline]] Sample& append() {
        m_lastSample = static_cast<std::uint32_t>(m_data.samples.size());
        ++m_data.series.back().sampleCount;
        return m_data.samples.addOne();
    }
    [[nodiscard]] Sample& addSingle(Role role);
    bool assignRuns();
    void regroup();
    void keepLastOfEach(std::uint32_t series, std::uint32_t family);
    void overwrite(std::uint32_t family, std::uint32_t series, const Sample& former);
    void publishFamilies();

    Exposition::Data& m_data;
    std::vector<FamilyDraft> m_families;
    IndexTable m_familyIndex;
    IndexTable m_labelNameIndex;
    // The series of the family that joined last, for those of one mostly stand together and a small
    // table is near. From the first return of a family on, the series of all that have joined.
    IndexTable m_seriesIndex;
    std::uint32_t m_indexedFamily = kNone;
    bool m_isAllIndexed = false;
    std::vector<Run> m_runs;
    std::vector<Continuation> m_continuations;
    std::uint32_t m_currentFamily = kNone;
    std::uint32_t m_currentSeries = kNone;  // whose labels the open segment has
    std::uint32_t m_lastSample = kNone;     // kNone where its value was lost
    std::uint32_t m_sum = kNone;            // the open segment's, among the samples
    std::uint32_t m_count = kNone;
};

}  // namespace gatepost::metrics
