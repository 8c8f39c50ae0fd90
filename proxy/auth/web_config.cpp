// SPDX-License-Identifier: Apache-2.0
#include "proxy/auth/web_config.h"

#include <fmt/format.h>
#include <re2/re2.h>
#include <yaml-cpp/yaml.h>

#include <array>

#include "proxy/config/yaml_section.h"

namespace gatepost::proxy {
namespace {

/// $2a$, $2b$ or $2y$, a cost of 04 to 31, 53 characters of salt and hash: one that is none would
/// let nobody in, and not say why.
bool isBcrypt(std::string_view hash) {
    static const RE2 kShape("\\$2[aby]\\$(0[4-9]|[12][0-9]|3[01])\\$[./A-Za-z0-9]{53}");
    return RE2::FullMatch(re2::StringPiece(hash.data(), hash.size()), kShape);
}

/// Older ones, which the toolkit can be told to take, are not spoken here.
void readVersions(YamlSection& section, TlsFiles& tls) {
    static constexpr std::array<std::string_view, 2> kVersions{"TLS12", "TLS13"};
    if (const auto least = section.word("min_version", kVersions)) {
        tls.least = static_cast<TlsVersion>(*least);
    }
    if (const auto most = section.word("max_version", kVersions)) {
        tls.most = static_cast<TlsVersion>(*most);
    }
    if (tls.least > tls.most) {
        section.error(section.self(), "tls_server_config: expected min_version up to max_version");
    }
}

std::optional<TlsFiles> readTls(YamlSection& section, const std::filesystem::path& base) {
    static constexpr std::array<std::string_view, 5> kClientAuth{
        "NoClientCert", "VerifyClientCertIfGiven", "RequireAndVerifyClientCert",
        "RequestClientCert", "RequireAnyClientCert"};
    TlsFiles tls;
    const auto cert = section.file("cert_file", base);
    const auto key = section.file("key_file", base);
    const auto clientCa = section.file("client_ca_file", base);
    const auto node = section.node("client_auth_type");
    const std::string word = node ? scalar(*node).value_or("?") : "";
    if (node && word != kClientAuth[0] && word != kClientAuth[1] && word != kClientAuth[2]) {
        section.wrong(*node, "client_auth_type",
                      "NoClientCert, VerifyClientCertIfGiven or RequireAndVerifyClientCert");
    }
    if (word == kClientAuth[1]) tls.clientAuth = ClientAuth::VerifyIfGiven;
    if (word == kClientAuth[2]) tls.clientAuth = ClientAuth::Require;
    readVersions(section, tls);
    section.finish();
    if (!cert && !key) return std::nullopt;
    if (!cert || !key) {
        section.error(section.self(), "tls_server_config: expected cert_file and key_file");
        return std::nullopt;
    }
    tls.certFile = *cert;
    tls.keyFile = *key;
    if (clientCa) tls.clientCaFile = *clientCa;
    if (tls.clientAuth != ClientAuth::None && !clientCa) {
        section.error(section.self(), "tls_server_config: client_auth_type needs client_ca_file");
    }
    return tls;
}

}  // namespace

std::expected<WebConfig, ConfigErrors> parseWebConfig(std::string_view text,
                                                      const std::filesystem::path& file) {
    YamlErrors errors{file.string(), {}};
    const auto root = loadYaml(text, errors);
    if (!root) return std::unexpected(std::move(errors.list));
    WebConfig config;
    YamlSection top(*root, "", errors);
    if (auto users = top.section("basic_auth_users")) {
        for (const auto& [user, node] : users->entries()) {
            std::string hash = scalar(node).value_or("");
            if (!isBcrypt(hash)) {
                // The hash itself stays out of the message: logs travel further than files.
                users->error(node, fmt::format("{}: expected a bcrypt hash such as $2b$10$...",
                                               users->name(user)));
            }
            config.basicAuthUsers.insert_or_assign(user, std::move(hash));
        }
    }
    if (auto tls = top.section("tls_server_config")) config.tls = readTls(*tls, file.parent_path());
    top.finish();
    if (!errors.list.empty()) return std::unexpected(std::move(errors.list));
    config.named = std::move(errors.named);
    return config;
}

std::expected<WebConfig, ConfigErrors> readWebConfig(const std::filesystem::path& file) {
    YamlErrors errors{file.string(), {}};
    const auto text = readFile(file, errors);
    if (!text) return std::unexpected(std::move(errors.list));
    return parseWebConfig(*text, file);
}

}  // namespace gatepost::proxy
