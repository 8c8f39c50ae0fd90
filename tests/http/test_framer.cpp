// SPDX-License-Identifier: Apache-2.0
// Requests out of bytes: whole, in pieces, in a row, and the ones that must not come out at all.
#include <QTest>
#include <random>

#include "http/framer.h"

using namespace gatepost::http;
using Event = Framer::Event;

namespace {

/// What came out of a connection: requests in a row, and the refusal that ended it.
struct Outcome {
    std::vector<Request> requests;
    std::optional<Refusal> refusal;
    bool idle = false;
    std::size_t unread = 0;
};

Outcome run(const std::vector<std::string>& pieces, const FramerLimits& limits = {}) {
    Framer framer(limits);
    Outcome out;
    for (const std::string& piece : pieces) {
        std::string_view input = piece;
        for (bool more = true; more;) {
            switch (framer.feed(input)) {
                case Event::NeedMore: more = false; break;
                case Event::Head: break;
                case Event::Request: out.requests.push_back(framer.take()); break;
                case Event::Refused:
                    out.refusal = framer.refusal();
                    out.unread = input.size();
                    return out;
            }
        }
        if (!input.empty()) qFatal("NeedMore left %zu bytes", input.size());
    }
    out.idle = framer.idle();
    return out;
}

std::vector<std::string> bytesOf(const std::string& text) {
    std::vector<std::string> pieces;
    for (const char c : text) pieces.emplace_back(1, c);
    return pieces;
}

std::string summary(const Outcome& outcome) {
    std::string text;
    for (const Request& request : outcome.requests) {
        text += std::string(toString(request.head.method)) + " " + request.head.target + "\n";
        for (const Field& field : request.head.fields)
            text += field.name + "=" + field.value + "\n";
        text += request.body + "\n";
        text += request.head.keepAlive ? "keep\n" : "close\n";
    }
    if (outcome.refusal) text += std::to_string(outcome.refusal->status);
    return text;
}

const std::string kPut =
    "PUT /metrics/job/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\na 1\nb";
const std::string kChunked =
    "POST /metrics/job/x?q=1 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
    "4;ext=\"a b\"\r\nWiki\r\n5\r\npedia\r\n0\r\nX-Trailer: t\r\n\r\n";
const std::string kGet = "GET /metrics HTTP/1.1\r\nHost: [::1]:9091\r\nConnection: close\r\n\r\n";

}  // namespace

class TestFramer : public QObject {
    Q_OBJECT

private slots:
    void lengthBody();
    void chunkedBody();
    void pipelined();
    void headComesBeforeBody();
    void everySplitEqualsWhole();
    void byteByByte();
    void emptyLinesBeforeARequest();
    void http10();
    void absoluteForm();
    void refusals_data();
    void refusals();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void accepted_data();
    void accepted();
    void headerCap();
    void bodyCapByLength();
    void bodyCapByChunk();
    void bodyCapPerRequest();
    void continueIsWanted();
    void chunkOverheadIsCapped();
    void manySmallChunksPass();
    void refusedStaysRefused();
    void idleFramerIsSmall();
    void garbageNeverHangs();
};

void TestFramer::lengthBody() {
    const Outcome out = run({kPut});
    QCOMPARE(out.requests.size(), 1u);
    const Request& request = out.requests[0];
    QVERIFY(request.head.method == Method::Put);
    QCOMPARE(request.head.target, std::string("/metrics/job/x"));
    QCOMPARE(request.head.contentLength, std::optional<std::uint64_t>(5));
    QVERIFY(!request.head.chunked);
    QVERIFY(request.head.keepAlive);
    QCOMPARE(request.body, std::string("a 1\nb"));
    QVERIFY(out.idle);
}

void TestFramer::chunkedBody() {
    const Outcome out = run({kChunked});
    QCOMPARE(out.requests.size(), 1u);
    QCOMPARE(out.requests[0].body, std::string("Wikipedia"));
    QVERIFY(out.requests[0].head.chunked);
    QVERIFY(!out.requests[0].head.field("X-Trailer"));
    QCOMPARE(out.requests[0].head.path(), std::string_view("/metrics/job/x"));
    QCOMPARE(out.requests[0].head.query(), std::string_view("q=1"));
}

