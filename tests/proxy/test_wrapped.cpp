// SPDX-License-Identifier: Apache-2.0
// POST /push_metrics: a push wrapped into JSON, with the shapes, codes and words that its clients
// know.
#include <QTest>

#include "http/base64.h"
#include "tests/proxy/proxy_fixture.h"

using namespace gatepost;
using namespace gatepost::test;

namespace {

std::string wrapped(const std::string& target, const std::string& method, std::string_view text,
                    const std::string& headers = "{}") {
    std::string out = "{\"target_url\":\"" + target + "\",\"headers\":" + headers;
    if (!method.empty()) out += ",\"method\":\"" + method + "\"";
    if (!text.empty()) out += ",\"data\":\"" + http::encodeBase64(text) + "\"";
    return out + "}";
}

const std::string kTarget = "http://localhost:9091/metrics/job/wrapped";

}  // namespace

class TestProxyWrapped : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void succeeds_data();
    void succeeds();
    void refuses_data();
    void refuses();
    void saysWhichSettingRefuses();
    void reachesTheGateway();
    void ownPortsAreTargets();
    void everyRefusalHasItsShape();

private:
    ProxyProgram m_proxy;
};

void TestProxyWrapped::initTestCase() {
    QVERIFY(m_proxy.serve(std::string(kOpen) + "lint: { strict: true }\n"));
}

void TestProxyWrapped::succeeds_data() {
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char* name, const std::string& body) {
        QTest::newRow(name) << QByteArray::fromStdString(body);
    };
    row("post by default", wrapped(kTarget, "", kGood));
    row("put", wrapped(kTarget, "PUT", kGood));
    row("delete", wrapped(kTarget, "DELETE", ""));
    row("other spelling of the origin",
        wrapped("HTTP://LOCALHOST:9091/metrics/job/wrapped", "PUT", kGood));
    row("by address", wrapped("http://127.0.0.1:9091/metrics/job/wrapped", "PUT", kGood));
    row("content type",
        wrapped(kTarget, "PUT", kGood, "{\"Content-Type\":\"text/plain\",\"Cookie\":\"x\"}"));
}

void TestProxyWrapped::succeeds() {
    QFETCH(QByteArray, body);
    const auto answer = m_proxy.post("/push_metrics", body.toStdString());
    QVERIFY2(answer.status == 200, answer.body.c_str());
    QVERIFY2(answer.body.find("Successfully forwarded to ") != std::string::npos,
             answer.body.c_str());
    QVERIFY(answer.body.find("\"status_code\"") != std::string::npos);
    QCOMPARE(fieldOf(answer, "Content-Type"), std::string("application/json"));
    QCOMPARE(fieldOf(answer, "Gatepost-Verdict"), std::string("accepted"));
}

void TestProxyWrapped::refuses_data() {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    const auto row = [](const char* name, const std::string& body, int status) {
        QTest::newRow(name) << QByteArray::fromStdString(body) << status;
    };
    row("no json", "what", 400);
    row("not an object", "[]", 400);
    row("no target", "{\"data\":\"YSAxCg==\"}", 400);
    row("get", wrapped(kTarget, "GET", kGood), 400);
    row("delete with data", wrapped(kTarget, "DELETE", kGood), 400);
    row("bad base64", "{\"target_url\":\"" + kTarget + "\",\"data\":\"a\"}", 400);
    row("bad text", wrapped(kTarget, "PUT", "what?\n"), 400);
    row("no group", wrapped("http://localhost:9091/", "PUT", kGood), 400);
    row("foreign host", wrapped("http://evil.example/metrics/job/x", "PUT", kGood), 403);
    row("foreign port", wrapped("http://localhost:22/metrics/job/x", "PUT", kGood), 403);
    row("https", wrapped("https://localhost:9091/metrics/job/x", "PUT", kGood), 403);
    row("query", wrapped(kTarget + "?x=1", "PUT", kGood), 403);
    row("user-info", wrapped("http://a:b@localhost:9091/metrics/job/x", "PUT", kGood), 403);
    row("lint", wrapped(kTarget, "PUT", "# TYPE hits counter\nhits 1\n"), 422);
}

void TestProxyWrapped::refuses() {
    QFETCH(QByteArray, body);
    const auto answer = m_proxy.post("/push_metrics", body.toStdString());
    QVERIFY2(answer.body.starts_with("{\"error\":"), answer.body.c_str());
    QTEST(answer.status, "status");
    QCOMPARE(fieldOf(answer, "Gatepost-Verdict"), std::string("rejected"));
}

