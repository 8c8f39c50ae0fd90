// SPDX-License-Identifier: Apache-2.0
// Clients that stop half-way, and the caps with their names.
#include <QElapsedTimer>
#include <QTest>

#include "http/codings.h"
#include "tests/proxy/proxy_fixture.h"

using namespace gatepost;
using namespace gatepost::test;

namespace {

constexpr std::string_view kLimits =
    "limits: { header_seconds: 2, body_seconds: 2, idle_seconds: 2, answer_seconds: 5, "
    "header_bytes: 8KiB, body_bytes: 1MiB, connections: 200 }\n";

}  // namespace

class TestProxyConnections : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void pipelinedAnswersComeInOrder();
    void expectContinueIsAnswered();
    void bodiesByteByByte();
    void chunkedBodies();
    void slowHeadersEnd();
    void slowBodiesEnd();
    void idleConnectionsEnd();
    void halfClosedClientsGetTheirAnswer();
    void hugeBodiesAreRefusedReadably();
    void longHeadersAreRefused();
    void ownCapsAreCounted();
    void connectionsAreCapped();
    void connectionsOfOneAddressAreCapped();
    void requestsOfOneAddressAreCapped();
    void whateverComesCountsByItsAddress_data();
    void whateverComesCountsByItsAddress();
    void pushesAreLimited();
    void failedLoginsAreLimited();
    void quotas();

private:
    ProxyProgram m_proxy;
};

void TestProxyConnections::initTestCase() {
    QVERIFY(m_proxy.serve(std::string(kOpen) + std::string(kLimits)));
}

void TestProxyConnections::pipelinedAnswersComeInOrder() {
    WireSocket socket(m_proxy.port());
    std::string bytes;
    for (int i = 1; i <= 20; ++i) {
        const std::string body = "v " + std::to_string(i) + "\n";
        bytes += "PUT /metrics/job/pipe HTTP/1.1\r\nHost: x\r\nContent-Length: " +
                 std::to_string(body.size()) + "\r\n\r\n" + body;
        bytes += "GET /nowhere" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }
    socket.send(bytes);
    for (int i = 1; i <= 20; ++i) {
        QCOMPARE(socket.response(http::Method::Put).status, 200);
        QCOMPARE(socket.response().status, 404);
    }
    QCOMPARE(m_proxy.scraped("v{instance=\"\",job=\"pipe\"}"), std::string("20"));
}

void TestProxyConnections::expectContinueIsAnswered() {
    WireSocket socket(m_proxy.port());
    socket.send(
        "PUT /metrics/job/e HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
        "Expect: 100-continue\r\n\r\n");
    QCOMPARE(socket.receive(), std::string("HTTP/1.1 100 Continue\r\n\r\n"));
    socket.send("v 1\n");
    QCOMPARE(socket.response(http::Method::Put).status, 200);
    // The connection goes on.
    socket.send("GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n");
    QCOMPARE(socket.response().status, 200);
    // One that is too long is told so before it is sent.
    socket.send(
        "PUT /metrics/job/e HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n"
        "Expect: 100-continue\r\n\r\n");
    QVERIFY(socket.receive().starts_with("HTTP/1.1 413 "));
}

void TestProxyConnections::bodiesByteByByte() {
    WireSocket socket(m_proxy.port());
    for (const char c : std::string("PUT /metrics/job/bytes HTTP/1.1\r\nHost: x\r\n"
                                    "Content-Length: 4\r\n\r\nv 7\n")) {
        socket.send(std::string_view(&c, 1));
        QTest::qSleep(1);
    }
    QCOMPARE(socket.response(http::Method::Put).status, 200);
    QCOMPARE(m_proxy.scraped("v{instance=\"\",job=\"bytes\"}"), std::string("7"));
}

