// SPDX-License-Identifier: Apache-2.0
// Series that are there twice, and too many of them. Prometheus takes x="" for no label at all.
#include <algorithm>
#include <array>
#include <bit>
#include <vector>

#include "metrics/exposition/exposition_data.h"
#include "metrics/exposition/hashing.h"
#include "metrics/exposition/text_writer.h"
#include "metrics/lint/rules.h"

namespace gatepost::metrics {
namespace {

constexpr std::uint32_t kManySeries = 1000;
constexpr std::uint32_t kManyLabels = 20;
constexpr std::size_t kAhead = 16;  // so many series before one is hashed, it is asked for

/// Compares the label sets of one family's series.
class LabelSets {
public:
    explicit LabelSets(const Inspection& inspection)
        : m_inspection(inspection),
          m_data(inspection.exposition.data()) {}

    /// Cheapest for one series after another: neighbours mostly share the references to values, and
    /// what is shared is not hashed again.
    [[nodiscard]] std::uint64_t hash(const Series& series) const {
        const LabelRef* const refs = m_data.labels.begin() + series.firstLabel;
        if (series.labelCount != m_parts.size()) {
            m_parts.assign(series.labelCount, 0);
            m_sum = 0;
            m_before = nullptr;
        }
        for (std::uint32_t i = 0; i < series.labelCount; ++i) {
            if (m_before != nullptr && isSame(refs[i], m_before[i])) continue;
            const std::uint64_t part = hash(refs[i]);
            m_sum += part - m_parts[i];
            m_parts[i] = part;
        }
        m_before = refs;
        return mixed(m_sum + 1);
    }

    /// What hash() will read: a body of many megabytes lies outside the caches by now.
    void fetch(const Series& series) const {
        for (const LabelRef& label : labels(series))
            __builtin_prefetch(m_data.body.data() + label.value);
    }

    /// Lists of one set, apart by labels that are empty, have hashes of their own.
    [[nodiscard]] std::uint64_t listHash(const Series& series) const {
        std::uint64_t sum = series.labelCount;
        for (const LabelRef& label : labels(series))
            sum = mixed(sum ^ (hashOf(m_data.labelValue(label)) + m_data.labelName(label)));
        return sum;
    }

    /// The same list in the same order: promlint's reflect.DeepEqual.
    [[nodiscard]] bool sameList(const Series& a, const Series& b) const {
        return std::ranges::equal(labels(a), labels(b), [&](const auto& x, const auto& y) {
            return m_data.labelName(x) == m_data.labelName(y) &&
                   m_data.labelValue(x) == m_data.labelValue(y);
        });
    }

    [[nodiscard]] bool sameSet(const Series& a, const Series& b) const {
        if (sameList(a, b)) return true;
        sorted(a, m_left);
        sorted(b, m_right);
        return m_left == m_right;
    }

private:
    static bool isSame(const LabelRef& a, const LabelRef& b) {
        return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
    }
    /// The grouping key says what it is, so that it tells no series from another.
    [[nodiscard]] bool isOverwritten(const LabelRef& label) const {
        return m_inspection.hasOverwrittenName &&
               m_inspection.labelFacts[m_data.labelName(label)].isOverwritten;
    }
    [[nodiscard]] std::uint64_t hash(const LabelRef& label) const {
        if (label.length == 0 || isOverwritten(label)) return 0;
        if (label.length > kShortText) {
            const std::string_view value = m_data.labelValue(label);
            return value.empty() ? 0 : mixed(hashOf(value) + m_data.labelName(label));
        }
        const char* text = m_data.body.data() + label.value;
        std::array<char, kShortText> padded{};
        if (label.value + kShortText > m_data.body.size()) {
            m_data.labelValue(label).copy(padded.data(), kShortText);
            text = padded.data();
        }
        return mixed(hashOfShort(text, label.length) + label.name);
    }
    [[nodiscard]] std::span<const LabelRef> labels(const Series& series) const {
        return m_data.labels.span().subspan(series.firstLabel, series.labelCount);
    }
    void sorted(const Series& series, std::vector<Label>& out) const {
        out.clear();
        for (const LabelRef& label : labels(series))
            if (const std::string_view value = m_data.labelValue(label);
                !value.empty() && !isOverwritten(label))
                out.push_back({m_data.text(m_data.labelNames[m_data.labelName(label)]), value});
        std::ranges::sort(out, {}, &Label::name);
    }

