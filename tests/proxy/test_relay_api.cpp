// SPDX-License-Identifier: Apache-2.0
// What the relay relies on: sequence numbers, batches with a receipt a line, leases.
#include <QTest>

#include "http/batch.h"
#include "http/codings.h"
#include "tests/proxy/proxy_fixture.h"

using namespace gatepost;
using namespace gatepost::test;

class TestProxyRelayApi : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void lateOnesAreSuperseded();
    void theOvertakenOnItsWayInChangesNothing();
    void numbersOutliveTheDelete();
    void madeUpRelaysAreForgotten();
    void malformedFields_data();
    void malformedFields();
    void pushTimeIsTheRelays();
    void aBatchAnswersEachLine();
    void aBatchOfBombsIsCutShort_data();
    void aBatchOfBombsIsCutShort();
    void aGroupsLinesApplyInOrder();
    void leasesEndUnlessRenewed();
    void aPushWithoutTtlEndsItsLease();

private:
    [[nodiscard]] std::string value(const std::string& job, const std::string& name = "v") {
        return m_proxy.scraped(name + "{instance=\"\",job=\"" + job + "\"}");
    }
    [[nodiscard]] std::string sequenced(const std::string& job, const std::string& sequence,
                                        const std::string& text) {
        const auto answer =
            m_proxy.put("/metrics/job/" + job, text, {{"Gatepost-Sequence", sequence}});
        return std::to_string(answer.status) + " " + fieldOf(answer, "Gatepost-Verdict");
    }
    ProxyProgram m_proxy;
};

void TestProxyRelayApi::initTestCase() { QVERIFY(m_proxy.serve(kOpen)); }

void TestProxyRelayApi::lateOnesAreSuperseded() {
    QCOMPARE(sequenced("q", "relay-a/5", "v 5\n"), std::string("200 accepted"));
    QCOMPARE(sequenced("q", "relay-a/4", "v 4\n"), std::string("200 superseded"));
    QCOMPARE(sequenced("q", "relay-a/5", "v 55\n"), std::string("200 superseded"));
    QCOMPARE(value("q"), std::string("5"));
    QCOMPARE(sequenced("q", "relay-b/1", "v 1\n"), std::string("200 accepted"));
    QCOMPARE(sequenced("q", "relay-a/6", "v 6\n"), std::string("200 accepted"));
    QCOMPARE(sequenced("other", "relay-a/1", "v 1\n"), std::string("200 accepted"));
    // What was refused does not use its number up.
    QCOMPARE(sequenced("q", "relay-a/7", "v 1 1000\n"), std::string("400 rejected"));
    QCOMPARE(sequenced("q", "relay-a/7", "v 7\n"), std::string("200 accepted"));
    QCOMPARE(value("q"), std::string("7"));
}

void TestProxyRelayApi::theOvertakenOnItsWayInChangesNothing() {
    const std::string leases = m_proxy.scraped("gatepost_proxy_leases");
    WireSocket first(m_proxy.port());
    first.send(
        "PUT /metrics/job/slow HTTP/1.1\r\nHost: x\r\nGatepost-Sequence: r/1\r\n"
        "Gatepost-TTL: 1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    QVERIFY(first.receive().starts_with("HTTP/1.1 100 "));
    first.send("v ");
    QCOMPARE(sequenced("slow", "r/2", "v 2\n"), std::string("200 accepted"));
    const std::string time = value("slow", "push_time_seconds");
    QVERIFY(!time.empty());
    first.send("1\n");
    const auto late = first.response();
    QCOMPARE(late.status, 200);
    QCOMPARE(fieldOf(late, "Gatepost-Verdict"), std::string("superseded"));
    QCOMPARE(value("slow"), std::string("2"));
    QCOMPARE(value("slow", "push_time_seconds"), time);
    QCOMPARE(m_proxy.scraped("gatepost_proxy_leases"), leases);
}

void TestProxyRelayApi::numbersOutliveTheDelete() {
    QCOMPARE(sequenced("d", "relay-a/1", "v 1\n"), std::string("200 accepted"));
    QCOMPARE(m_proxy.del("/metrics/job/d", {{"Gatepost-Sequence", "relay-a/2"}}).status, 202);
    QCOMPARE(sequenced("d", "relay-a/1", "v 1\n"), std::string("200 superseded"));
    QCOMPARE(value("d"), std::string());
}

void TestProxyRelayApi::madeUpRelaysAreForgotten() {
    QCOMPARE(sequenced("f", "first/9", "v 9\n"), std::string("200 accepted"));
    for (int i = 0; i < 8; ++i) {
        QCOMPARE(sequenced("f", "relay-" + std::to_string(i) + "/1", "v 1\n"),
                 std::string("200 accepted"));
    }
    QCOMPARE(sequenced("f", "relay-7/1", "v 1\n"), std::string("200 superseded"));
    QCOMPARE(sequenced("f", "first/9", "v 9\n"), std::string("200 accepted"));
}

void TestProxyRelayApi::malformedFields_data() {
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("field");
    QTest::newRow("no number") << QByteArray("Gatepost-Sequence") << QByteArray("relay");
    QTest::newRow("negative") << QByteArray("Gatepost-Sequence") << QByteArray("relay/-1");
    QTest::newRow("ttl") << QByteArray("Gatepost-TTL") << QByteArray("soon");
    QTest::newRow("time") << QByteArray("Gatepost-Pushed-At") << QByteArray("now");
}

void TestProxyRelayApi::malformedFields() {
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, field);
    const auto answer =
        m_proxy.put("/metrics/job/m", "v 1\n", {{name.toStdString(), field.toStdString()}});
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.body, "malformed " + name.toStdString() + "\n");
    // Judged, and so said: without a verdict a relay would take it for a stranger's answer.
    QCOMPARE(fieldOf(answer, "Gatepost-Verdict"), std::string("rejected"));
}

