// SPDX-License-Identifier: Apache-2.0
#include "proxy/intake/push_memory.h"

#include <utility>

namespace gatepost::proxy {
namespace {

std::size_t bytesOf(std::string_view path) {
    constexpr std::size_t kEntry = 96;  // of the map, and of the string beside its text
    return kEntry + path.size();
}

std::size_t bytesOf(const KnownPush& known) {
    constexpr std::size_t kLabel = 2 * sizeof(std::string);
    return sizeof(KnownPush) + known.text.bytes() +
           (known.given.labels().size() + known.key.labels().size()) * kLabel;
}

}  // namespace

PushMemory::Taken PushMemory::take(std::string_view path) {
    Shard& shard = shardOf(path);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.known.find(path);
    if (found != shard.known.end()) {
        if (found->second) shard.bytes -= bytesOf(*found->second);
        return {std::move(found->second), true};
    }
    if (shard.bytes + bytesOf(path) > m_mostBytes / m_shards.size()) {
        shard.known.clear();
        shard.bytes = 0;
    }
    shard.known.emplace(path, nullptr);
    shard.bytes += bytesOf(path);
    return {};
}

void PushMemory::keep(std::string_view path, std::unique_ptr<KnownPush> known) {
    const std::size_t bytes = bytesOf(*known);
    Shard& shard = shardOf(path);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.known.find(path);
    if (found == shard.known.end() || found->second) return;
    if (shard.bytes + bytes > m_mostBytes / m_shards.size()) {
        shard.known.clear();
        shard.bytes = 0;
        return;
    }
    found->second = std::move(known);
    shard.bytes += bytes;
}

}  // namespace gatepost::proxy
