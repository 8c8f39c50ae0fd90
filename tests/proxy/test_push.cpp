// SPDX-License-Identifier: Apache-2.0
// Pushes, lint and views, one process: every status and verdict that the routes have.
#include <QTest>
#include <algorithm>

#include "http/codings.h"
#include "tests/proxy/proxy_fixture.h"

using namespace gatepost;
using namespace gatepost::test;

class TestProxyPush : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void statuses_data();
    void statuses();
    void routes_data();
    void routes();
    void putReplacesPostMergesDeleteRemoves();
    void problemsAreNamed();
    void whatDoesNotParseHasAPlace();
    void warningsAreCounted();
    void repeatedPushesAreJudgedAlike();
    void lintAnswersJson();
    void codings();
    void tooLong();
    void policyDecides();
    void clashesAreTheGatewaysWords();
    void aRejectedBodyLeavesATrace_data();
    void aRejectedBodyLeavesATrace();
    void aRejectedPushIsTheGroupsLast();
    void listenersServeWhatTheySay_data();
    void listenersServeWhatTheySay();
    void ownMetricsAreLintClean();
    void views();
    void wipe();

private:
    ProxyProgram m_proxy;
};

void TestProxyPush::initTestCase() {
    m_proxy.write("policy.yml",
                  "rules:\n"
                  "  - families: 'secret_.*'\n"
                  "    action: reject\n"
                  "    message: personal data must not leave the desktop\n");
    QVERIFY2(m_proxy.serve(
                 "listen:\n"
                 "  - address: '127.0.0.1:0'\n"
                 "  - { address: '127.0.0.1:0', serves: [lint] }\n"
                 "policy_file: policy.yml\n"
                 "admin_api: true\n"
                 "limits: { body_bytes: 64KiB, series_per_push: 5, label_value_bytes: 1KiB }\n"),
             m_proxy.log().c_str());
}

void TestProxyPush::statuses_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("verdict");
    const auto row = [](const char* name, const char* path, const char* body, int status,
                        const char* verdict) {
        QTest::newRow(name) << QString::fromLatin1(path) << QByteArray(body) << status
                            << QString::fromLatin1(verdict);
    };
    row("good", "/metrics/job/s", "# HELP a_b A.\n# TYPE a_b gauge\na_b 1\n", 200, "accepted");
    row("empty", "/metrics/job/s", "", 200, "accepted");
    row("base64 job", "/metrics/job@base64/c2xhc2g_", "a 1\n", 200, "accepted");
    row("no text", "/metrics/job/s", "blablabla\n", 400, "rejected");
    row("bad base64", "/metrics/job@base64/!!", "a 1\n", 400, "rejected");
    row("odd path", "/metrics/job/s/l", "a 1\n", 400, "rejected");
    row("timestamp", "/metrics/job/s", "a 1 1000\n", 400, "rejected");
    row("duplicate", "/metrics/job/s", "a 1\na 2\n", 400, "rejected");
    row("reserved label", "/metrics/job/s/__x/1", "a 1\n", 400, "rejected");
    row("policy", "/metrics/job/s", "# HELP secret_x X.\n# TYPE secret_x gauge\nsecret_x 1\n", 422,
        "rejected");
    row("series", "/metrics/job/s",
        "# HELP m M.\n# TYPE m gauge\nm{a=\"1\"} 1\nm{a=\"2\"} 1\nm{a=\"3\"} 1\nm{a=\"4\"} 1\n"
        "m{a=\"5\"} 1\nm{a=\"6\"} 1\n",
        422, "rejected");
}

void TestProxyPush::statuses() {
    QFETCH(QString, path);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    for (const auto method : {http::Method::Put, http::Method::Post}) {
        const auto answer = ask(m_proxy.port(), method, path.toStdString(), {}, body.toStdString());
        QVERIFY2(answer.status == status, answer.body.c_str());
        QTEST(QString::fromStdString(fieldOf(answer, "Gatepost-Verdict")), "verdict");
        if (status == 200) QVERIFY(answer.body.empty());
    }
}