void TestProxyRelayApi::pushTimeIsTheRelays() {
    QCOMPARE(
        m_proxy.put("/metrics/job/t", "v 1\n", {{"Gatepost-Pushed-At", "1700000000000"}}).status,
        200);
    QCOMPARE(value("t", "push_time_seconds"), std::string("1.7e+09"));
    // A clock that is ahead is cut back to now.
    QCOMPARE(
        m_proxy.put("/metrics/job/t2", "v 1\n", {{"Gatepost-Pushed-At", "4000000000000"}}).status,
        200);
    QVERIFY(value("t2", "push_time_seconds") < "3.9");
}

void TestProxyRelayApi::aBatchAnswersEachLine() {
    const std::string counter = "gatepost_proxy_pushes_total{verdict=\"accepted\"}";
    const int before = std::stoi(m_proxy.scraped(counter));
    const std::string malformed = "gatepost_proxy_push_refusals_total{reason=\"malformed\"}";
    const int malformedBefore = std::stoi(m_proxy.scraped(malformed));
    std::string body;
    http::BatchPush push;
    push.id = "one";
    push.path = "/metrics/job/b1";
    push.data = "v 1\n";
    push.sequence = http::Sequence{"relay-a", 1};
    http::appendBatchLine(body, push);
    body += "not json\n";
    push.id = "three";
    push.path = "/metrics/job/b3";
    push.data = "what?\n";
    http::appendBatchLine(body, push);
    push.id = "four";
    push.path = "/nowhere";
    http::appendBatchLine(body, push);
    push.id = "five";
    push.path = "/metrics/job/b1";
    push.data = "v 5\n";  // the same number again
    http::appendBatchLine(body, push);
    const auto answer = m_proxy.post("/api/v1/pushes", body);
    QCOMPARE(answer.status, 200);
    QCOMPARE(fieldOf(answer, "Content-Type"), std::string("application/x-ndjson"));
    QVERIFY(!fieldOf(answer, "Gatepost-Verdict").empty());
    std::string_view rest = answer.body;
    std::vector<http::Receipt> receipts;
    while (const auto line = http::nextLine(rest)) {
        const auto receipt = http::readReceipt(*line);
        QVERIFY(receipt);
        receipts.push_back(*receipt);
    }
    QCOMPARE(receipts.size(), 5u);
    QCOMPARE(receipts[0].id, std::string("one"));
    QCOMPARE(receipts[0].verdict, std::optional(http::Verdict::Accepted));
    QCOMPARE(receipts[1].status, 400);
    QCOMPARE(receipts[1].verdict, std::optional(http::Verdict::Rejected));
    QCOMPARE(receipts[2].status, 400);
    QVERIFY(receipts[2].error.find("text format parsing error") != std::string::npos);
    QCOMPARE(receipts[2].problems.size(), 1u);
    QCOMPARE(receipts[2].problems[0].rule, std::string("unreadable"));
    QCOMPARE(receipts[2].problems[0].column, 5u);
    QCOMPARE(receipts[3].status, 400);
    QCOMPARE(receipts[4].verdict, std::optional(http::Verdict::Superseded));
    QCOMPARE(value("b1"), std::string("1"));
    QCOMPARE(std::stoi(m_proxy.scraped(counter)), before + 1);
    // Also the line that is none.
    QCOMPARE(std::stoi(m_proxy.scraped(malformed)), malformedBefore + 3);
}

