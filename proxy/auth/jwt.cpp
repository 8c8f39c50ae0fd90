// SPDX-License-Identifier: Apache-2.0
#include "proxy/auth/jwt.h"

#include <jwt/jwt.hpp>

#include "proxy/auth/jwks.h"
#include "proxy/config/yaml_section.h"

namespace gatepost::proxy {
namespace {

constexpr std::int64_t kLeewaySeconds = 60;
constexpr std::unexpected kWrong(JwtFailure::Wrong);

const nlohmann::json* member(const nlohmann::json& object, const std::string& name) {
    const auto found = object.find(name);
    return found == object.end() ? nullptr : &*found;
}

std::string textOf(const nlohmann::json& object, const std::string& name) {
    const auto* value = member(object, name);
    return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

std::optional<std::int64_t> timeOf(const nlohmann::json& object, const std::string& name) {
    const auto* value = member(object, name);
    if (value == nullptr || !value->is_number()) return std::nullopt;
    const double seconds = value->get<double>();
    if (!(seconds > -1e15 && seconds < 1e15)) return std::nullopt;
    return static_cast<std::int64_t>(seconds);
}

/// One audience or a list of them (RFC 7519 section 4.1.3).
bool meantFor(const nlohmann::json& payload, const std::string& audience) {
    const auto* value = member(payload, "aud");
    if (value == nullptr) return false;
    if (value->is_string()) return *value == audience;
    if (!value->is_array()) return false;
    return std::any_of(value->begin(), value->end(),
                       [&](const auto& one) { return one.is_string() && one == audience; });
}

class Verifier final : public JwtVerifier {
public:
    Verifier(JwtConfig config, std::vector<JwtKey> keys)
        : m_config(std::move(config)),
          m_keys(std::move(keys)) {}

    Verified verify(std::string_view token, UtcTime now) const override {
        // The library throws on some kinds of malformed JSON.
        try {
            return verified(std::string(token), now.time_since_epoch().count());
        } catch (const std::exception&) {
            return kWrong;
        }
    }

private:
    [[nodiscard]] Verified verified(const std::string& token, std::int64_t now) const {
        using namespace jwt::params;
        const std::vector<std::string> any{"RS256", "RS384", "RS512", "ES256", "ES384"};
        std::error_code error;
        const auto unproven =
            jwt::decode(token, algorithms(any), error, jwt::params::verify(false));
        if (error) return kWrong;
        const nlohmann::json header = unproven.header().create_json_obj();
        // An extension that must be understood is one that we do not understand.
        if (member(header, "crit") != nullptr) return kWrong;
        // Nor does a token bring its own key, or say where to fetch one.
        for (const char* name : {"jwk", "jku", "x5u", "x5c"}) {
            if (member(header, name) != nullptr) return kWrong;
        }
        const std::string id = textOf(header, "kid");
        const std::string algorithm = textOf(header, "alg");
        // The signature alone: decode() would compare times with the system's clock, to the second.
        const std::string_view signedPart = std::string_view(token).substr(0, token.rfind('.'));
        const std::string_view signature = std::string_view(token).substr(signedPart.size() + 1);
        for (const JwtKey& key : m_keys) {
            // The key says what it is used with; the token has no say in it.
            if (key.algorithm != algorithm || (!id.empty() && key.id != id)) continue;
            const auto [good, why] =
                jwt::jwt_signature(key.pem).verify(unproven.header(), signedPart, signature);
            if (!good || why) continue;
            return identityOf(unproven.payload().create_json_obj(), now);
        }
        return kWrong;
    }

    [[nodiscard]] Verified identityOf(const nlohmann::json& payload, std::int64_t now) const {
        const auto expires = timeOf(payload, "exp");
        const auto notBefore = timeOf(payload, "nbf");
        const std::string user = textOf(payload, m_config.userClaim);
        if (textOf(payload, "iss") != m_config.issuer || !meantFor(payload, m_config.audience)) {
            return kWrong;
        }
        if (!expires || user.empty()) return kWrong;
        if (notBefore && *notBefore - kLeewaySeconds > now) return kWrong;
        if (*expires + kLeewaySeconds <= now) return std::unexpected(JwtFailure::Expired);
        const std::string subject = textOf(payload, "sub");
        return Identity{.subject = "jwt:" + (subject.empty() ? user : subject),
                        .user = user,
                        .device = {},
                        .grants = Grants::None,
                        .jobs = nullptr,
                        .families = nullptr};
    }

    JwtConfig m_config;
    std::vector<JwtKey> m_keys;
};

}  // namespace

std::expected<std::shared_ptr<const JwtVerifier>, ConfigErrors> makeJwtVerifier(
    const JwtConfig& config, std::string_view jwks) {
    auto keys = readJwks(jwks, config.jwksFile.string());
    if (!keys) return std::unexpected(ConfigErrors{std::move(keys.error())});
    return std::make_shared<const Verifier>(config, std::move(*keys));
}

std::expected<std::shared_ptr<const JwtVerifier>, ConfigErrors> readJwtVerifier(
    const JwtConfig& config) {
    YamlErrors errors{config.jwksFile.string(), {}};
    const auto text = readFile(config.jwksFile, errors);
    if (!text) return std::unexpected(std::move(errors.list));
    return makeJwtVerifier(config, *text);
}

}  // namespace gatepost::proxy
