// SPDX-License-Identifier: Apache-2.0
// Before a real Pushgateway: what it gets, what comes back, and what it must never see.
#include <QTest>
#include <array>
#include <fstream>

#include "http/base64.h"
#include "tests/proxy/proxy_fixture.h"

using namespace gatepost;
using namespace gatepost::test;

namespace {

const QString kPushgateway = QStringLiteral("/usr/bin/prometheus-pushgateway");
const QStringList kPlain{QStringLiteral("--web.listen-address=127.0.0.1:%1"),
                         QStringLiteral("--persistence.file=")};
constexpr std::string_view kPushTime = "push_time_seconds{instance=\"\",job=\"s\"}";
/// How many the Pushgateway itself has answered.
constexpr std::string_view kPuts =
    "pushgateway_http_requests_total{code=\"200\",handler=\"push\",method=\"put\"}";

std::string config(std::uint16_t port, const std::string& more = {}, int answerSeconds = 4) {
    return "listen: [{ address: '127.0.0.1:0' }]\n"
           "upstream: { kind: pushgateway, data_dir: data, url: 'http://127.0.0.1:" +
           std::to_string(port) + "'" + more +
           " }\n"
           "lint: { mode: off }\nlimits: { answer_seconds: " +
           std::to_string(answerSeconds) + " }\n";
}

std::string numbered(int number, std::string_view body, const char* more = "") {
    return "PUT /metrics/job/s HTTP/1.1\r\nHost: x\r\nGatepost-Sequence: r/" +
           std::to_string(number) + "\r\n" + more +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
}

std::string held(std::uint16_t port, std::string_view series) {
    const auto answer = ask(port, http::Method::Get, "/metrics");
    if (answer.status != 200) return "status " + std::to_string(answer.status);
    const std::string text = "\n" + answer.body;
    const std::string start = "\n" + std::string(series) + " ";
    const std::size_t at = text.find(start);
    if (at == std::string::npos) return {};
    return text.substr(at + start.size(), text.find('\n', at + 1) - at - start.size());
}

}  // namespace

class TestProxyPushgateway : public QObject {
    Q_OBJECT
private slots:
    void pushesArriveAsParsed();
    void itsRefusalsAreOurs();
    void poisonIsKeptAway();
    void aLongBatchOfOneGroupIsWorkedOff();
    void sequencesAndLeases();
    void theOvertakenOnItsWayInChangesNothing();
    void theOvertakenInTheQueueIsNeverSent();
    void anEndedLeaseIsForgottenOnDiskToo();
    void aTokenWithFamiliesEndsNoGroup();
    void deletedGroupsAreBounded();
    void wipes();
    void passwords();
    void whenItIsGone();
    void whenItHangs();
};

void TestProxyPushgateway::pushesArriveAsParsed() {
    Neighbour gateway(kPushgateway, kPlain);
    QVERIFY(gateway.up());
    ProxyProgram proxy;
    QVERIFY2(proxy.serve(config(gateway.port())), proxy.log().c_str());
    QCOMPARE(proxy.put("/metrics/job/a", "# HELP v V.\n# TYPE v gauge\nv   1\n").status, 200);
    QCOMPARE(proxy.post("/metrics/job/a", "w 2\n").status, 200);
    QCOMPARE(held(gateway.port(), "v{instance=\"\",job=\"a\"}"), std::string("1"));
    QCOMPARE(held(gateway.port(), "w{instance=\"\",job=\"a\"}"), std::string("2"));
    const auto odd = proxy.put("/metrics/job@base64/L3NsYXNo/label/x%20y", "# TYPE v gauge\nv 1\n");
    QVERIFY2(odd.status == 200, odd.body.c_str());
    QCOMPARE(held(gateway.port(), "v{instance=\"\",job=\"/slash\",label=\"x y\"}"),
             std::string("1"));
    QCOMPARE(proxy.del("/metrics/job/a").status, 202);
    QVERIFY(ProxyProgram::eventually(
        [&] { return held(gateway.port(), "v{instance=\"\",job=\"a\"}").empty(); }));
    // Its groups are not ours to show: our own metrics alone.
    QVERIFY(proxy.get("/metrics").body.find("push_time_seconds") == std::string::npos);
    QVERIFY(proxy.get("/metrics").body.find("gatepost_proxy_pushes_total") != std::string::npos);
}