void TestFramer::pipelined() {
    const Outcome out = run({kPut + kChunked + kPut + kGet});
    QCOMPARE(out.requests.size(), 4u);
    QCOMPARE(out.requests[2].body, std::string("a 1\nb"));
    QVERIFY(out.requests[3].head.method == Method::Get);
    QVERIFY(!out.requests[3].head.keepAlive);
}

void TestFramer::headComesBeforeBody() {
    Framer framer({});
    std::string_view input = kPut;
    QCOMPARE(framer.feed(input), Event::Head);
    QCOMPARE(input, std::string_view("a 1\nb"));
    QVERIFY(framer.head().method == Method::Put);
    QVERIFY(framer.readingBody());
    QVERIFY(!framer.idle());
    QCOMPARE(framer.feed(input), Event::Request);
    QVERIFY(input.empty());
    QCOMPARE(framer.take().body, std::string("a 1\nb"));
    QVERIFY(framer.idle());
}

void TestFramer::everySplitEqualsWhole() {
    const std::string stream = "\r\n" + kPut + kChunked + kGet + kPut;
    const std::string whole = summary(run({stream}));
    QVERIFY(whole.find("Wikipedia") != std::string::npos);
    for (std::size_t at = 0; at <= stream.size(); ++at)
        QCOMPARE(summary(run({stream.substr(0, at), stream.substr(at)})), whole);
    std::mt19937 random(7);
    for (int round = 0; round < 300; ++round) {
        std::vector<std::string> pieces;
        for (std::size_t at = 0; at < stream.size();) {
            const std::size_t length = 1 + random() % 40;
            pieces.push_back(stream.substr(at, length));
            at += length;
        }
        QCOMPARE(summary(run(pieces)), whole);
    }
}

void TestFramer::byteByByte() {
    const std::string stream = kChunked + "\r\n\r\n" + kPut;
    QCOMPARE(summary(run(bytesOf(stream))), summary(run({stream})));
    QCOMPARE(run(bytesOf(stream)).requests.size(), 2u);
}

void TestFramer::emptyLinesBeforeARequest() {
    QVERIFY(run({"\r\n\r\n"}).idle);
    QVERIFY(run({"\r", "\n"}).idle);
    QCOMPARE(run({"\r", "\n" + kPut}).requests.size(), 1u);
}

void TestFramer::http10() {
    const Outcome plain = run({"GET / HTTP/1.0\r\n\r\n"});
    QCOMPARE(plain.requests.size(), 1u);
    QVERIFY(plain.requests[0].head.http10);
    QVERIFY(!plain.requests[0].head.keepAlive);
    const Outcome kept = run({"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"});
    QVERIFY(kept.requests.at(0).head.keepAlive);
}

void TestFramer::absoluteForm() {
    const Outcome out =
        run({"GET http://evil.example:80/a?b HTTP/1.1\r\nHost: localhost\r\n\r\n"
             "GET http://h HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"});
    QCOMPARE(out.requests.size(), 2u);
    QCOMPARE(out.requests[0].head.target, std::string("/a?b"));
    QCOMPARE(*out.requests[0].head.field("host"), std::string_view("evil.example:80"));
    QCOMPARE(out.requests[1].head.target, std::string("/"));
    QCOMPARE(*out.requests[1].head.field("host"), std::string_view("h"));
}

