// SPDX-License-Identifier: Apache-2.0
// What was answered stays: over a restart, over SIGKILL, over a broken file; and reloads.
#include <QTest>
#include <csignal>

#include "tests/proxy/proxy_fixture.h"

using namespace gatepost;
using namespace gatepost::test;

class TestProxyDurability : public QObject {
    Q_OBJECT
private slots:
    void groupsSequencesAndLeasesSurviveARestart();
    void anEndedLeaseIsForgottenOnDiskToo();
    void sigkillKeepsWhatWasAnswered();
    void aSecondProxyRefusesTheDirectory();
    void openRequestsFinish();
    void aBrokenFileKeepsTheLastGoodOne();
    void hangUpReloads();
    void checkConfigSpeaks();
    void theSamePortIsRefused();
};

void TestProxyDurability::groupsSequencesAndLeasesSurviveARestart() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(kOpen));
    QCOMPARE(proxy.put("/metrics/job/a", kGood, {{"Gatepost-Sequence", "r/7"}}).status, 200);
    QCOMPARE(proxy.post("/metrics/job/a/x/1", "other 2\n").status, 200);
    QCOMPARE(proxy.put("/metrics/job/l", "v 1\n", {{"Gatepost-TTL", "3"}}).status, 200);
    QCOMPARE(proxy.put("/metrics/job/renewed", "v 1\n", {{"Gatepost-TTL", "3"}}).status, 200);
    QCOMPARE(
        proxy
            .post("/api/v1/leases",
                  "{\"relay\":\"r\",\"leases\":[{\"path\":\"/metrics/job/renewed\",\"ttl\":60}]}")
            .status,
        200);
    QCOMPARE(proxy.del("/metrics/job/gone", {{"Gatepost-Sequence", "r/3"}}).status, 202);
    const std::string time = proxy.scraped("push_time_seconds{instance=\"\",job=\"a\"}");
    QCOMPARE(proxy.stop(), 0);

    QVERIFY(proxy.serveAgain());
    const std::string series = "app_requests_total{instance=\"\",job=\"a\",path=\"/\"}";
    QCOMPARE(proxy.scraped(series), std::string("3"));
    QCOMPARE(proxy.scraped("other{instance=\"\",job=\"a\",x=\"1\"}"), std::string("2"));
    QCOMPARE(proxy.scraped("push_time_seconds{instance=\"\",job=\"a\"}"), time);
    const auto late = proxy.put("/metrics/job/a", "v 1\n", {{"Gatepost-Sequence", "r/7"}});
    QCOMPARE(fieldOf(late, "Gatepost-Verdict"), std::string("superseded"));
    const auto deleted = proxy.put("/metrics/job/gone", "v 1\n", {{"Gatepost-Sequence", "r/3"}});
    QCOMPARE(fieldOf(deleted, "Gatepost-Verdict"), std::string("superseded"));
    QCOMPARE(proxy.scraped("v{instance=\"\",job=\"l\"}"), std::string("1"));
    QVERIFY(ProxyProgram::eventually(
        [&] { return proxy.scraped("v{instance=\"\",job=\"l\"}").empty(); }));
    QCOMPARE(proxy.scraped("v{instance=\"\",job=\"renewed\"}"), std::string("1"));
    QCOMPARE(proxy.scraped("gatepost_proxy_leases"), std::string("1"));
}

void TestProxyDurability::anEndedLeaseIsForgottenOnDiskToo() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(kOpen));
    const std::string series = "v{instance=\"\",job=\"l\"}";
    QCOMPARE(proxy.put("/metrics/job/l", "v 1\n", {{"Gatepost-TTL", "1"}}).status, 200);
    QVERIFY(ProxyProgram::eventually([&] { return proxy.scraped(series).empty(); }));
    QCOMPARE(proxy.put("/metrics/job/l", "v 2\n").status, 200);
    QCOMPARE(proxy.stop(), 0);

    QVERIFY(proxy.serveAgain());
    QTest::qWait(2500);  // two sweeps
    QCOMPARE(proxy.scraped(series), std::string("2"));
}

void TestProxyDurability::sigkillKeepsWhatWasAnswered() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(kOpen));
    for (int round = 1; round <= 5; ++round) {
        const std::string number = std::to_string(round);
        QCOMPARE(
            proxy
                .put("/metrics/job/k", "v " + number + "\n", {{"Gatepost-Sequence", "r/" + number}})
                .status,
            200);
        proxy.kill();
        QVERIFY2(proxy.serveAgain(), proxy.log().c_str());
        QCOMPARE(proxy.scraped("v{instance=\"\",job=\"k\"}"), number);
        const auto late =
            proxy.put("/metrics/job/k", "v 0\n", {{"Gatepost-Sequence", "r/" + number}});
        QCOMPARE(fieldOf(late, "Gatepost-Verdict"), std::string("superseded"));
    }
}

