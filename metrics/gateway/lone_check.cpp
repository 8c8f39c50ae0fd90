// SPDX-License-Identifier: Apache-2.0
#include "metrics/gateway/lone_check.h"

#include <algorithm>
#include <array>
#include <bit>
#include <vector>

#include "metrics/exposition/exposition_data.h"
#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/hashing.h"
#include "metrics/exposition/names.h"
#include "metrics/gateway/family_entry.h"
#include "metrics/gateway/held_family.h"

namespace gatepost::metrics {
namespace {

/// A name beside the body's own, by its number.
constexpr std::size_t kMostNames = 64;

bool isPlainLabel(std::string_view name) { return isLabelName(name) && !name.starts_with("__"); }

bool isLineLabel(std::string_view name) { return name == "le" || name == "quantile"; }

bool isPlainKey(const GroupingKey& key) {
    return !key.job().empty() && std::ranges::all_of(key.labels(), [](const auto& label) {
        return isPlainLabel(label.first) && !isLineLabel(label.first) && isAscii(label.second);
    });
}

bool hasLineSuffix(std::string_view name) {
    return name.ends_with("_count") || name.ends_with("_sum") || name.ends_with("_bucket");
}

/// Names are plain and do not meet as x and x_count do.
bool areFamiliesApart(const Exposition& exposition) {
    bool structured = false;
    bool suffixed = false;
    for (const Family& family : exposition.families()) {
        if (!isMetricName(family.name) || isTimeFamily(family.name)) return false;
        structured |= isStructured(family.type);
        suffixed |= hasLineSuffix(family.name);
    }
    return !(structured && suffixed);
}

/// Hashes of a family's series, of which none may come twice.
class SeenSeries {
public:
    void begin(std::size_t count) {
        const std::size_t size = std::bit_ceil(std::max<std::size_t>(count * 2, 16));
        m_slots.assign(size, 0);
    }
    [[nodiscard]] bool add(std::uint64_t hash) {
        hash |= 1;  // 0 is an empty slot
        const std::size_t mask = m_slots.size() - 1;
        for (std::size_t i = (hash >> 32) & mask;; i = (i + 1) & mask) {
            if (m_slots[i] == hash) return false;
            if (m_slots[i] != 0) continue;
            m_slots[i] = hash;
            return true;
        }
    }

private:
    std::vector<std::uint64_t> m_slots;
};

/// What is known of the body's label names, a bit for each.
struct NameBits {
    std::uint64_t grouping = 0;  // the key has it, and wins
    std::uint64_t line = 0;      // `le`, `quantile`
};

/// Nothing: some name is not plain, or there are too many.
std::optional<NameBits> namesOf(const Exposition::Data& data, const GroupingKey& key) {
    if (data.labelNames.size() > kMostNames) return std::nullopt;
    NameBits bits;
    for (std::size_t i = 0; i < data.labelNames.size(); ++i) {
        const std::string_view name = data.text(data.labelNames[i]);
        if (!isPlainLabel(name)) return std::nullopt;
        const std::uint64_t bit = std::uint64_t{1} << i;
        if (key.label(name)) bits.grouping |= bit;
        if (isLineLabel(name)) bits.line |= bit;
    }
    return bits;
}

/// Each series' labels once, and no two series with the same.
bool areSeriesApart(const Exposition& exposition, const NameBits& names) {
    const Exposition::Data& data = exposition.data();
    SeenSeries seen;
    for (const Family& family : exposition.families()) {
        const std::uint64_t forbidden = isStructured(family.type) ? names.line : 0;
        seen.begin(family.seriesCount);
        for (const Series& series : exposition.series(family)) {
            std::uint64_t had = 0;
            std::uint64_t sum = 1;
            for (std::size_t i = 0; i < series.labelCount; ++i) {
                const LabelRef& label = data.labels[series.firstLabel + i];
                const std::uint32_t name = data.labelName(label);
                const std::uint64_t bit = std::uint64_t{1} << name;
                if ((had & bit) != 0) return false;
                had |= bit;
                if ((names.grouping & bit) != 0) continue;
                const std::string_view value = data.labelValue(label);
                if (!value.empty()) sum += mixed(hashOf(value) + name);
            }
            if ((had & forbidden) != 0 || !seen.add(mixed(sum))) return false;
        }
    }
    return true;
}

}  // namespace

bool isPlainlyInOrder(const GroupingKey& key, const Exposition& exposition) {
    const Exposition::Data& data = exposition.data();
    // Without a body it was not text: names have not been checked, and families may come twice.
    if (data.body.empty() || !data.times.empty() || !isAscii(data.body)) return false;
    if (!isPlainKey(key) || !areFamiliesApart(exposition)) return false;
    const auto names = namesOf(data, key);
    return names && areSeriesApart(exposition, *names);
}

std::expected<void, Clash> checkAlone(const GroupingKey& key, const Exposition& exposition) {
    if (isPlainlyInOrder(key, exposition)) return {};
    Push push;
    push.exposition = &exposition;
    return Gateway().check(key, push);
}

}  // namespace gatepost::metrics