void TestProxyConnections::chunkedBodies() {
    WireSocket socket(m_proxy.port());
    socket.send(
        "PUT /metrics/job/c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        "2\r\nv \r\n");
    QTest::qSleep(50);
    socket.send("2\r\n8\n\r\n0\r\n");
    QTest::qSleep(50);
    socket.send("\r\n");
    QCOMPARE(socket.response(http::Method::Put).status, 200);
    QCOMPARE(m_proxy.scraped("v{instance=\"\",job=\"c\"}"), std::string("8"));
}

void TestProxyConnections::slowHeadersEnd() {
    WireSocket socket(m_proxy.port());
    QElapsedTimer timer;
    timer.start();
    socket.send("PUT /metrics/job/x HTTP/1.1\r\n");
    std::string all;
    for (int i = 0; i < 50 && all.empty(); ++i) {
        socket.send("X-" + std::to_string(i) + ": y\r\n");  // never done, never idle
        all = socket.receive(100);
    }
    QVERIFY2(all.starts_with("HTTP/1.1 408 "), all.c_str());
    QVERIFY(timer.elapsed() < 4500);
    QVERIFY(socket.receiveUntilClosed(6000));
    // One that says nothing at all does not stay either.
    QVERIFY(WireSocket(m_proxy.port()).receiveUntilClosed(6000));
}

void TestProxyConnections::slowBodiesEnd() {
    WireSocket socket(m_proxy.port());
    socket.send("PUT /metrics/job/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
    std::string all;
    for (int i = 0; i < 50 && all.empty(); ++i) {
        socket.send("#");
        all = socket.receive(100);
    }
    QVERIFY2(all.starts_with("HTTP/1.1 408 "), all.c_str());
}

void TestProxyConnections::idleConnectionsEnd() {
    WireSocket socket(m_proxy.port());
    socket.send("GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n");
    QCOMPARE(socket.response().status, 200);
    QCOMPARE(socket.receiveUntilClosed(5000), std::optional<std::string>(""));
}

void TestProxyConnections::halfClosedClientsGetTheirAnswer() {
    WireSocket socket(m_proxy.port());
    socket.send("PUT /metrics/job/h HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nv 1\n");
    socket.closeWriting();
    QCOMPARE(socket.response(http::Method::Put).status, 200);
    QVERIFY(socket.receiveUntilClosed());
}

void TestProxyConnections::hugeBodiesAreRefusedReadably() {
    // Sent blindly: the answer must come through all the same.
    WireSocket socket(m_proxy.port());
    socket.send("PUT /metrics/job/x HTTP/1.1\r\nHost: x\r\nContent-Length: 8000000\r\n\r\n");
    const std::string megabyte(1000000, '#');
    for (int i = 0; i < 8; ++i) socket.send(megabyte);
    QCOMPARE(socket.response(http::Method::Put).status, 413);
}

void TestProxyConnections::longHeadersAreRefused() {
    WireSocket socket(m_proxy.port());
    socket.send("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(20000, 'x'));
    const auto all = socket.receiveUntilClosed();
    QVERIFY(all && all->starts_with("HTTP/1.1 431 "));
}

void TestProxyConnections::ownCapsAreCounted() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(std::string(kOpen) + "limits: { header_seconds: 1, body_seconds: 1, "
                                             "header_bytes: 1KiB, body_bytes: 1KiB }\n"));
    const auto counted = [&](const std::string& limit) {
        return proxy.scraped("gatepost_proxy_limited_total{limit=\"" + limit + "\"}");
    };
    const auto answered = [&](const std::string& bytes) {
        WireSocket socket(proxy.port());
        socket.send(bytes);
        return socket.response().status;
    };
    const std::string head = "PUT /metrics/job/x HTTP/1.1\r\nHost: x\r\n";
    QCOMPARE(answered(head), 408);
    QCOMPARE(answered(head + "Content-Length: 9\r\n\r\n#"), 408);
    QCOMPARE(answered(head + "X: " + std::string(2000, 'x')), 431);
    QCOMPARE(answered(head + "Content-Length: 2000\r\n\r\n"), 413);
    for (const char* limit : {"header_seconds", "body_seconds", "header_bytes", "body_bytes"}) {
        QCOMPARE(counted(limit), std::string("1"));
    }
    // The cap on bodies counts what is decoded, too.
    const std::string packed = http::encodeGzip("#" + std::string(2000, ' ') + "\n");
    QCOMPARE(proxy.put("/metrics/job/x", packed, {{"Content-Encoding", "gzip"}}).status, 413);
    QCOMPARE(counted("body_bytes"), std::string("2"));
    QCOMPARE(proxy.put("/lint", packed, {{"Content-Encoding", "gzip"}}).status, 413);
    QCOMPARE(counted("body_bytes"), std::string("3"));
    QCOMPARE(counted("answer_seconds"), std::string("0"));
}

void TestProxyConnections::connectionsAreCapped() {
    std::vector<std::unique_ptr<WireSocket>> open;
    for (int i = 0; i < 220; ++i) {
        open.push_back(std::make_unique<WireSocket>(m_proxy.port()));
        open.back()->send("GET /-/healthy HTTP/1.1\r\nHost: x\r\n");  // the head stays open
    }
    int refused = 0;
    QVERIFY(ProxyProgram::eventually([&] {
        for (const auto& socket : open) {
            const std::string answer = socket->receive(0);
            if (!answer.starts_with("HTTP/1.1 503 ")) continue;
            refused += answer.find("\r\nRetry-After: 1\r\n") != std::string::npos ? 1 : 0;
        }
        return refused >= 20;
    }));
    open.clear();
    QVERIFY(ProxyProgram::eventually([this] { return m_proxy.get("/-/healthy").status == 200; }));
    QVERIFY(m_proxy.scraped("gatepost_proxy_limited_total{limit=\"connections\"}") != "0");
}

void TestProxyConnections::connectionsOfOneAddressAreCapped() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(std::string(kOpen) + "limits: { connections_per_address: 2 }\n"));
    auto first = std::make_unique<WireSocket>(proxy.port());
    WireSocket second(proxy.port());
    const std::string request = "GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n";
    first->send(request);
    QCOMPARE(first->response().status, 200);
    second.send(request);
    QCOMPARE(second.response().status, 200);
    WireSocket third(proxy.port());
    third.send(request);
    const auto refused = third.response();
    QCOMPARE(refused.status, 429);
    QCOMPARE(fieldOf(refused, "Retry-After"), std::string("1"));
    first.reset();
    QVERIFY(ProxyProgram::eventually([&] { return proxy.get("/-/healthy").status == 200; }));
}

