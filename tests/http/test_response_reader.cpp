// SPDX-License-Identifier: Apache-2.0
// Answers out of bytes, as the client sees them.
#include <QTest>
#include <random>

#include "http/response_reader.h"

using namespace gatepost::http;
using Event = ResponseReader::Event;

namespace {

/// All answers of a connection as text; what broke it, at the end.
std::string read(const std::vector<std::string>& pieces, bool ended = true,
                 Method method = Method::Get, const ResponseLimits& limits = {}) {
    ResponseReader reader(limits);
    std::string out;
    const auto take = [&] {
        const Response response = reader.take();
        out += std::to_string(response.status) + " ";
        for (const Field& field : response.fields) out += field.name + "=" + field.value + " ";
        out += response.body + (response.keepAlive ? " keep\n" : " close\n");
    };
    reader.expect(method);
    for (const std::string& piece : pieces) {
        std::string_view input = piece;
        for (bool more = true; more;) {
            switch (reader.feed(input)) {
                case Event::NeedMore: more = false; break;
                case Event::Done: take(); break;
                case Event::Broken: return out + reader.error();
            }
        }
        if (!input.empty()) return out + "left over";
    }
    if (!ended) return out + (reader.idle() ? "" : "open");
    const Event last = reader.finish();
    if (last == Event::Done) take();
    if (last == Event::Broken) out += reader.error();
    return out;
}

std::vector<std::string> bytesOf(const std::string& text) {
    std::vector<std::string> pieces;
    for (const char c : text) pieces.emplace_back(1, c);
    return pieces;
}

const std::string kLength = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const std::string kChunked =
    "HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nbad\r\n0\r\n\r\n";
const std::string kEmpty = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";

}  // namespace

class TestResponseReader : public QObject {
    Q_OBJECT

private slots:
    void several();
    void everySplitEqualsWhole();
    void interimAnswersArePassedOver();
    void untilTheEnd();
    void plainHeadsAreReadAsTheParserReadsThem();
    void answersWithoutBody();
    void keepAlive();
    void broken_data();
    void broken();
    void caps();
    void garbage();
};

void TestResponseReader::several() {
    QCOMPARE(read({kLength + kChunked + kEmpty}),
             std::string("200 Content-Length=5 hello keep\n"
                         "400 Transfer-Encoding=chunked bad keep\n"
                         "202 Content-Length=0  keep\n"));
}

void TestResponseReader::everySplitEqualsWhole() {
    const std::string stream = "HTTP/1.1 100 Continue\r\n\r\n" + kLength + kChunked + kEmpty;
    const std::string whole = read({stream});
    QVERIFY(whole.find("hello") != std::string::npos);
    for (std::size_t at = 0; at <= stream.size(); ++at)
        QCOMPARE(read({stream.substr(0, at), stream.substr(at)}), whole);
    QCOMPARE(read(bytesOf(stream)), whole);
}

