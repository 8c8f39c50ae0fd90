// SPDX-License-Identifier: Apache-2.0
// Bytes that two servers may read differently: one answer, then the end, and what came behind is
// never taken for a request. And headers and paths that other servers would believe or redirect.
#include <QTest>

#include "tests/proxy/proxy_fixture.h"

using namespace gatepost;
using namespace gatepost::test;

namespace {

constexpr std::string_view kBehind =
    "GET /-/healthy HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

int answersIn(const std::string& text) {
    return static_cast<int>(QByteArray::fromStdString(text).count("HTTP/1.1 "));
}

}  // namespace

class TestProxySmuggling : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void heads_data();
    void heads();
    void bodies_data();
    void bodies();
    void whoeverSpeaksForOthersIsNotBelieved();
    void noPushIsRedirected_data();
    void noPushIsRedirected();

private:
    ProxyProgram m_proxy;
};

void TestProxySmuggling::initTestCase() { QVERIFY(m_proxy.serve(kOpen)); }

void TestProxySmuggling::heads_data() {
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<int>("status");
    const auto row = [](const char* name, const QByteArray& head, int status) {
        QTest::newRow(name) << head << status;
    };
    row("both lengths", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", 400);
    row("both lengths, other order", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", 400);
    row("two lengths", "Content-Length: 4\r\nContent-Length: 5\r\n", 400);
    row("one length twice", "Content-Length: 4\r\nContent-Length: 4\r\n", 400);
    row("list of lengths", "Content-Length: 4, 4\r\n", 400);
    row("negative", "Content-Length: -4\r\n", 400);
    row("with a sign", "Content-Length: +4\r\n", 400);
    row("huge", "Content-Length: 99999999999999999999\r\n", 400);
    row("unknown coding", "Transfer-Encoding: gzip\r\n", 501);
    row("chunked twice", "Transfer-Encoding: chunked, chunked\r\n", 501);
    row("chunked in two fields", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        400);
    row("blank before colon", "Transfer-Encoding : chunked\r\n", 400);
    row("hidden in a name", "Transfer-Encoding\x0b: chunked\r\n", 400);
    row("hidden in a value",
        "Transfer-Encoding: \x0b"
        "chunked\r\n",
        400);
    row("folded", "Content-Length: 4\r\nTransfer-Encoding:\r\n chunked\r\n", 400);
    row("folded first", " Content-Length: 4\r\n", 400);
    row("bare line feed", "X: y\nTransfer-Encoding: chunked\r\n", 400);
    row("bare carriage return", "X: y\rTransfer-Encoding: chunked\r\n", 400);
    row("nul", QByteArray("X: y\0Transfer-Encoding: chunked\r\n", 33), 400);
    row("second host", "Host: y\r\nContent-Length: 0\r\n", 400);
}

void TestProxySmuggling::heads() {
    QFETCH(QByteArray, head);
    QFETCH(int, status);
    WireSocket socket(m_proxy.port());
    socket.send("PUT /metrics/job/s HTTP/1.1\r\nHost: x\r\n" + head.toStdString() + "\r\n" +
                std::string(kBehind));
    const auto all = socket.receiveUntilClosed();
    QVERIFY(all);
    QCOMPARE(answersIn(*all), 1);
    QVERIFY2(all->starts_with("HTTP/1.1 " + std::to_string(status)), all->c_str());
}

void TestProxySmuggling::bodies_data() {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("good");
    const auto row = [](const char* name, const QByteArray& body, bool good) {
        QTest::newRow(name) << body << good;
    };
    row("plain", "4\r\nv 1\n\r\n0\r\n\r\n", true);
    row("extension", "4;a=b;c=\"d e\"\r\nv 1\n\r\n0\r\n\r\n", true);
    // They are read over: none becomes a field of this request, or of the next.
    row("trailer", "4\r\nv 1\n\r\n0\r\nHost: evil\r\nAuthorization: Bearer x\r\n\r\n", true);
    row("folded trailer", "4\r\nv 1\n\r\n0\r\nX: y\r\n z\r\n\r\n", true);
    row("length in a trailer", "4\r\nv 1\n\r\n0\r\nContent-Length: 50\r\n\r\n", false);
    row("size ends in a bare line feed", "4\nv 1\n\r\n0\r\n\r\n", false);
    row("data ends in a bare line feed", "4\r\nv 1\n\n0\r\n\r\n", false);
    row("more than it says", "3\r\nv 1\n\r\n0\r\n\r\n", false);
    row("less than it says", "5\r\nv 1\n\r\n0\r\n\r\n", false);
    row("hexadecimal prefix", "0x4\r\nv 1\n\r\n0\r\n\r\n", false);
    row("blank before the size", " 4\r\nv 1\n\r\n0\r\n\r\n", false);
    row("negative", "-4\r\nv 1\n\r\n0\r\n\r\n", false);
    row("overflow", "10000000000000004\r\nv 1\n\r\n0\r\n\r\n", false);
    row("endless extension", "4;" + QByteArray(20000, 'x') + "\r\nv 1\n\r\n0\r\n\r\n", false);
    row("endless trailer", "4\r\nv 1\n\r\n0\r\nX: " + QByteArray(20000, 'x') + "\r\n\r\n", false);
    row("bare line feed in an extension", "4;a\nb\r\nv 1\n\r\n0\r\n\r\n", false);
}

void TestProxySmuggling::bodies() {
    QFETCH(QByteArray, body);
    QFETCH(bool, good);
    WireSocket socket(m_proxy.port());
    socket.send("PUT /metrics/job/c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" +
                body.toStdString() + std::string(kBehind));
    const auto all = socket.receiveUntilClosed();
    QVERIFY(all);
    QCOMPARE(answersIn(*all), good ? 2 : 1);
    QVERIFY2(all->starts_with(good ? "HTTP/1.1 200 " : "HTTP/1.1 400 "), all->c_str());
}

void TestProxySmuggling::whoeverSpeaksForOthersIsNotBelieved() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(std::string(kOpen) + "limits: { requests_per_second_per_address: 5 }\n"));
    // All at once: the allowance grows between requests that wait for one another.
    std::string requests;
    for (int i = 0; i < 20; ++i) {
        const std::string other = "192.0.2." + std::to_string(i);
        const Fields fields{{"X-Forwarded-For", other},
                            {"X-Real-IP", other},
                            {"Forwarded", "for=" + other},
                            {"X-Forwarded-Proto", "https"},
                            {"X-Forwarded-User", "admin"}};
        http::appendRequest(requests, http::Method::Get, "/-/healthy", "x", fields, {});
    }
    WireSocket socket(proxy.port());
    socket.send(requests);
    int limited = 0;
    for (int i = 0; i < 20; ++i) limited += socket.response().status == 429 ? 1 : 0;
    QVERIFY(limited > 0);
    QVERIFY(ProxyProgram::eventually(
        [&] { return proxy.log().find("remote=127.0.0.1 ") != std::string::npos; }));
    QVERIFY(proxy.log().find("192.0.2.") == std::string::npos);
}

void TestProxySmuggling::noPushIsRedirected_data() {
    QTest::addColumn<QByteArray>("path");
    for (const char* path :
         {"/metrics/job/a/", "//metrics/job/a", "/metrics//job/a", "/metrics/job//a",
          "/metrics/./job/a", "/x/../metrics/job/a", "/metrics/job/a/../b", "/METRICS/job/a",
          "/metrics/job", "/metrics/job/", "/metrics/", "/metrics/job/a/instance/",
          "/metrics/job/a?x=1", "/push_metrics/", "/api/v1/pushes/"}) {
        QTest::newRow(path) << QByteArray(path);
    }
}

void TestProxySmuggling::noPushIsRedirected() {
    QFETCH(QByteArray, path);
    for (const auto method : {http::Method::Put, http::Method::Post, http::Method::Delete}) {
        const auto answer = ask(m_proxy.port(), method, path.toStdString(), {}, "v 1\n");
        QVERIFY2(answer.status == 200 || answer.status == 202 || answer.status >= 400,
                 std::to_string(answer.status).c_str());
        QCOMPARE(fieldOf(answer, "Location"), std::string());
    }
}

QTEST_GUILESS_MAIN(TestProxySmuggling)
#include "test_smuggling.moc"
