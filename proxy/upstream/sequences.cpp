// SPDX-License-Identifier: Apache-2.0
#include "proxy/upstream/sequences.h"

#include <algorithm>

namespace gatepost::proxy {

void Sequences::load(const SequenceRow& row) {
    Group& group = m_groups[row.key];
    group.numbers[row.relay] = {row.number, row.updatedAt};
    group.deletedAt = std::max(group.deletedAt, row.deletedAt);
}

bool Sequences::superseded(const std::string& key, const http::Sequence& sequence) const {
    const auto highest = number(key, sequence.relay);
    return highest && sequence.number <= *highest;
}

std::optional<std::uint64_t> Sequences::number(const std::string& key,
                                               const std::string& relay) const {
    const auto group = m_groups.find(key);
    if (group == m_groups.end()) return std::nullopt;
    const auto found = group->second.numbers.find(relay);
    if (found == group->second.numbers.end()) return std::nullopt;
    return found->second.highest;
}

void Sequences::put(const std::string& key, const std::string& relay,
                    std::optional<std::uint64_t> number, metrics::UnixNanos at) {
    auto& numbers = m_groups[key].numbers;
    if (!number) {
        numbers.erase(relay);
        return;
    }
    numbers[relay] = {*number, at};
    if (numbers.size() <= kRelaysOfAGroup) return;
    numbers.erase(std::ranges::min_element(
        numbers, {}, [](const auto& entry) { return entry.second.updatedAt; }));
}

void Sequences::setDeleted(const std::string& key, metrics::UnixNanos at) {
    const auto group = m_groups.find(key);
    if (group != m_groups.end()) group->second.deletedAt = at;
}

void Sequences::wiped(metrics::UnixNanos at) {
    for (auto& [key, group] : m_groups) group.deletedAt = at;
}

void Sequences::forget(metrics::UnixNanos now) {
    std::erase_if(m_groups, [now](const auto& entry) {
        return entry.second.deletedAt != 0 && entry.second.deletedAt < now - kKept;
    });
}

}  // namespace gatepost::proxy
