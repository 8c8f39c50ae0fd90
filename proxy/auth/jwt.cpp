// SPDX-License-Identifier: Apache-2.0
#include "proxy/auth/jwt.h"

#include <expected>
#include <jwt/jwt.hpp>
#include <optional>

#include "http/message.h"
#include "proxy/auth/jwks.h"
#include "proxy/config/yaml_section.h"

namespace gatepost::proxy {
namespace {

constexpr std::int64_t kLeewaySeconds = 60;
constexpr double kLatestSeconds = 1e15;
constexpr std::unexpected kWrong(JwtFailure::Wrong);

const nlohmann::json* member(const nlohmann::json& object, const std::string& name) {
    const auto found = object.find(name);
    return found == object.end() ? nullptr : &*found;
}

std::string textOf(const nlohmann::json& object, const std::string& name) {
    const auto* value = member(object, name);
    return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

/// A NumericDate (RFC 7519 section 2) that is not before its epoch. One that is not there is
/// nothing, one that cannot be read is wrong: it must not count as one that is not there.
std::expected<std::optional<std::int64_t>, JwtFailure> timeOf(const nlohmann::json& object,
                                                              const std::string& name) {
    const auto* value = member(object, name);
    if (value == nullptr) return std::nullopt;
    if (!value->is_number()) return kWrong;
    const double seconds = value->get<double>();
    if (!(seconds >= 0 && seconds < kLatestSeconds)) return kWrong;
    return static_cast<std::int64_t>(seconds);
}

/// RFC 7515 section 7.1.
struct Parts {
    std::string_view header;
    std::string_view payload;
    std::string_view signature;
    std::string_view signedText;
};

std::optional<Parts> partsOf(std::string_view token) {
    const std::size_t first = token.find('.');
    const std::size_t second = token.rfind('.');
    if (first == second || second + 1 == token.size()) return std::nullopt;
    const std::string_view payload = token.substr(first + 1, second - first - 1);
    if (payload.find('.') != std::string_view::npos) return std::nullopt;
    return Parts{token.substr(0, first), payload, token.substr(second + 1),
                 token.substr(0, second)};
}

/// Not by the library's decode(): that takes no typ but JWT, and compares times with the system's
/// clock, to the second.
std::optional<nlohmann::json> objectOf(std::string_view part) {
    auto json = nlohmann::json::parse(jwt::base64_uri_decode(part.data(), part.size()), nullptr,
                                      /*allow_exceptions=*/false);
    if (!json.is_object()) return std::nullopt;
    return json;
}

/// What says nothing of its type is taken for one. Types are media types in any case, with or
/// without "application/" (RFC 7515 section 4.1.9): JWT (RFC 7519 section 5.1), or at+jwt
/// (RFC 9068 section 2.1).
bool isAccessToken(const nlohmann::json& header) {
    if (member(header, "typ") == nullptr) return true;
    const std::string text = textOf(header, "typ");
    std::string_view type = text;
    constexpr std::string_view kTree = "application/";
    if (http::sameIgnoringCase(type.substr(0, kTree.size()), kTree)) {
        type.remove_prefix(kTree.size());
    }
    return http::sameIgnoringCase(type, "JWT") || http::sameIgnoringCase(type, "at+jwt");
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
        // The library throws where OpenSSL has no memory.
        try {
            return verified(token, now.time_since_epoch().count());
        } catch (const std::exception&) {
            return kWrong;
        }
    }

private:
    [[nodiscard]] Verified verified(std::string_view token, std::int64_t now) const {
        const auto parts = partsOf(token);
        if (!parts) return kWrong;
        const auto header = objectOf(parts->header);
        if (!header) return kWrong;
        if (!isAccessToken(*header)) return std::unexpected(JwtFailure::Type);
        // An extension that must be understood is one that we do not understand.
        if (member(*header, "crit") != nullptr) return kWrong;
        // Nor does a token bring its own key, or say where to fetch one.
        for (const char* name : {"jwk", "jku", "x5u", "x5c"}) {
            if (member(*header, name) != nullptr) return kWrong;
        }
        const std::string id = textOf(*header, "kid");
        const std::string algorithm = textOf(*header, "alg");
        for (const JwtKey& key : m_keys) {
            // The key says what it is used with; the token has no say in it.
            if (key.algorithm != algorithm || (!id.empty() && key.id != id)) continue;
            const jwt::jwt_header asTheKeySays(jwt::str_to_alg(key.algorithm));
            const auto [good, why] = jwt::jwt_signature(key.pem).verify(
                asTheKeySays, parts->signedText, parts->signature);
            if (!good || why) continue;
            const auto payload = objectOf(parts->payload);
            if (!payload) return kWrong;
            return identityOf(*payload, now);
        }
        return kWrong;
    }

    [[nodiscard]] Verified identityOf(const nlohmann::json& payload, std::int64_t now) const {
        const auto expires = timeOf(payload, "exp");
        const auto notBefore = timeOf(payload, "nbf");
        const auto issued = timeOf(payload, "iat");
        const std::string user = textOf(payload, m_config.userClaim);
        if (textOf(payload, "iss") != m_config.issuer || !meantFor(payload, m_config.audience)) {
            return kWrong;
        }
        if (!expires || !notBefore || !issued) return kWrong;
        if (!*expires || user.empty()) return kWrong;
        if (*notBefore && **notBefore - kLeewaySeconds > now) return kWrong;
        if (**expires + kLeewaySeconds <= now) return std::unexpected(JwtFailure::Expired);
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
