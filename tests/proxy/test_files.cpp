// SPDX-License-Identifier: Apache-2.0
// The configuration and the files it names: what is said about what is wrong, and where; and that
// they are read again when they change, the last good ones staying in force.
#include <unistd.h>

#include <QProcess>
#include <QTest>
#include <algorithm>
#include <cstdio>

#include "tests/proxy/proxy_fixture.h"

using namespace gatepost;
using namespace gatepost::test;

namespace {

/// As own metrics name a file: with its folder.
std::string shortName(const std::string& path) {
    return path.substr(path.rfind('/', path.rfind('/') - 1) + 1);
}

constexpr std::string_view kTls =
    "listen: [{ address: '127.0.0.1:0', tls: { cert_file: a.crt, key_file: a.key } }]\n"
    "auth: { tokens_file: tokens.yml }\n";
constexpr std::string_view kJwt =
    "listen: [{ address: '127.0.0.1:0' }]\n"
    "auth: { tokens_file: tokens.yml, jwt: { issuer: i, audience: a, jwks_file: j } }\n";
constexpr std::string_view kWeb =
    "listen: [{ address: '127.0.0.1:0' }]\n"
    "auth: { web_config_file: web.yml }\n";
constexpr std::string_view kPassword =
    "listen: [{ address: '127.0.0.1:0' }]\n"
    "upstream: { kind: pushgateway, url: 'http://127.0.0.1:9', basic_auth: { username: u, "
    "password_file: secret } }\n";

/// What `check config` says of proxy.yml.
ProxyProgram::Ran checked(const ProxyProgram& proxy) {
    return proxy.run(
        {QStringLiteral("check"), QStringLiteral("config"), QStringLiteral("proxy.yml")});
}

void certificate(const ProxyProgram& proxy, const char* name, QStringList more = {}) {
    QProcess openssl;
    openssl.setWorkingDirectory(QString::fromStdString(proxy.path("")));
    if (more.isEmpty()) more = {QStringLiteral("-nodes")};
    const QString file = QString::fromLatin1(name);
    openssl.start(QStringLiteral("openssl"),
                  QStringList{QStringLiteral("req"), QStringLiteral("-x509"),
                              QStringLiteral("-newkey"), QStringLiteral("ec"),
                              QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:P-256"),
                              QStringLiteral("-subj"), QStringLiteral("/CN=a"),
                              QStringLiteral("-keyout"), file + QStringLiteral(".key"),
                              QStringLiteral("-out"), file + QStringLiteral(".crt")} +
                      more);
    openssl.waitForFinished();
}

}  // namespace

class TestProxyFiles : public QObject {
    Q_OBJECT
private slots:
    void everyFaultHasAPlace_data();
    void everyFaultHasAPlace();
    void allOfThemAreTold();
    void aKeyBelongsToItsCertificate();
    void nobodyIsAskedForAPassphrase();
    void aBrokenFileKeepsTheLastGoodOne();
    void theBrokenFileIsTheOneThatIsShown();
    void openDoorsKeepTheirAuth();
    void aFileThatComesLaterIsRead();
    void aRevokedTokenEndsWhateverIsBroken();
    void hangUpReloads();
};

