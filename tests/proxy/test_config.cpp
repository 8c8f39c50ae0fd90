// SPDX-License-Identifier: Apache-2.0
// The configuration file: everything in it, and what is said about what is wrong, and where.
#include <QTest>

#include "app/validators.h"
#include "metrics/exposition/readers.h"
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
    void allErrorsAreReported();
    void oneFaultIsToldOnce();
    void aDirectoryIsNoConfiguration();
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
    row("unknown key", "listen: [{ address: '127.0.0.1:1' }]\nlimit: {}\n",
        "proxy.yml:2:1: limit is not a setting; expected one of listen, upstream,");
    row("bad size", "listen: [{ address: '127.0.0.1:1' }]\nlimits:\n  body_bytes: 4MB!\n",
        "proxy.yml:3:15: limits.body_bytes: expected a size above 0 such as 4MiB, got \"4MB!\"");
    row("zero", "listen: [{ address: '127.0.0.1:1' }]\nlimits: { burst: 0 }\n",
        "proxy.yml:2:18: limits.burst: expected a whole number above 0, or off, got \"0\"");
    row("bad address", "listen:\n  - address: nowhere\n",
        "proxy.yml:2:14: listen[0].address: expected an IP address and port such as "
        "127.0.0.1:9092, or systemd:NAME, got \"nowhere\"");
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
        "auth_grants.eve: expected a list of push, read and admin");
    row("no url", "listen: [{ address: '127.0.0.1:1' }]\nupstream: { kind: pushgateway }\n",
        "upstream.url is missing");
    row("quota",
        "listen: [{ address: '127.0.0.1:1' }]\n"
        "upstream: { kind: pushgateway, url: 'http://127.0.0.1:9091' }\n"
        "limits: { groups_per_user: 3 }\n",
        "proxy.yml:3:9: limits: groups_per_user, series_per_user");
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
}

QTEST_GUILESS_MAIN(TestProxyConfig)
#include "test_config.moc"
