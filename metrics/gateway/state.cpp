// SPDX-License-Identifier: Apache-2.0
#include "metrics/gateway/state.h"

namespace gatepost::metrics {

std::size_t GatewayState::KeyHash::operator()(const GroupingKey& key) const {
    return static_cast<std::size_t>(sipHash(seed, joined(key)).low);
}

const GatewayState::Record* GatewayState::find(const GroupingKey& key) const {
    const auto found = records.find(key);
    return found == records.end() ? nullptr : &found->second;
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
    auto place = records.find(key);
    if (place == records.end()) {
        if (!next) return;
        place = records.try_emplace(key).first;
    }
    Record& record = place->second;
    const GroupPointer before = std::move(record.group);
    if (before) {
        Usage& used = usage[ownerNumber(before->owner)];
        --used.groups;
        used.series -= before->held.series();
        used.bytes -= before->held.bytes();
    }
    std::vector<FamilyEntry::Slot> slots(next ? next->families.size() : 0);
    walkFamilies(before.get(), next.get(), [&](std::size_t i, std::size_t j) {
        if (j == kNone) return remove(*before->families[i], record.slots[i]);
        const HeldFamilyPointer& after = next->families[j];
        if (i == kNone) return add(after, slots[j], record);
        slots[j] = record.slots[i];
        if (before->families[i] != after) replace(*before->families[i], after, slots[j], record);
    });
    if (!next) {
        records.erase(place);
        return;
    }
    Usage& used = usage[makeOwnerNumber(next->owner)];
    ++used.groups;
    used.series += next->held.series();
    used.bytes += next->held.bytes();
    record.slots = std::move(slots);
    record.group = std::move(next);
}

void GatewayState::add(const HeldFamilyPointer& held, FamilyEntry::Slot& slot,
                       const Record& record) {
    auto place = families.find(held->name);
    if (place == families.end()) place = families.try_emplace(std::string(held->name)).first;
    slot = place->second.add(held, generation);
    bytes += held->samples.size();
    for (const SeriesHash& hash : held->series) series.emplace(hash, &record);
}

void GatewayState::replace(const HeldFamily& before, const HeldFamilyPointer& after,
                           FamilyEntry::Slot slot, const Record& record) {
    // The usual push has the series of the last one: nothing to look up for it.
    if (before.series != after->series) {
        for (const SeriesHash& hash : before.series) series.erase(hash);
        for (const SeriesHash& hash : after->series) series.emplace(hash, &record);
    }
    bytes += after->samples.size();
    bytes -= before.samples.size();
    families.find(before.name)->second.replace(slot, after, generation);
}

void GatewayState::remove(const HeldFamily& held, FamilyEntry::Slot slot) {
    for (const SeriesHash& hash : held.series) series.erase(hash);
    bytes -= held.samples.size();
    const auto entry = families.find(held.name);
    entry->second.remove(slot, generation);
    if (entry->second.empty() && !entry->second.reserved()) families.erase(entry);
}

}  // namespace gatepost::metrics
