// SPDX-License-Identifier: Apache-2.0
// The rules that a proxy sent last and who it took us for, on disk, so that a relay that starts
// without a network judges by them at once. A small JSON file beside the outbox, written
// atomically; they are no secret, and of the token there is a digest alone.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace gatepost::relay {

struct CachedRules {
    std::string target;  // the proxy's URL
    std::string tag;     // ETag of the document
    std::string document;
    std::string caller;  // a digest of the token: another one may be another user
    std::string user;
    std::string userTag;  // ETag of whoami
    bool operator==(const CachedRules&) const = default;
};

/// nullopt: nothing that can be read is there.
[[nodiscard]] std::optional<CachedRules> loadRules(const std::filesystem::path& file);
/// What cannot be written is fetched again at the next start.
void saveRules(const std::filesystem::path& file, const CachedRules& rules);

}  // namespace gatepost::relay
