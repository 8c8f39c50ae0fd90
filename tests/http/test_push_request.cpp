// SPDX-License-Identifier: Apache-2.0
// From a request to a push, or to the answer that the Pushgateway would give.
#include <QTest>

#include "http/codings.h"
#include "http/push_request.h"

using namespace gatepost::http;
using gatepost::metrics::PushMethod;

namespace {

constexpr std::uint64_t kLimit = 1 << 20;

Request request(Method method, std::string target, std::string body = {},
                std::vector<Field> fields = {}) {
    Request made;
    made.head.method = method;
    made.head.target = std::move(target);
    made.head.fields = std::move(fields);
    made.body = std::move(body);
    return made;
}

/// Status, fields and body as one text.
std::string wireOf(const Answer& answer) {
    std::string out;
    appendAnswer(out, answer, {}, Connection::Keep);
    return out;
}

}  // namespace

class TestPushRequest : public QObject {
    Q_OBJECT

private slots:
    void readsAPush();
    void readsCodedBodies();
    void deleteHasNoBody();
    void emptyBodyIsAnEmptyExposition();
    void nativeHistogramsNeedClassicBuckets();
    void answers_data();
    void answers();
    void pushPaths();
    void headDecidesBeforeTheBody();
    void decodedBodyIsBounded();
    void textIsBounded();
    void fields();
    void malformedFields_data();
    void malformedFields();
};

void TestPushRequest::readsAPush() {
    auto push =
        readPush(request(Method::Post, "/metrics/job/j/instance/i?x=1", "a 1\nb 2\n"), kLimit);
    QVERIFY(push);
    QVERIFY(push->method == PushMethod::Post);
    QCOMPARE(push->key.job(), std::string_view("j"));
    QCOMPARE(*push->key.label("instance"), std::string_view("i"));
    QCOMPARE(push->exposition->families().size(), 2u);
    QCOMPARE(push->bodyBytes, std::uint64_t(8));
}

void TestPushRequest::readsCodedBodies() {
    const std::vector<Field> gzip{{"content-encoding", "GZIP"}};
    const std::vector<Field> snappy{{"Content-Encoding", "snappy"}};
    for (auto push :
         {readPush(request(Method::Put, "/metrics/job/j", encodeGzip("a 1\n"), gzip), kLimit)
              .has_value(),
          readPush(request(Method::Put, "/metrics/job/j", encodeSnappy("a 1\n"), snappy), kLimit)
              .has_value()})
        QVERIFY(push);
}

void TestPushRequest::deleteHasNoBody() {
    auto push = readPush(request(Method::Delete, "/metrics/job/j", "no metrics at all"), kLimit);
    QVERIFY(push);
    QVERIFY(push->method == PushMethod::Delete);
    QVERIFY(!push->exposition);
}

void TestPushRequest::emptyBodyIsAnEmptyExposition() {
    auto push = readPush(request(Method::Put, "/metrics/job/j"), kLimit);
    QVERIFY(push);
    QVERIFY(push->exposition && push->exposition->families().empty());
}

/// All upstreams take text, so far.
void TestPushRequest::nativeHistogramsNeedClassicBuckets() {
    // A family h, histogram, of one metric whose zero bucket is 1 wide, without and with a bucket.
    const std::string zero("\x31\0\0\0\0\0\0\xf0\x3f", 9);
    const std::string bucket("\x1a\x0b\x08\0\x11\0\0\0\0\0\0\xf0\x3f", 13);
    const auto body = [](const std::string& histogram) {
        const auto size = static_cast<char>(histogram.size());
        const std::string metric = std::string("\x3a") + size + histogram;
        const std::string family =
            std::string("\x0a\x01h\x18\x04\x22") + static_cast<char>(metric.size()) + metric;
        return static_cast<char>(family.size()) + family;
    };
    const std::string type =
        "application/vnd.google.protobuf; encoding=delimited; "
        "proto=io.prometheus.client.MetricFamily";
    const PushParts parts{PushMethod::Put, "/metrics/job/j", type, "", body(zero)};
    const Refusal refusal{
        400,
        "metric family \"h\": native histogram without classic buckets, which the "
        "text format cannot carry"};
    const auto push = readPush(parts, kLimit);
    QVERIFY(!push && push.error() == refusal);
    const auto lone = readBody(type, "", body(zero), kLimit);
    QVERIFY(!lone && lone.error() == refusal);
    const auto classic = readBody(type, "", body(zero + bucket), kLimit);
    QVERIFY(classic && classic->families().size() == 1);
}

