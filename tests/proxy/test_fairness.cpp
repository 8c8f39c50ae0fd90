// SPDX-License-Identifier: Apache-2.0
// One client that guesses, floods or opens ever more connections, and the others beside it.
#include <QTest>
#include <csignal>

#include "http/batch.h"
#include "http/codings.h"
#include "tests/proxy/proxy_fixture.h"

using namespace gatepost;
using namespace gatepost::test;

namespace {

/// For a proxy of one thread, which wakes up with both there: requests, and another's behind them.
/// What it has logged, and so answered, before that one.
std::string answeredBefore(ProxyProgram& proxy, WireSocket& socket, const std::string& requests) {
    const auto tell = [&proxy](int number) { ::kill(static_cast<pid_t>(proxy.pid()), number); };
    tell(SIGSTOP);
    WireSocket other(proxy.port());
    socket.send(requests);
    other.send("GET /-/ready HTTP/1.1\r\nHost: x\r\n\r\n");
    tell(SIGCONT);
    std::size_t at = std::string::npos;
    (void)ProxyProgram::eventually([&] {
        at = proxy.log().find("path=/-/ready ");
        return at != std::string::npos;
    });
    return proxy.log().substr(0, at);
}

}  // namespace

class TestProxyFairness : public QObject {
    Q_OBJECT
private slots:
    void memoryTellsNoMoreThanBcrypt();
    void guessersHoldUpNobody();
    void oneIdentityIsCappedForItself();
    void clientsBehindABalancerAreCapped();
    void clientsOfADualStackAreToldApart();
    void oneThatNeverStopsLetsOthersIn();
    void aLongBatchLetsOthersIn();
    void aBatchHasSoManyLines();
};

void TestProxyFairness::memoryTellsNoMoreThanBcrypt() {
    ProxyProgram proxy;
    proxy.write("web.yml",
                "basic_auth_users:\n  bob: "
                "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n");
    QVERIFY(
        proxy.serve("listen: [{ address: '127.0.0.1:0' }]\nauth: { web_config_file: web.yml }\n"
                    "limits: { failed_logins_per_minute_per_address: 3 }\n"));
    QCOMPARE(proxy.get("/metrics", basic("bob", "U*U")).status, 200);
    for (int i = 0; i < 3; ++i) QCOMPARE(proxy.get("/metrics", basic("bob", "x")).status, 401);
    // Guesses at bob are over, the right one too: else memory would answer any number of them.
    QCOMPARE(proxy.get("/metrics", basic("bob", "U*U")).status, 429);
}

void TestProxyFairness::guessersHoldUpNobody() {
    ProxyProgram proxy;
    // Cost 13: half a second each, or more.
    proxy.write("web.yml",
                "basic_auth_users:\n  slow: "
                "$2y$13$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n  bob: "
                "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n");
    QVERIFY(
        proxy.serve("listen: [{ address: '127.0.0.1:0' }]\nauth: { web_config_file: web.yml }\n"
                    "proxy_protocol_from: [127.0.0.0/8]\n"));
    const auto from = [&](const std::string& address, const Fields& who) {
        auto socket = std::make_unique<WireSocket>(proxy.port());
        socket->send("PROXY TCP4 " + address +
                     " 127.0.0.1 1 2\r\nGET /metrics HTTP/1.1\r\nHost: x\r\n" + who[0].name + ": " +
                     who[0].value + "\r\n\r\n");
        return socket;
    };
    QCOMPARE(from("10.0.0.1", basic("bob", "U*U"))->response().status, 200);
    std::vector<std::unique_ptr<WireSocket>> flood;
    for (int i = 0; i < 40; ++i) {
        flood.push_back(from("10.0.0.66", basic("slow", "guess" + std::to_string(i))));
    }
    bool isFull = false;
    const auto unanswered = [&] {
        std::erase_if(flood, [&](const auto& one) {
            const std::string answer = one->receive(0);
            isFull |= answer.starts_with("HTTP/1.1 503 ");
            return !answer.empty();
        });
        return flood.size();
    };
    // The eighth that waits is the last; the others are told so at once.
    QVERIFY(ProxyProgram::eventually([&] { return unanswered() > 0 && isFull; }));
    // Whoever waited behind the flood would see none of it left but what is at work yet.
    constexpr std::size_t kAtWork = 2;
    for (const char* address : {"10.0.0.1", "10.0.0.2"})
        QCOMPARE(from(address, basic("bob", "U*U"))->response().status, 200);
    QVERIFY(unanswered() > kAtWork);
    // One that is not remembered waits for the ones at work, not for those that wait.
    QCOMPARE(from("10.0.0.3", basic("bob", "wrong"))->response().status, 401);
    QVERIFY(unanswered() > kAtWork);
}

