// SPDX-License-Identifier: Apache-2.0
// The configuration file: everything in it, and what is said about what is wrong, and where.
#include <QTest>
#include <algorithm>
#include <list>

#include "app/validators.h"
#include "metrics/exposition/readers.h"
#include "proxy/auth/web_config.h"
#include "proxy/config/config.h"
#include "proxy/config/quantity.h"
#include "proxy/intake/settings.h"

using namespace gatepost::proxy;
namespace metrics = gatepost::metrics;

namespace {

std::string errorsOf(std::string_view yaml) {
    const auto config = parseConfig(yaml, "/etc/gatepost/proxy.yml");
    if (config) return {};
    std::string out;
    for (const ConfigError& error : config.error()) out += toString(error) + "\n";
    return out;
}

constexpr std::string_view kListen = "listen: [{ address: '127.0.0.1:9092' }]\n";

}  // namespace

class TestProxyConfig : public QObject {
    Q_OBJECT
private slots:
    void everySettingIsRead();
    void defaultsHold();
    void errorsNameTheirPlace_data();
    void errorsNameTheirPlace();
    void everySettingHasAKind_data();
    void everySettingHasAKind();
    void everyLimitIsRead();
    void allErrorsAreReported();
    void oneFaultIsToldOnce();
    void aDirectoryIsNoConfiguration();
    void theWebConfigurationIsOneDocument();
    void whatOfTheWebConfigurationIsNotObeyedIsRefused_data();
    void whatOfTheWebConfigurationIsNotObeyedIsRefused();
    void aHashThatNoPasswordHasIsRefused_data();
    void aHashThatNoPasswordHasIsRefused();
    void theSampleIsAConfiguration();
    void quantities();
};

void TestProxyConfig::everySettingIsRead() {
    const auto config = parseConfig(R"(
listen:
  - address: 0.0.0.0:9092
    tls: { cert_file: proxy.crt, key_file: proxy.key, client_ca_file: ca.pem, client_auth: verify_if_given }
  - { address: "[::1]:8080", serves: [lint, status] }
upstream: { kind: embedded, data_dir: state, durability: off }
target_urls: [http://localhost:9091]
auth:
  tokens_file: tokens.yml
  web_config_file: web.yml
  jwt: { issuer: "https://login.example.org", audience: gatepost, jwks_file: jwks.json, user_claim: email }
identity: { enforce: { userid: user, device: device } }
lint: { mode: warn, strict: true, rules: { no_help_text: error } }
policy_file: policy.yml
auth_grants: { prometheus: [read], root: [push, admin] }
admin_api: true
proxy_protocol_from: [10.0.0.0/8, "::1"]
limits: { body_bytes: 1MiB, series_per_push: 100, connections: off, idle_seconds: 5m, header_bytes: 8KiB }
)",
                                    "/etc/gatepost/proxy.yml");
    QVERIFY(config);
    QCOMPARE(config->listen.size(), 2u);
    QCOMPARE(config->listen[0].port, 9092);
    QCOMPARE(config->listen[0].tls->certFile, std::filesystem::path("/etc/gatepost/proxy.crt"));
    QCOMPARE(config->listen[0].tls->clientAuth, ClientAuth::VerifyIfGiven);
    QCOMPARE(config->listen[0].serves, Serves::All);
    QCOMPARE(config->listen[1].host, std::string("::1"));
    QCOMPARE(config->listen[1].serves, Serves::Lint | Serves::Status);
    QCOMPARE(config->upstream.dataDir, std::filesystem::path("/etc/gatepost/state"));
    QVERIFY(!config->upstream.durable);
    QCOMPARE(config->auth->jwt->userClaim, std::string("email"));
    QCOMPARE(config->enforce.at("device"), IdentityField::Device);
    QCOMPARE(config->lintMode, gatepost::metrics::LintMode::Warn);
    QVERIFY(config->lint.strict);
    QVERIFY(config->authGrants.at("root") == (Grants::Push | Grants::Admin));
    QVERIFY(config->adminApi);
    QCOMPARE(config->limits.bodyBytes, 1u << 20);
    QCOMPARE(config->limits.seriesPerPush, std::optional<std::uint64_t>(100));
    QVERIFY(!config->limits.connections);
    QCOMPARE(config->limits.idle, std::chrono::seconds(300));
    QCOMPARE(config->limits.headerBytes, 8192u);
}