void TestProxyDurability::aSecondProxyRefusesTheDirectory() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(kOpen));
    const auto second = proxy.run({QStringLiteral("--config"), QStringLiteral("proxy.yml")});
    QCOMPARE(second.code, 1);
    QVERIFY2(second.err.find("another gatepost-proxy is using this data_dir") != std::string::npos,
             second.err.c_str());
    QCOMPARE(proxy.put("/metrics/job/a", kGood).status, 200);
}

void TestProxyDurability::openRequestsFinish() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(kOpen));
    WireSocket idle(proxy.port());
    WireSocket open(proxy.port());
    open.send("PUT /metrics/job/a HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nv ");
    QTest::qWait(200);
    ::kill(static_cast<pid_t>(proxy.pid()), SIGTERM);
    QVERIFY(idle.receiveUntilClosed());
    open.send("1\n");
    const auto answer = open.receiveUntilClosed();
    QVERIFY(answer && answer->starts_with("HTTP/1.1 200 OK\r\n"));
    QVERIFY(answer->find("Connection: close") != std::string::npos);
    QVERIFY(ProxyProgram::eventually([&] { return proxy.stop() == 0; }));
    QVERIFY(proxy.serveAgain());
    QCOMPARE(proxy.scraped("v{instance=\"\",job=\"a\"}"), std::string("1"));
}

void TestProxyDurability::aBrokenFileKeepsTheLastGoodOne() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(std::string(kOpen) + "lint: { strict: true }\n"));
    const auto strict = [&] {
        return proxy.put("/metrics/job/a", "# TYPE hits counter\nhits 1\n").status == 422;
    };
    QVERIFY(strict());
    const std::string series =
        "gatepost_proxy_last_reload_successful{file=\"" + proxy.path("proxy.yml") + "\"}";
    QCOMPARE(proxy.scraped(series), std::string("1"));
    proxy.write("proxy.yml", std::string(kOpen) + "lint: { strict: perhaps }\n");
    QVERIFY(ProxyProgram::eventually([&] { return proxy.scraped(series) == "0"; }));
    QVERIFY(strict());
    QVERIFY2(proxy.log().find("proxy.yml:3:17: lint.strict: expected true or false") !=
                 std::string::npos,
             proxy.log().c_str());
    proxy.write("proxy.yml", std::string(kOpen) + "lint: { strict: false }\n");
    QVERIFY(ProxyProgram::eventually([&] { return !strict(); }));
    QCOMPARE(proxy.scraped(series), std::string("1"));
}

void TestProxyDurability::hangUpReloads() {
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

void TestProxyDurability::checkConfigSpeaks() {
    ProxyProgram proxy;
    const QStringList check{QStringLiteral("check"), QStringLiteral("config"),
                            QStringLiteral("proxy.yml")};
    proxy.write("proxy.yml", kOpen);
    QCOMPARE(proxy.run(check).out, std::string("proxy.yml: OK\n"));
    proxy.write("proxy.yml", std::string(kOpen) + "policy_file: policy.yml\n");
    // What is wrong with a whole file is said of the place that names it.
    const auto missing = proxy.run(check);
    QVERIFY2(missing.err.starts_with("proxy.yml:3:14: policy_file: policy.yml: cannot be read: No"),
             missing.err.c_str());
    proxy.write("policy.yml", "rules:\n  - familie: x\n");
    const auto ran = proxy.run(check);
    QCOMPARE(ran.code, 1);
    QVERIFY2(ran.err.find("policy.yml:2:") != std::string::npos, ran.err.c_str());
    // All of them, of all files.
    proxy.write(
        "proxy.yml",
        "listen: [{ address: '127.0.0.1:0', tls: { cert_file: a.crt, key_file: a.key } }]\n"
        "auth: { tokens_file: tokens.yml, jwt: { issuer: i, audience: a, jwks_file: j } }\n");
    proxy.write("tokens.yml", "tokens: [{ id: x }]\n");
    proxy.write("j", "{");
    const std::string all = proxy.run(check).err;
    for (const char* part :
         {"proxy.yml:1:54: listen[0].tls.cert_file: a.crt: cannot be read",
          "tokens.yml:1:10: ", "proxy.yml:2:76: auth.jwt.jwks_file: j: not JSON"}) {
        QVERIFY2(all.find(part) != std::string::npos, all.c_str());
    }
}

void TestProxyDurability::theSamePortIsRefused() {
    ProxyProgram first;
    QVERIFY(first.serve(kOpen));
    ProxyProgram second;
    const std::string port = std::to_string(first.port());
    QVERIFY(!second.serve("listen: [{ address: '127.0.0.1:" + port + "' }]\n"));
    QVERIFY(second.log().find("cannot listen on 127.0.0.1:" + port) != std::string::npos);
}

QTEST_GUILESS_MAIN(TestProxyDurability)
#include "test_durability.moc"
