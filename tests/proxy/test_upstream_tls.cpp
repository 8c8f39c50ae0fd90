// SPDX-License-Identifier: Apache-2.0
// Before a real Pushgateway with TLS and passwords: whom the proxy believes, what it shows of
// itself, and that both may change while it runs.
#include <QTest>

#include "tests/proxy/tls_tool.h"

using namespace gatepost;
using namespace gatepost::test;

namespace {

// U*U and U*U*, of crypt_blowfish's own tests.
constexpr std::string_view kFirst = "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
constexpr std::string_view kSecond = "$2y$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK";

std::string config(const std::string& url, const std::string& more, int answerSeconds = 4) {
    return "listen: [{ address: '127.0.0.1:0' }]\n"
           "upstream: { kind: pushgateway, data_dir: data, url: '" +
           url + "'" + more +
           " }\nlint: { mode: off }\nlimits: { answer_seconds: " + std::to_string(answerSeconds) +
           " }\n";
}

}  // namespace

class TestUpstreamTls : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void pushesGoThrough();
    void itIsNoFaultOfAPushThatTlsIsWanted();
    void onlyTheRightServerIsBelieved_data();
    void onlyTheRightServerIsBelieved();
    void aCertificateOfOurOwnIsShown();
    void aNewPasswordIsUsed();
    void aNewAuthorityIsUsed();
    void aPasswordGoesToItsUpstreamAlone();
    void aShorterPatienceIsTaken();

private:
    [[nodiscard]] std::unique_ptr<Neighbour> gateway(const std::string& webConfig);
    [[nodiscard]] static std::string url(const char* scheme, const char* host,
                                         const Neighbour& gateway) {
        return std::string(scheme) + "://" + host + ":" + std::to_string(gateway.port());
    }
    ProxyProgram m_files;
    TlsTool m_tool{m_files};
    int m_configs = 0;
};

constexpr std::string_view kServer =
    "tls_server_config: { cert_file: server.crt, key_file: server.key }\n";

void TestUpstreamTls::initTestCase() {
    m_tool.authority("ca");
    m_tool.authority("other");
    m_tool.certificate("server", "/CN=localhost", "DNS:localhost", "ca");
    m_tool.certificate("proxy", "/CN=proxy", "DNS:proxy", "ca");
    m_tool.certificate("stranger", "/CN=stranger", "DNS:stranger", "other");
}

std::unique_ptr<Neighbour> TestUpstreamTls::gateway(const std::string& webConfig) {
    const std::string name = "web" + std::to_string(++m_configs) + ".yml";
    m_files.write(name, webConfig);
    return std::make_unique<Neighbour>(
        QStringLiteral("/usr/bin/prometheus-pushgateway"),
        QStringList{
            QStringLiteral("--web.listen-address=127.0.0.1:%1"),
            QStringLiteral("--persistence.file="),
            QStringLiteral("--web.config.file=") + QString::fromStdString(m_files.path(name))});
}

