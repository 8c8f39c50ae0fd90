// SPDX-License-Identifier: Apache-2.0
// What was answered stays: over a restart, over SIGKILL, over an end in the middle of requests.
#include <QTest>
#include <csignal>

#include "tests/proxy/proxy_fixture.h"

using namespace gatepost;
using namespace gatepost::test;

class TestProxyDurability : public QObject {
    Q_OBJECT
private slots:
    void groupsSequencesAndLeasesSurviveARestart();
    void sharedGroupsKeepWhatTwoUsersCallAlike();
    void anEndedLeaseIsForgottenOnDiskToo();
    void sigkillKeepsWhatWasAnswered();
    void aSecondProxyRefusesTheDirectory();
    void aDamagedFileIsSaidToBe();
    void openRequestsFinish();
    void theSamePortIsRefused();
};

void TestProxyDurability::groupsSequencesAndLeasesSurviveARestart() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(kOpen));
    QCOMPARE(proxy.put("/metrics/job/a", kGood, {{"Gatepost-Sequence", "r/7"}}).status, 200);
    QCOMPARE(proxy.post("/metrics/job/a/x/1", "other 2\n").status, 200);
    QCOMPARE(proxy.put("/metrics/job/renewed", "v 1\n", {{"Gatepost-TTL", "3"}}).status, 200);
    QCOMPARE(
        proxy
            .post("/api/v1/leases",
                  "{\"relay\":\"r\",\"leases\":[{\"path\":\"/metrics/job/renewed\",\"ttl\":60}]}")
            .status,
        200);
    QCOMPARE(proxy.del("/metrics/job/gone", {{"Gatepost-Sequence", "r/3"}}).status, 202);
    const std::string time = proxy.scraped("push_time_seconds{instance=\"\",job=\"a\"}");
    QCOMPARE(proxy.put("/metrics/job/l", "v 1\n", {{"Gatepost-TTL", "5"}}).status, 200);
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
    QVERIFY(ProxyProgram::eventually(
        [&] { return proxy.scraped("v{instance=\"\",job=\"l\"}").empty(); }));
    // Of this run: it was there after the start, and its lease with it.
    QCOMPARE(proxy.scraped("gatepost_proxy_leases_expired_total"), std::string("1"));
    QCOMPARE(proxy.scraped("v{instance=\"\",job=\"renewed\"}"), std::string("1"));
    QCOMPARE(proxy.scraped("gatepost_proxy_leases"), std::string("1"));
}

void TestProxyDurability::sharedGroupsKeepWhatTwoUsersCallAlike() {
    ProxyProgram proxy;
    const auto userOf = [&proxy](const char* name) {
        return bearer(proxy.token({QStringLiteral("--user"), QString::fromLatin1(name),
                                   QStringLiteral("--grants"), QStringLiteral("push,read")}));
    };
    const Fields alice = userOf("alice");
    const Fields bob = userOf("bob");
    const std::string gauge = "# HELP x X.\n# TYPE x gauge\nx 1\n";
    const std::string counter = "# HELP x X.\n# TYPE x counter\nx 2\n";
    QVERIFY2(proxy.serve("listen: [{ address: '127.0.0.1:0' }]\n"
                         "upstream: { data_dir: data }\n"
                         "identity: { enforce: {} }\n"
                         "auth: { tokens_file: tokens.yml }\n"),
             proxy.log().c_str());
    QCOMPARE(proxy.put("/metrics/job/g", gauge, alice).status, 200);
    QCOMPARE(proxy.put("/metrics/job/h", counter, bob).status, 200);
    QCOMPARE(proxy.post("/metrics/job/g", "y 3\n", bob).status, 200);
    const auto shown = [&] { return proxy.get("/api/v1/metrics", alice).body; };
    const std::string before = shown();
    QCOMPARE(proxy.stop(), 0);

    QVERIFY(proxy.serveAgain());
    QCOMPARE(proxy.log().find("left out"), std::string::npos);
    QCOMPARE(proxy.scraped("x{instance=\"\",job=\"g\"}", alice), std::string("1"));
    QCOMPARE(proxy.scraped("x{instance=\"\",job=\"h\"}", alice), std::string("2"));
    QCOMPARE(shown(), before);
    QCOMPARE(proxy.put("/metrics/job/h", counter, bob).status, 200);
    QCOMPARE(proxy.put("/metrics/job/h", counter, alice).status, 400);
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
        const std::string number = std::to_string(10 * round + 2);
        // The first has its group written whole, the others its numbers.
        for (int n = 10 * round; n <= 10 * round + 2; ++n) {
            const std::string own = std::to_string(n);
            QCOMPARE(
                proxy.put("/metrics/job/k", "v " + own + "\n", {{"Gatepost-Sequence", "r/" + own}})
                    .status,
                200);
        }
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

void TestProxyDurability::aDamagedFileIsSaidToBe() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(kOpen));
    QCOMPARE(proxy.stop(), 0);
    proxy.write("data/gateway.db", std::string(8192, 'x'));
    QVERIFY(!proxy.serveAgain());
    const std::string log = proxy.log();
    QVERIFY2(log.find("gateway.db: the file is damaged (file is not a database): put a copy of it "
                      "in its place, or move it away to start without groups") != std::string::npos,
             log.c_str());
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