void TestProxyFairness::oneIdentityIsCappedForItself() {
    ProxyProgram proxy;
    const auto who = [&](const char* user) {
        return bearer(proxy.token({QStringLiteral("--user"), QString::fromLatin1(user)}));
    };
    const Fields ada = who("ada");
    const Fields bob = who("bob");
    QVERIFY(
        proxy.serve("listen: [{ address: '127.0.0.1:0' }]\nauth: { tokens_file: tokens.yml }\n"
                    "limits: { requests_per_second: 3 }\n"));
    // All at once: the allowance grows between requests that wait for one another.
    std::string requests;
    for (int i = 0; i < 10; ++i)
        http::appendRequest(requests, http::Method::Get, "/api/v1/whoami", "x", ada, {});
    WireSocket socket(proxy.port());
    socket.send(requests);
    http::Response last;
    for (int i = 0; i < 10 && last.status != 429; ++i) last = socket.response();
    QCOMPARE(last.status, 429);
    QCOMPARE(fieldOf(last, "Retry-After"), std::string("1"));
    QCOMPARE(proxy.get("/api/v1/whoami", bob).status, 200);
    QVERIFY(
        ProxyProgram::eventually([&] { return proxy.get("/api/v1/whoami", ada).status == 200; }));
}

void TestProxyFairness::clientsBehindABalancerAreCapped() {
    ProxyProgram proxy;
    QVERIFY(
        proxy.serve(std::string(kOpen) +
                    "proxy_protocol_from: [127.0.0.1]\nlimits: { connections_per_address: 2 }\n"));
    std::vector<std::unique_ptr<WireSocket>> open;
    const auto from = [&](const std::string& address) {
        open.push_back(std::make_unique<WireSocket>(proxy.port()));
        open.back()->send("PROXY TCP6 " + address +
                          " ::1 1 2\r\nGET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n");
        return open.back()->response().status;
    };
    // Of an IPv6 client the /64: it owns every address in it.
    QCOMPARE(from("2001:db8::1"), 200);
    QCOMPARE(from("2001:db8::2"), 200);
    QCOMPARE(from("2001:db8::3"), 429);
    QCOMPARE(from("2001:db8:0:1::1"), 200);
    open.clear();
    QVERIFY(ProxyProgram::eventually([&] { return from("2001:db8::1") == 200; }));
}

void TestProxyFairness::clientsOfADualStackAreToldApart() {
    ProxyProgram proxy;
    QVERIFY(
        proxy.serve(std::string(kOpen) +
                    "proxy_protocol_from: [127.0.0.1]\nlimits: { connections_per_address: 1 }\n"));
    std::vector<std::unique_ptr<WireSocket>> open;
    const auto from = [&](const char* address) {
        open.push_back(std::make_unique<WireSocket>(proxy.port()));
        open.back()->send("PROXY TCP6 " + std::string(address) +
                          " ::1 1 2\r\nGET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n");
        return open.back()->response().status;
    };
    QCOMPARE(from("::ffff:192.0.2.7"), 200);
    QCOMPARE(from("::ffff:192.0.2.8"), 200);
    QCOMPARE(from("::ffff:192.0.2.7"), 429);
}

void TestProxyFairness::oneThatNeverStopsLetsOthersIn() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(kOpen, {QStringLiteral("--threads"), QStringLiteral("1")}));
    constexpr int kMany = 300;
    const QByteArray request("GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n");
    WireSocket flood(proxy.port());
    const std::string before = answeredBefore(proxy, flood, request.repeated(kMany).toStdString());
    const auto first = QByteArray::fromStdString(before).count("path=/-/healthy ");
    QVERIFY2(first > 0 && first < kMany / 2, QByteArray::number(first).constData());
    for (int i = 0; i < kMany; ++i) QCOMPARE(flood.response().status, 200);
}

void TestProxyFairness::aLongBatchLetsOthersIn() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(kOpen, {QStringLiteral("--threads"), QStringLiteral("1")}));
    // Refused, so that no disk is waited for, and after long work on few bytes.
    http::BatchPush line;
    line.path = "/metrics/job/a";
    line.contentEncoding = "gzip";
    line.data = http::encodeGzip(std::string(1 << 20, '\n') + "?\n");
    std::string body;
    for (int i = 0; i < 20; ++i) http::appendBatchLine(body, line);
    std::string request;
    http::appendRequest(request, http::Method::Post, "/api/v1/pushes", "x", {}, body);
    WireSocket socket(proxy.port());
    const std::string before = answeredBefore(proxy, socket, request);
    QVERIFY2(before.find("path=/api/v1/pushes ") == std::string::npos, before.c_str());
    QCOMPARE(socket.response(http::Method::Post).status, 200);
    QVERIFY(ProxyProgram::eventually(
        [&] { return proxy.log().find("path=/api/v1/pushes ") != std::string::npos; }));
}

void TestProxyFairness::aBatchHasSoManyLines() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(kOpen));
    const auto batch = [](int lines) {
        std::string text;
        for (int i = 0; i < lines; ++i) {
            text += "{\"method\":\"PUT\",\"path\":\"/metrics/job/" + std::to_string(i % 50) +
                    "\",\"data\":\"diAxCg==\"}\n";
        }
        return text;
    };
    const auto tooMany = proxy.post("/api/v1/pushes", batch(10001));
    QCOMPARE(tooMany.status, 413);
    QCOMPARE(tooMany.body, std::string("a batch may have 10000 lines\n"));
    QCOMPARE(proxy.scraped("gatepost_proxy_groups"), std::string("0"));
    QCOMPARE(proxy.post("/api/v1/pushes", batch(10000)).status, 200);
    QCOMPARE(proxy.scraped("gatepost_proxy_groups"), std::string("50"));
    QCOMPARE(proxy.scraped("gatepost_proxy_pushes_total{verdict=\"accepted\"}"),
             std::string("10000"));
}

QTEST_GUILESS_MAIN(TestProxyFairness)
#include "test_fairness.moc"