void TestProxyConfig::defaultsHold() {
    const auto config = parseConfig(kListen, "/etc/gatepost/proxy.yml");
    QVERIFY(config);
    QVERIFY(!config->auth);
    QVERIFY(config->enforce.empty());
    QCOMPARE(config->upstream.dataDir, std::filesystem::path("/etc/gatepost/data"));
    QCOMPARE(config->limits.bodyBytes, 4u << 20);
    QVERIFY(!config->limits.pushesPerSecond);
    QCOMPARE(config->limits.connections, std::optional<std::uint64_t>(50000));
    const std::vector<std::string> targets{"http://localhost:9091", "http://localhost:9092",
                                           "http://127.0.0.1:9091", "http://127.0.0.1:9092"};
    QCOMPARE(config->targetUrls, targets);
    const auto validated =
        parseConfig(std::string(kListen) + "lint: { rules: { error_share: error } }\n", "proxy.yml",
                    gatepost::app::validators());
    QVERIFY(validated.has_value());
    const auto settings = makeSettings(*validated);
    QVERIFY(settings.has_value());
    const auto contradiction = metrics::readText("a_total 1\na_errors_total 2\n");
    QVERIFY(metrics::judge(*contradiction, {}, (*settings)->rules).rejected);
    const auto anyPorts = parseConfig(
        "listen: [{ address: '127.0.0.1:0' }, { address: '127.0.0.1:0' }, { address: '[::1]:1' },\n"
        "         { address: '127.0.0.1:1' }]\n",
        "proxy.yml");
    QVERIFY(anyPorts.has_value());
    const auto withAuth = parseConfig(std::string(kListen) + "auth: {}\n", "proxy.yml");
    QCOMPARE(withAuth->enforce.at("userid"), IdentityField::User);
}