    const Inspection& m_inspection;
    const Exposition::Data& m_data;
    mutable const LabelRef* m_before = nullptr;  // of the series hashed last, and
    mutable std::vector<std::uint64_t> m_parts;  // the hash of each of its labels
    mutable std::uint64_t m_sum = 0;
    mutable std::vector<Label> m_left;
    mutable std::vector<Label> m_right;
};

/// The series whose like came before, with the first of them: (first, again).
template <typename Hash, typename Same>
std::vector<SeriesRepeat> repeatsBy(Inspection& inspection, const Family& family,
                                    const LabelSets& sets, const Hash& hashOfSeries,
                                    const Same& same) {
    std::vector<SeriesRepeat> repeats;
    const auto series = inspection.exposition.series(family);
    auto& slots = inspection.seriesSlots;
    slots.assign(std::bit_ceil(series.size() * 2), SeriesSlot{});
    const std::size_t mask = slots.size() - 1;
    for (const Series& each : series.first(std::min(kAhead, series.size()))) sets.fetch(each);
    for (std::uint32_t i = 0; i < series.size(); ++i) {
        if (i + kAhead < series.size()) sets.fetch(series[i + kAhead]);
        const std::uint64_t whole = hashOfSeries(series[i]);
        const auto hash = static_cast<std::uint32_t>(whole >> 32);
        std::size_t at = whole & mask;
        while (slots[at].series != SeriesSlot::kFree &&
               (slots[at].hash != hash || !same(series[slots[at].series], series[i])))
            at = (at + 1) & mask;
        std::uint32_t& known = slots[at].series;
        if (known == SeriesSlot::kFree) {
            slots[at] = {hash, i};
            continue;
        }
        repeats.push_back({known, i});
        // Only empty labels can make it shorter: the next are not compared with a million of them.
        if (series[i].labelCount < series[known].labelCount) known = i;
    }
    return repeats;
}

/// Found once for the rules that ask: by set, and of those the ones that are the same list.
const Repeats& repeatsOf(Inspection& inspection, const Family& family) {
    Repeats& repeats = inspection.repeats;
    if (repeats.family == &family) return repeats;
    repeats = {&family, {}, {}};
    if (family.seriesCount < 2) return repeats;
    const LabelSets sets(inspection);
    repeats.sameSet = repeatsBy(
        inspection, family, sets, [&](auto& each) { return sets.hash(each); },
        [&](auto& a, auto& b) { return sets.sameSet(a, b); });
    if (!repeats.sameSet.empty())
        repeats.sameList = repeatsBy(
            inspection, family, sets, [&](auto& each) { return sets.listHash(each); },
            [&](auto& a, auto& b) { return sets.sameList(a, b); });
    return repeats;
}

/// As much of the labels as a sentence can hold.
std::string braced(const Exposition& exposition, const Series& series) {
    constexpr std::size_t kMost = 256;
    std::string out = "{";
    for (std::size_t i = 0; i < series.labelCount && out.size() <= kMost; ++i) {
        const Label label = exposition.label(series, i);
        if (i > 0) out += ',';
        out.append(label.name, 0, kMost).append("=\"");
        out.append(label.value, 0, kMost).append("\"");
    }
    if (out.size() <= kMost) return out + "}";
    std::size_t end = kMost;
    while ((out[end] & 0xC0) == 0x80) --end;  // whole characters
    return out.substr(0, end) + "…}";
}

/// Buckets with one bound, such as le="1" beside le="1.0"; quantiles likewise.
void reportRepeatedBounds(Inspection& inspection, const Family& family, const Series& series) {
    const auto samples = inspection.exposition.samples(series);
    const auto isBounded = [](const Sample& sample) {
        return sample.role == Role::Bucket || sample.role == Role::Quantile;
    };
    const Sample* before = nullptr;
    bool isRising = true;
    for (const Sample& sample : samples) {
        if (!isBounded(sample)) continue;
        isRising &= before == nullptr || !(before->bound >= sample.bound);
        before = &sample;
    }
    if (isRising) return;
    std::vector<Sample> bounded;
    std::ranges::copy_if(samples, std::back_inserter(bounded), isBounded);
    std::ranges::stable_sort(bounded, {}, &Sample::bound);
    for (std::size_t i = 1; i < bounded.size(); ++i) {
        if (bounded[i].bound != bounded[i - 1].bound) continue;
        const std::string_view label = bounded[i].role == Role::Bucket ? "le" : "quantile";
        std::string text = "second sample for ";
        text += label;
        text += "=\"";
        appendNumber(text, bounded[i].bound);
        text += "\" in one series";
        Place place;
        if (inspection.hasBody())
            place = sampleLineAt(inspection.exposition.body(), bounded[i].offset)
                        .labelValue(inspection.exposition.body(), label);
        inspection.report(family.name, std::move(text), place);
    }
}

Place linePlace(const Inspection& inspection, const Family& family, const Series& series) {
    if (!inspection.hasBody()) return {};
    return namePlace(inspection.exposition.body(), inspection.lineOffset(series, family));
}

}  // namespace

void lintMetricNotUnique(Inspection& inspection, const Family& family) {
    const auto series = inspection.exposition.series(family);
    for (const SeriesRepeat& repeat : repeatsOf(inspection, family).sameList)
        inspection.report(family.name, "metric not unique",
                          linePlace(inspection, family, series[repeat.again]));
}

void lintDuplicateSeries(Inspection& inspection, const Family& family) {
    const auto series = inspection.exposition.series(family);
    const Repeats& repeats = repeatsOf(inspection, family);
    for (const SeriesRepeat& repeat : repeats.sameSet)
        if (!std::ranges::binary_search(repeats.sameList, repeat.again, {}, &SeriesRepeat::again))
            inspection.report(
                family.name,
                "the same series as " + braced(inspection.exposition, series[repeat.first]),
                linePlace(inspection, family, series[repeat.again]));
    if (!isStructured(family.type)) return;
    for (const Series& each : series) reportRepeatedBounds(inspection, family, each);
}

void lintTooManySeries(Inspection& inspection, const Family& family) {
    if (family.seriesCount > kManySeries)
        inspection.reportAtName(family, std::to_string(family.seriesCount) +
                                            " series in one family, more than " +
                                            std::to_string(kManySeries));
}

void lintTooManyLabels(Inspection& inspection, const Family& family) {
    for (const Series& series : inspection.exposition.series(family)) {
        if (series.labelCount <= kManyLabels) continue;
        inspection.report(family.name,
                          std::to_string(series.labelCount) + " labels in one series, more than " +
                              std::to_string(kManyLabels),
                          linePlace(inspection, family, series));
        return;
    }
}

}  // namespace gatepost::metrics
