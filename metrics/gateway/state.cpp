// SPDX-License-Identifier: Apache-2.0
#include "metrics/gateway/state.h"

#include "metrics/exposition/number_text.h"
#include "metrics/gateway/spelling.h"

namespace gatepost::metrics {
namespace {

/// Of the family's lines with their numbers, at most.
std::size_t mostBytes(const FamilyShape& held) {
    return held.lines.text.size() + held.lines.ends.size() * (kLongestNumber + 2);
}

}  // namespace

Hash128 GatewayState::hashOf(const GroupingKey& key) const {
    // A path can carry bytes that joined() puts between its texts.
    constexpr std::size_t kUsualBytes = 128;
    Spelling spelling(kUsualBytes);
    for (const auto& [name, value] : key.labels()) {
        spelling.add(name);
        spelling.add(value);
    }
    return sipHash(seed, spelling.bytes());
}

GatewayState::Record* GatewayState::find(Hash128 keyHash) const {
    return byKey.find(keyHash.low, [&](const Record& record) { return record.keyHash == keyHash; });
}

const FamilyEntry* GatewayState::family(std::string_view name) const {
    const auto found = families.find(name);
    return found == families.end() ? nullptr : &found->second;
}

std::uint32_t GatewayState::ownerNumber(std::string_view owner) const {
    const auto found = ownerNumbers.find(owner);
    return found == ownerNumbers.end() ? static_cast<std::uint32_t>(usage.size()) : found->second;
}

std::uint32_t GatewayState::makeOwnerNumber(std::string_view owner) {
    const std::uint32_t number = ownerNumber(owner);
    if (number == usage.size()) {
        ownerNumbers.emplace(owner, number);
        usage.emplace_back();
    }
    return number;
}

void GatewayState::commit(const GroupingKey& key, GroupPointer next) {
    const Hash128 keyHash = hashOf(key);
    Record* place = find(keyHash);
    if (place == nullptr) {
        if (!next) return;
        const GroupPages::Slot slot = pages.add(next);
        if (slot == records.size()) records.emplace_back();
        records[slot] = std::make_unique<Record>(Record{keyHash, nullptr, slot});
        place = records[slot].get();
        byKey.insert(keyHash.low, *place);
    } else {
        pages.replace(place->slot, next);
    }
    Record& record = *place;
    const GroupPointer before = std::move(record.group);
    if (before) {
        Usage& used = usage[ownerNumber(before->owner)];
        --used.groups;
        used.series -= before->shape->series;
        used.bytes -= before->shape->bytes;
    }
    const GroupShape* const was = before ? before->shape.get() : nullptr;
    const GroupShape* const is = next ? next->shape.get() : nullptr;
    if (was != is) {
        walkFamilies(was, is, [&](std::size_t i, std::size_t j) {
            if (j == kNone) return remove(*was->families[i]);
            if (i == kNone) return add(*is->families[j], record);
            if (was->families[i] != is->families[j])
                replace(*was->families[i], *is->families[j], record);
        });
    }
    if (!next) {
        byKey.erase(keyHash.low, record);
        records[record.slot].reset();
        return;
    }
    Usage& used = usage[makeOwnerNumber(next->owner)];
    ++used.groups;
    used.series += next->shape->series;
    used.bytes += next->shape->bytes;
    record.group = std::move(next);
}

void GatewayState::replace(Record& record, GroupPointer next) {
    pages.replace(record.slot, next);
    record.group = std::move(next);
}

template <typename Change>
void GatewayState::change(FamilyEntry& entry, Change change) {
    mixedFamilies -= entry.isMixed() ? 1 : 0;
    change(entry);
    mixedFamilies += entry.isMixed() ? 1 : 0;
}

void GatewayState::add(const FamilyShape& held, const Record& record) {
    auto place = families.find(held.name);
    if (place == families.end()) place = families.try_emplace(held.name).first;
    change(place->second, [&](FamilyEntry& entry) { entry.add(held); });
    bytes += mostBytes(held);
    for (const SeriesHash& hash : held.series) series.emplace(hash, &record);
}

void GatewayState::replace(const FamilyShape& before, const FamilyShape& after,
                           const Record& record) {
    if (before.series != after.series) {
        for (const SeriesHash& hash : before.series) series.erase(hash);
        for (const SeriesHash& hash : after.series) series.emplace(hash, &record);
    }
    bytes += mostBytes(after);
    bytes -= mostBytes(before);
    if (before.owner == after.owner && before.type == after.type) return;
    change(families.find(before.name)->second, [&](FamilyEntry& entry) {
        entry.remove(before);
        entry.add(after);
    });
}

void GatewayState::remove(const FamilyShape& held) {
    for (const SeriesHash& hash : held.series) series.erase(hash);
    bytes -= mostBytes(held);
    const auto entry = families.find(held.name);
    change(entry->second, [&](FamilyEntry& family) { family.remove(held); });
    if (entry->second.empty() && !entry->second.reserved()) families.erase(entry);
}

}  // namespace gatepost::metrics
