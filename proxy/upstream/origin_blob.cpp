// SPDX-License-Identifier: Apache-2.0
#include "proxy/upstream/origin_blob.h"

#include <bit>
#include <cstdint>

#include "proxy/upstream/varint.h"

namespace gatepost::proxy {
namespace {

void appendVarint(std::string& out, std::uint64_t value) {
    char bytes[kLongestVarint];
    out.append(bytes, putVarint(bytes, value));
}

}  // namespace

/// Each is its time, and a 0 where the owner is the group's, else the name's length and one more
/// before the name.
std::string packOrigins(std::span<const metrics::FamilyOrigin> origins,
                        std::string_view groupOwner) {
    std::string out;
    for (const auto& [owner, pushedAt] : origins) {
        appendVarint(out, std::bit_cast<std::uint64_t>(pushedAt));
        appendVarint(out, owner == groupOwner ? 0 : owner.size() + 1);
        if (owner != groupOwner) out += owner;
    }
    return out;
}

std::vector<metrics::FamilyOrigin> unpackOrigins(std::string_view bytes,
                                                 std::string_view groupOwner) {
    std::vector<metrics::FamilyOrigin> origins;
    while (!bytes.empty()) {
        const auto pushedAt = takeVarint(bytes);
        const auto named = takeVarint(bytes);
        if (!pushedAt || !named || *named > bytes.size() + 1) return {};
        const std::string_view owner = *named == 0 ? groupOwner : bytes.substr(0, *named - 1);
        origins.push_back({std::string(owner), std::bit_cast<metrics::UnixNanos>(*pushedAt)});
        if (*named != 0) bytes.remove_prefix(*named - 1);
    }
    return origins;
}

}  // namespace gatepost::proxy