void TestProxyPushgateway::itsRefusalsAreOurs() {
    Neighbour gateway(kPushgateway, kPlain);
    QVERIFY(gateway.up());
    ProxyProgram proxy;
    QVERIFY(proxy.serve(config(gateway.port())));
    const auto clash =
        proxy.put("/metrics/job/a", "# TYPE go_goroutines counter\ngo_goroutines 1\n");
    QCOMPARE(clash.status, 400);
    QCOMPARE(fieldOf(clash, "Gatepost-Verdict"), std::string("rejected"));
    QVERIFY2(clash.body.find("should have GAUGE") != std::string::npos, clash.body.c_str());
}

void TestProxyPushgateway::poisonIsKeptAway() {
    Neighbour gateway(kPushgateway, kPlain);
    QVERIFY(gateway.up());
    ProxyProgram proxy;
    QVERIFY(proxy.serve(config(gateway.port())));
    // Either of these, sent straight to Pushgateway 1.5.1, ends it for everybody.
    QCOMPARE(proxy.put("/metrics/job@base64/!!", "v 1\n").status, 400);
    QCOMPARE(proxy.put("/metrics/job@base64/eA", "v 1\n").status, 200);
    QCOMPARE(proxy.put("/metrics/job/x", "v 1\n").status, 200);
    QCOMPARE(proxy.put("/metrics/job/x/instance@base64/=", "v 2\n").status, 200);
    QCOMPARE(proxy.put("/metrics/job/y", "v 3\n").status, 200);
    QCOMPARE(held(gateway.port(), "v{instance=\"\",job=\"x\"}"), std::string("2"));
    QCOMPARE(held(gateway.port(), "v{instance=\"\",job=\"y\"}"), std::string("3"));
    // A timestamp is refused here already, in its words.
    const auto stamped = proxy.put("/metrics/job/y", "v 3 1000\n");
    QCOMPARE(stamped.status, 400);
    QVERIFY(stamped.body.find("pushed metrics must not have timestamps") != std::string::npos);
}

/// Each POST of a family of its own: one that is left out, or comes out of turn, would be missed.
void TestProxyPushgateway::aLongBatchOfOneGroupIsWorkedOff() {
    Neighbour gateway(kPushgateway, kPlain);
    QVERIFY(gateway.up());
    ProxyProgram proxy;
    QVERIFY(proxy.serve(config(gateway.port(), {}, 30)));
    constexpr int kLines = 600;
    std::string lines;
    for (int i = 1; i <= kLines; ++i) {
        const std::string text = "n" + std::to_string(i) + " 1\nlast " + std::to_string(i) + "\n";
        lines += R"({"method":"POST","path":"/metrics/job/s","sequence":"r/)" + std::to_string(i) +
                 R"(","data":")" + http::encodeBase64(text) + "\"}\n";
    }
    const auto answer = proxy.post("/api/v1/pushes", lines);
    QCOMPARE(answer.status, 200);
    std::string receipts;
    for (int i = 0; i < kLines; ++i)
        receipts += "{\"id\":\"\",\"status\":200,\"verdict\":\"accepted\"}\n";
    QCOMPARE(answer.body, receipts);
    QCOMPARE(held(gateway.port(), "last{instance=\"\",job=\"s\"}"), std::to_string(kLines));
    for (const int i : {1, 257, 258, kLines}) {
        QCOMPARE(held(gateway.port(), "n" + std::to_string(i) + "{instance=\"\",job=\"s\"}"),
                 std::string("1"));
    }
}

void TestProxyPushgateway::sequencesAndLeases() {
    Neighbour gateway(kPushgateway, kPlain);
    QVERIFY(gateway.up());
    ProxyProgram proxy;
    QVERIFY(proxy.serve(config(gateway.port())));
    const auto verdict = [&](const char* number, const char* text) {
        return fieldOf(proxy.put("/metrics/job/s", text, {{"Gatepost-Sequence", number}}),
                       "Gatepost-Verdict");
    };
    QCOMPARE(verdict("r/2", "v 2\n"), std::string("accepted"));
    QCOMPARE(verdict("r/1", "v 1\n"), std::string("superseded"));
    QCOMPARE(held(gateway.port(), "v{instance=\"\",job=\"s\"}"), std::string("2"));
    QCOMPARE(proxy.put("/metrics/job/l", "v 1\n", {{"Gatepost-TTL", "2"}}).status, 200);
    QCOMPARE(proxy.stop(), 0);
    QVERIFY(proxy.serveAgain());
    QCOMPARE(verdict("r/2", "v 2\n"), std::string("superseded"));
    QVERIFY(ProxyProgram::eventually(
        [&] { return held(gateway.port(), "v{instance=\"\",job=\"l\"}").empty(); }));
    const auto renewed =
        proxy.post("/api/v1/leases",
                   "{\"relay\":\"r\",\"leases\":[{\"path\":\"/metrics/job/l\",\"ttl\":60}]}");
    QCOMPARE(renewed.body, std::string("{\"renewed\":0,\"unknown\":[\"/metrics/job/l\"]}"));
}