void TestProxyConfig::errorsNameTheirPlace_data() {
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QByteArray>("error");
    const auto row = [](const char* name, const char* yaml, const char* error) {
        QTest::newRow(name) << QByteArray(yaml) << QByteArray(error);
    };
    row("not yaml", "listen: a: b\n", "proxy.yml:1:10: not YAML: ");
    row("second document",
        "listen: [{ address: '127.0.0.1:1' }]\n---\nauth: { tokens_file: tokens.yml }\n",
        "proxy.yml:2:1: a second document; expected one document");
    row("behind the document", "{}\nlisten: [{ address: '127.0.0.1:1' }]\n",
        "proxy.yml:2:1: a second document; expected one document");
    row("unknown key", "listen: [{ address: '127.0.0.1:1' }]\nlimit: {}\n",
        "proxy.yml:2:1: limit is not a setting; expected one of listen, upstream,");
    row("bad size", "listen: [{ address: '127.0.0.1:1' }]\nlimits:\n  body_bytes: 4MB!\n",
        "proxy.yml:3:15: limits.body_bytes: expected a size above 0 such as 4MiB, got \"4MB!\"");
    row("zero", "listen: [{ address: '127.0.0.1:1' }]\nlimits: { burst: 0 }\n",
        "proxy.yml:2:18: limits.burst: expected a whole number above 0, or off, got \"0\"");
    row("bad address", "listen:\n  - address: nowhere\n",
        "proxy.yml:2:14: listen[0].address: expected an IP address and port such as "
        "127.0.0.1:9092, or systemd:NAME, got \"nowhere\"");
    row("one address twice",
        "listen:\n  - address: 127.0.0.1:1\n  - address: '[::1]:1'\n  - address: localhost:1\n",
        "proxy.yml:4:14: listen[2].address: expected another one than listen[0].address has, got "
        "\"localhost:1\"");
    row("one address, spelt in two ways",
        "listen: [{ address: '[::1]:1' }, { address: '[0::1]:1', serves: [lint] }]\n",
        "proxy.yml:1:45: listen[1].address: expected another one than listen[0].address has");
    row("one socket twice",
        "auth: {}\nlisten: [{ address: 'systemd:a', serves: [lint] }, { address: 'systemd:a' }]\n",
        "proxy.yml:2:63: listen[1].address: expected another one than listen[0].address has, got "
        "\"systemd:a\"");
    row("no listen", "{}\n", "proxy.yml:1:1: listen is missing");
    row("kind", "listen: [{ address: '127.0.0.1:1' }]\nupstream: { kind: kafka }\n",
        "proxy.yml:2:19: upstream.kind: expected embedded or pushgateway, got \"kafka\"");
    row("later", "listen: [{ address: '127.0.0.1:1' }]\nupstream: { kind: remote_write }\n",
        "proxy.yml:2:19: upstream.kind: remote_write comes in a later version");
    row("later too", "listen: [{ address: '127.0.0.1:1' }]\nupstream: { kind: victoriametrics }\n",
        "victoriametrics comes in a later version");
    row("open to all", "listen: [{ address: '0.0.0.0:9092' }]\n",
        "proxy.yml:1:9: listen: without an auth section every address must be loopback");
    row("twice", "listen: [{ address: '127.0.0.1:1' }]\nlint: {}\nlint: {}\n",
        "proxy.yml:3:1: lint is there twice");
    row("no validator",
        "listen: [{ address: '127.0.0.1:1' }]\nlint: { rules: { error_share: off } }\n",
        "lint.rules.error_share: there is no such rule");
    row("rule", "listen: [{ address: '127.0.0.1:1' }]\nlint: { rules: { no_such: error } }\n",
        "proxy.yml:2:27: lint.rules.no_such: there is no such rule");
    row("grant", "listen: [{ address: '127.0.0.1:1' }]\nauth_grants: { eve: [write] }\n",
        "proxy.yml:2:22: auth_grants.eve: expected push, read or admin, got \"write\"");
    row("grants", "listen: [{ address: '127.0.0.1:1' }]\nauth_grants: { eve: push }\n",
        "auth_grants.eve: expected a list of push, read and admin, got \"push\"");
    row("no url", "listen: [{ address: '127.0.0.1:1' }]\nupstream: { kind: pushgateway }\n",
        "upstream.url is missing");
    row("quota",
        "listen: [{ address: '127.0.0.1:1' }]\n"
        "upstream: { kind: pushgateway, url: 'http://127.0.0.1:9091' }\n"
        "limits: { groups_per_user: 3 }\n",
        "proxy.yml:3:9: limits: groups_per_user, series_per_user");
    row("no doors in words", "listen: [{ address: '127.0.0.1:1', serves: [] }]\n",
        "proxy.yml:1:44: listen[0].serves: expected one or more of push, lint, scrape and status, "
        "got a list");
    row("nothing served", "listen:\n  - address: '127.0.0.1:1'\n    serves:\n",
        "proxy.yml:3:5: listen[0].serves: expected one or more of push, lint, scrape and status, "
        "got nothing");
    row("tls of nothing", "listen:\n  - address: '127.0.0.1:1'\n    tls:\n",
        "proxy.yml:3:5: listen[0].tls: expected cert_file and key_file, got nothing");
    row("a policy of nothing", "listen: [{ address: '127.0.0.1:1' }]\npolicy_file:\n",
        "proxy.yml:2:1: policy_file: expected a file's name, got nothing");
    row("a cap of nothing", "listen: [{ address: '127.0.0.1:1' }]\nlimits:\n  groups_per_user:\n",
        "proxy.yml:3:3: limits.groups_per_user: expected a whole number above 0, or off, got "
        "nothing");
    row("nothing at all", "", "proxy.yml:1:1: listen is missing: expected a list of addresses");
    row("auth of nothing", "listen: [{ address: '127.0.0.1:1' }]\nauth:\n",
        "proxy.yml:2:1: auth: expected tokens_file, web_config_file or jwt, got nothing");
    row("no label",
        "listen: [{ address: '127.0.0.1:1' }]\nauth: {}\nidentity: { enforce: { user-id: user } "
        "}\n",
        "proxy.yml:3:33: identity.enforce: expected a label's name such as userid, got "
        "\"user-id\"");
    row("reserved label",
        "listen: [{ address: '127.0.0.1:1' }]\nauth: {}\nidentity: { enforce: { __user: user } "
        "}\n",
        "identity.enforce: expected a label's name such as userid, got \"__user\"");
    row("a password for nobody",
        "listen: [{ address: '127.0.0.1:1' }]\n"
        "upstream: { basic_auth: { username: u, password_file: p } }\n",
        "proxy.yml:2:25: upstream.basic_auth: the embedded gateway has none");
    row("tls without https",
        "listen: [{ address: '127.0.0.1:1' }]\n"
        "upstream: { kind: pushgateway, url: 'http://h', tls: { ca_file: a } }\n",
        "proxy.yml:2:54: upstream.tls needs an upstream.url with https://");
    row("half a certificate",
        "listen: [{ address: '127.0.0.1:1' }]\n"
        "upstream: { kind: pushgateway, url: 'https://h', tls: { cert_file: a } }\n",
        "proxy.yml:2:55: upstream.tls: cert_file and key_file go together");
    row("enforce",
        "listen: [{ address: '127.0.0.1:1' }]\nidentity: { enforce: { userid: user } }\n",
        "identity.enforce needs an auth section");
}

