// SPDX-License-Identifier: Apache-2.0
// What is logged of a request: who, where and how it ended; never what proves somebody, nor a
// query, a field or a body, however the request fails. Over bare sockets.
#include <QTest>

#include "http/base64.h"
#include "tests/proxy/proxy_fixture.h"

using namespace gatepost;
using namespace gatepost::test;

namespace {

const std::string kSecret = "sesame";

std::string request(const std::string& line, const std::string& fields = {},
                    const std::string& body = {}) {
    return line + " HTTP/1.1\r\nHost: x\r\n" + fields +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

class TestProxyAccessLog : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void nothingSecretIsLogged_data();
    void nothingSecretIsLogged();
    void abandonedBodies();
    void linesAreText();
    void cleanupTestCase();

private:
    [[nodiscard]] std::size_t lines() {
        const std::string log = m_proxy.log();
        std::size_t found = 0;
        for (std::size_t at = 0; (at = log.find("msg=request ", at)) != std::string::npos; ++at) {
            ++found;
        }
        return found;
    }
    ProxyProgram m_proxy;
    std::string m_token;
    std::string m_bearer;
    std::size_t m_sent = 0;
};

void TestProxyAccessLog::initTestCase() {
    m_token = m_proxy.token({QStringLiteral("--user"), QStringLiteral("ada"),
                             QStringLiteral("--grants"), QStringLiteral("push,read")});
    m_bearer = "Authorization: Bearer " + m_token + "\r\n";
    m_proxy.write("web.yml", "basic_auth_users: { bob: '" + bcrypt(kSecret.c_str()) + "' }\n");
    QVERIFY2(m_proxy.serve("listen: [{ address: '127.0.0.1:0' }]\n"
                           "auth: { tokens_file: tokens.yml, web_config_file: web.yml }\n"
                           "limits: { failed_logins_per_minute_per_address: 1000,\n"
                           "          header_bytes: 4KiB }\n"),
             m_proxy.log().c_str());
}

void TestProxyAccessLog::nothingSecretIsLogged_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    const auto row = [](const char* name, int status, const std::string& bytes) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << status;
    };
    const std::string push = "PUT /metrics/job/a";
    const auto as = [](const std::string& user, const std::string& password) {
        return "Authorization: Basic " + http::encodeBase64(user + ":" + password) + "\r\n";
    };
    row("token", 200, request(push, m_bearer, std::string(kGood)));
    row("query", 200, request(push + "?access_token=" + kSecret, m_bearer, std::string(kGood)));
    row("query, nowhere", 404, request("GET /nowhere?" + kSecret, m_bearer));
    row("query, wrong method", 405, request("PUT /metrics?" + kSecret, m_bearer));
    row("query, nobody", 401, request(push + "?" + kSecret));
    row("userinfo", 400, request("GET http://bob:" + kSecret + "@x/metrics", m_bearer));
    row("fragment", 400, request("GET /metrics#" + kSecret, m_bearer));
    row("unknown token", 401, request(push, "Authorization: Bearer " + kSecret + "\r\n", "v 1\n"));
    row("unknown scheme", 401, request(push, "Authorization: " + kSecret + "\r\n", "v 1\n"));
    row("password", 200, request(push, as("bob", kSecret), std::string(kGood)));
    row("wrong password", 401, request(push, as("bob", kSecret + "!"), "v 1\n"));
    row("password as the user", 401, request(push, as(kSecret, "bob"), "v 1\n"));
    row("other fields", 200,
        request(push, m_bearer + "Cookie: " + kSecret + "\r\nX-Key: " + kSecret + "\r\n",
                std::string(kGood)));
    row("malformed own field", 400,
        request(push, m_bearer + "Gatepost-Sequence: " + kSecret + "\r\n", "v 1\n"));
    row("unreadable body", 400, request(push, m_bearer, "what? " + kSecret + "\n"));
    row("refused body", 422,
        request(push, m_bearer,
                "# TYPE " + kSecret + " histogram\n" + kSecret + "_bucket{le=\"+Inf\"} 1\n" +
                    kSecret + "_sum 1\n" + kSecret + "_count 2\n"));
    row("wrapped, password in the target", 400,
        request("POST /push_metrics", m_bearer,
                "{\"target_url\":\"http://bob:" + kSecret + "@localhost:9091/metrics/job/a\"}"));
    row("wrapped, not JSON", 400, request("POST /push_metrics", m_bearer, kSecret));
    row("batch", 200, request("POST /api/v1/pushes", m_bearer, kSecret + "\n"));
    row("leases", 400, request("POST /api/v1/leases", m_bearer, kSecret));
    row("invite", 403, request("POST /api/v1/enroll", {}, R"({"invite":"gi_)" + kSecret + "\"}"));
    row("coding", 415, request(push, m_bearer + "Content-Encoding: " + kSecret + "\r\n", "v 1\n"));
    row("broken gzip", 400, request(push, m_bearer + "Content-Encoding: gzip\r\n", kSecret));
    row("field without a colon", 400, request(push, m_bearer + "X " + kSecret + "\r\n"));
    row("long header", 431,
        request(push, m_bearer + "X: " + kSecret + std::string(8000, 'x') + "\r\n"));
    row("unknown method", 405, request(kSecret + " /metrics", m_bearer));
    row("no HTTP", 400, kSecret + "\r\n\r\n");
    row("unknown version", 505, push + "?" + kSecret + " HTTP/9.9\r\nHost: x\r\n\r\n");
    row("broken chunk", 400,
        push + " HTTP/1.1\r\nHost: x\r\n" + m_bearer + "Transfer-Encoding: chunked\r\n\r\n" +
            kSecret + "\r\n");
}