void TestProxyPush::routes_data() {
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("allow");
    const auto row = [](const char* method, const char* path, int status, const char* allow) {
        QTest::addRow("%s %s", method, path)
            << QByteArray(method) << QByteArray(path) << status << QByteArray(allow);
    };
    row("GET", "/nowhere", 404, "");
    row("GET", "/metrics/job/x", 405, "DELETE, OPTIONS, POST, PUT");
    row("HEAD", "/metrics", 405, "GET, OPTIONS");
    row("POST", "/metrics", 405, "GET, OPTIONS");
    row("GET", "/push_metrics", 405, "OPTIONS, POST");
    row("DELETE", "/lint", 405, "OPTIONS, POST, PUT");
    row("OPTIONS", "/metrics/job/x", 200, "DELETE, OPTIONS, POST, PUT");
    row("OPTIONS", "/metrics", 200, "GET, OPTIONS");
    row("GET", "/api/v1/admin/wipe", 405, "OPTIONS, PUT");
    row("DELETE", "/metrics/job/none", 202, "");
    row("DELETE", "/metrics/job", 404, "");
}

void TestProxyPush::routes() {
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    const auto answer =
        ask(m_proxy.port(), http::methodOf(method.toStdString()), path.toStdString());
    QTEST(answer.status, "status");
    QTEST(QByteArray::fromStdString(fieldOf(answer, "Allow")), "allow");
}

void TestProxyPush::putReplacesPostMergesDeleteRemoves() {
    const auto value = [this](const char* name) {
        return m_proxy.scraped(std::string(name) + "{instance=\"\",job=\"g\"}");
    };
    QCOMPARE(m_proxy.put("/metrics/job/g", "one 1\ntwo 2\n").status, 200);
    QCOMPARE(m_proxy.post("/metrics/job/g", "two 22\nthree 3\n").status, 200);
    QCOMPARE(value("one"), std::string("1"));
    QCOMPARE(value("two"), std::string("22"));
    QCOMPARE(m_proxy.put("/metrics/job/g", "four 4\n").status, 200);
    QCOMPARE(value("one"), std::string());
    QCOMPARE(value("four"), std::string("4"));
    QCOMPARE(m_proxy.del("/metrics/job/g").status, 202);
    QCOMPARE(value("push_time_seconds"), std::string());
}

void TestProxyPush::problemsAreNamed() {
    const auto text = m_proxy.put("/metrics/job/p",
                                  "# HELP secret_x X.\n# TYPE secret_x gauge\n"
                                  "secret_x 1\n");
    QCOMPARE(fieldOf(text, "Content-Type"), std::string("text/plain; charset=utf-8"));
    QVERIFY2(text.body.starts_with("the push was rejected\n"), text.body.c_str());
    QVERIFY2(text.body.find(" secret_x: personal data must not leave the desktop (") !=
                 std::string::npos,
             text.body.c_str());
    const auto json = m_proxy.put("/metrics/job/p",
                                  "# HELP secret_x X.\n# TYPE secret_x gauge\n"
                                  "secret_x 1\n",
                                  {{"Accept", "application/json"}});
    QCOMPARE(json.status, 422);
    QCOMPARE(fieldOf(json, "Content-Type"), std::string("application/json"));
    QVERIFY(json.body.find("\"problems\":[{\"rule\":") != std::string::npos);
}

/// In JSON alone: the text is the Pushgateway's.
void TestProxyPush::whatDoesNotParseHasAPlace() {
    const std::string sentence = "text format parsing error in line 2: ";
    for (const char* path : {"/metrics/job/p", "/lint"}) {
        const auto text = m_proxy.put(path, "a 1\nb x\n");
        QCOMPARE(text.status, 400);
        QVERIFY(text.body.starts_with(sentence));
        QCOMPARE(std::ranges::count(text.body, '\n'), 1);
        const auto json = m_proxy.put(path, "a 1\nb x\n", {{"Accept", "application/json"}});
        QCOMPARE(json.status, 400);
        QVERIFY2(json.body.starts_with("{\"status\":\"error\",\"error\":\"" + sentence),
                 json.body.c_str());
        QVERIFY2(
            json.body.find("\"problems\":[{\"rule\":\"unreadable\",\"metric\":\"\",\"text\":\"" +
                           sentence) != std::string::npos,
            json.body.c_str());
        QVERIFY2(json.body.ends_with("\"line\":2,\"column\":3,\"length\":0}]}"), json.body.c_str());
    }
    const auto protobuf = m_proxy.put("/metrics/job/p", "\x05",
                                      {{"Accept", "application/json"},
                                       {"Content-Type",
                                        "application/vnd.google.protobuf; encoding=delimited; "
                                        "proto=io.prometheus.client.MetricFamily"}});
    QVERIFY2(protobuf.body.ends_with("\"problems\":[]}"), protobuf.body.c_str());
}

