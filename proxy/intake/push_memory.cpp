// SPDX-License-Identifier: Apache-2.0
#include "proxy/intake/push_memory.h"

#include <utility>

#include "metrics/exposition/hashing.h"

namespace gatepost::proxy {
namespace {

/// However often a text was another, it is learnt after 2 to the power of this pushes.
constexpr std::uint8_t kMostMisses = 4;

std::size_t bytesOf(std::string_view name) {
    constexpr std::size_t kEntry = 112;  // of the index, and of the string beside its text
    return kEntry + name.size();
}

std::size_t bytesOf(const KnownPush& known) {
    constexpr std::size_t kLabel = 2 * sizeof(std::string);
    return sizeof(KnownPush) + known.push.text.bytes() + known.push.path.capacity() +
           (known.given.labels().size() + known.key.labels().size()) * kLabel;
}

}  // namespace

PushMemory::Entry* PushMemory::find(const Shard& shard, std::uint64_t hash, std::string_view name) {
    return shard.entries.byName.find(hash,
                                     [name](const Entry& entry) { return entry.name == name; });
}

PushMemory::Taken PushMemory::take(std::string_view name) {
    Entries forgotten;                                 // destroyed without the lock
    const std::uint64_t hash = metrics::hashOf(name);  // of this process alone
    Shard& shard = shardOf(hash);
    const std::lock_guard lock(shard.mutex);
    Entry* const found = find(shard, hash, name);
    if (found == nullptr) {
        if (shard.bytes + bytesOf(name) > share()) {
            std::swap(forgotten, shard.entries);
            shard.bytes = 0;
        }
        shard.entries.all.push_back({.name = std::string(name), .known = nullptr});
        shard.entries.byName.insert(hash, shard.entries.all.back());
        shard.bytes += bytesOf(name);
        return {};
    }
    Entry& entry = *found;
    if (entry.known) {
        shard.bytes -= entry.bytes;
        // Until it is said to be kept on.
        entry.pause = entry.misses == 0 ? 0 : static_cast<std::uint8_t>(1u << entry.misses);
        if (entry.misses < kMostMisses) ++entry.misses;
        return {std::move(entry.known), entry.pause == 0};
    }
    if (entry.pause == 0) return {nullptr, true};
    --entry.pause;
    return {};
}

void PushMemory::keepOn(std::string_view name, std::unique_ptr<KnownPush> known) {
    put(name, std::move(known), true);
}

void PushMemory::learn(std::string_view name, std::unique_ptr<KnownPush> known) {
    put(name, std::move(known), false);
}

void PushMemory::put(std::string_view name, std::unique_ptr<KnownPush> known, bool again) {
    const std::size_t bytes = bytesOf(*known);
    if (bytes > share()) return;
    Entries forgotten;
    const std::uint64_t hash = metrics::hashOf(name);
    Shard& shard = shardOf(hash);
    const std::lock_guard lock(shard.mutex);
    Entry* const entry = find(shard, hash, name);
    if (entry == nullptr || entry->known) return;
    if (shard.bytes + bytes > share()) {
        std::swap(forgotten, shard.entries);
        shard.bytes = 0;
        return;
    }
    if (again) {
        entry->misses = 0;
        entry->pause = 0;
    }
    entry->known = std::move(known);
    entry->bytes = bytes;
    shard.bytes += bytes;
}

std::size_t PushMemory::bytes() const {
    std::size_t bytes = 0;
    for (const Shard& shard : m_shards) {
        const std::lock_guard lock(shard.mutex);
        bytes += shard.bytes;
    }
    return bytes;
}

}  // namespace gatepost::proxy