void TestProxyPushgateway::theOvertakenOnItsWayInChangesNothing() {
    Neighbour gateway(kPushgateway, kPlain);
    QVERIFY(gateway.up());
    ProxyProgram proxy;
    QVERIFY(proxy.serve(config(gateway.port())));
    WireSocket first(proxy.port());
    first.send(numbered(1, "v 1\n", "Gatepost-TTL: 1\r\nExpect: 100-continue\r\n"));
    QVERIFY(first.receive().starts_with("HTTP/1.1 100 "));  // let in, and half of its body is here
    first.send("v ");
    const auto second = proxy.put("/metrics/job/s", "v 2\n", {{"Gatepost-Sequence", "r/2"}});
    QCOMPARE(fieldOf(second, "Gatepost-Verdict"), std::string("accepted"));
    const std::string time = held(gateway.port(), kPushTime);
    QVERIFY(!time.empty());
    first.send("1\n");
    const auto late = first.response();
    QCOMPARE(late.status, 200);
    QCOMPARE(fieldOf(late, "Gatepost-Verdict"), std::string("superseded"));
    QCOMPARE(held(gateway.port(), "v{instance=\"\",job=\"s\"}"), std::string("2"));
    QCOMPARE(held(gateway.port(), kPushTime), time);
    QCOMPARE(held(gateway.port(), kPuts), std::string("1"));
    QCOMPARE(proxy.scraped("gatepost_proxy_leases"), std::string("0"));
}

void TestProxyPushgateway::theOvertakenInTheQueueIsNeverSent() {
    Neighbour gateway(kPushgateway, kPlain);
    QVERIFY(gateway.up());
    ProxyProgram proxy;
    // One thread, which takes up requests in the order in which they come.
    QVERIFY(proxy.serve(config(gateway.port(), {}, 60),
                        {QStringLiteral("--threads"), QStringLiteral("1")}));
    gateway.halt();
    WireSocket ahead(proxy.port());
    WireSocket overtaking(proxy.port());
    WireSocket overtaken(proxy.port());
    int number = 0;
    for (auto* socket : {&ahead, &overtaking, &overtaken}) {
        static constexpr std::array kNumbers{1, 3, 2};
        const std::string body = "v " + std::to_string(kNumbers[number]) + "\n";
        socket->send(numbered(kNumbers[number], body) + body);
        ++number;
        QCOMPARE(proxy.get("/-/healthy").status, 200);  // behind it: it has been taken up
    }
    QVERIFY(overtaken.receive(100).empty());  // it waits for its turn in its group
    gateway.goOn();
    QCOMPARE(fieldOf(ahead.response(), "Gatepost-Verdict"), std::string("accepted"));
    QCOMPARE(fieldOf(overtaking.response(), "Gatepost-Verdict"), std::string("accepted"));
    const auto late = overtaken.response();
    QCOMPARE(late.status, 200);
    QCOMPARE(fieldOf(late, "Gatepost-Verdict"), std::string("superseded"));
    QCOMPARE(held(gateway.port(), "v{instance=\"\",job=\"s\"}"), std::string("3"));
    QCOMPARE(held(gateway.port(), kPuts), std::string("2"));
}

void TestProxyPushgateway::anEndedLeaseIsForgottenOnDiskToo() {
    Neighbour gateway(kPushgateway, kPlain);
    QVERIFY(gateway.up());
    ProxyProgram proxy;
    QVERIFY(proxy.serve(config(gateway.port())));
    const auto value = [&] { return held(gateway.port(), "v{instance=\"\",job=\"l\"}"); };
    QCOMPARE(proxy.put("/metrics/job/l", "v 1\n", {{"Gatepost-TTL", "1"}}).status, 200);
    QVERIFY(ProxyProgram::eventually([&] { return value().empty(); }));
    QCOMPARE(proxy.put("/metrics/job/l", "v 2\n").status, 200);
    QCOMPARE(proxy.stop(), 0);
    QVERIFY(proxy.serveAgain());
    QTest::qWait(2500);  // two sweeps
    QCOMPARE(value(), std::string("2"));
}

