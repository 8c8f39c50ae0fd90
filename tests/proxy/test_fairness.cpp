// SPDX-License-Identifier: Apache-2.0
// One client that guesses, floods or opens ever more connections, and the others beside it.
#include <QElapsedTimer>
#include <QTest>
#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/proxy/proxy_fixture.h"

using namespace gatepost;
using namespace gatepost::test;

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
    // Cost 12: a quarter of a second each.
    proxy.write("web.yml",
                "basic_auth_users:\n  slow: "
                "$2y$12$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n  bob: "
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
    // The eighth that waits is the last; the others are told so at once.
    QVERIFY(ProxyProgram::eventually([&] {
        return std::ranges::count_if(flood, [](const auto& one) {
                   return one->receive(0).starts_with("HTTP/1.1 503 ");
               }) > 0;
    }));
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(from("10.0.0.1", basic("bob", "U*U"))->response().status, 200);
    const qint64 remembered = timer.elapsed();
    QCOMPARE(from("10.0.0.2", basic("bob", "U*U"))->response().status, 200);
    QVERIFY2(remembered < 500, std::to_string(remembered).c_str());
    // One that is not remembered waits for the ones at work, not for those that wait.
    QCOMPARE(from("10.0.0.3", basic("bob", "wrong"))->response().status, 401);
    QVERIFY2(timer.elapsed() < 2500, std::to_string(timer.elapsed()).c_str());
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
    http::Response last;
    for (int i = 0; i < 10 && last.status != 429; ++i) last = proxy.get("/api/v1/whoami", ada);
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
    QVERIFY(proxy.serve(kOpen, {QStringLiteral("--threads"), QStringLiteral("1"),
                                QStringLiteral("--no-access-log")}));
    std::atomic<bool> over{false};
    std::thread flood([&] {
        WireSocket socket(proxy.port());
        std::string many;
        for (int i = 0; i < 500; ++i) many += "GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n";
        std::thread reader([&] {
            while (!over && !socket.receive(1000).empty()) {
            }
        });
        while (!over && socket.send(many)) {
        }
        socket.closeWriting();
        reader.join();
    });
    QTest::qWait(100);
    for (int i = 0; i < 20; ++i) {
        QElapsedTimer timer;
        timer.start();
        const int status = proxy.get("/-/healthy").status;
        const qint64 took = timer.elapsed();
        if (status != 200 || took > 1000) {
            over = true;
            flood.join();
        }
        QCOMPARE(status, 200);
        QVERIFY2(took <= 1000, std::to_string(took).c_str());
    }
    over = true;
    flood.join();
}

void TestProxyFairness::aLongBatchLetsOthersIn() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(kOpen, {QStringLiteral("--threads"), QStringLiteral("1"),
                                QStringLiteral("--no-access-log")}));
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

    const std::string body = batch(10000);
    WireSocket socket(proxy.port());
    socket.send("POST /api/v1/pushes HTTP/1.1\r\nHost: x\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n\r\n" + body);
    // Others are answered before the batch is, on the one thread there is.
    int between = 0;
    std::string first;
    while (first.empty()) {
        QCOMPARE(proxy.get("/-/healthy").status, 200);
        first = socket.receive(0);
        if (first.empty()) ++between;
    }
    QVERIFY2(between > 5, std::to_string(between).c_str());
    QVERIFY(first.starts_with("HTTP/1.1 200 OK\r\n"));
    QCOMPARE(proxy.scraped("gatepost_proxy_groups"), std::string("50"));
    QCOMPARE(proxy.scraped("gatepost_proxy_pushes_total{verdict=\"accepted\"}"),
             std::string("10000"));
}

QTEST_GUILESS_MAIN(TestProxyFairness)
#include "test_fairness.moc"