void TestProxyRelayApi::aBatchOfBombsIsCutShort_data() {
    QTest::addColumn<QByteArray>("label");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("statuses");
    // Six of 40 KiB fit into four times 64 KiB; the others come again.
    QTest::newRow("small as sent")
        << QByteArray() << "#" + QByteArray(40 * 1024, ' ') + "\nv 1\n"
        << QByteArray("200 200 200 200 200 200 429 429 429 429 429 429 ");
    // Each is a megabyte where each line names its group, sixteen times 64 KiB.
    QByteArray lines;
    for (int i = 0; i < 1000; ++i) lines += "v{i=\"" + QByteArray::number(i) + "\"} 1\n";
    QTest::newRow("small but as text")
        << "/label/" + QByteArray(1000, 'x') << lines
        << QByteArray("200 200 200 200 429 429 429 429 429 429 429 429 ");
}

void TestProxyRelayApi::aBatchOfBombsIsCutShort() {
    QFETCH(const QByteArray, label);
    QFETCH(const QByteArray, text);
    ProxyProgram small;
    QVERIFY(small.serve(std::string(kOpen) + "limits: { body_bytes: 64KiB }\n"));
    std::string body;
    for (int i = 0; i < 12; ++i) {
        http::BatchPush line;
        line.id = std::to_string(i);
        line.path = "/metrics/job/bomb" + line.id + label.toStdString();
        line.contentEncoding = "gzip";
        line.data = http::encodeGzip(text.toStdString());
        http::appendBatchLine(body, line);
    }
    const auto answer = small.post("/api/v1/pushes", body);
    QCOMPARE(answer.status, 200);
    std::string statuses;
    std::string_view rest = answer.body;
    while (const auto line = http::nextLine(rest)) {
        const auto receipt = http::readReceipt(*line);
        QVERIFY(receipt.has_value());
        statuses += std::to_string(receipt->status) + " ";
    }
    QTEST(QByteArray::fromStdString(statuses), "statuses");
}

void TestProxyRelayApi::aGroupsLinesApplyInOrder() {
    std::string body;
    for (int i = 1; i <= 50; ++i) {
        http::BatchPush push;
        push.id = std::to_string(i);
        push.path = "/metrics/job/o";
        push.data = "v " + std::to_string(i) + "\n";
        http::appendBatchLine(body, push);
    }
    QCOMPARE(m_proxy.post("/api/v1/pushes", body).status, 200);
    QCOMPARE(value("o"), std::string("50"));
}

void TestProxyRelayApi::leasesEndUnlessRenewed() {
    const Fields ttl{{"Gatepost-TTL", "2"}};
    QCOMPARE(m_proxy.put("/metrics/job/kept", "v 1\n", ttl).status, 200);
    const auto answer =
        m_proxy.post("/api/v1/leases",
                     "{\"relay\":\"a\",\"leases\":[{\"path\":\"/metrics/job/kept\",\"ttl\":60},"
                     "{\"path\":\"/metrics/job/unknown\",\"ttl\":60}]}");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, std::string("{\"renewed\":1,\"unknown\":[\"/metrics/job/unknown\"]}"));
    QCOMPARE(m_proxy.put("/metrics/job/left", "v 1\n", ttl).status, 200);
    QCOMPARE(m_proxy.put("/metrics/job/forever", "v 1\n").status, 200);
    QVERIFY(ProxyProgram::eventually([this] { return value("left").empty(); }));
    QCOMPARE(value("kept"), std::string("1"));
    QCOMPARE(value("forever"), std::string("1"));
    QCOMPARE(m_proxy.scraped("gatepost_proxy_leases_expired_total"), std::string("1"));
    QCOMPARE(m_proxy.post("/api/v1/leases", "nonsense").status, 400);
}

void TestProxyRelayApi::aPushWithoutTtlEndsItsLease() {
    QCOMPARE(m_proxy.put("/metrics/job/l", "v 1\n", {{"Gatepost-TTL", "1"}}).status, 200);
    QCOMPARE(m_proxy.put("/metrics/job/l", "v 2\n").status, 200);
    QTest::qWait(2500);
    QCOMPARE(value("l"), std::string("2"));
}

QTEST_GUILESS_MAIN(TestProxyRelayApi)
#include "test_relay_api.moc"