void TestProxyWrapped::saysWhichSettingRefuses() {
    const auto answer =
        m_proxy.post("/push_metrics", wrapped("http://localhost/metrics/job/x", "PUT", kGood));
    QCOMPARE(answer.status, 403);
    QVERIFY2(answer.body.find("one of this proxy's target_urls") != std::string::npos,
             answer.body.c_str());
}

void TestProxyWrapped::reachesTheGateway() {
    QCOMPARE(m_proxy.post("/push_metrics", wrapped(kTarget, "PUT", kGood)).status, 200);
    QCOMPARE(m_proxy.scraped("app_requests_total{instance=\"\",job=\"wrapped\",path=\"/\"}"),
             std::string("3"));
    QCOMPARE(m_proxy.post("/push_metrics", wrapped(kTarget, "DELETE", "")).status, 200);
    QCOMPARE(m_proxy.scraped("app_requests_total{instance=\"\",job=\"wrapped\",path=\"/\"}"),
             std::string());
}

void TestProxyWrapped::ownPortsAreTargets() {
    // The port that was given, where the configuration says 0.
    const std::string own = "http://localhost:" + std::to_string(m_proxy.port());
    const auto push = [&](const std::string& origin) {
        return m_proxy
            .post("/push_metrics", "{\"target_url\":\"" + origin +
                                       "/metrics/job/own\",\"headers\":{},\"method\":\"DELETE\"}")
            .status;
    };
    QCOMPARE(push(own), 200);
    QCOMPARE(push("http://localhost:9091"), 200);
    QCOMPARE(push("http://localhost:" + std::to_string(m_proxy.port() + 1)), 403);
}

/// Also those that the server makes itself, before there is a push to speak of.
void TestProxyWrapped::everyRefusalHasItsShape() {
    ProxyProgram proxy;
    const QStringList ada{QStringLiteral("--user"), QStringLiteral("ada")};
    const Fields good = bearer(proxy.token(ada));
    const Fields reader = bearer(
        proxy.token(QStringList(ada) << QStringLiteral("--grants") << QStringLiteral("read")));
    // Nobody listens there.
    QVERIFY(proxy.serve(
        "listen: [{ address: '127.0.0.1:0' }]\nauth: { tokens_file: tokens.yml }\n"
        "upstream: { kind: pushgateway, url: 'http://127.0.0.1:9', data_dir: data }\n"
        "limits: { body_bytes: 1KiB, body_seconds: 1, pushes_per_second: 1, burst: 3 }\n"));
    const std::string target = "http://127.0.0.1:9/metrics/job/a";
    const auto push = [&](std::string_view text, const Fields& who) {
        return proxy.post("/push_metrics", wrapped(target, "PUT", text), who);
    };
    const auto isShaped = [](const http::Response& answer, int status, std::string_view sentence) {
        return answer.status == status && fieldOf(answer, "Content-Type") == "application/json" &&
               answer.body.starts_with("{\"error\": \"" + std::string(sentence)) &&
               answer.body.ends_with("\"}");
    };
    const auto refused = [&](std::string_view text, const Fields& who, int status,
                             std::string_view sentence) {
        const auto answer = push(text, who);
        if (isShaped(answer, status, sentence)) return std::string();
        return std::to_string(answer.status) + " " + answer.body;
    };
    QCOMPARE(refused(kGood, {}, 401, "Unauthorized: no token or password was sent"), std::string());
    QCOMPARE(refused(kGood, reader, 403, "these credentials have no push grant"), std::string());
    QCOMPARE(refused(kGood, good, 502, "the Pushgateway cannot be reached: "), std::string());
    const std::string spaces(1500, ' ');
    QCOMPARE(refused(spaces, good, 413, "the decoded body is larger than this server takes"),
             std::string());
    // More than a wrapped one may have, which is four times that.
    QCOMPARE(refused(spaces + spaces + spaces, good, 413, "the body is larger than this server"),
             std::string());
    WireSocket slow(proxy.port());
    slow.send("POST /push_metrics HTTP/1.1\r\nHost: x\r\n" + good[0].name + ": " + good[0].value +
              "\r\nContent-Length: 10\r\n\r\n{");
    QVERIFY(isShaped(slow.response(), 408, "the request's body took too long"));
    http::Response last;
    for (int i = 0; i < 9 && last.status != 429; ++i) last = push(kGood, good);
    QVERIFY(isShaped(last, 429, "too many requests"));
    QVERIFY(!fieldOf(last, "Retry-After").empty());
}

QTEST_GUILESS_MAIN(TestProxyWrapped)
#include "test_wrapped.moc"