void TestPushRequest::answers_data() {
    QTest::addColumn<int>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("answer");
    const auto row = [](const char* name, Method method, const char* target, const char* body,
                        const QByteArray& answer) {
        QTest::newRow(name) << int(method) << QByteArray(target) << QByteArray(body) << answer;
    };
    const auto error = [](const QByteArray& status, const QByteArray& sentence,
                          const QByteArray& fields = {}) {
        return "HTTP/1.1 " + status +
               "\r\nContent-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: "
               "nosniff\r\n" +
               fields + "Content-Length: " + QByteArray::number(sentence.size() + 1) + "\r\n\r\n" +
               sentence + "\n";
    };
    const QByteArray bad = "400 Bad Request";
    row("no text", Method::Put, "/metrics/job/j", "blablabla\n",
        error(bad, "text format parsing error in line 1: expected float as value, got \"\""));
    row("odd path", Method::Put, "/metrics/job/j/a", "a 1\n",
        error(bad, "odd number of components in label string \"/a\""));
    row("bad label name", Method::Put, "/metrics/job/j/l-x/v", "a 1\n",
        error(bad, "improper label name \"l-x\""));
    row("bad base64", Method::Delete, "/metrics/job@base64/!!", "",
        error(bad,
              "invalid base64 encoding in job name \"\": illegal base64 data at input byte 0"));
    row("empty job", Method::Put, "/metrics/job@base64/=", "a 1\n",
        error(bad, "job name is required"));
    row("not a push path", Method::Put, "/metrics", "a 1\n",
        error("404 Not Found", "404 page not found"));
    row("no job", Method::Put, "/metrics/job/", "a 1\n",
        error("404 Not Found", "404 page not found"));
    row("no job, get", Method::Get, "/metrics/job/", "",
        error("404 Not Found", "404 page not found"));
    row("get", Method::Get, "/metrics/job/j", "",
        error("405 Method Not Allowed", "Method Not Allowed",
              "Allow: DELETE, OPTIONS, POST, PUT\r\n"));
    row("unknown method", Method::Other, "/metrics/job/j", "",
        error("405 Method Not Allowed", "Method Not Allowed",
              "Allow: DELETE, OPTIONS, POST, PUT\r\n"));
    row("options", Method::Options, "/metrics/job/j", "",
        "HTTP/1.1 200 OK\r\nAllow: DELETE, OPTIONS, POST, PUT\r\nContent-Length: 0\r\n\r\n");
}

void TestPushRequest::answers() {
    QFETCH(int, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, answer);
    const auto push = readPush(
        request(static_cast<Method>(method), target.toStdString(), body.toStdString()), kLimit);
    QVERIFY(!push);
    QCOMPARE(QByteArray::fromStdString(wireOf(push.error())), answer);
}

void TestPushRequest::pushPaths() {
    QVERIFY(isPushPath("/metrics/job/x"));
    QVERIFY(isPushPath("/metrics/job@base64/eA"));
    QVERIFY(isPushPath("/metrics/job/"));
    QVERIFY(!isPushPath("/metrics"));
    QVERIFY(!isPushPath("/metrics/jobs/x"));
    QVERIFY(!isPushPath("/metrics/job"));
}

void TestPushRequest::headDecidesBeforeTheBody() {
    RequestHead head = request(Method::Put, "/metrics/job/j").head;
    QVERIFY(pushMethod(head) && *pushMethod(head) == PushMethod::Put);
    head.method = Method::Head;
    QCOMPARE(pushMethod(head).error().status, 405);
    head.target = "/elsewhere";
    QCOMPARE(pushMethod(head).error().status, 404);
}

void TestPushRequest::decodedBodyIsBounded() {
    const std::string bomb = encodeGzip(std::string(100000, '#'));
    const auto push = readPush(
        request(Method::Put, "/metrics/job/j", bomb, {{"Content-Encoding", "gzip"}}), 1000);
    QCOMPARE(push.error().status, 413);
    const auto lint = readBody("text/plain", "gzip", bomb, 1000);
    QCOMPARE(lint.error().status, 413);
}