void TestProxyAccessLog::nothingSecretIsLogged() {
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    WireSocket socket(m_proxy.port());
    socket.send(bytes.toStdString());
    QCOMPARE(socket.response().status, status);
    ++m_sent;
}

void TestProxyAccessLog::abandonedBodies() {
    const std::string head = "PUT /metrics/job/a HTTP/1.1\r\nHost: x\r\n" + m_bearer;
    for (const std::string& start :
         {"Content-Length: 1000\r\n\r\n" + kSecret, "X-Key: " + kSecret + "\r\nX-Cut: "}) {
        WireSocket socket(m_proxy.port());
        socket.send(head + start);
        socket.closeWriting();
        (void)socket.receiveUntilClosed();
    }
}

void TestProxyAccessLog::linesAreText() {
    for (const char* id : {"caf\xe9", "caf\xc3\xa9"}) {
        WireSocket socket(m_proxy.port());
        socket.send(request("PUT /metrics/job/a", m_bearer + "Gatepost-Push-Id: " + id + "\r\n",
                            std::string(kGood)));
        QCOMPARE(socket.response().status, 200);
    }
    WireSocket socket(m_proxy.port());
    socket.send("what\r\n\r\n");
    QCOMPARE(socket.response().status, 400);
    m_sent += 3;
    QVERIFY(ProxyProgram::eventually([this] { return lines() >= m_sent; }));
    const std::string log = m_proxy.log();
    QVERIFY(log.find(" push_id=\"caf\\xe9\" ") != std::string::npos);
    QVERIFY(log.find(" push_id=\"caf\xc3\xa9\" ") != std::string::npos);
    QVERIFY(!QString::fromStdString(log).contains(QChar::ReplacementCharacter));
    QVERIFY(log.find(" remote=127.0.0.1 status=400 ") != std::string::npos);
    QVERIFY(log.find("path=\"\"") == std::string::npos);
}

void TestProxyAccessLog::cleanupTestCase() {
    QVERIFY(ProxyProgram::eventually([this] { return lines() >= m_sent; }));
    QCOMPARE(m_proxy.stop(), 0);
    const std::string log = m_proxy.log();
    QVERIFY(log.find("path=/metrics/job/a route=push user=ada subject=token:" +
                     m_token.substr(3, 12) + " status=200") != std::string::npos);
    for (const std::string& secret :
         {kSecret, http::encodeBase64("bob:" + kSecret), http::encodeBase64(kSecret + ":bob"),
          m_token, m_token.substr(16), std::string("Bearer"), std::string("Basic")}) {
        QVERIFY2(log.find(secret) == std::string::npos, log.c_str());
    }
}

QTEST_GUILESS_MAIN(TestProxyAccessLog)
#include "test_access_log.moc"