void TestProxyFiles::everyFaultHasAPlace_data() {
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("error");
    const auto row = [](const char* what, std::string_view config, const char* name,
                        const char* text, const char* error) {
        QTest::newRow(what) << QByteArray::fromStdString(std::string(config)) << QByteArray(name)
                            << QByteArray(text) << QByteArray(error);
    };
    const std::string policy = std::string(kOpen) + "policy_file: policy.yml\n";
    row("no policy", policy, "", "",
        "proxy.yml:3:14: policy_file: policy.yml: cannot be read: No such file or directory\n");
    row("policy", policy, "policy.yml", "rules:\n  - familie: x\n", "policy.yml:2:");
    row("no certificate", kTls, "", "",
        "proxy.yml:1:54: listen[0].tls.cert_file: a.crt: cannot be read: No such file");
    row("certificate", kTls, "a.crt", "-----BEGIN NONSENSE",
        "proxy.yml:1:54: listen[0].tls.cert_file: a.crt: no start line; expected PEM\n");
    row("no key", kTls, "", "",
        "proxy.yml:1:71: listen[0].tls.key_file: a.key: cannot be read: No such file");
    row("tokens", kTls, "tokens.yml", "tokens: [{ id: x }]\n", "tokens.yml:1:10: expected id, ");
    row("tokens no yaml", kTls, "tokens.yml", "tokens: [\n", "tokens.yml:2:1: not YAML: ");
    row("no keys", kJwt, "", "",
        "proxy.yml:2:76: auth.jwt.jwks_file: j: cannot be read: No such file or directory\n");
    row("keys cut off", kJwt, "j", "{", "j:1:2: not JSON: incomplete JSON\n");
    row("keys no json", kJwt, "j", "{ \"keys\": [\n  { \"kty\" \"RSA\" }\n] }",
        "j:2:11: not JSON: ");
    row("keys and more", kJwt, "j", "{\"keys\":[]}\n]", "j:2:1: not JSON: extra data\n");
    row("keys no list", kJwt, "j", "{}",
        "proxy.yml:2:76: auth.jwt.jwks_file: j: expected an object with a list of keys\n");
    row("no good key", kJwt, "j", "{\"keys\":[{\"kty\":\"oct\"}]}",
        "proxy.yml:2:76: auth.jwt.jwks_file: j: expected a key that can be used: RSA ");
    row("no web configuration", kWeb, "", "",
        "proxy.yml:2:26: auth.web_config_file: web.yml: cannot be read: No such file");
    row("web configuration's certificate", kWeb, "web.yml",
        "tls_server_config:\n  cert_file: w.crt\n  key_file: w.key\n",
        "web.yml:2:14: tls_server_config.cert_file: w.crt: cannot be read: No such file");
    row("web configuration's key", kWeb, "web.yml",
        "tls_server_config:\n  cert_file: w.crt\n  key_file: w.key\n",
        "web.yml:3:13: tls_server_config.key_file: w.key: cannot be read: No such file");
    row("password hash", kWeb, "web.yml", "basic_auth_users:\n  bob: secret\n",
        "web.yml:2:8: basic_auth_users.bob: expected a bcrypt hash");
    row("no password", kPassword, "", "",
        "proxy.yml:2:101: upstream.basic_auth.password_file: secret: cannot be read: No such file");
    row("empty password", kPassword, "secret", "\n",
        "proxy.yml:2:101: upstream.basic_auth.password_file: secret: expected a password on the "
        "first line\n");
}

void TestProxyFiles::everyFaultHasAPlace() {
    QFETCH(QByteArray, config);
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, error);
    ProxyProgram proxy;
    proxy.write("proxy.yml", config.toStdString());
    if (!name.isEmpty()) proxy.write(name.toStdString(), text.toStdString());
    const auto ran = checked(proxy);
    QCOMPARE(ran.code, 1);
    const std::string lines = "\n" + ran.err;
    QVERIFY2(lines.find("\n" + error.toStdString()) != std::string::npos, ran.err.c_str());
}

void TestProxyFiles::allOfThemAreTold() {
    ProxyProgram proxy;
    proxy.write("proxy.yml", kOpen);
    QCOMPARE(checked(proxy).out, std::string("proxy.yml: OK\n"));
    proxy.write("proxy.yml",
                "listen:\n"
                "  - { address: '127.0.0.1:0', tls: { cert_file: a.crt, key_file: a.key } }\n"
                "  - { address: '127.0.0.1:0', tls: { cert_file: a.crt, key_file: b.key } }\n"
                "auth: { tokens_file: tokens.yml, jwt: { issuer: i, audience: a, jwks_file: j } }\n"
                "policy_file: p.yml\n");
    proxy.write("tokens.yml", "tokens: [{ id: x }]\n");
    const std::string all = checked(proxy).err;
    for (const char* part : {"proxy.yml:2:49: ", "proxy.yml:2:66: ", "proxy.yml:3:66: ",
                             "tokens.yml:1:10: ", "proxy.yml:4:76: ", "proxy.yml:5:14: "}) {
        QVERIFY2(all.find(part) != std::string::npos, all.c_str());
    }
    // One fault is told once, however many doors have that certificate.
    QCOMPARE(std::ranges::count(all, '\n'), 6);
}