void TestUpstreamTls::pushesGoThrough() {
    const auto behind = gateway(std::string(kServer));
    QVERIFY(behind->up());
    ProxyProgram proxy;
    QVERIFY2(proxy.serve(config(url("https", "localhost", *behind),
                                ", tls: { ca_file: '" + m_files.path("ca.crt") + "' }", 60)),
             proxy.log().c_str());
    // Many at once, of many groups, and one that fills more than a socket's buffer.
    std::vector<std::unique_ptr<WireSocket>> sockets;
    for (int i = 0; i < 40; ++i) {
        const std::string body = "v " + std::to_string(i) + "\n";
        sockets.push_back(std::make_unique<WireSocket>(proxy.port()));
        sockets.back()->send("PUT /metrics/job/j" + std::to_string(i) +
                             " HTTP/1.1\r\nHost: x\r\nContent-Length: " +
                             std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    for (const auto& socket : sockets) QCOMPARE(socket->response(http::Method::Put).status, 200);
    std::string large;
    for (int i = 0; i < 10'000; ++i) {
        large += "large{number=\"" + std::to_string(i) + "\",text=\"" + std::string(150, 'x') +
                 "\"} 1\n";
    }
    const auto answer = proxy.put("/metrics/job/large", large);
    QVERIFY2(answer.status == 200, answer.body.c_str());
    const std::string held = m_tool.run(
        "curl", {"-s", "--cacert", "ca.crt", url("https", "localhost", *behind) + "/metrics"});
    QVERIFY(held.find("\nv{instance=\"\",job=\"j39\"} 39\n") != std::string::npos);
    QVERIFY(held.find("large{instance=\"\",job=\"large\",number=\"9999\"") != std::string::npos);
}

/// Go answers plain HTTP with a 400, which says nothing about what was pushed: a relay must keep
/// it.
void TestUpstreamTls::itIsNoFaultOfAPushThatTlsIsWanted() {
    const auto behind = gateway(std::string(kServer));
    QVERIFY(behind->up());
    ProxyProgram proxy;
    QVERIFY(proxy.serve(config(url("http", "localhost", *behind), "")));
    const auto answer = proxy.put("/metrics/job/a", "v 1\n");
    QCOMPARE(answer.status, 502);
    QVERIFY(fieldOf(answer, "Gatepost-Verdict").empty());
    QCOMPARE(answer.body,
             std::string("the Pushgateway answered 400: Client sent an HTTP request to "
                         "an HTTPS server.\n"));
}

void TestUpstreamTls::onlyTheRightServerIsBelieved_data() {
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("authority");
    QTest::addColumn<QByteArray>("why");
    QTest::newRow("another authority") << QByteArray("localhost") << QByteArray("other.crt")
                                       << QByteArray("unable to get local issuer certificate");
    QTest::newRow("the system's") << QByteArray("localhost") << QByteArray()
                                  << QByteArray("unable to get local issuer certificate");
    QTest::newRow("another name") << QByteArray("127.0.0.1") << QByteArray("ca.crt")
                                  << QByteArray("IP address mismatch");
}

void TestUpstreamTls::onlyTheRightServerIsBelieved() {
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, authority);
    QFETCH(QByteArray, why);
    const auto behind = gateway(std::string(kServer));
    QVERIFY(behind->up());
    ProxyProgram proxy;
    const std::string ca =
        authority.isEmpty() ? std::string()
                            : ", tls: { ca_file: '" + m_files.path(authority.toStdString()) + "' }";
    QVERIFY(proxy.serve(config(url("https", host.constData(), *behind), ca)));
    const auto answer = proxy.put("/metrics/job/a", "v 1\n");
    QCOMPARE(answer.status, 502);
    QVERIFY(fieldOf(answer, "Gatepost-Verdict").empty());
    QCOMPARE(QByteArray::fromStdString(answer.body),
             "the Pushgateway cannot be reached: its certificate: " + why + "\n");
}

void TestUpstreamTls::aCertificateOfOurOwnIsShown() {
    const auto behind = gateway(
        "tls_server_config: { cert_file: server.crt, key_file: server.key, client_ca_file: ca.crt, "
        "client_auth_type: RequireAndVerifyClientCert }\n");
    QVERIFY(behind->up());
    const auto pushed = [&](const std::string& own) {
        std::string tls = ", tls: { ca_file: '" + m_files.path("ca.crt") + "'";
        if (!own.empty()) {
            tls += ", cert_file: '" + m_files.path(own + ".crt") + "', key_file: '" +
                   m_files.path(own + ".key") + "'";
        }
        ProxyProgram proxy;
        if (!proxy.serve(config(url("https", "localhost", *behind), tls + " }")))
            return std::string();
        const auto answer = proxy.put("/metrics/job/a", "v 1\n");
        return std::to_string(answer.status) + " " + answer.body;
    };
    QCOMPARE(pushed("proxy"), std::string("200 "));
    for (const char* own : {"stranger", ""}) {
        const std::string refused = pushed(own);
        QVERIFY2(refused.starts_with("502 the Pushgateway "), refused.c_str());
    }
}

void TestUpstreamTls::aNewPasswordIsUsed() {
    const auto behind = gateway("basic_auth_users:\n  proxy: " + std::string(kSecond) + "\n");
    QVERIFY(behind->up());
    ProxyProgram proxy;
    proxy.write("gateway.password", "U*U\n");
    QVERIFY(
        proxy.serve(config(url("http", "127.0.0.1", *behind),
                           ", basic_auth: { username: proxy, password_file: gateway.password }")));
    WireSocket open(proxy.port());
    const auto put = [&] {
        open.send("PUT /metrics/job/a HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nv 1\n");
        return open.response(http::Method::Put).status;
    };
    QCOMPARE(put(), 502);
    proxy.write("gateway.password", "U*U*\n");
    QVERIFY(ProxyProgram::eventually([&] { return put() == 200; }));
    QVERIFY2(proxy.log().find("next start") == std::string::npos, proxy.log().c_str());
    // One that is broken changes nothing.
    proxy.write("gateway.password", "\n");
    QVERIFY(ProxyProgram::eventually(
        [&] { return proxy.log().find("expected a password") != std::string::npos; }));
    QCOMPARE(put(), 200);
}

void TestUpstreamTls::aNewAuthorityIsUsed() {
    const auto behind = gateway(std::string(kServer));
    QVERIFY(behind->up());
    ProxyProgram proxy;
    proxy.write("gateway-ca.pem", m_tool.run("cat", {"other.crt"}));
    QVERIFY(proxy.serve(
        config(url("https", "localhost", *behind), ", tls: { ca_file: gateway-ca.pem }")));
    QCOMPARE(proxy.put("/metrics/job/a", "v 1\n").status, 502);
    proxy.write("gateway-ca.pem", m_tool.run("cat", {"ca.crt"}));
    QVERIFY(ProxyProgram::eventually(
        [&] { return proxy.put("/metrics/job/a", "v 1\n").status == 200; }));
}

void TestUpstreamTls::aPasswordGoesToItsUpstreamAlone() {
    const auto behind = gateway("basic_auth_users:\n  proxy: " + std::string(kFirst) + "\n");
    QVERIFY(behind->up());
    ProxyProgram proxy;
    proxy.write("first", "U*U\n");
    proxy.write("second", "U*U*\n");
    const std::string basicAuth = ", basic_auth: { username: proxy, password_file: ";
    QVERIFY(proxy.serve(config(url("http", "127.0.0.1", *behind), basicAuth + "first }")));
    QCOMPARE(proxy.put("/metrics/job/a", "v 1\n").status, 200);
    // Another upstream comes with the next start, and its password with it: after one reload, and
    // after another.
    proxy.write("proxy.yml", config("http://127.0.0.1:9", basicAuth + "second }"));
    for (int i = 0; i < 2; ++i) {
        QVERIFY(ProxyProgram::eventually([&] {
            return QByteArray::fromStdString(proxy.log()).count("upstream changes at the next") > i;
        }));
        QVERIFY(ProxyProgram::eventually(
            [&] { return QByteArray::fromStdString(proxy.log()).count("msg=reloaded") > i; }));
        QCOMPARE(proxy.put("/metrics/job/a", "v 1\n").status, 200);
        proxy.hangUp();
    }
    // What stands for this gateway in a wrapped push is what is served.
    const auto wrapped = [&](const std::string& origin) {
        return proxy
            .post("/push_metrics",
                  "{\"target_url\":\"" + origin + "/metrics/job/a\",\"data\":\"diAxCg==\"}")
            .status;
    };
    QCOMPARE(wrapped(url("http", "127.0.0.1", *behind)), 200);
    QCOMPARE(wrapped("http://127.0.0.1:9"), 403);
}

void TestUpstreamTls::aShorterPatienceIsTaken() {
    Neighbour silent(QStringLiteral("socat"),
                     {QStringLiteral("-u"), QStringLiteral("TCP-LISTEN:%1,bind=127.0.0.1,fork"),
                      QStringLiteral("OPEN:/dev/null")});
    QVERIFY(silent.up());
    ProxyProgram proxy;
    QVERIFY(proxy.serve(config(url("http", "127.0.0.1", silent), "", 60)));
    proxy.write("proxy.yml", config(url("http", "127.0.0.1", silent), "", 4));
    QVERIFY(ProxyProgram::eventually(
        [&] { return proxy.log().find("msg=reloaded") != std::string::npos; }));
    // The Pushgateway's time is half of the client's: it is told why, not merely that it took long.
    const auto answer = proxy.put("/metrics/job/a", "v 1\n");
    QCOMPARE(answer.status, 504);
    QCOMPARE(answer.body, std::string("the Pushgateway did not answer in time\n"));
}

QTEST_GUILESS_MAIN(TestUpstreamTls)
#include "test_upstream_tls.moc"