void TestProxyPush::warningsAreCounted() {
    const auto answer = m_proxy.put("/metrics/job/w", "# TYPE hits counter\nhits 1\n");
    QCOMPARE(answer.status, 200);
    QCOMPARE(fieldOf(answer, "Gatepost-Lint-Problems"), std::string("2"));
}

/// From the second push of a path on what was read and judged before is used again.
void TestProxyPush::repeatedPushesAreJudgedAlike() {
    const auto text = [](const char* total, const char* bucket) {
        return std::string(
                   "# HELP r_hits_total Hits.\n# TYPE r_hits_total counter\nr_hits_total ") +
               total +
               "\n# HELP r_seconds Time.\n# TYPE r_seconds histogram\nr_seconds_bucket{le=\"1\"} " +
               bucket + "\nr_seconds_bucket{le=\"+Inf\"} 3\nr_seconds_sum 4\nr_seconds_count 3\n";
    };
    const auto total = [this] { return m_proxy.scraped("r_hits_total{instance=\"\",job=\"r\"}"); };
    const auto problems = [](const http::Response& answer) {
        return fieldOf(answer, "Gatepost-Lint-Problems");
    };
    for (const char* number : {"1", "2", "3.5", "1e3", "4"}) {
        const auto answer = m_proxy.put("/metrics/job/r", text(number, "2"));
        QCOMPARE(answer.status, 200);
        QCOMPARE(problems(answer), std::string());
        QCOMPARE(std::stod(total()), std::stod(number));
    }
    const auto negative = m_proxy.put("/metrics/job/r", text("-1", "2"));
    QCOMPARE(negative.status, 200);
    QCOMPARE(problems(negative), std::string("1"));
    QCOMPARE(total(), std::string("-1"));
    const auto falling = m_proxy.put("/metrics/job/r", text("5", "7"));
    QCOMPARE(falling.status, 422);
    QVERIFY2(falling.body.find("7:29 r_seconds: bucket") != std::string::npos,
             falling.body.c_str());
    QCOMPARE(total(), std::string("-1"));
    QCOMPARE(m_proxy.put("/metrics/job/r", text("x", "2")).status, 400);
    for (const char* number : {"6", "7", "8"})
        QCOMPARE(m_proxy.post("/metrics/job/r", text(number, "1")).status, 200);
    QCOMPARE(total(), std::string("8"));
    QCOMPARE(m_proxy.put("/metrics/job/r", "r_more 1\n").status, 200);
    QCOMPARE(m_proxy.scraped("r_more{instance=\"\",job=\"r\"}"), std::string("1"));
    QCOMPARE(m_proxy.put("/metrics/job/r", text("10", "1")).status, 200);
    QCOMPARE(m_proxy.scraped("r_more{instance=\"\",job=\"r\"}"), std::string());
}

void TestProxyPush::lintAnswersJson() {
    const auto good = m_proxy.post("/lint", kGood);
    QCOMPARE(good.status, 200);
    QCOMPARE(good.body, std::string("{\"status\":\"success\"}"));
    const auto bad = m_proxy.put("/lint", "# TYPE hits counter\nhits 1\n");
    QCOMPARE(bad.status, 200);
    QVERIFY(bad.body.starts_with("{\"status\":\"error\",\"error\":"));
    QVERIFY(bad.body.find("no help text") != std::string::npos);
    const auto broken = m_proxy.post("/lint", "what?\n");
    QCOMPARE(broken.status, 400);
    QVERIFY(broken.body.starts_with("text format parsing error in line 1: "));
}

