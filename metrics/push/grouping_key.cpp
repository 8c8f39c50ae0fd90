// SPDX-License-Identifier: Apache-2.0
#include "metrics/push/grouping_key.h"

#include <algorithm>

#include "metrics/push/sip_hash.h"

namespace gatepost::metrics {
namespace {

/// As stable_sort(), which allocates even for two.
void sortByName(std::vector<GroupingKey::Pair>& labels) {
    constexpr std::size_t kFew = 16;
    if (labels.size() > kFew) {
        std::ranges::stable_sort(labels, {}, &GroupingKey::Pair::first);
        return;
    }
    for (auto next = labels.begin(); next != labels.end(); ++next) {
        const auto place = std::ranges::upper_bound(labels.begin(), next, next->first, {},
                                                    &GroupingKey::Pair::first);
        std::rotate(place, next, std::next(next));
    }
}

}  // namespace

GroupingKey::GroupingKey(std::vector<Pair> labels) : m_labels(std::move(labels)) {
    sortByName(m_labels);
    // Of a run of equal names the last stays.
    const auto end = std::unique(m_labels.rbegin(), m_labels.rend(),
                                 [](const Pair& a, const Pair& b) { return a.first == b.first; });
    m_labels.erase(m_labels.begin(), end.base());
}

std::optional<std::string_view> GroupingKey::label(std::string_view name) const {
    const auto found = std::ranges::lower_bound(m_labels, name, {}, &Pair::first);
    if (found == m_labels.end() || found->first != name) return std::nullopt;
    return found->second;
}

GroupingKey GroupingKey::with(std::string_view name, std::string_view value) const {
    GroupingKey key = *this;
    const auto place = std::ranges::lower_bound(key.m_labels, name, {}, &Pair::first);
    if (place != key.m_labels.end() && place->first == name)
        place->second = value;
    else
        key.m_labels.emplace(place, name, value);
    return key;
}

GroupingKey GroupingKey::without(std::string_view name) const {
    GroupingKey key = *this;
    std::erase_if(key.m_labels, [name](const Pair& label) { return label.first == name; });
    return key;
}

std::string joined(const GroupingKey& key) {
    std::string text;
    for (const auto& [name, value] : key.labels()) {
        text += name;
        text += '\xff';
        text += value;
        text += '\xff';
    }
    return text;
}

std::string groupId(const GroupingKey& key) {
    char digits[16];
    return std::string(toHex(sipHash({}, joined(key)).low, digits));
}

}  // namespace gatepost::metrics
