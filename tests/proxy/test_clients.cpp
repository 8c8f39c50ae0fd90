// SPDX-License-Identifier: Apache-2.0
// prometheus-cpp's own Gateway, as it is, against the proxy. Other client libraries: tests/e2e.
#include <prometheus/counter.h>
#include <prometheus/gateway.h>
#include <prometheus/registry.h>

#include <QTest>

#include "tests/proxy/proxy_fixture.h"

using namespace gatepost::test;

class TestProxyClients : public QObject {
    Q_OBJECT
private slots:
    void prometheusCpp();
};

void TestProxyClients::prometheusCpp() {
    ProxyProgram proxy;
    const std::string token =
        proxy.token({QStringLiteral("--user"), QStringLiteral("ada"), QStringLiteral("--grants"),
                     QStringLiteral("push,read")});
    proxy.write("web.yml", "basic_auth_users: { bob: '" + bcrypt("secret") + "' }\n");
    QVERIFY(
        proxy.serve("listen: [{ address: '127.0.0.1:0' }]\n"
                    "auth: { tokens_file: tokens.yml, web_config_file: web.yml }\n"));
    const auto registry = std::make_shared<prometheus::Registry>();
    prometheus::BuildCounter()
        .Name("exports_total")
        .Help("Exports.")
        .Register(*registry)
        .Add({{"kind", "pdf"}})
        .Increment(2);
    const std::string port = std::to_string(proxy.port());
    prometheus::Gateway gateway("127.0.0.1", port, "cpp", {{"instance", "here"}}, "ada", token);
    gateway.RegisterCollectable(registry);
    // Its Push() is POST and its PushAdd() is PUT.
    QCOMPARE(gateway.Push(), 200);
    QCOMPARE(gateway.PushAdd(), 200);
    const std::string series =
        "exports_total{instance=\"here\",job=\"cpp\",kind=\"pdf\",userid=\"ada\"}";
    QCOMPARE(proxy.scraped(series, bearer(token)), std::string("2"));
    prometheus::Gateway stranger("127.0.0.1", port, "cpp", {}, "ada", "wrong");
    stranger.RegisterCollectable(registry);
    QCOMPARE(stranger.Push(), 401);
    // Its Delete() leaves its labels out, so that this is another group.
    QCOMPARE(gateway.Delete(), 202);
    QCOMPARE(proxy.scraped(series, bearer(token)), std::string("2"));
    prometheus::Gateway plain("127.0.0.1", port, "plain", {}, "bob", "secret");
    plain.RegisterCollectable(registry);
    const std::string ofBob =
        "exports_total{instance=\"\",job=\"plain\",kind=\"pdf\",userid=\"bob\"}";
    QCOMPARE(plain.Push(), 200);
    QCOMPARE(plain.PushAdd(), 200);
    QCOMPARE(proxy.scraped(ofBob, bearer(token)), std::string("2"));
    QCOMPARE(plain.Delete(), 202);
    QCOMPARE(proxy.scraped(ofBob, bearer(token)), std::string());
}

QTEST_GUILESS_MAIN(TestProxyClients)
#include "test_clients.moc"