void TestProxyPush::codings() {
    const auto gzip = m_proxy.put("/metrics/job/z", http::encodeGzip("packed 1\n"),
                                  {{"Content-Encoding", "gzip"}});
    QCOMPARE(gzip.status, 200);
    const auto snappy = m_proxy.put("/metrics/job/z2", http::encodeSnappy("packed 1\n"),
                                    {{"Content-Encoding", "snappy"}});
    QCOMPARE(snappy.status, 200);
    const auto broken = m_proxy.put("/metrics/job/z", kGood, {{"Content-Encoding", "gzip"}});
    QCOMPARE(broken.status, 400);
    QCOMPARE(broken.body, std::string("gzip: invalid header\n"));
    const auto scrape = m_proxy.get("/metrics", {{"Accept-Encoding", "gzip"}});
    QCOMPARE(fieldOf(scrape, "Content-Encoding"), std::string("gzip"));
    const auto plain = http::decode("gzip", scrape.body, 1 << 20);
    QVERIFY(plain && plain->find("packed{instance=\"\",job=\"z\"} 1\n") != std::string::npos);
}

void TestProxyPush::tooLong() {
    const std::string body = "# HELP a " + std::string(70000, 'x') + "\n# TYPE a gauge\na 1\n";
    QCOMPARE(m_proxy.put("/metrics/job/l", body).status, 413);
    // A bomb: small as sent, too large when decoded.
    QCOMPARE(m_proxy.put("/metrics/job/l", http::encodeGzip(body), {{"Content-Encoding", "gzip"}})
                 .status,
             413);
}

void TestProxyPush::policyDecides() {
    const auto document = m_proxy.get("/api/v1/policy");
    QVERIFY(document.body.find("personal data must not leave") != std::string::npos);
    m_proxy.write("policy.yml", "rules: []\n");
    QVERIFY(ProxyProgram::eventually(
        [this] { return m_proxy.put("/metrics/job/p", "secret_x 1\n").status == 200; }));
    const auto rules = m_proxy.get("/api/v1/policy");
    QVERIFY(rules.body != document.body);
    QVERIFY(fieldOf(rules, "ETag") != fieldOf(document, "ETag"));
    // Who knows the rules need not fetch a comment.
    m_proxy.write("policy.yml", "# nothing is ruled\nrules: []\n");
    QVERIFY(
        ProxyProgram::eventually([&] { return m_proxy.get("/api/v1/policy").body != rules.body; }));
    const Fields known{{"If-None-Match", fieldOf(rules, "ETag")}};
    QCOMPARE(m_proxy.get("/api/v1/policy", known).status, 304);
    QCOMPARE(fieldOf(m_proxy.get("/api/v1/policy", known), "ETag"), fieldOf(rules, "ETag"));
    const Fields outdated{{"If-None-Match", fieldOf(document, "ETag")}};
    QCOMPARE(m_proxy.get("/api/v1/policy", outdated).status, 200);
    // What passed under the old policy is judged by the new one.
    const std::string_view text = "# HELP secret_y Y.\n# TYPE secret_y gauge\nsecret_y 1\n";
    for (int i = 0; i < 4; ++i) QCOMPARE(m_proxy.put("/metrics/job/p", text).status, 200);
    m_proxy.write("policy.yml",
                  "rules:\n"
                  "  - families: 'secret_.*'\n"
                  "    action: reject\n"
                  "    message: personal data must not leave the desktop\n");
    QVERIFY(ProxyProgram::eventually(
        [&] { return m_proxy.put("/metrics/job/p", text).status == 422; }));
}

void TestProxyPush::clashesAreTheGatewaysWords() {
    QCOMPARE(m_proxy.put("/metrics/job/c1", "# TYPE clash counter\nclash 1\n").status, 200);
    const auto answer = m_proxy.put("/metrics/job/c2", "# TYPE clash gauge\nclash 1\n");
    QCOMPARE(answer.status, 400);
    QVERIFY2(answer.body.starts_with(
                 "pushed metrics are invalid or inconsistent with existing metrics: "),
             answer.body.c_str());
    // As at the Pushgateway, a refused push leaves its trace.
    QVERIFY(m_proxy.scraped("push_failure_time_seconds{instance=\"\",job=\"c2\"}") > "1");
    QCOMPARE(m_proxy.scraped("push_time_seconds{instance=\"\",job=\"c2\"}"), std::string("0"));
}