void TestResponseReader::interimAnswersArePassedOver() {
    QCOMPARE(
        read({"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + kEmpty}),
        std::string("202 Content-Length=0  keep\n"));
}

void TestResponseReader::untilTheEnd() {
    const std::string answer = "HTTP/1.1 200 OK\r\nX: y\r\n\r\nall of it";
    QCOMPARE(read({answer}), std::string("200 X=y all of it close\n"));
    QCOMPARE(read(bytesOf(answer)), std::string("200 X=y all of it close\n"));
    QCOMPARE(read({answer}, false), std::string("open"));
}

/// A field that is not plain sends a head through the parser: nothing else may differ by it.
void TestResponseReader::plainHeadsAreReadAsTheParserReadsThem() {
    const std::vector<std::string> heads{
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nDate: Sun, 06 Nov 1994\r\n\r\n",
        "HTTP/1.1 202 Accepted\r\ncontent-length:0\r\n\r\n",
        "HTTP/1.1 400 Bad Request\r\nX_y:\t z \r\nContent-Length: 5\t\r\nEmpty:\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\n"};
    const std::string other = "X!: y\r\n\r\n";
    const std::string_view bytes = " \t:;,-_!aZ059.+/\"()\x80\xff";
    std::mt19937 random(11);
    for (int i = 0; i < 40'000; ++i) {
        std::string head = heads[random() % heads.size()];
        for (auto changes = random() % 3; changes > 0; --changes) {
            const std::size_t at = random() % (head.size() - 4);
            if (head[at] != '\r' && head[at] != '\n') head[at] = bytes[random() % bytes.size()];
        }
        const std::string parsed = head.substr(0, head.size() - 2) + other;
        std::string expected = read({parsed + "hello" + kEmpty});
        if (const auto added = expected.find("X!=y "); added != std::string::npos)
            expected.erase(added, 5);
        QCOMPARE(read({head + "hello" + kEmpty}), expected);
    }
}

void TestResponseReader::answersWithoutBody() {
    QCOMPARE(read({"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + kEmpty}, true, Method::Head),
             std::string("200 Content-Length=500  keep\n202 Content-Length=0  keep\n"));
    QCOMPARE(read({"HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 304 Not Modified\r\n"
                   "Content-Length: 7\r\n\r\n" +
                   kEmpty}),
             std::string("204  keep\n304 Content-Length=7  keep\n202 Content-Length=0  keep\n"));
}

void TestResponseReader::keepAlive() {
    QCOMPARE(read({"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"}),
             std::string("200 Content-Length=0 Connection=close  close\n"));
    QCOMPARE(read({"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"}),
             std::string("200 Content-Length=0  close\n"));
}

void TestResponseReader::broken_data() {
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<QString>("error");
    const auto row = [](const char* name, const char* stream, const char* error) {
        QTest::newRow(name) << QByteArray(stream) << QString::fromLatin1(error);
    };
    row("no http", "SSH-2.0-OpenSSH\r\n\r\n", "malformed header");
    row("bare line feeds", "HTTP/1.1 200 OK\n\n", "malformed header");
    row("cut in the header", "HTTP/1.1 200 OK\r\n", "the connection closed within the answer");
    row("cut in the body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
        "the connection closed within the answer");
    row("cut in a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhell",
        "the connection closed within the answer");
    row("te and cl", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
        "malformed header");
    row("te gzip", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "unknown transfer coding");
    row("bad length", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "malformed header");
    row("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "malformed header");
    row("upgrade", "HTTP/1.1 101 Switching Protocols\r\n\r\n", "an upgrade that nobody asked for");
    row("bad chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
        "malformed chunked body");
}

void TestResponseReader::broken() {
    QFETCH(QByteArray, stream);
    QFETCH(QString, error);
    QCOMPARE(QString::fromStdString(read({stream.toStdString()})), error);
    QCOMPARE(QString::fromStdString(read(bytesOf(stream.toStdString()))), error);
}

void TestResponseReader::caps() {
    const ResponseLimits limits{.headerBytes = 100, .bodyBytes = 4, .chunkOverheadBytes = 200};
    const auto why = [&](const std::string& stream) {
        return read({stream}, true, Method::Get, limits);
    };
    QCOMPARE(why("HTTP/1.1 200 OK\r\nX: " + std::string(200, 'x')),
             std::string("the header is too large"));
    QCOMPARE(why(kLength), std::string("the body is too large"));
    QCOMPARE(why("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
             std::string("the body is too large"));
    QCOMPARE(why("HTTP/1.1 200 OK\r\n\r\nhello"), std::string("the body is too large"));
    QCOMPARE(why("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " +
                 std::string(300, 'x')),
             std::string("the chunks' extensions or trailer are too long"));
}

void TestResponseReader::garbage() {
    std::mt19937 random(13);
    const std::string stream = kLength + kChunked + kEmpty;
    int broken = 0;
    for (int round = 0; round < 20000; ++round) {
        std::string mutated = stream;
        for (unsigned i = 0; i <= random() % 4; ++i)
            mutated[random() % mutated.size()] = static_cast<char>(random());
        const std::size_t at = random() % mutated.size();
        const std::string out = read({mutated.substr(0, at), mutated.substr(at)}, true, Method::Get,
                                     {.bodyBytes = 100});
        if (!out.ends_with('\n')) ++broken;
    }
    QVERIFY(broken > 1000);
}

QTEST_GUILESS_MAIN(TestResponseReader)
#include "test_response_reader.moc"