void TestProxyConnections::requestsOfOneAddressAreCapped() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(std::string(kOpen) + "limits: { requests_per_second_per_address: 3 }\n"));
    // All at once: the allowance grows between requests that wait for one another.
    WireSocket socket(proxy.port());
    socket.send(
        QByteArray("GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n").repeated(10).toStdString());
    http::Response last;
    for (int i = 0; i < 10 && last.status != 429; ++i) last = socket.response();
    QCOMPARE(last.status, 429);
    QVERIFY(fieldOf(last, "Retry-After") >= "1");
    QVERIFY(ProxyProgram::eventually([&] { return proxy.get("/-/healthy").status == 200; }));
}

void TestProxyConnections::whateverComesCountsByItsAddress_data() {
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("later");
    const auto row = [](const char* request, int status, int later) {
        QTest::newRow(QByteArray(request).split('\r').front().constData())
            << QByteArray(request) << status << later;
    };
    row("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n", 404, 429);
    row("POST /metrics HTTP/1.1\r\nHost: x\r\n\r\n", 405, 429);
    row("OPTIONS /metrics HTTP/1.1\r\nHost: x\r\n\r\n", 200, 429);
    row("DELETE /push_metrics HTTP/1.1\r\nHost: x\r\n\r\n", 405, 429);
    row("GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n", 200, 429);
    // Nothing was understood of it: it is refused as before, and leaves less for what is.
    row("GET\r\n\r\n", 400, 400);
}

void TestProxyConnections::whateverComesCountsByItsAddress() {
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    QFETCH(int, later);
    ProxyProgram proxy;
    // One thread, which takes them up in the order in which they come, and at once.
    QVERIFY(proxy.serve(std::string(kOpen) + "limits: { requests_per_second_per_address: 1 }\n",
                        {QStringLiteral("--threads"), QStringLiteral("1")}));
    WireSocket first(proxy.port());
    WireSocket second(proxy.port());
    WireSocket other(proxy.port());
    first.send(request.toStdString());
    second.send(request.toStdString());
    other.send("GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n");
    QCOMPARE(first.response().status, status);
    QCOMPARE(second.response().status, later);
    QCOMPARE(other.response().status, 429);
}

void TestProxyConnections::pushesAreLimited() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(std::string(kUndurable) + "limits: { pushes_per_second: 1, burst: 3 }\n"));
    for (int i = 0; i < 3; ++i) QCOMPARE(proxy.put("/metrics/job/a", kGood).status, 200);
    const auto refused = proxy.put("/metrics/job/a", kGood);
    QCOMPARE(refused.status, 429);
    QCOMPARE(fieldOf(refused, "Retry-After"), std::string("1"));
    QVERIFY(fieldOf(refused, "Gatepost-Verdict").empty());
    // A batch's lines count one by one.
    const std::string line = "{\"id\":\"1\",\"method\":\"PUT\",\"path\":\"/metrics/job/a\"}\n";
    const auto batch = proxy.post("/api/v1/pushes", line + line + line + line);
    QCOMPARE(batch.status, 200);
    QVERIFY(batch.body.find("\"status\":429") != std::string::npos);
    QVERIFY(batch.body.find("\"retry_after\":") != std::string::npos);
    QVERIFY(proxy.scraped("gatepost_proxy_limited_total{limit=\"pushes_per_second\"}") != "0");
}