void TestProxyFiles::aKeyBelongsToItsCertificate() {
    ProxyProgram proxy;
    certificate(proxy, "a");
    certificate(proxy, "b");
    proxy.write("proxy.yml", kTls);
    QCOMPARE(checked(proxy).err, std::string());
    QCOMPARE(::rename(proxy.path("b.key").c_str(), proxy.path("a.key").c_str()), 0);
    QCOMPARE(checked(proxy).err,
             std::string("proxy.yml:1:71: listen[0].tls.key_file: a.key: key values mismatch; "
                         "expected the key of a.crt, PEM, no passphrase\n"));
}

void TestProxyFiles::nobodyIsAskedForAPassphrase() {
    ProxyProgram proxy;
    certificate(proxy, "a", {QStringLiteral("-passout"), QStringLiteral("pass:secret")});
    proxy.write("proxy.yml", kTls);
    const std::string said = checked(proxy).err;
    QVERIFY2(said.ends_with("expected the key of a.crt, PEM, no passphrase\n"), said.c_str());
}

void TestProxyFiles::aBrokenFileKeepsTheLastGoodOne() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(std::string(kOpen) + "lint: { strict: true }\n"));
    const auto strict = [&] {
        return proxy.put("/metrics/job/a", "# TYPE hits counter\nhits 1\n").status == 422;
    };
    QVERIFY(strict());
    const std::string series = "gatepost_proxy_last_reload_successful{file=\"" +
                               shortName(proxy.path("proxy.yml")) + "\"}";
    QCOMPARE(proxy.scraped(series), std::string("1"));
    proxy.write("proxy.yml", std::string(kOpen) + "lint: { strict: perhaps }\n");
    QVERIFY(ProxyProgram::eventually([&] { return proxy.scraped(series) == "0"; }));
    QVERIFY(strict());
    QVERIFY2(ProxyProgram::eventually([&] {
                 return proxy.log().find("proxy.yml:3:17: lint.strict: expected true or false") !=
                        std::string::npos;
             }),
             proxy.log().c_str());
    proxy.write("proxy.yml", std::string(kOpen) + "lint: { strict: false }\n");
    QVERIFY(ProxyProgram::eventually([&] { return !strict(); }));
    QCOMPARE(proxy.scraped(series), std::string("1"));
}

void TestProxyFiles::theBrokenFileIsTheOneThatIsShown() {
    ProxyProgram proxy;
    proxy.write("policy.yml", "default: accept\n");
    QVERIFY(proxy.serve(std::string(kOpen) + "policy_file: policy.yml\n"));
    const auto good = [&](const char* name) {
        return proxy.scraped("gatepost_proxy_last_reload_successful{file=\"" +
                             shortName(proxy.path(name)) + "\"}");
    };
    QCOMPARE(good("policy.yml"), std::string("1"));
    // The error has the place in proxy.yml that names it, yet proxy.yml is whole.
    QCOMPARE(::unlink(proxy.path("policy.yml").c_str()), 0);
    QVERIFY(ProxyProgram::eventually([&] { return good("policy.yml") == "0"; }));
    QCOMPARE(good("proxy.yml"), std::string("1"));
    QVERIFY2(ProxyProgram::eventually([&] {
                 return proxy.log().find("proxy.yml:3:14: policy_file: ") != std::string::npos;
             }),
             proxy.log().c_str());
    proxy.write("policy.yml", "default: reject\n");
    QVERIFY(ProxyProgram::eventually([&] { return good("policy.yml") == "1"; }));
    QCOMPARE(proxy.put("/metrics/job/a", kGood).status, 422);
}