void TestProxyPushgateway::aTokenWithFamiliesEndsNoGroup() {
    Neighbour gateway(kPushgateway, kPlain);
    QVERIFY(gateway.up());
    ProxyProgram proxy;
    const auto token = [&](const char* of) {
        return bearer(proxy.token(QString::fromLatin1(of).split(QLatin1Char(' '))));
    };
    const Fields tiny = token("--user dave --families app_.*");
    const Fields whole = token("--user dave");
    QVERIFY(proxy.serve(config(gateway.port()) + "auth: { tokens_file: tokens.yml }\n"));
    const auto pushes = [&](const char* job, std::string_view text, Fields who, const char* ttl) {
        if (*ttl != '\0') who.push_back({"Gatepost-TTL", ttl});
        return proxy.post(std::string("/metrics/job/") + job, text, who).status;
    };
    const auto renews = [&](const char* job) {
        return proxy
            .post("/api/v1/leases",
                  std::string("{\"relay\":\"r\",\"leases\":[{\"path\":\"/metrics/job/") + job +
                      "\",\"ttl\":1}]}",
                  tiny)
            .body;
    };
    const auto holds = [&](const char* series, const std::string& job) {
        return !held(gateway.port(),
                     std::string(series) + "{instance=\"\",job=\"" + job + "\",userid=\"dave\"}")
                    .empty();
    };
    QCOMPARE(pushes("unleased", "other 1\n", whole, ""), 200);
    for (const char* job : {"pushed", "renewed"})
        QCOMPARE(pushes(job, "other 1\n", whole, "60"), 200);
    QCOMPARE(pushes("kept", "other 1\n", whole, "3"), 200);
    QCOMPARE(pushes("unleased", "app_a 1\n", tiny, "1"), 200);
    QCOMPARE(renews("unleased"),
             std::string("{\"renewed\":0,\"unknown\":[\"/metrics/job/unleased\"]}"));
    QCOMPARE(pushes("pushed", "app_a 1\n", tiny, "1"), 200);
    QCOMPARE(renews("renewed"), std::string("{\"renewed\":1,\"unknown\":[]}"));
    QCOMPARE(pushes("kept", "app_a 1\n", tiny, ""), 200);
    // What it PUTs is all its own.
    Fields leased = tiny;
    leased.push_back({"Gatepost-TTL", "3"});
    QCOMPARE(proxy.put("/metrics/job/own", "app_a 1\n", leased).status, 200);
    QVERIFY(holds("app_a", "own"));
    QVERIFY(ProxyProgram::eventually(
        [&] { return !holds("app_a", "own") && !holds("other", "kept"); }));
    QTest::qWait(1500);  // another sweep
    for (const char* job : {"unleased", "pushed", "renewed"}) QVERIFY2(holds("other", job), job);
}

void TestProxyPushgateway::deletedGroupsAreBounded() {
    Neighbour gateway(kPushgateway, kPlain);
    QVERIFY(gateway.up());
    ProxyProgram proxy;
    std::string yaml = config(gateway.port());
    yaml.replace(yaml.find("limits: {"), 9, "limits: { deleted_groups_per_user: 2,");
    QVERIFY(proxy.serve(yaml));
    const auto verdict = [&](http::Method method, const std::string& job) {
        const std::string_view body = method == http::Method::Put ? "v 1\n" : "";
        const Fields sequence{{"Gatepost-Sequence", "r/9"}};
        return fieldOf(ask(proxy.port(), method, "/metrics/job/" + job, sequence, body),
                       "Gatepost-Verdict");
    };
    // Groups that never were cost a row each: only so many are kept, the newest.
    for (const char* job : {"a", "b", "c", "d"}) {
        QCOMPARE(verdict(http::Method::Delete, job), std::string("accepted"));
    }
    QVERIFY(
        ProxyProgram::eventually([&] { return verdict(http::Method::Put, "b") == "accepted"; }));
    QCOMPARE(verdict(http::Method::Put, "a"), std::string("accepted"));
    QCOMPARE(verdict(http::Method::Put, "c"), std::string("superseded"));
    QCOMPARE(verdict(http::Method::Put, "d"), std::string("superseded"));
}

