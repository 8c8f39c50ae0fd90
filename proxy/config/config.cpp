// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/config.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "proxy/config/quantity.h"
#include "proxy/config/sections.h"
#include "proxy/config/yaml_section.h"

namespace gatepost::proxy {
namespace {

constexpr std::array<std::pair<std::string_view, Grants>, 3> kGrantWords{
    {{"push", Grants::Push}, {"read", Grants::Read}, {"admin", Grants::Admin}}};

/// Without `auth` everyone may do everything: only this machine may then be listened to.
void refuseOpenDoors(const Config& config, const YAML::Node& listen, YamlErrors& errors) {
    if (config.auth) return;
    for (const ListenAddress& address : config.listen) {
        if (!isOpenToOthers(address)) continue;
        errors.add(listen,
                   fmt::format("listen: without an auth section every address must be "
                               "loopback, such as 127.0.0.1:9092; {} is not",
                               address.host.empty() ? "an inherited socket" : address.host));
    }
}

/// Only the embedded gateway knows what a user holds.
void refuseBlindQuotas(const Config& config, const YAML::Node& limits, YamlErrors& errors) {
    const Limits& l = config.limits;
    if (config.upstream.kind == UpstreamKind::Embedded) return;
    if (!l.groupsPerUser && !l.seriesPerUser && !l.bytesPerUser && !l.newSeriesPerHourPerUser)
        return;
    errors.add(limits,
               "limits: groups_per_user, series_per_user, bytes_per_user and "
               "new_series_per_hour_per_user need the embedded gateway");
}

std::filesystem::path defaultDataDir(const std::filesystem::path& file) {
    const char* state = std::getenv("STATE_DIRECTORY");
    if (state != nullptr && *state != '\0') return state;
    return file.parent_path() / "data";
}

}  // namespace

std::string toString(const ConfigError& error) {
    if (error.line == 0) return fmt::format("{}: {}", error.file, error.text);
    return fmt::format("{}:{}:{}: {}", error.file, error.line, error.column, error.text);
}

std::string toString(Grants grants) {
    std::string out;
    for (const auto& [word, grant] : kGrantWords) {
        if (!includes(grants, grant)) continue;
        if (!out.empty()) out += ',';
        out += word;
    }
    return out.empty() ? "none" : out;
}

std::optional<Grants> grantOf(std::string_view word) {
    for (const auto& [known, grant] : kGrantWords) {
        if (word == known) return grant;
    }
    return std::nullopt;
}

bool isLoopback(std::string_view host) { return host.starts_with("127.") || host == "::1"; }

bool isOpenToOthers(const ListenAddress& address) {
    // With neither it is no address, which has been told.
    if (address.host.empty()) return !address.socketName.empty();
    return !isLoopback(address.host);
}

std::expected<Config, ConfigErrors> parseConfig(std::string_view text,
                                                const std::filesystem::path& file,
                                                metrics::Validators validators) {
    YamlErrors errors{file.string(), {}};
    const auto root = loadYaml(text, errors);
    if (!root) return std::unexpected(std::move(errors.list));

    Config config;
    config.file = file;
    config.validators = std::move(validators);
    const std::filesystem::path base = file.parent_path();
    YamlSection top(*root, "", errors);
    const auto listen = top.node("listen");
    if (listen) {
        readListen(*listen, base, config.listen, errors);
    } else {
        top.error(*root,
                  "listen is missing: expected a list of addresses such as "
                  "- address: 127.0.0.1:9092");
    }
    if (auto section = top.section("upstream")) {
        readUpstream(*section, base, config.upstream);
    }
    if (config.upstream.dataDir.empty()) config.upstream.dataDir = defaultDataDir(file);
    for (const auto& [url, node] : top.texts("target_urls")) {
        const auto parts = parseUrl(url);
        if (!parts || parts->hasUserInfo || parts->hasQuery || parts->path.size() > 1) {
            top.error(node, fmt::format("target_urls: expected an origin such as "
                                        "http://localhost:9091, got \"{}\"",
                                        url));
        }
        config.targetUrls.push_back(url);
    }
    top.refuseNothing("auth", "tokens_file, web_config_file or jwt");
    if (auto section = top.section("auth")) config.auth = readAuth(*section, base);
    if (config.auth) config.enforce.emplace("userid", IdentityField::User);
    if (auto section = top.section("identity")) readIdentity(*section, config);
    if (auto section = top.section("lint")) readLint(*section, config);
    if (auto policy = top.file("policy_file", base)) config.policyFile = *policy;
    if (auto section = top.section("auth_grants")) readGrants(*section, config);
    config.adminApi = top.boolean("admin_api").value_or(false);
    for (const auto& [address, node] : top.texts("proxy_protocol_from")) {
        if (!isNetwork(address)) {
            top.error(node, fmt::format("proxy_protocol_from: expected an address or a network "
                                        "such as 10.0.0.0/8, got \"{}\"",
                                        address));
        }
        config.proxyProtocolFrom.push_back(address);
    }
    if (auto section = top.section("limits")) {
        readLimits(*section, config.limits);
        refuseBlindQuotas(config, section->self(), errors);
    }
    top.finish();
    if (listen) refuseOpenDoors(config, *listen, errors);
    config.targetsGiven = !config.targetUrls.empty();
    if (!config.targetsGiven) config.targetUrls = defaultTargets(config, config.listen);
    if (!errors.list.empty()) return std::unexpected(std::move(errors.list));
    config.named = std::move(errors.named);
    return config;
}

std::vector<std::string> defaultTargets(const Config& config,
                                        const std::vector<ListenAddress>& listen) {
    if (config.upstream.kind == UpstreamKind::Pushgateway) return {config.upstream.url};
    std::vector<std::string> targets;
    for (const std::string_view host : {"localhost", "127.0.0.1"}) {
        targets.push_back(fmt::format("http://{}:9091", host));
        for (const ListenAddress& address : listen) {
            if (address.port == 0) continue;
            targets.push_back(
                fmt::format("{}://{}:{}", address.tls ? "https" : "http", host, address.port));
        }
    }
    return targets;
}

void placeErrors(std::span<const NamedFile> named, ConfigErrors& errors) {
    ConfigErrors out;
    for (ConfigError& error : errors) {
        const auto place =
            std::ranges::find(named, std::filesystem::path(error.file), &NamedFile::path);
        if (error.line == 0 && place != named.end()) {
            error.text = fmt::format("{}: {}: {}", place->setting, error.file, error.text);
            error.file = place->in;
            error.line = place->line;
            error.column = place->column;
        }
        // Two doors may have one certificate.
        if (std::ranges::find(out, error) == out.end()) out.push_back(std::move(error));
    }
    errors = std::move(out);
}

std::expected<std::string, ConfigErrors> readPassword(const std::filesystem::path& file) {
    YamlErrors errors{file.string(), {}};
    const auto text = readFile(file, errors);
    if (!text) return std::unexpected(std::move(errors.list));
    std::string password = text->substr(0, text->find('\n'));
    if (password.ends_with('\r')) password.pop_back();
    if (!password.empty()) return password;
    return std::unexpected(ConfigErrors{{.file = file.string(),
                                         .line = 0,
                                         .column = 0,
                                         .text = "expected a password on the first line"}});
}

std::expected<Config, ConfigErrors> readConfig(const std::filesystem::path& file,
                                               metrics::Validators validators) {
    YamlErrors errors{file.string(), {}};
    const auto text = readFile(file, errors);
    if (!text) return std::unexpected(std::move(errors.list));
    return parseConfig(*text, file, std::move(validators));
}

}  // namespace gatepost::proxy
