// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/sections.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>

#include "metrics/exposition/names.h"
#include "proxy/config/quantity.h"

namespace gatepost::proxy {
namespace {

using Unit = YamlSection::Unit;
using Off = YamlSection::Off;

std::optional<TlsFiles> readTls(YamlSection& section, const std::filesystem::path& base) {
    static constexpr std::array<std::string_view, 3> kClientAuth{"none", "verify_if_given",
                                                                 "require"};
    TlsFiles tls;
    const auto cert = section.file("cert_file", base);
    const auto key = section.file("key_file", base);
    const auto clientCa = section.file("client_ca_file", base);
    const auto clientAuth = section.word("client_auth", kClientAuth);
    section.finish();
    if (!cert || !key) {
        section.error(section.self(),
                      fmt::format("{}: expected cert_file and key_file", section.name("")));
        return std::nullopt;
    }
    tls.certFile = *cert;
    tls.keyFile = *key;
    if (clientCa) tls.clientCaFile = *clientCa;
    tls.clientAuth = clientAuth ? static_cast<ClientAuth>(*clientAuth)
                     : clientCa ? ClientAuth::VerifyIfGiven
                                : ClientAuth::None;
    if (tls.clientAuth != ClientAuth::None && !clientCa) {
        section.error(section.self(),
                      fmt::format("{}: client_auth needs client_ca_file", section.name("")));
    }
    return tls;
}

UpstreamTls readUpstreamTls(YamlSection& section, const std::filesystem::path& base) {
    UpstreamTls tls;
    const auto ca = section.file("ca_file", base);
    const auto cert = section.file("cert_file", base);
    const auto key = section.file("key_file", base);
    section.finish();
    if (cert.has_value() != key.has_value()) {
        section.error(section.self(),
                      fmt::format("{}: cert_file and key_file go together", section.name("")));
    }
    tls.caFile = ca.value_or("");
    tls.certFile = cert.value_or("");
    tls.keyFile = key.value_or("");
    return tls;
}

Serves readServes(YamlSection& section) {
    static constexpr std::array<std::pair<std::string_view, Serves>, 4> kWords{
        {{"push", Serves::Push},
         {"lint", Serves::Lint},
         {"scrape", Serves::Scrape},
         {"status", Serves::Status}}};
    section.refuseNothing("serves", "one or more of push, lint, scrape and status");
    const auto listed = section.node("serves");
    if (!listed) return Serves::All;
    Serves serves = Serves::None;
    for (const auto& [word, node] : section.textsOf(*listed, "serves")) {
        const auto found = std::ranges::find(kWords, word, [](auto& pair) { return pair.first; });
        if (found == kWords.end()) {
            section.wrong(node, "serves", "push, lint, scrape or status");
        } else {
            serves = serves | found->second;
        }
    }
    // Nobody who writes an empty list means everything.
    if (listed->IsSequence() && listed->size() == 0) {
        section.wrong(*listed, "serves", "one or more of push, lint, scrape and status");
    }
    return serves;
}

/// As bind() sees it: an IPv6 address has many spellings.
bool sameHost(const std::string& a, const std::string& b) {
    in6_addr one{};
    in6_addr other{};
    if (inet_pton(AF_INET6, a.c_str(), &one) != 1 || inet_pton(AF_INET6, b.c_str(), &other) != 1) {
        return a == b;
    }
    return std::ranges::equal(one.s6_addr, other.s6_addr);
}

/// Of two doors on one socket chance would choose. Port 0 is another one each time.
bool sameDoor(const ListenAddress& a, const ListenAddress& b) {
    if (!a.socketName.empty() || !b.socketName.empty()) return a.socketName == b.socketName;
    return a.port != 0 && a.port == b.port && sameHost(a.host, b.host);
}

}  // namespace

void readListen(const YAML::Node& node, const std::filesystem::path& base,
                std::vector<ListenAddress>& listen, YamlErrors& errors) {
    if (!node.IsSequence() || node.size() == 0) {
        errors.add(node, "listen: expected a list of addresses such as - address: 127.0.0.1:9092");
        return;
    }
    std::size_t index = 0;
    for (const YAML::Node& item : node) {
        YamlSection section(item, fmt::format("listen[{}]", index++), errors);
        ListenAddress address;
        const auto where = section.node("address");
        const std::string text = where ? scalar(*where).value_or("") : "";
        constexpr std::string_view kInherited = "systemd:";
        if (text.starts_with(kInherited) && text.size() > kInherited.size()) {
            address.socketName = text.substr(kInherited.size());
        } else if (const auto parsed = parseHostPort(text)) {
            address.host = parsed->host;
            address.port = parsed->port;
        } else {
            section.wrong(where ? *where : item, "address",
                          "an IP address and port such as 127.0.0.1:9092, or systemd:NAME");
        }
        const auto first =
            std::ranges::find_if(listen, [&](auto& each) { return sameDoor(each, address); });
        if (where && first != listen.end()) {
            section.wrong(
                *where, "address",
                fmt::format("another one than listen[{}].address has", first - listen.begin()));
        }
        section.refuseNothing("tls", "cert_file and key_file");
        if (auto tls = section.section("tls")) address.tls = readTls(*tls, base);
        address.serves = readServes(section);
        section.finish();
        listen.push_back(std::move(address));
    }
}

void readUpstream(YamlSection& section, const std::filesystem::path& base, UpstreamConfig& out) {
    static constexpr std::array<std::string_view, 2> kKinds{"embedded", "pushgateway"};
    static constexpr std::array<std::string_view, 2> kDurability{"full", "off"};
    bool known = true;
    if (const auto node = section.node("kind")) {
        const std::string kind = scalar(*node).value_or("");
        const auto found = std::ranges::find(kKinds, kind);
        known = found != kKinds.end();
        if (kind == "remote_write" || kind == "victoriametrics") {
            section.error(*node, fmt::format("upstream.kind: {} comes in a later version; this one "
                                             "has embedded and pushgateway",
                                             kind));
        } else if (found == kKinds.end()) {
            section.wrong(*node, "kind", "embedded or pushgateway");
        } else {
            out.kind = static_cast<UpstreamKind>(found - kKinds.begin());
        }
    }
    if (const auto dir = section.text("data_dir")) out.dataDir = base / *dir;
    if (const auto durability = section.word("durability", kDurability)) {
        out.durable = *durability == 0;
    }
    const auto url = section.node("url");
    if (url) {
        const auto parts = parseUrl(scalar(*url).value_or(""));
        if (!parts || parts->hasUserInfo || parts->hasQuery) {
            section.wrong(*url, "url", "an address such as http://127.0.0.1:9091");
        }
        out.url = scalar(*url).value_or("");
        while (out.url.ends_with('/')) out.url.pop_back();
    }
    if (out.kind == UpstreamKind::Pushgateway && !url) {
        section.error(section.self(), "upstream.url is missing: a pushgateway needs one");
    }
    if (known && out.kind == UpstreamKind::Embedded && url) {
        section.error(*url, "upstream.url: the embedded gateway has none");
    }
    if (auto tls = section.section("tls")) {
        out.tls = readUpstreamTls(*tls, base);
        if (!out.url.starts_with("https://")) {
            section.error(tls->self(), "upstream.tls needs an upstream.url with https://");
        }
    }
    if (auto basic = section.section("basic_auth")) {
        if (known && out.kind == UpstreamKind::Embedded) {
            section.error(basic->self(), "upstream.basic_auth: the embedded gateway has none");
        }
        out.username = basic->text("username").value_or("");
        if (const auto file = basic->file("password_file", base)) out.passwordFile = *file;
        basic->finish();
        if (out.username.empty() || out.passwordFile.empty()) {
            section.error(basic->self(),
                          "upstream.basic_auth: expected username and password_file");
        }
    }
    section.finish();
}

AuthConfig readAuth(YamlSection& section, const std::filesystem::path& base) {
    AuthConfig auth;
    if (const auto file = section.file("tokens_file", base)) auth.tokensFile = *file;
    if (const auto file = section.file("web_config_file", base)) auth.webConfigFile = *file;
    if (auto jwt = section.section("jwt")) {
        JwtConfig out;
        out.issuer = jwt->text("issuer").value_or("");
        out.audience = jwt->text("audience").value_or("");
        if (const auto file = jwt->file("jwks_file", base)) out.jwksFile = *file;
        if (const auto claim = jwt->text("user_claim")) out.userClaim = *claim;
        jwt->finish();
        if (out.issuer.empty() || out.audience.empty() || out.jwksFile.empty()) {
            section.error(jwt->self(), "auth.jwt: expected issuer, audience and jwks_file");
        }
        auth.jwt = std::move(out);
    }
    section.finish();
    return auth;
}

void readIdentity(YamlSection& section, Config& config) {
    static constexpr std::array<std::string_view, 3> kFields{"user", "device", "subject"};
    auto enforce = section.section("enforce");
    section.finish();
    if (!enforce) return;
    if (!config.auth) {
        section.error(enforce->self(),
                      "identity.enforce needs an auth section: without one "
                      "there is no identity");
    }
    config.enforce.clear();
    for (const auto& [label, node] : enforce->entries()) {
        if (!metrics::isLabelName(label) || label.starts_with("__")) {
            enforce->error(node, fmt::format("{}: expected a label's name such as userid, got "
                                             "\"{}\"",
                                             enforce->name(""), label));
            continue;
        }
        const auto field = std::ranges::find(kFields, scalar(node).value_or(""));
        if (field == kFields.end()) {
            enforce->wrong(node, label, "user, device or subject");
        } else if (label == "job" || label == "instance") {
            enforce->error(node, fmt::format("{} cannot be enforced", enforce->name(label)));
        } else {
            config.enforce[label] = static_cast<IdentityField>(field - kFields.begin());
        }
    }
}

void readLint(YamlSection& section, Config& config) {
    static constexpr std::array<std::string_view, 3> kModes{"reject", "warn", "off"};
    static constexpr std::array<std::string_view, 3> kRuleModes{"error", "warning", "off"};
    if (const auto mode = section.word("mode", kModes)) {
        config.lintMode = static_cast<metrics::LintMode>(*mode);
    }
    config.lint.strict = section.boolean("strict").value_or(false);
    if (auto rules = section.section("rules")) {
        const auto known = metrics::lintRules();
        for (const auto& [rule, node] : rules->entries()) {
            const auto mode = std::ranges::find(kRuleModes, scalar(node).value_or(""));
            if (std::ranges::find(known, rule, &metrics::RuleInfo::id) == known.end() &&
                std::ranges::none_of(config.validators, [&](const auto& validator) {
                    return validator->name() == rule;
                })) {
                rules->error(node, fmt::format("{}: there is no such rule", rules->name(rule)));
            } else if (mode == kRuleModes.end()) {
                rules->wrong(node, rule, "error, warning or off");
            } else {
                config.lint.rules[rule] = static_cast<metrics::RuleMode>(mode - kRuleModes.begin());
            }
        }
    }
    section.finish();
}

void readGrants(YamlSection& section, Config& config) {
    for (const auto& [user, node] : section.entries()) {
        Grants grants = Grants::None;
        if (!node.IsSequence()) section.wrong(node, user, "a list of push, read and admin");
        for (std::size_t i = 0; node.IsSequence() && i < node.size(); ++i) {
            const auto grant = grantOf(scalar(node[i]).value_or(""));
            if (!grant) section.wrong(node[i], user, "push, read or admin");
            grants = grants | grant.value_or(Grants::None);
        }
        config.authGrants[user] = grants;
    }
}

void readLimits(YamlSection& section, Limits& limits) {
    std::optional<std::uint64_t> body = limits.bodyBytes;
    section.number("body_bytes", Unit::Bytes, Off::Refused, body);
    limits.bodyBytes = *body;
    section.number("series_per_push", Unit::Count, Off::Allowed, limits.seriesPerPush);
    section.number("label_value_bytes", Unit::Bytes, Off::Allowed, limits.labelValueBytes);
    section.number("pushes_per_second", Unit::Count, Off::Allowed, limits.pushesPerSecond);
    section.number("burst", Unit::Count, Off::Allowed, limits.burst);
    section.number("groups_per_user", Unit::Count, Off::Allowed, limits.groupsPerUser);
    section.number("series_per_user", Unit::Count, Off::Allowed, limits.seriesPerUser);
    section.number("bytes_per_user", Unit::Bytes, Off::Allowed, limits.bytesPerUser);
    section.number("new_series_per_hour_per_user", Unit::Count, Off::Allowed,
                   limits.newSeriesPerHourPerUser);
    section.number("deleted_groups_per_user", Unit::Count, Off::Allowed,
                   limits.deletedGroupsPerUser);
    section.number("connections", Unit::Count, Off::Allowed, limits.connections);
    section.number("connections_per_address", Unit::Count, Off::Allowed,
                   limits.connectionsPerAddress);
    section.number("requests_per_second", Unit::Count, Off::Allowed, limits.requestsPerSecond);
    section.number("requests_per_second_per_address", Unit::Count, Off::Allowed,
                   limits.requestsPerSecondPerAddress);
    section.number("failed_logins_per_minute_per_address", Unit::Count, Off::Allowed,
                   limits.failedLoginsPerMinutePerAddress);
    std::optional<std::uint64_t> header = limits.headerBytes;
    section.number("header_bytes", Unit::Bytes, Off::Refused, header);
    limits.headerBytes = static_cast<std::uint32_t>(std::min<std::uint64_t>(*header, 1u << 30));
    section.seconds("header_seconds", limits.header);
    section.seconds("body_seconds", limits.body);
    section.seconds("idle_seconds", limits.idle);
    section.seconds("answer_seconds", limits.answer);
    section.finish();
}

bool isNetwork(std::string_view text) {
    const std::size_t slash = text.find('/');
    const std::string address(text.substr(0, slash));
    std::array<unsigned char, sizeof(in6_addr)> room{};
    const bool v4 = inet_pton(AF_INET, address.c_str(), room.data()) == 1;
    const bool v6 = !v4 && inet_pton(AF_INET6, address.c_str(), room.data()) == 1;
    if (!v4 && !v6) return false;
    if (slash == std::string_view::npos) return true;
    const auto bits = parseInteger(text.substr(slash + 1));
    return bits && *bits <= (v4 ? 32u : 128u);
}

}  // namespace gatepost::proxy