void TestProxyConfig::errorsNameTheirPlace() {
    QFETCH(QByteArray, yaml);
    QFETCH(QByteArray, error);
    const std::string errors = errorsOf(yaml.toStdString());
    QVERIFY2(errors.find(error.toStdString()) != std::string::npos, errors.c_str());
}

/// A value of a wrong kind for every setting there is: the error has its place, its name and what
/// was expected there.
void TestProxyConfig::everySettingHasAKind_data() {
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("name");
    const auto row = [](const char* before, const char* key, const char* after, const char* name) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(key) << QByteArray(after)
                            << QByteArray(name);
    };
    row("", "listen", "", "listen");
    row("listen: [{ ", "address", " }]\n", "listen[0].address");
    row("listen: [{ address: '127.0.0.1:1', ", "tls", " }]\n", "listen[0].tls");
    row("listen: [{ address: '127.0.0.1:1', ", "serves", " }]\n", "listen[0].serves");
    for (const char* key : {"cert_file", "key_file", "client_ca_file", "client_auth"}) {
        static std::list<std::string> names;
        names.push_back(std::string("listen[0].tls.") + key);
        row("listen: [{ address: '127.0.0.1:1', tls: { ", key, " } }]\n", names.back().c_str());
    }
    const auto in = [&](const char* section, std::initializer_list<const char*> keys) {
        static std::list<std::string> kept;
        for (const char* key : keys) {
            std::string before(kListen);
            std::string after;
            std::string path(section);
            for (std::size_t at = 0; at < path.size();) {
                const std::size_t end = std::min(path.find('.', at), path.size());
                before += path.substr(at, end - at) + ": { ";
                after += " }";
                at = end + 1;
            }
            kept.push_back(before);
            const char* beforeText = kept.back().c_str();
            kept.push_back(after + "\n");
            const char* afterText = kept.back().c_str();
            kept.push_back(path.empty() ? key : path + "." + key);
            row(beforeText, key, afterText, kept.back().c_str());
        }
    };
    in("", {"upstream", "target_urls", "auth", "identity", "lint", "policy_file", "auth_grants",
            "admin_api", "proxy_protocol_from", "limits"});
    in("upstream", {"kind", "data_dir", "durability", "url", "tls", "basic_auth"});
    in("upstream.tls", {"ca_file", "cert_file", "key_file"});
    in("upstream.basic_auth", {"username", "password_file"});
    in("auth", {"tokens_file", "web_config_file", "jwt"});
    in("auth.jwt", {"issuer", "audience", "jwks_file", "user_claim"});
    in("identity", {"enforce"});
    in("identity.enforce", {"userid"});
    in("lint", {"mode", "strict", "rules"});
    in("lint.rules", {"no_help_text"});
    in("auth_grants", {"alice"});
    in("limits", {"body_bytes",
                  "series_per_push",
                  "label_value_bytes",
                  "pushes_per_second",
                  "burst",
                  "groups_per_user",
                  "series_per_user",
                  "bytes_per_user",
                  "new_series_per_hour_per_user",
                  "deleted_groups_per_user",
                  "connections",
                  "connections_per_address",
                  "requests_per_second",
                  "requests_per_second_per_address",
                  "failed_logins_per_minute_per_address",
                  "header_bytes",
                  "header_seconds",
                  "body_seconds",
                  "idle_seconds",
                  "answer_seconds"});
}