void TestProxyConnections::failedLoginsAreLimited() {
    ProxyProgram proxy;
    const std::string token =
        proxy.token({QStringLiteral("--user"), QStringLiteral("a"), QStringLiteral("--grants"),
                     QStringLiteral("push,read")});
    // U*U and U*U*, of crypt_blowfish's own tests.
    proxy.write("web.yml",
                "basic_auth_users:\n  bob: "
                "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n"
                "  eve: $2y$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK\n");
    QVERIFY(
        proxy.serve("listen: [{ address: '127.0.0.1:0' }]\n"
                    "auth: { tokens_file: tokens.yml, web_config_file: web.yml }\n"
                    "limits: { failed_logins_per_minute_per_address: 3 }\n"));
    QCOMPARE(proxy.get("/metrics", basic("bob", "U*U")).status, 200);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(proxy.get("/metrics", basic("nobody", "guess" + std::to_string(i))).status, 401);
    }
    for (const Fields& guess : {bearer("gp_wrong"), basic("nobody", "x"), basic("eve", "U*U*")}) {
        const auto refused = proxy.get("/metrics", guess);
        QCOMPARE(refused.status, 429);
        QVERIFY(!fieldOf(refused, "Retry-After").empty());
    }
    QCOMPARE(proxy.get("/-/healthy").status, 200);
    // Whoever is known behind the same address still gets in.
    QCOMPARE(proxy.get("/metrics", bearer(token)).status, 200);
    QCOMPARE(proxy.get("/metrics", basic("bob", "U*U")).status, 200);
}

void TestProxyConnections::quotas() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(std::string(kOpen) +
                        "limits: { groups_per_user: 2, series_per_user: 20, bytes_per_user: 4KiB, "
                        "new_series_per_hour_per_user: 40 }\n"));
    const auto put = [&](const std::string& job, int series, const std::string& label = "a") {
        std::string text;
        for (int i = 0; i < series; ++i) {
            text += "m{" + label + "=\"" + std::to_string(i) + "\"} 1\n";
        }
        return proxy.put("/metrics/job/" + job, text);
    };
    const auto rejectedBy = [](const http::Response& answer, std::string_view rule) {
        return answer.status == 422 && fieldOf(answer, "Gatepost-Verdict") == "rejected" &&
               answer.body.find("(" + std::string(rule) + ")") != std::string::npos;
    };
    QCOMPARE(put("a", 3).status, 200);
    QCOMPARE(put("b", 3).status, 200);
    const auto third = put("c", 3);
    QVERIFY(rejectedBy(third, "groups_per_user"));
    // Before what lint warns of, which may be long.
    QVERIFY2(third.body.starts_with("the push is over a quota\nmore than 2 for this user "),
             third.body.c_str());
    QCOMPARE(proxy.scraped("push_time_seconds{instance=\"\",job=\"c\"}"), std::string());
    QVERIFY(rejectedBy(put("a", 18), "series_per_user"));
    QCOMPARE(proxy.scraped("m{a=\"2\",instance=\"\",job=\"a\"}"), std::string("1"));
    const auto wide = proxy.put("/metrics/job/a", "m{a=\"" + std::string(5000, 'x') + "\"} 1\n");
    QVERIFY2(rejectedBy(wide, "bytes_per_user"), wide.body.c_str());
    // The same series again is no churn; ever new ones are.
    for (int i = 0; i < 20; ++i) QCOMPARE(put("a", 3).status, 200);
    http::Response last;
    // Twice as many as are needed: at the full hour the count begins anew.
    for (int i = 0; i < 40 && last.status != 422; ++i) {
        last = put("a", 3, "l" + std::to_string(i));
    }
    QVERIFY2(rejectedBy(last, "new_series_per_hour_per_user"), last.body.c_str());
    QCOMPARE(proxy.del("/metrics/job/a").status, 202);
}

QTEST_GUILESS_MAIN(TestProxyConnections)
#include "test_connections.moc"
