// SPDX-License-Identifier: Apache-2.0
#include "proxy/upstream/sequences.h"

#include <algorithm>

namespace gatepost::proxy {

void Sequences::mark(const std::string& key, Group& group, metrics::UnixNanos deletedAt) {
    if (group.deletedAt == deletedAt) return;
    if (group.deletedAt != 0) {
        const auto place = m_deleted.find(group.owner);
        place->second.erase({group.deletedAt, key});
        if (place->second.empty()) m_deleted.erase(place);
    }
    if (deletedAt != 0) m_deleted[group.owner].emplace(deletedAt, key);
    group.deletedAt = deletedAt;
}

void Sequences::load(const SequenceRow& row) {
    Group& group = m_groups[row.key];
    if (group.numbers.empty()) group.owner = row.owner;
    group.numbers[row.relay] = {row.number, row.updatedAt};
    mark(row.key, group, std::max(group.deletedAt, row.deletedAt));
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

void Sequences::put(const std::string& key, const http::Sequence& sequence,
                    const std::string& owner, metrics::UnixNanos at) {
    Group& group = m_groups[key];
    if (group.owner != owner) {
        const metrics::UnixNanos deletedAt = group.deletedAt;
        mark(key, group, 0);
        group.owner = owner;
        mark(key, group, deletedAt);
    }
    group.numbers[sequence.relay] = {sequence.number, at};
    if (group.numbers.size() <= kRelaysOfAGroup) return;
    group.numbers.erase(std::ranges::min_element(
        group.numbers, {}, [](const auto& entry) { return entry.second.updatedAt; }));
}

void Sequences::takeBack(const std::string& key, const std::string& relay,
                         std::optional<std::uint64_t> number) {
    const auto place = m_groups.find(key);
    if (place == m_groups.end()) return;
    auto& numbers = place->second.numbers;
    const auto found = numbers.find(relay);
    if (found == numbers.end()) return;
    if (number) {
        found->second.highest = *number;
        return;
    }
    numbers.erase(found);
    if (!numbers.empty()) return;
    mark(key, place->second, 0);
    m_groups.erase(place);
}

metrics::UnixNanos Sequences::deletedAt(const std::string& key) const {
    const auto group = m_groups.find(key);
    return group == m_groups.end() ? 0 : group->second.deletedAt;
}

void Sequences::setDeleted(const std::string& key, metrics::UnixNanos at) {
    const auto group = m_groups.find(key);
    if (group != m_groups.end()) mark(key, group->second, at);
}

void Sequences::wiped(metrics::UnixNanos at) {
    for (auto& [key, group] : m_groups) mark(key, group, at);
}

void Sequences::forget(metrics::UnixNanos now) {
    for (auto& [owner, deleted] : m_deleted) {
        while (!deleted.empty() && deleted.begin()->first < now - kKept) {
            m_groups.erase(deleted.begin()->second);
            deleted.erase(deleted.begin());
        }
    }
    std::erase_if(m_deleted, [](const auto& entry) { return entry.second.empty(); });
}

std::vector<std::string> Sequences::trim(std::size_t most) {
    std::vector<std::string> forgotten;
    for (auto& [owner, deleted] : m_deleted) {
        while (deleted.size() > most) {
            forgotten.push_back(deleted.begin()->second);
            m_groups.erase(forgotten.back());
            deleted.erase(deleted.begin());
        }
    }
    return forgotten;
}

}  // namespace gatepost::proxy
