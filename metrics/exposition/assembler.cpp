// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition/assembler.h"

#include <algorithm>
#include <utility>

namespace gatepost::metrics {
namespace {

std::uint32_t narrow(std::size_t size) { return static_cast<std::uint32_t>(size); }

/// Past this many labels, sets are compared after sorting.
constexpr std::uint32_t kManyLabels = 16;

}  // namespace

std::uint32_t Assembler::findFamily(std::string_view name, std::uint64_t hash) const {
    return m_familyIndex.find(
        hash, [&](std::uint32_t index) { return m_data.text(m_families[index].name) == name; });
}

std::uint32_t Assembler::addFamily(TextRange name, std::uint32_t offset, std::uint64_t hash) {
    const std::uint32_t index = narrow(m_families.size());
    FamilyDraft draft;
    draft.name = name;
    draft.offset = offset;
    m_families.push_back(draft);
    m_familyIndex.insert(hash, index);
    return index;
}

std::uint32_t Assembler::labelName(std::string_view name, const TextRange* at) {
    const std::uint64_t hash = hashOf(name);
    const std::uint32_t known = m_labelNameIndex.find(
        hash, [&](std::uint32_t index) { return m_data.text(m_data.labelNames[index]) == name; });
    if (known != kNone) return known;
    const std::uint32_t index = narrow(m_data.labelNames.size());
    m_data.labelNames.push_back(at != nullptr ? *at : m_data.keep(name));
    m_labelNameIndex.insert(hash, index);
    return index;
}

void Assembler::joinSeries(std::uint32_t family, std::uint32_t firstLabel) {
    const std::uint32_t count = narrow(m_data.labels.size()) - firstLabel;
    if (family == m_currentFamily && m_currentSeries != kNone &&
        sameLabels(firstLabel, count, m_data.series[m_currentSeries])) {
        m_data.labels.truncate(firstLabel);
        return;
    }
    if (family != m_indexedFamily) openIndex(family);
    const std::uint64_t hash = hashLabels(family, firstLabel, count);
    const std::uint32_t known = m_seriesIndex.find(hash, [&](std::uint32_t index) {
        const auto run = std::ranges::upper_bound(m_runs, index, {}, &Run::first) - 1;
        return run->family == family && sameLabels(firstLabel, count, m_data.series[index]);
    });
    if (known == kNone) {
        m_currentSeries = narrow(m_data.series.size());
        m_seriesIndex.insert(hash, m_currentSeries);
        openSegment(family, firstLabel, count);
        return;
    }
    resumeSeries(family, known, firstLabel);
}

/// For a family other than the one that joined last.
void Assembler::openIndex(std::uint32_t family) {
    m_indexedFamily = family;
    const bool isBack = std::exchange(m_families[family].hasJoined, true);
    if (m_isAllIndexed) return;
    m_seriesIndex.clear();
    if (isBack) indexAll();
}

/// With every series that has joined, of the family that returns and of all others.
void Assembler::indexAll() {
    m_isAllIndexed = true;
    for (std::size_t i = 0; i < m_runs.size(); ++i) {
        const Run& run = m_runs[i];
        if (!m_families[run.family].hasJoined) continue;
        const std::uint32_t end =
            i + 1 < m_runs.size() ? m_runs[i + 1].first : narrow(m_data.series.size());
        for (std::uint32_t segment = run.first; segment < end; ++segment) {
            if (std::ranges::binary_search(m_continuations, segment, {}, &Continuation::segment))
                continue;
            const Series& series = m_data.series[segment];
            m_seriesIndex.insert(hashLabels(run.family, series.firstLabel, series.labelCount),
                                 segment);
        }
    }
}

void Assembler::resumeSeries(std::uint32_t family, std::uint32_t series, std::uint32_t firstLabel) {
    m_data.labels.truncate(firstLabel);
    if (series == m_currentSeries && family == m_currentFamily) return;
    m_continuations.push_back({narrow(m_data.series.size()), series});
    const Series& former = m_data.series[series];
    openSegment(family, former.firstLabel, former.labelCount);
    m_currentSeries = series;
}

bool Assembler::sameLabels(std::uint32_t first, std::uint32_t count, const Series& other) const {
    if (count != other.labelCount) return false;
    const LabelRef* mine = m_data.labels.begin() + first;
    const LabelRef* theirs = m_data.labels.begin() + other.firstLabel;
    const auto same = [&](const LabelRef& a, const LabelRef& b) {
        return m_data.labelName(a) == m_data.labelName(b) &&
               m_data.labelValue(a) == m_data.labelValue(b);
    };
    std::uint32_t i = 0;
    while (i < count && same(mine[i], theirs[i])) ++i;
    if (i == count) return true;
    if (count > kManyLabels) {
        const auto byName = [&](const LabelRef& label) { return m_data.labelName(label); };
        std::vector<LabelRef> a(mine, mine + count);
        std::vector<LabelRef> b(theirs, theirs + count);
        std::ranges::sort(a, {}, byName);
        std::ranges::sort(b, {}, byName);
        return std::ranges::equal(a, b, same);
    }
    for (; i < count; ++i)
        if (std::none_of(theirs, theirs + count,
                         [&](const LabelRef& label) { return same(mine[i], label); }))
            return false;
    return true;
}

std::uint64_t Assembler::hashLabels(std::uint32_t family, std::uint32_t first,
                                    std::uint32_t count) const {
    std::uint64_t sum = family;
    for (std::uint32_t i = first; i < first + count; ++i) {
        const LabelRef& label = m_data.labels[i];
        sum += mixed(hashOf(m_data.labelValue(label)) + m_data.labelName(label));
    }
    return mixed(sum);
}

Sample& Assembler::addSingle(Role role) {
    std::uint32_t& place = role == Role::Sum ? m_sum : m_count;
    if (place == kNone) {
        Sample& added = append();
        place = m_lastSample;
        return added;
    }
    Sample& former = m_data.samples[place];
    overwrite(m_currentFamily, m_currentSeries, former);
    m_lastSample = place;
    return former;
}

void Assembler::setTime(std::int64_t milliseconds, std::int32_t nanoseconds) {
    std::uint32_t offset = 0;
    if (m_lastSample == kNone) {
        offset = m_data.lost.back().offset;
        m_data.lostTimes.push_back({m_currentSeries, offset});
    } else {
        Sample& sample = m_data.samples[m_lastSample];
        sample.hasTimestamp = true;
        offset = sample.offset;
    }
    m_data.times.push_back({offset, nanoseconds, milliseconds});
}

void Assembler::lose(std::uint32_t family, std::uint32_t offset, LostValue::Cause cause) {
    m_lastSample = kNone;
    m_data.lost.push_back({offset, family, cause});
    if (cause == LostValue::Cause::NoRole) m_data.lostLines.push_back({m_currentSeries, offset});
}

void Assembler::overwrite(std::uint32_t family, std::uint32_t series, const Sample& former) {
    lose(family, former.offset, LostValue::Cause::Overwritten);
    if (former.hasTimestamp) m_data.lostTimes.push_back({series, former.offset});
}

/// To their families; false where the series of one do not stand together.
bool Assembler::assignRuns() {
    for (FamilyDraft& family : m_families) family.seriesCount = 0;
    for (std::size_t i = 0; i < m_runs.size(); ++i) {
        FamilyDraft& family = m_families[m_runs[i].family];
        if (family.seriesCount != 0) return false;
        const std::uint32_t end =
            i + 1 < m_runs.size() ? m_runs[i + 1].first : narrow(m_data.series.size());
        family.firstSeries = m_runs[i].first;
        family.seriesCount = end - m_runs[i].first;
    }
    return true;
}

void Assembler::finish() {
    if (!m_continuations.empty() || !assignRuns()) {
        regroup();
        assignRuns();
    }
    publishFamilies();
    std::ranges::stable_sort(m_data.lostLines, {}, &LostLine::series);
    std::ranges::stable_sort(m_data.lostTimes, {}, &LostLine::series);
    m_data.series.shrink();
    m_data.samples.shrink();
    m_data.labels.shrink();
    m_data.lineMarks.shrink();
}

void Assembler::regroup() {
    const std::uint32_t segments = narrow(m_data.series.size());
    constexpr std::uint32_t kPrimary = kNone;
    std::vector<std::uint32_t> parent(segments, kPrimary);
    for (const Continuation& each : m_continuations) parent[each.segment] = each.series;

    // The series in their new order: by family, then as they came.
    std::vector<std::uint32_t> next(m_families.size() + 1, 0);
    std::vector<std::uint32_t> familyOf(segments, 0);
    for (std::size_t i = 0; i < m_runs.size(); ++i) {
        const std::uint32_t end = i + 1 < m_runs.size() ? m_runs[i + 1].first : segments;
        for (std::uint32_t segment = m_runs[i].first; segment < end; ++segment) {
            familyOf[segment] = m_runs[i].family;
            if (parent[segment] == kPrimary) ++next[m_runs[i].family + 1];
        }
    }
    for (std::size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
    const std::vector<std::uint32_t> firstOf = next;

    RawArray<Series> series;
    series.assign(segments - m_continuations.size(), Series{});
    std::vector<std::uint32_t> place(segments, 0);
    for (std::uint32_t segment = 0; segment < segments; ++segment) {
        const bool isPrimary = parent[segment] == kPrimary;
        place[segment] = isPrimary ? next[familyOf[segment]]++ : place[parent[segment]];
        Series& target = series[place[segment]];
        if (isPrimary) {
            target.firstLabel = m_data.series[segment].firstLabel;
            target.labelCount = m_data.series[segment].labelCount;
        }
        target.sampleCount += m_data.series[segment].sampleCount;
    }

    RawArray<Sample> samples;
    samples.assign(m_data.samples.size(), Sample{});
    std::vector<std::uint32_t> cursor(series.size(), 0);
    std::uint32_t total = 0;
    for (std::size_t i = 0; i < series.size(); ++i) {
        series[i].firstSample = total;
        cursor[i] = total;
        total += series[i].sampleCount;
    }
    for (std::uint32_t segment = 0; segment < segments; ++segment) {
        const Series& from = m_data.series[segment];
        for (std::uint32_t i = 0; i < from.sampleCount; ++i)
            samples[cursor[place[segment]]++] = m_data.samples[from.firstSample + i];
    }
    m_data.samples.swap(samples);
    m_data.series.swap(series);
    for (LostLine& line : m_data.lostLines) line.series = place[line.series];
    for (LostLine& line : m_data.lostTimes) line.series = place[line.series];
    std::vector<bool> done(m_data.series.size());
    for (const Continuation& each : m_continuations) {
        const std::uint32_t whole = place[each.segment];
        if (!done[whole]) keepLastOfEach(whole, familyOf[each.segment]);
        done[whole] = true;
    }

    m_runs.clear();
    for (std::uint32_t family = 0; family < m_families.size(); ++family)
        if (firstOf[family] != firstOf[family + 1]) m_runs.push_back({family, firstOf[family]});
}

/// Of the sums and of the counts of a series that came in pieces.
void Assembler::keepLastOfEach(std::uint32_t index, std::uint32_t family) {
    Series& series = m_data.series[index];
    Sample* const begin = m_data.samples.begin() + series.firstSample;
    Sample* end = begin + series.sampleCount;
    for (const Role role : {Role::Sum, Role::Count}) {
        Sample* last = end;
        while (last != begin && (last - 1)->role != role) --last;
        if (last == begin) continue;
        const Sample* const kept = last - 1;
        end = std::remove_if(begin, end, [&](const Sample& sample) {
            if (sample.role != role || &sample >= kept) return false;
            overwrite(family, index, sample);
            return true;
        });
    }
    const std::uint32_t kept = narrow(static_cast<std::size_t>(end - begin));
    m_data.unusedSamples += series.sampleCount - kept;
    series.sampleCount = kept;
}

void Assembler::publishFamilies() {
    for (const FamilyDraft& draft : m_families) {
        if (draft.seriesCount == 0) continue;
        Family family;
        family.name = m_data.text(draft.name);
        family.help = draft.hasHelp ? m_data.text(draft.help) : std::string_view();
        family.unit = m_data.text(draft.unit);
        family.type = draft.type;
        family.hasHelp = draft.hasHelp;
        family.firstSeries = draft.firstSeries;
        family.seriesCount = draft.seriesCount;
        family.offset = draft.offset;
        m_data.families.push_back(family);
    }
    if (m_data.lost.empty()) return;
    std::vector<std::uint32_t> published(m_families.size(), 0);
    for (std::size_t i = 1; i < published.size(); ++i)
        published[i] = published[i - 1] + (m_families[i - 1].seriesCount == 0 ? 0 : 1);
    for (LostValue& lost : m_data.lost) lost.family = published[lost.family];
    std::ranges::sort(m_data.lost, {}, &LostValue::offset);
}

}  // namespace gatepost::metrics
