// SPDX-License-Identifier: Apache-2.0
#include "metrics/gateway/numbers.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <string_view>

#include "metrics/exposition/exposition_data.h"
#include "metrics/gateway/family_entry.h"
#include "metrics/gateway/group.h"
#include "metrics/gateway/spelling.h"

namespace gatepost::metrics {
namespace {

constexpr auto nameOf = [](const Family* family) { return family->name; };

void appendRole(std::vector<double>& out, std::span<const Sample> samples, Role role) {
    for (const Sample& sample : samples)
        if (sample.role == role) out.push_back(sample.value);
}

double single(std::span<const Sample> samples, Role role) {
    const auto found = std::ranges::find(samples, role, &Sample::role);
    return found == samples.end() ? 0 : found->value;
}

/// Line for line what SampleWriter::write() writes.
void appendSeries(std::vector<double>& out, MetricType type, std::span<const Sample> samples) {
    if (!isStructured(type)) {
        for (const Sample& sample : samples) out.push_back(sample.value);
        return;
    }
    const double count = single(samples, Role::Count);
    if (type == MetricType::Summary) {
        appendRole(out, samples, Role::Quantile);
    } else {
        appendRole(out, samples, Role::Bucket);
        if (lacksInfinity(samples)) out.push_back(count);
    }
    out.push_back(single(samples, Role::Sum));
    out.push_back(count);
}

/// Labels are held sorted: their order in the body means nothing.
class LabelSpeller {
public:
    LabelSpeller(Spelling& out, const Exposition::Data& data) : m_out(out), m_data(data) {
        std::vector<std::uint32_t> order(data.labelNames.size());
        std::iota(order.begin(), order.end(), 0u);
        std::ranges::sort(order, {},
                          [&](std::uint32_t i) { return data.text(data.labelNames[i]); });
        m_ranks.resize(order.size());
        for (std::uint32_t rank = 0; rank < order.size(); ++rank) {
            m_ranks[order[rank]] = rank;
            out.add(1, data.text(data.labelNames[order[rank]]));
        }
        out.add(0, 0);
    }

    void add(const Series& series) {
        m_labels.clear();
        for (std::size_t i = 0; i < series.labelCount; ++i) {
            const LabelRef& label = m_data.labels[series.firstLabel + i];
            m_labels.push_back({m_ranks[m_data.labelName(label)], m_data.labelValue(label)});
        }
        if (!std::ranges::is_sorted(m_labels, {}, &Ranked::rank))
            std::ranges::stable_sort(m_labels, {}, &Ranked::rank);
        m_out.add(series.labelCount, series.sampleCount);
        for (const Ranked& label : m_labels) m_out.add(label.rank, label.value);
    }

private:
    struct Ranked {
        std::uint32_t rank;
        std::string_view value;
    };

    Spelling& m_out;
    const Exposition::Data& m_data;
    std::vector<std::uint32_t> m_ranks;
    std::vector<Ranked> m_labels;
};

}  // namespace

bool lacksInfinity(std::span<const Sample> samples) {
    return std::ranges::none_of(samples, [](const Sample& sample) {
        return sample.role == Role::Bucket &&
               sample.bound == std::numeric_limits<double>::infinity();
    });
}

std::vector<const Family*> familiesByName(const Exposition& exposition) {
    std::vector<const Family*> families;
    families.reserve(exposition.families().size());
    for (const Family& family : exposition.families())
        if (!isTimeFamily(family.name)) families.push_back(&family);
    if (std::ranges::adjacent_find(families, std::ranges::greater_equal{}, nameOf) ==
        families.end())
        return families;
    std::ranges::stable_sort(families, {}, nameOf);
    const auto end =
        std::unique(families.rbegin(), families.rend(),
                    [](const Family* a, const Family* b) { return a->name == b->name; });
    families.erase(families.begin(), end.base());
    return families;
}

std::vector<double> numbersOf(const Exposition& exposition, std::span<const Family* const> families,
                              std::vector<NumberRange>* ranges) {
    std::vector<double> numbers;
    // A missing bucket, sum and count more for each structured series at most, and the two times.
    std::size_t most = exposition.sampleCount() + 2;
    for (const Family* family : families)
        if (isStructured(family->type)) most += std::size_t{3} * family->seriesCount;
    numbers.reserve(most);
    std::size_t times = 0;
    const auto skipTimes = [&](std::string_view upTo) {
        for (const std::string_view name : {kPushFailureTime, kPushTime}) {
            if (times > 0 && name == kPushFailureTime) continue;
            if (times > 1 || name >= upTo) break;
            numbers.push_back(0);
            ++times;
        }
    };
    for (const Family* family : families) {
        skipTimes(family->name);
        const std::size_t begin = numbers.size();
        for (const Series& series : exposition.series(*family))
            appendSeries(numbers, family->type, exposition.samples(series));
        if (ranges) ranges->push_back({begin, numbers.size()});
    }
    for (; times < 2; ++times) numbers.push_back(0);
    return numbers;
}

Hash128 printOf(const Exposition& exposition, std::span<const Family* const> families,
                SipKey seed) {
    constexpr std::size_t kMostOfASample = sizeof(double) + sizeof(std::uint64_t);
    const Exposition::Data& data = exposition.data();
    Spelling spelling(exposition.body().size() + exposition.sampleCount() * kMostOfASample);
    LabelSpeller labels(spelling, data);
    for (const Family* family : families) {
        const bool isPlain = !isStructured(family->type);
        spelling.add(family->name);
        spelling.add(family->hasHelp ? family->help : std::string_view());
        spelling.add(static_cast<std::uint32_t>(family->type), family->seriesCount);
        for (const Series& series : exposition.series(*family)) {
            labels.add(series);
            if (isPlain) continue;
            for (const Sample& sample : exposition.samples(series)) {
                spelling.add(sample.bound);
                spelling.add(static_cast<std::uint32_t>(sample.role), 0);
            }
        }
    }
    Hash128 print = sipHash(seed, spelling.bytes());
    print.low |= 1;
    return print;
}

}  // namespace gatepost::metrics