/// Each line has all grouping labels, and each bucket's line all labels.
void TestPushRequest::textIsBounded() {
    const auto status = [](const PushParts& parts) {
        const auto push = readPush(parts, kLimit);
        return push ? 200 : push.error().status;
    };
    const auto text = [&](std::size_t lines, std::size_t jobBytes) {
        std::string body;
        for (std::size_t i = 0; i < lines; ++i) body += "a{x=\"" + std::to_string(i) + "\"} 1\n";
        const std::string path = "/metrics/job/" + std::string(jobBytes, 'j');
        return status({PushMethod::Put, path, "", "", body});
    };
    QCOMPARE(text(40'000, 12), 200);
    QCOMPARE(text(1'000, 12'000), 200);
    QCOMPARE(text(2'000, 12'000), 413);

    const auto message = [](char field, const std::string& bytes) {
        std::string out{static_cast<char>(field << 3 | 2)};
        for (std::size_t left = bytes.size(); left > 0; left >>= 7)
            out += static_cast<char>((left & 0x7F) | (left >= 0x80 ? 0x80 : 0));
        return out + bytes;
    };
    const auto protobuf = [&](std::size_t buckets, std::size_t labelBytes) {
        const std::string bucket("\x1a\x02\x08\x01", 4);
        std::string histogram("\x08\x01", 2);
        for (std::size_t i = 0; i < buckets; ++i) histogram += bucket;
        const std::string label = message(1, "x") + message(2, std::string(labelBytes, 'v'));
        const std::string family = message(1, "h") + std::string("\x18\x04", 2) +
                                   message(4, message(1, label) + message(7, histogram));
        return status({PushMethod::Put, "/metrics/job/j",
                       "application/vnd.google.protobuf; encoding=delimited; "
                       "proto=io.prometheus.client.MetricFamily",
                       "", message(1, family).substr(1)});
    };
    QCOMPARE(protobuf(10'000, 1'000), 200);
    QCOMPARE(protobuf(10'000, 100'000), 413);
}

void TestPushRequest::fields() {
    const auto head = request(Method::Put, "/", {},
                              {{"Gatepost-Lifetime", "process"},
                               {"gatepost-ttl", "86400"},
                               {"Gatepost-Push-Id", "p-1"},
                               {"Gatepost-Pushed-At", "1700000000123"},
                               {"Gatepost-Sequence", "r7/42"},
                               {"Gatepost-Of-A-Later-Version", "?"}})
                          .head;
    const auto fields = readPushFields(head);
    QVERIFY(fields);
    QCOMPARE(*fields,
             (PushFields{Lifetime::Process, 86400u, "p-1", 1700000000123, Sequence{"r7", 42}}));
    QCOMPARE(*readPushFields({}), PushFields{});
}

void TestPushRequest::malformedFields_data() {
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("lifetime") << QByteArray("Gatepost-Lifetime") << QByteArray("forever");
    QTest::newRow("ttl zero") << QByteArray("Gatepost-TTL") << QByteArray("0");
    QTest::newRow("ttl text") << QByteArray("Gatepost-TTL") << QByteArray("1h");
    QTest::newRow("ttl large") << QByteArray("Gatepost-TTL") << QByteArray("99999999999");
    QTest::newRow("time negative") << QByteArray("Gatepost-Pushed-At") << QByteArray("-1");
    QTest::newRow("time in ns") << QByteArray("Gatepost-Pushed-At")
                                << QByteArray("1700000000123000000");
    QTest::newRow("no number") << QByteArray("Gatepost-Sequence") << QByteArray("r7");
    QTest::newRow("no relay") << QByteArray("Gatepost-Sequence") << QByteArray("/7");
    QTest::newRow("number text") << QByteArray("Gatepost-Sequence") << QByteArray("r/7x");
    QTest::newRow("relay odd") << QByteArray("Gatepost-Sequence") << QByteArray("r r/7");
    QTest::newRow("id long") << QByteArray("Gatepost-Push-Id") << QByteArray(200, 'x');
}

void TestPushRequest::malformedFields() {
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    const auto fields = readPushFields(
        request(Method::Put, "/", {}, {{name.toStdString(), value.toStdString()}}).head);
    QVERIFY(!fields);
    QCOMPARE(fields.error(), (Refusal{400, "malformed " + name.toStdString()}));
}

QTEST_GUILESS_MAIN(TestPushRequest)
#include "test_push_request.moc"