void TestProxyConfig::everySettingHasAKind() {
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, after);
    QFETCH(QByteArray, name);
    // Neither a word, nor a list of words, nor a mapping of words.
    const QByteArray yaml = before + key + ": [[{}]]" + after;
    const auto line = yaml.left(before.size()).count('\n') + 1;
    const auto column = before.size() - (before.lastIndexOf('\n') + 1) + key.size() +
                        2;  // of what is wrong, from 0
    const std::string errors = errorsOf(yaml.toStdString());
    bool found = false;
    for (const QByteArray& error : QByteArray::fromStdString(errors).split('\n')) {
        const QByteArray place = "proxy.yml:" + QByteArray::number(line) + ":";
        const auto at = error.indexOf(place);
        if (at < 0 || !error.contains(": " + name + ": expected ")) continue;
        const int given = error.mid(at + place.size()).split(':').front().toInt();
        found = found || (given > column && given <= column + 3);
    }
    if (name == "listen") found = errors.find("expected") != std::string::npos;
    QVERIFY2(found, errors.c_str());
}

void TestProxyConfig::everyLimitIsRead() {
    const auto config = parseConfig(std::string(kListen) + R"(
limits: { body_bytes: 101, series_per_push: 102, label_value_bytes: 103, pushes_per_second: 104,
          burst: 105, groups_per_user: 106, series_per_user: 107, bytes_per_user: 108,
          new_series_per_hour_per_user: 109, deleted_groups_per_user: 110, connections: 111,
          connections_per_address: 112, requests_per_second: 113,
          requests_per_second_per_address: 114, failed_logins_per_minute_per_address: 115,
          header_bytes: 116, header_seconds: 117, body_seconds: 118, idle_seconds: 119,
          answer_seconds: 120 }
)",
                                    "proxy.yml");
    QVERIFY(config);
    const Limits& l = config->limits;
    const std::vector<std::optional<std::uint64_t>> read{l.bodyBytes,
                                                         l.seriesPerPush,
                                                         l.labelValueBytes,
                                                         l.pushesPerSecond,
                                                         l.burst,
                                                         l.groupsPerUser,
                                                         l.seriesPerUser,
                                                         l.bytesPerUser,
                                                         l.newSeriesPerHourPerUser,
                                                         l.deletedGroupsPerUser,
                                                         l.connections,
                                                         l.connectionsPerAddress,
                                                         l.requestsPerSecond,
                                                         l.requestsPerSecondPerAddress,
                                                         l.failedLoginsPerMinutePerAddress,
                                                         l.headerBytes,
                                                         l.header.count(),
                                                         l.body.count(),
                                                         l.idle.count(),
                                                         l.answer.count()};
    for (std::size_t i = 0; i < read.size(); ++i) {
        QCOMPARE(read[i], std::optional<std::uint64_t>(101 + i));
    }
}

void TestProxyConfig::allErrorsAreReported() {
    const std::string errors = errorsOf(
        "listen: [{ address: x }]\nadmin_api: maybe\nlimits: { burst: many }\nnothing: 1\n");
    for (const char* part :
         {":1:21: listen[0].address", ":2:12: admin_api", ":3:18: limits.burst", ":4:1: nothing"}) {
        QVERIFY2(errors.find(part) != std::string::npos, errors.c_str());
    }
}

void TestProxyConfig::oneFaultIsToldOnce() {
    const std::string later = errorsOf(
        "listen: [{ address: '127.0.0.1:1' }]\nupstream: { kind: remote_write, url: 'http://x' "
        "}\n");
    QVERIFY2(later.find("later version") != std::string::npos, later.c_str());
    QVERIFY2(later.find("upstream.url") == std::string::npos, later.c_str());
    const std::string address = errorsOf("listen: [{ address: '127.0.0.1' }]\n");
    QVERIFY2(address.find("expected an IP address and port") != std::string::npos, address.c_str());
    QVERIFY2(address.find("without an auth section") == std::string::npos, address.c_str());
}

void TestProxyConfig::aDirectoryIsNoConfiguration() {
    const auto config = readConfig(GATEPOST_SOURCE_DIR "/resources");
    QVERIFY(!config);
    QVERIFY(toString(config.error().front()).ends_with("cannot be read: Is a directory"));
}

void TestProxyConfig::theWebConfigurationIsOneDocument() {
    const auto web = parseWebConfig("basic_auth_users: {}\n--- {}\n", "web.yml");
    QVERIFY(!web);
    QCOMPARE(toString(web.error().front()),
             std::string("web.yml:2:1: a second document; expected one document"));
}