/// Addresses change at a restart: until then those that are open need what made them safe.
void TestProxyFiles::openDoorsKeepTheirAuth() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve("listen: [{ address: '0.0.0.0:0' }]\nauth: { tokens_file: tokens.yml }\n"));
    const auto warns = [&] {
        return proxy.log().find("nobody can log in yet") != std::string::npos;
    };
    QVERIFY(ProxyProgram::eventually(warns));
    QCOMPARE(proxy.put("/metrics/job/a", kGood).status, 401);
    proxy.write("proxy.yml", kOpen);
    proxy.hangUp();
    QVERIFY(ProxyProgram::eventually([&] {
        return proxy.log().find(
                   "proxy.yml:1:1: expected the auth section to stay until the next "
                   "start: an address is open that is not loopback") != std::string::npos;
    }));
    QCOMPARE(proxy.put("/metrics/job/a", kGood).status, 401);
    QCOMPARE(proxy.stop(), 0);
    QVERIFY(proxy.serveAgain());
    QCOMPARE(proxy.put("/metrics/job/a", kGood).status, 200);
}

void TestProxyFiles::aFileThatComesLaterIsRead() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(kOpen));
    // Named before it is there: the program waits for it, without another word from anybody.
    proxy.write("proxy.yml", std::string(kOpen) + "policy_file: late.yml\n");
    QVERIFY(ProxyProgram::eventually(
        [&] { return proxy.log().find("late.yml: cannot be read") != std::string::npos; }));
    QCOMPARE(proxy.put("/metrics/job/a", kGood).status, 200);
    proxy.write("late.yml", "default: reject\n");
    QVERIFY(
        ProxyProgram::eventually([&] { return proxy.put("/metrics/job/a", kGood).status == 422; }));
}

void TestProxyFiles::aRevokedTokenEndsWhateverIsBroken() {
    ProxyProgram proxy;
    const QStringList ada{QStringLiteral("--user"), QStringLiteral("ada")};
    const std::string token = proxy.token(ada);
    QVERIFY(
        proxy.serve("listen: [{ address: '127.0.0.1:0' }]\nauth: { tokens_file: tokens.yml }\n"));
    const auto known = [&](const std::string& who) {
        return proxy.get("/api/v1/whoami", bearer(who)).status == 200;
    };
    QVERIFY(known(token));
    QVERIFY(proxy.log().find("nobody can log in yet") == std::string::npos);
    proxy.write("proxy.yml", "listen: [\n");
    QVERIFY(ProxyProgram::eventually(
        [&] { return proxy.log().find("not reloaded") != std::string::npos; }));
    QVERIFY(known(token));
    const auto revoked =
        proxy.run({QStringLiteral("token"), QStringLiteral("revoke"), QStringLiteral("--tokens"),
                   QStringLiteral("tokens.yml"), QString::fromStdString(token.substr(3, 12))});
    QCOMPARE(revoked.code, 0);
    QVERIFY(ProxyProgram::eventually([&] { return !known(token); }));
    const std::string other = proxy.token(ada);
    QVERIFY(ProxyProgram::eventually([&] { return known(other); }));
}

void TestProxyFiles::hangUpReloads() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(kOpen));
    proxy.hangUp();
    QVERIFY(ProxyProgram::eventually(
        [&] { return proxy.log().find("msg=reloaded") != std::string::npos; }));
    QCOMPARE(proxy.put("/metrics/job/a", kGood).status, 200);
    // Another door waits for the next start; the one that is open stays.
    proxy.write("proxy.yml",
                "listen: [{ address: '127.0.0.1:0', serves: [lint] }]\n"
                "upstream: { data_dir: data }\nlint: { strict: true }\n");
    QVERIFY(ProxyProgram::eventually(
        [&] { return proxy.log().find("listen changes at the next start") != std::string::npos; }));
    QVERIFY(ProxyProgram::eventually([&] {
        return proxy.put("/metrics/job/a", "# TYPE hits counter\nhits 1\n").status == 422;
    }));
}

QTEST_GUILESS_MAIN(TestProxyFiles)
#include "test_files.moc"