void TestProxyPush::aRejectedBodyLeavesATrace_data() {
    QTest::addColumn<QByteArray>("tag");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("trace");
    const auto row = [](const char* tag, const char* body, int status, bool trace) {
        QTest::newRow(tag) << QByteArray(tag) << QByteArray(body) << status << trace;
    };
    row("timestamp", "a 1 1000\n", 400, true);
    row("duplicate", "a 1\na 2\n", 400, true);
    row("lint", "# HELP t T.\n# TYPE t summary\nt_sum 1\nt_count -1\n", 422, true);
    row("policy", "# HELP secret_x X.\n# TYPE secret_x gauge\nsecret_x 1\n", 422, true);
    row("series", "a{b=\"1\"} 1\na{b=\"2\"} 1\na{b=\"3\"} 1\na{b=\"4\"} 1\na 1\nc 1\n", 422, true);
    row("text", "blablabla\n", 400, false);
    QTest::newRow("key") << QByteArray(5000, 'k') << QByteArray("a 1 1000\n") << 400 << false;
}

/// As at the Pushgateway, which makes the group for it; but for what its key alone forbids.
void TestProxyPush::aRejectedBodyLeavesATrace() {
    QFETCH(QByteArray, tag);
    QFETCH(QByteArray, body);
    QFETCH(bool, trace);
    const auto answer =
        m_proxy.put("/metrics/job/trace/tag/" + tag.toStdString(), body.toStdString());
    QTEST(answer.status, "status");
    const std::string labels = "{instance=\"\",job=\"trace\",tag=\"" + tag.toStdString() + "\"}";
    QCOMPARE(m_proxy.scraped("push_failure_time_seconds" + labels) > "1", trace);
    QCOMPARE(m_proxy.scraped("push_time_seconds" + labels), std::string(trace ? "0" : ""));
}

void TestProxyPush::aRejectedPushIsTheGroupsLast() {
    const auto succeeded = [this](bool wanted) {
        return m_proxy.get("/api/v1/metrics")
            .body.contains(std::string("{\"labels\":{\"job\":\"last\"},\"last_push_successful\":") +
                           (wanted ? "true" : "false"));
    };
    QCOMPARE(m_proxy.put("/metrics/job/last", "last_x 1\n").status, 200);
    QVERIFY(succeeded(true));
    QCOMPARE(m_proxy.put("/metrics/job/last", "last_x 1 5\n").status, 400);
    QVERIFY(succeeded(false));
    QCOMPARE(m_proxy.scraped("last_x{instance=\"\",job=\"last\"}"), std::string("1"));
    QCOMPARE(m_proxy.put("/metrics/job/last", "last_x 2\n").status, 200);
    QVERIFY(succeeded(true));
}

void TestProxyPush::listenersServeWhatTheySay_data() {
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("everything");
    QTest::addColumn<int>("lintAlone");
    const auto row = [](const char* method, const char* path, int everything, int lintAlone) {
        QTest::addRow("%s %s", method, path)
            << QByteArray(method) << QByteArray(path) << everything << lintAlone;
    };
    row("POST", "/lint", 200, 200);
    for (const char* path : {"/-/healthy", "/-/ready", "/health"}) row("GET", path, 200, 200);
    row("PUT", "/metrics/job/x", 200, 404);
    row("POST", "/metrics/job/x", 200, 404);
    row("DELETE", "/metrics/job/x", 202, 404);
    row("OPTIONS", "/metrics/job/x", 200, 404);
    row("GET", "/api/v1/%73tatus", 200, 404);
    row("GET", "/-/%68ealthy", 200, 200);
    row("GET", "/-/%2568ealthy", 404, 404);
    row("POST", "/push_metrics", 400, 404);
    row("POST", "/api/v1/pushes", 200, 404);
    row("POST", "/api/v1/leases", 400, 404);
    row("POST", "/api/v1/enroll", 404, 404);
    row("GET", "/api/v1/admin/wipe", 405, 404);
    for (const char* path : {"/", "/metrics", "/api/v1/policy", "/api/v1/whoami", "/api/v1/status",
                             "/api/v1/metrics"}) {
        row("GET", path, 200, 404);
    }
}