void TestProxyConfig::whatOfTheWebConfigurationIsNotObeyedIsRefused_data() {
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QByteArray>("error");
    const auto row = [](const char* yaml, const char* error) {
        QTest::newRow(yaml) << QByteArray(yaml) << QByteArray(error);
    };
    row("tls_server_config: { min_version: TLS11 }",
        "web.yml:1:35: tls_server_config.min_version: expected one of TLS12, TLS13, got \"TLS11\"");
    row("tls_server_config: { min_version: TLS13, max_version: TLS12 }",
        "web.yml:1:20: tls_server_config: expected min_version up to max_version");
    row("tls_server_config: { cipher_suites: [TLS_AES_128_GCM_SHA256] }",
        "web.yml:1:22: tls_server_config.cipher_suites is not a setting; expected one of "
        "cert_file, key_file, client_ca_file, client_auth_type, min_version, max_version");
    row("http_server_config: { http2: true }",
        "web.yml:1:1: http_server_config is not a setting; expected one of basic_auth_users, "
        "tls_server_config");
    row("rate_limit: { interval: 1s }", "web.yml:1:1: rate_limit is not a setting");
}

void TestProxyConfig::whatOfTheWebConfigurationIsNotObeyedIsRefused() {
    QFETCH(QByteArray, yaml);
    QFETCH(QByteArray, error);
    const auto web = parseWebConfig(yaml.toStdString(), "web.yml");
    QVERIFY(!web);
    const std::string text = toString(web.error().front());
    QVERIFY2(text.starts_with(error.toStdString()), text.c_str());
}

void TestProxyConfig::aHashThatNoPasswordHasIsRefused_data() {
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<bool>("good");
    QTest::newRow("as htpasswd makes it") << QByteArray("$2y$05$ab") << true;
    QTest::newRow("as Python makes it") << QByteArray("$2b$12$ab") << true;
    QTest::newRow("another kind") << QByteArray("$2x$12$ab") << false;
    QTest::newRow("no number for a cost") << QByteArray("$2b$xx$ab") << false;
    QTest::newRow("too cheap") << QByteArray("$2b$03$ab") << false;
    QTest::newRow("for longer than a life") << QByteArray("$2b$32$ab") << false;
    QTest::newRow("no base64") << QByteArray("$2b$12$a!") << false;
}

void TestProxyConfig::aHashThatNoPasswordHasIsRefused() {
    QFETCH(QByteArray, start);
    QFETCH(bool, good);
    const std::string hash = start.toStdString() + std::string(51, 'x');
    const auto web = parseWebConfig("basic_auth_users:\n  bob: '" + hash + "'\n", "web.yml");
    QCOMPARE(web.has_value(), good);
    if (good) return;
    const std::string error = toString(web.error().front());
    QCOMPARE(error, std::string("web.yml:2:8: basic_auth_users.bob: expected a bcrypt hash such as "
                                "$2b$10$..."));
}

void TestProxyConfig::theSampleIsAConfiguration() {
    const auto config = readConfig(GATEPOST_SOURCE_DIR "/resources/proxy.yml");
    if (!config) QFAIL(toString(config.error().front()).c_str());
    QVERIFY(config->auth);
}

void TestProxyConfig::quantities() {
    QCOMPARE(parseBytes("16KiB"), std::optional<std::uint64_t>(16384));
    QCOMPARE(parseBytes("1MB"), std::optional<std::uint64_t>(1000000));
    QVERIFY(!parseBytes("-1") && !parseBytes("1 MiB") && !parseBytes("99999999999GiB"));
    QCOMPARE(parseDuration("90d"), std::optional(std::chrono::seconds(90 * 86400)));
    QVERIFY(!parseDuration("1y") && !parseDuration("") && !parseDuration("9999999999d"));
    QCOMPARE(parseHostPort("localhost:1"), std::optional(HostPort{"127.0.0.1", 1}));
    QCOMPARE(parseHostPort("[::1]:65535"), std::optional(HostPort{"::1", 65535}));
    QVERIFY(!parseHostPort("::1:80") && !parseHostPort("1.2.3.4:65536") && !parseHostPort("a:b"));
    QVERIFY(isLoopback("127.8.0.1") && isLoopback("::1") && !isLoopback("10.0.0.1"));
    const auto url = parseUrl("HTTP://Host:81/p?q");
    QVERIFY(url && url->origin == (Origin{"http", "host", 81}) && url->path == "/p" &&
            url->hasQuery);
    QVERIFY(!parseUrl("http://a b") && !parseUrl("http://a\r\nX: y") && !parseUrl("http://"));
}

QTEST_GUILESS_MAIN(TestProxyConfig)
#include "test_config.moc"