void TestFramer::refusals_data() {
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<int>("status");
    const auto row = [](const char* name, const char* line, const char* fields, int status) {
        QTest::newRow(name) << QByteArray(line) + "\r\n" + fields + "\r\n" << status;
    };
    const char* put = "PUT /x HTTP/1.1";
    row("te and cl", put, "Host: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n", 400);
    row("cl and te", put, "Host: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n", 400);
    row("te gzip", put, "Host: h\r\nTransfer-Encoding: gzip\r\n", 501);
    row("te gzip, chunked", put, "Host: h\r\nTransfer-Encoding: gzip, chunked\r\n", 501);
    row("te chunked, chunked", put, "Host: h\r\nTransfer-Encoding: chunked, chunked\r\n", 501);
    row("te identity", put, "Host: h\r\nTransfer-Encoding: identity\r\n", 501);
    row("te xchunked", put, "Host: h\r\nTransfer-Encoding: xchunked\r\n", 501);
    row("te with parameter", put, "Host: h\r\nTransfer-Encoding: chunked;q=1\r\n", 501);
    row("te empty", put, "Host: h\r\nTransfer-Encoding:\r\n", 501);
    row("te quoted", put, "Host: h\r\nTransfer-Encoding: \"chunked\"\r\n", 501);
    row("te vertical tab", put, "Host: h\r\nTransfer-Encoding: \vchunked\r\n", 400);
    row("te blank before colon", put, "Host: h\r\nTransfer-Encoding : chunked\r\n", 400);
    row("te twice", put, "Host: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        400);
    row("te twice, one unknown", put,
        "Host: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", 400);
    row("te on 1.0", "PUT /x HTTP/1.0", "Transfer-Encoding: chunked\r\n", 400);
    row("cl twice, equal", put, "Host: h\r\nContent-Length: 3\r\nContent-Length: 3\r\n", 400);
    row("cl twice", put, "Host: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n", 400);
    row("cl list", put, "Host: h\r\nContent-Length: 3, 3\r\n", 400);
    row("cl negative", put, "Host: h\r\nContent-Length: -1\r\n", 400);
    row("cl plus", put, "Host: h\r\nContent-Length: +3\r\n", 400);
    row("cl hex", put, "Host: h\r\nContent-Length: 0x3\r\n", 400);
    row("cl empty", put, "Host: h\r\nContent-Length:\r\n", 400);
    row("cl blank inside", put, "Host: h\r\nContent-Length: 1 2\r\n", 400);
    row("cl overflows", put, "Host: h\r\nContent-Length: 18446744073709551616\r\n", 400);
    row("cl overflows twice", put, "Host: h\r\nContent-Length: 99999999999999999999999\r\n", 400);
    row("cl huge", put, "Host: h\r\nContent-Length: 9223372036854775807\r\n", 413);
    row("no host", put, "", 400);
    row("two hosts", put, "Host: h\r\nHost: h\r\n", 400);
    row("two hosts on 1.0", "GET / HTTP/1.0", "Host: h\r\nHost: i\r\n", 400);
    row("host with path", put, "Host: h/x\r\n", 400);
    row("host with user", put, "Host: u@h\r\n", 400);
    row("host list", put, "Host: h, i\r\n", 400);
    row("folded", put, "Host: h\r\nX: a\r\n b\r\n", 400);
    row("folded first field", put, " Host: h\r\n", 400);
    row("blank before colon", put, "Host : h\r\n", 400);
    row("no colon", put, "Host: h\r\nnonsense\r\n", 400);
    row("empty field name", put, "Host: h\r\n: x\r\n", 400);
    row("carriage return in value", put, "Host: h\r\nX: a\rb\r\n", 400);
    row("escape in value", put, "Host: h\r\nX: a\x1b[0m\r\n", 400);
    row("delete in value", put, "Host: h\r\nX: \x7f\r\n", 400);
    row("unknown expectation", put, "Host: h\r\nContent-Length: 1\r\nExpect: magic\r\n", 417);
    row("http 2", "GET / HTTP/2.0", "Host: h\r\n", 505);
    row("http 1.2", "GET / HTTP/1.2", "Host: h\r\n", 505);
    row("no version", "GET /", "Host: h\r\n", 400);
    row("lower case version", "GET / http/1.1", "Host: h\r\n", 400);
    row("two blanks", "GET  / HTTP/1.1", "Host: h\r\n", 400);
    row("blank in target", "GET /a b HTTP/1.1", "Host: h\r\n", 400);
    row("tab for blank", "GET\t/ HTTP/1.1", "Host: h\r\n", 400);
    row("fragment", "GET /a#b HTTP/1.1", "Host: h\r\n", 400);
    row("authority form", "CONNECT h:80 HTTP/1.1", "Host: h\r\n", 400);
    row("asterisk form", "GET * HTTP/1.1", "Host: *\r\n", 400);
    row("relative target", "GET metrics HTTP/1.1", "Host: h\r\n", 400);
    row("absolute, other scheme", "GET ftp://h/ HTTP/1.1", "Host: h\r\n", 400);
    row("absolute, no host", "GET http:///x HTTP/1.1", "Host: h\r\n", 400);
    row("absolute, user", "GET http://u@h/x HTTP/1.1", "Host: h\r\n", 400);
    row("method no token", "G(T / HTTP/1.1", "Host: h\r\n", 400);
    row("bad connection list", put, "Host: h\r\nConnection: \"x\r\n", 400);
    QTest::newRow("bare line feeds") << QByteArray("GET / HTTP/1.1\nHost: h\n\n") << 400;
    QTest::newRow("one bare line feed") << QByteArray("GET / HTTP/1.1\r\nHost: h\n") << 400;
    QTest::newRow("line feed first") << QByteArray("\nGET / HTTP/1.1\r\n") << 400;
    QTest::newRow("nul") << QByteArray("GET / HTTP/1.1\r\nHost: h\r\nX: \0\r\n\r\n", 34) << 400;
    QTest::newRow("tls") << QByteArray("\x16\x03\x01\x02\x00\n\r\n\r\n", 10) << 400;
    const QByteArray chunked = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    QTest::newRow("chunk size no hex") << chunked + "x\r\n" << 400;
    QTest::newRow("chunk size empty") << chunked + "\r\n" << 400;
    QTest::newRow("chunk size minus") << chunked + "-1\r\n" << 400;
    QTest::newRow("chunk size 0x") << chunked + "0x5\r\nhello\r\n0\r\n\r\n" << 400;
    QTest::newRow("chunk size overflows") << chunked + "11111111111111111\r\n" << 400;
    QTest::newRow("chunk larger than it says") << chunked + "2\r\nhello\r\n0\r\n\r\n" << 400;
    QTest::newRow("chunk without its end") << chunked + "5\r\nhello0\r\n\r\n" << 400;
    QTest::newRow("chunk line by line feed") << chunked + "5\nhello\r\n0\r\n\r\n" << 400;
    QTest::newRow("chunk too large") << chunked + "ffffffff\r\n" << 413;
    QTest::newRow("trailer no field") << chunked + "0\r\nnonsense\r\n\r\n" << 400;
}

void TestFramer::refusals() {
    QFETCH(QByteArray, head);
    QFETCH(int, status);
    const std::string text = head.toStdString();
    const Outcome whole = run({text});
    QVERIFY(whole.requests.empty());
    QVERIFY(whole.refusal);
    QCOMPARE(whole.refusal->status, status);
    QVERIFY(!whole.refusal->sentence.empty());
    const Outcome bytes = run(bytesOf(text));
    QVERIFY(bytes.requests.empty());
    QVERIFY(bytes.refusal);
    QCOMPARE(bytes.refusal->status, status);
}

/// The words of docs/PROTOCOL.md.
void TestFramer::saysWhatIsWrong_data() {
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("sentence");
    const auto row = [](const char* name, const char* fields, const char* sentence) {
        QTest::newRow(name) << QByteArray(fields) << QByteArray(sentence);
    };
    const char* coding = "Transfer-Encoding must stand once, and without Content-Length";
    row("te and cl", "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", coding);
    row("cl and te", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", coding);
    row("te twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", coding);
    row("te unknown", "Transfer-Encoding: gzip\r\n", "the only transfer coding known is chunked");
    row("cl twice", "Content-Length: 3\r\nContent-Length: 3\r\n", "more than one Content-Length");
    row("cl twice, another", "Content-Length: 3\r\nContent-Length: 4\r\n",
        "more than one Content-Length");
    row("cl no number", "Content-Length: x\r\n", "malformed Content-Length");
    row("host twice", "Host: h\r\n", "more than one Host");
    row("folded", "X: a\r\n b\r\n", "folded header field");
    row("control", "X: a\x01\r\n", "control character in the header");
    row("no field", "nonsense\r\n", "malformed header field");
}

void TestFramer::saysWhatIsWrong() {
    QFETCH(QByteArray, fields);
    QFETCH(QByteArray, sentence);
    const QByteArray head = "PUT /x HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
    const Outcome outcome = run({head.toStdString()});
    QVERIFY(outcome.refusal);
    QCOMPARE(QByteArray::fromStdString(outcome.refusal->sentence), sentence);
}

void TestFramer::accepted_data() {
    QTest::addColumn<QByteArray>("stream");
    QTest::newRow("empty host") << QByteArray("GET / HTTP/1.1\r\nHost:\r\n\r\n");
    QTest::newRow("coding in capitals")
        << QByteArray("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n");
    QTest::newRow("length with zeros")
        << QByteArray("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 003\r\n\r\nabc");
    QTest::newRow("expectation on 1.0")
        << QByteArray("PUT / HTTP/1.0\r\nContent-Length: 1\r\nExpect: magic\r\n\r\na");
    QTest::newRow("options of the server") << QByteArray("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n");
    QTest::newRow("latin field") << QByteArray("GET / HTTP/1.1\r\nHost: h\r\nX: \xe9\r\n\r\n");
    QTest::newRow("tab in a field") << QByteArray("GET / HTTP/1.1\r\nHost: h\r\nX: a\tb\r\n\r\n");
    QTest::newRow("unknown method") << QByteArray("BREW / HTTP/1.1\r\nHost: h\r\n\r\n");
    QTest::newRow("last chunk of many zeros")
        << QByteArray("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n000\r\n\r\n");
}

void TestFramer::accepted() {
    QFETCH(QByteArray, stream);
    const std::string text = stream.toStdString();
    QCOMPARE(run({text}).requests.size(), 1u);
    QCOMPARE(run(bytesOf(text)).requests.size(), 1u);
    QVERIFY(run({text}).idle);
}

void TestFramer::headerCap() {
    const FramerLimits limits{.headerBytes = 200};
    const std::string head = "GET / HTTP/1.1\r\nHost: h\r\nX: ";
    const std::string fits = head + std::string(200 - head.size() - 4, 'x') + "\r\n\r\n";
    QCOMPARE(fits.size(), 200u);
    QCOMPARE(run({fits}, limits).requests.size(), 1u);
    QCOMPARE(run(bytesOf(fits), limits).requests.size(), 1u);
    const std::string over = head + std::string(200 - head.size() - 3, 'x') + "\r\n\r\n";
    QCOMPARE(run({over}, limits).refusal->status, 431);
    QCOMPARE(run(bytesOf(over), limits).refusal->status, 431);
    const std::string endless = head + std::string(100000, 'x');
    QCOMPARE(run({endless}, limits).refusal->status, 431);
    QCOMPARE(run({endless.substr(0, 100), endless.substr(100)}, limits).refusal->status, 431);
    QCOMPARE(run({"GET /" + std::string(300, 'x')}, limits).refusal->status, 431);
}

void TestFramer::bodyCapByLength() {
    Framer framer({.bodyBytes = 4});
    std::string_view input = kPut;
    QCOMPARE(framer.feed(input), Event::Head);
    QCOMPARE(framer.feed(input), Event::Refused);
    QCOMPARE(framer.refusal().status, 413);
    QCOMPARE(input.size(), 5u);
}

void TestFramer::bodyCapByChunk() {
    QCOMPARE(run({kChunked}, {.bodyBytes = 9}).requests.size(), 1u);
    const Outcome out = run({kChunked}, {.bodyBytes = 8});
    QCOMPARE(out.refusal->status, 413);
    QVERIFY(out.requests.empty());
}

void TestFramer::bodyCapPerRequest() {
    Framer framer({.bodyBytes = 4});
    const std::string stream = kPut + kPut;
    std::string_view input = stream;
    QCOMPARE(framer.feed(input), Event::Head);
    framer.limitBody(5);
    QCOMPARE(framer.feed(input), Event::Request);
    QCOMPARE(framer.take().body.size(), 5u);
    QCOMPARE(framer.feed(input), Event::Head);
    QCOMPARE(framer.feed(input), Event::Refused);
}

void TestFramer::continueIsWanted() {
    const std::string head =
        "PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 5\r\n\r\n";
    Framer framer({});
    std::string_view input = head;
    QCOMPARE(framer.feed(input), Event::Head);
    QVERIFY(framer.head().expectsContinue);
    QVERIFY(framer.wantsContinue());
    framer.limitBody(4);
    QVERIFY(!framer.wantsContinue());
    QCOMPARE(framer.feed(input), Event::Refused);
    QCOMPARE(framer.refusal().status, 413);
    const Outcome bodiless =
        run({"PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n"});
    QVERIFY(!bodiless.requests.at(0).head.expectsContinue);
}

void TestFramer::chunkOverheadIsCapped() {
    const std::string head = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    const FramerLimits limits{.chunkOverheadBytes = 1000};
    const std::string piece(500, 'x');
    std::vector<std::string> extension{head + "5;a="};
    std::vector<std::string> trailer{head + "0\r\nA: "};
    for (int i = 0; i < 4; ++i) {
        extension.push_back(piece);
        trailer.push_back(piece);
    }
    QCOMPARE(run(extension, limits).refusal->status, 400);
    QCOMPARE(run(trailer, limits).refusal->status, 400);
    std::string terminated = head;
    for (int i = 0; i < 50; ++i) terminated += "1;a=" + std::string(40, 'x') + "\r\ny\r\n";
    QCOMPARE(run({terminated}, limits).refusal->status, 400);
    QCOMPARE(run(bytesOf(terminated), limits).refusal->status, 400);
    const std::string atOnce = head + "0\r\nA: " + std::string(3000, 'x') + "\r\n\r\n";
    QCOMPARE(run({atOnce}, limits).refusal->status, 400);
}

void TestFramer::manySmallChunksPass() {
    std::string stream = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 20000; ++i) stream += "1\r\nx\r\n";
    stream += "0\r\n\r\n";
    const Outcome out = run({stream});
    QCOMPARE(out.requests.size(), 1u);
    QCOMPARE(out.requests[0].body.size(), 20000u);
}

void TestFramer::refusedStaysRefused() {
    Framer framer({});
    std::string_view input = "nonsense\r\n\r\n";
    QCOMPARE(framer.feed(input), Event::Refused);
    input = kPut;
    QCOMPARE(framer.feed(input), Event::Refused);
    QCOMPARE(input.size(), kPut.size());
}

void TestFramer::idleFramerIsSmall() { QVERIFY(sizeof(Framer) <= 40); }

void TestFramer::garbageNeverHangs() {
    std::mt19937 random(11);
    const std::string stream = kPut + kChunked + kGet;
    int refused = 0;
    for (int round = 0; round < 20000; ++round) {
        std::string mutated = stream;
        for (unsigned i = 0; i <= random() % 4; ++i)
            mutated[random() % mutated.size()] = static_cast<char>(random());
        const std::size_t at = random() % mutated.size();
        const Outcome out = run({mutated.substr(0, at), mutated.substr(at)}, {.bodyBytes = 100});
        if (out.refusal) ++refused;
        QVERIFY(out.requests.size() <= 4);
    }
    QVERIFY(refused > 1000);
}

QTEST_GUILESS_MAIN(TestFramer)
#include "test_framer.moc"