void TestProxyPush::listenersServeWhatTheySay() {
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    const auto status = [&](std::size_t listener) {
        WireSocket socket(m_proxy.port(listener));
        const bool empty = method == "GET" || method == "OPTIONS";
        const std::string_view body = empty ? std::string_view() : kGood;
        socket.send(method.toStdString() + " " + path.toStdString() +
                    " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) +
                    "\r\n\r\n" + std::string(body));
        return socket.response().status;
    };
    QTEST(status(0), "everything");
    QTEST(status(1), "lintAlone");
}

void TestProxyPush::ownMetricsAreLintClean() {
    ProxyProgram proxy;
    QVERIFY(proxy.serve(kOpen));
    QCOMPARE(proxy.put("/metrics/job/x", kGood).status, 200);
    QCOMPARE(proxy.put("/metrics/job/x", "not a metric\n").status, 400);
    const std::string all = proxy.get("/metrics").body;
    std::string own;
    std::size_t at = 0;
    while (at < all.size()) {
        const std::size_t end = all.find('\n', at) + 1;
        const std::string line = all.substr(at, end - at);
        if (line.find("gatepost_proxy_") != std::string::npos) own += line;
        at = end;
    }
    QVERIFY(own.find("gatepost_proxy_pushes_total{verdict=\"accepted\"}") != std::string::npos);
    QVERIFY(own.find("gatepost_proxy_build_info{version=") != std::string::npos);
    for (const char* line : {"gatepost_proxy_push_refusals_total{reason=\"malformed\"} 1\n",
                             "gatepost_proxy_upstream_pushes_total{outcome=\"stored\"} 1\n",
                             "gatepost_proxy_upstream_up 1\n", "gatepost_proxy_tokens{state="}) {
        QVERIFY2(own.find(line) != std::string::npos, line);
    }
    // Pushed by anybody else these names would be reserved; everything but that is judged.
    for (std::size_t i = own.find("gatepost_"); i != std::string::npos; i = own.find("gatepost_")) {
        own.replace(i, 9, "app_");
    }
    const auto lint = proxy.post("/lint", own);
    QVERIFY2(lint.body == "{\"status\":\"success\"}", lint.body.c_str());
}

void TestProxyPush::views() {
    const auto metrics = m_proxy.get("/api/v1/metrics");
    QCOMPARE(metrics.status, 200);
    QVERIFY(metrics.body.starts_with("{\"status\":\"success\",\"data\":[{"));
    QVERIFY(metrics.body.find("\"last_push_successful\":") != std::string::npos);
    for (const char* path : {"/api/v1/metrics", "/api/v1/status"}) {
        const auto options = ask(m_proxy.port(), http::Method::Options, path);
        for (const char* field : {"Access-Control-Allow-Headers", "Access-Control-Allow-Methods",
                                  "Access-Control-Allow-Origin", "Cache-Control"}) {
            QVERIFY(!fieldOf(options, field).empty());
            QCOMPARE(fieldOf(options, field), fieldOf(m_proxy.get(path), field));
        }
    }
    const auto status = m_proxy.get("/api/v1/status");
    QVERIFY(status.body.find("\"build_information\":") != std::string::npos);
    QVERIFY(status.body.find("\"proxy\":{\"groups\":") != std::string::npos);
    QCOMPARE(fieldOf(status, "Content-Type"), std::string("application/json"));
    QVERIFY2(status.body.find("\"upstream\":{\"name\":\"embedded gateway\",\"good\":true") !=
                 std::string::npos,
             status.body.c_str());
    // The latest refusals with their reasons, bounded whoever pushes what.
    for (int i = 0; i < 60; ++i) {
        QCOMPARE(m_proxy.put("/metrics/job/" + std::string(700, 'x'), "v 1 1000\n").status, 400);
    }
    const std::string recent = m_proxy.get("/api/v1/status").body;
    QVERIFY(recent.find("must not have timestamps") != std::string::npos);
    QVERIFY2(recent.size() < 100'000, std::to_string(recent.size()).c_str());
}

void TestProxyPush::wipe() {
    QCOMPARE(ask(m_proxy.port(), http::Method::Put, "/api/v1/admin/wipe").status, 202);
    QCOMPARE(m_proxy.get("/api/v1/metrics").body,
             std::string("{\"status\":\"success\",\"data\":[]}"));
}

QTEST_GUILESS_MAIN(TestProxyPush)
#include "test_push.moc"
