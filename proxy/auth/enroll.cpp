// SPDX-License-Identifier: Apache-2.0
#include "proxy/auth/enroll.h"

#include <algorithm>

#include "http/guards.h"
#include "proxy/auth/secrets.h"

namespace gatepost::proxy {

std::expected<Enrolled, EnrollFailure> redeem(const std::filesystem::path& tokens,
                                              const std::string& invite, const std::string& device,
                                              UtcTime now) {
    const std::string id(tokenId(invite, kInvitePrefix));
    const std::string hash = sha256Hex(invite);
    Enrolled enrolled;
    auto kind = EnrollFailure::Kind::Storage;
    const auto written = updateTokens(tokens, [&](TokenFile& file) -> std::optional<std::string> {
        std::erase_if(file.invites, [now](const InviteRecord& old) {
            return old.token.expires && *old.token.expires <= now;
        });
        const auto place = std::ranges::find_if(file.invites, [&](const InviteRecord& one) {
            return one.token.id == id && http::equalInConstantTime(one.token.hash, hash);
        });
        if (place == file.invites.end()) {
            kind = EnrollFailure::Kind::NotGood;
            return "no such invite";
        }
        enrolled.record = place->token;
        enrolled.record.created = now;
        enrolled.record.expires.reset();
        if (place->tokenLifetime) enrolled.record.expires = now + *place->tokenLifetime;
        if (enrolled.record.device.empty()) enrolled.record.device = device;
        enrolled.token = issue(enrolled.record, kTokenPrefix);
        file.invites.erase(place);
        file.tokens.push_back(enrolled.record);
        return std::nullopt;
    });
    if (written) return enrolled;
    return std::unexpected(EnrollFailure{kind, written.error()});
}

}  // namespace gatepost::proxy