void TestProxyPushgateway::wipes() {
    QStringList arguments = kPlain;
    arguments.append(QStringLiteral("--web.enable-admin-api"));
    Neighbour gateway(kPushgateway, arguments);
    QVERIFY(gateway.up());
    ProxyProgram proxy;
    QVERIFY(proxy.serve(config(gateway.port()) + "admin_api: true\n"));
    const Fields late{{"Gatepost-Sequence", "r/5"}, {"Gatepost-TTL", "60"}};
    QCOMPARE(proxy.put("/metrics/job/s", "v 1\n", late).status, 200);
    QCOMPARE(proxy.scraped("gatepost_proxy_leases"), std::string("1"));
    QCOMPARE(ask(proxy.port(), http::Method::Put, "/api/v1/admin/wipe").status, 202);
    QVERIFY(ProxyProgram::eventually(
        [&] { return held(gateway.port(), "v{instance=\"\",job=\"s\"}").empty(); }));
    QCOMPARE(proxy.scraped("gatepost_proxy_leases"), std::string("0"));
    // Numbers outlive it as they outlive a DELETE.
    QCOMPARE(fieldOf(proxy.put("/metrics/job/s", "v 1\n", late), "Gatepost-Verdict"),
             std::string("superseded"));
    // One that does not let itself be wiped.
    Neighbour closed(kPushgateway, kPlain);
    QVERIFY(closed.up());
    ProxyProgram other;
    QVERIFY(other.serve(config(closed.port()) + "admin_api: true\n"));
    QCOMPARE(ask(other.port(), http::Method::Put, "/api/v1/admin/wipe").status, 503);
}

void TestProxyPushgateway::passwords() {
    ProxyProgram proxy;
    proxy.write("web.yml",
                "basic_auth_users:\n  proxy: "
                "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n");
    proxy.write("gateway.password", "U*U\n");
    QStringList arguments = kPlain;
    arguments.append(QStringLiteral("--web.config.file=") +
                     QString::fromStdString(proxy.path("web.yml")));
    Neighbour gateway(kPushgateway, arguments);
    QVERIFY(gateway.up());
    QVERIFY(proxy.serve(config(
        gateway.port(), ", basic_auth: { username: proxy, password_file: gateway.password }")));
    QCOMPARE(proxy.put("/metrics/job/a", "v 1\n").status, 200);
    ProxyProgram without;
    QVERIFY(without.serve(config(gateway.port())));
    const auto refused = without.put("/metrics/job/a", "v 1\n");
    // Our credentials being wrong is not the client's fault: it must not throw the push away.
    QCOMPARE(refused.status, 502);
    QVERIFY(fieldOf(refused, "Gatepost-Verdict").empty());
    QCOMPARE(refused.body, std::string("the Pushgateway answered 401\n"));
}

void TestProxyPushgateway::whenItIsGone() {
    auto gateway = std::make_unique<Neighbour>(kPushgateway, kPlain);
    QVERIFY(gateway->up());
    ProxyProgram proxy;
    QVERIFY(proxy.serve(config(gateway->port())));
    QCOMPARE(proxy.put("/metrics/job/a", "v 1\n").status, 200);
    gateway->kill();
    for (int i = 0; i < 3; ++i) {
        const auto answer = proxy.put("/metrics/job/a", "v 1\n");
        QCOMPARE(answer.status, 502);
        QVERIFY(!fieldOf(answer, "Retry-After").empty());
        QVERIFY(answer.body.find("the Pushgateway ") != std::string::npos);
    }
    QCOMPARE(proxy.get("/-/healthy").status, 200);
}

void TestProxyPushgateway::whenItHangs() {
    // Accepts and never answers.
    Neighbour silent(QStringLiteral("socat"),
                     {QStringLiteral("-u"), QStringLiteral("TCP-LISTEN:%1,bind=127.0.0.1,fork"),
                      QStringLiteral("OPEN:/dev/null")});
    QVERIFY(silent.up());
    ProxyProgram proxy;
    QVERIFY(proxy.serve(config(silent.port())));
    const auto answer = proxy.put("/metrics/job/a", "v 1\n");
    QCOMPARE(answer.status, 504);
    QCOMPARE(answer.body, std::string("the Pushgateway did not answer in time\n"));
}

QTEST_GUILESS_MAIN(TestProxyPushgateway)
#include "test_pushgateway.moc"
