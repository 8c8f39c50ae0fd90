// SPDX-License-Identifier: Apache-2.0
// The protocol's documents: written as docs/PROTOCOL.md shows them, read back the same, and refused
// with a sentence where they are none.
#include <QTest>
#include <random>

#include "http/base64.h"
#include "http/batch.h"
#include "http/json_text.h"
#include "http/problems_json.h"
#include "http/wrapped_push.h"

using namespace gatepost::http;
using gatepost::metrics::Problem;
using gatepost::metrics::PushMethod;
using gatepost::metrics::Severity;

namespace {

const Problem kProblem{"no_help_text", "a", "no help text", Severity::Error, 3, 1, 7};

BatchPush samplePush() {
    return {"p-1",         PushMethod::Post, "/metrics/job/backup", Sequence{"laptop-7", 42},
            1700000000123, 86400u,           "text/plain",          "",
            "a 1\n"};
}

std::string lineOf(const BatchPush& push) {
    std::string out;
    appendBatchLine(out, push);
    return out;
}

std::string lineOf(const Receipt& receipt) {
    std::string out;
    appendReceipt(out, receipt);
    return out;
}

}  // namespace

class TestWire : public QObject {
    Q_OBJECT

private slots:
    void base64Vectors();
    void base64IsStrict_data();
    void base64IsStrict();
    void base64RoundTrips();
    void jsonStrings_data();
    void jsonStrings();
    void batchLine();
    void batchLineOfDelete();
    void badBatchLines_data();
    void badBatchLines();
    void laterVersionsMayAddMembers();
    void linesOfABody();
    void receipts();
    void badReceipts();
    void leases();
    void badLeases_data();
    void badLeases();
    void lintResults();
    void wrappedPush();
    void badWrappedPushes_data();
    void badWrappedPushes();
    void wrappedAnswers();
    void targetUrls_data();
    void targetUrls();
};

void TestWire::base64Vectors() {
    // RFC 4648, section 10.
    const std::vector<std::pair<std::string, std::string>> vectors{{"", ""},
                                                                   {"f", "Zg=="},
                                                                   {"fo", "Zm8="},
                                                                   {"foo", "Zm9v"},
                                                                   {"foob", "Zm9vYg=="},
                                                                   {"fooba", "Zm9vYmE="},
                                                                   {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, coded] : vectors) {
        QCOMPARE(encodeBase64(plain), coded);
        QCOMPARE(*decodeBase64(coded), plain);
    }
}

void TestWire::base64IsStrict_data() {
    QTest::addColumn<QString>("text");
    for (const char* text : {"Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zh==", "Zm9=", "Zm9v\n",
                             "Zm 9", "Zm-_", "Zg==Zg==", "Zm9v====", "Z=9v"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestWire::base64IsStrict() {
    QFETCH(QString, text);
    QVERIFY(!decodeBase64(text.toStdString()));
}

void TestWire::base64RoundTrips() {
    std::mt19937 random(1);
    for (std::size_t size = 0; size < 300; ++size) {
        std::string bytes(size, '\0');
        for (char& c : bytes) c = static_cast<char>(random());
        QCOMPARE(*decodeBase64(encodeBase64(bytes)), bytes);
    }
}

void TestWire::jsonStrings_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("json");
    const auto row = [](const char* name, const QByteArray& text, const char* json) {
        QTest::newRow(name) << text << QByteArray(json);
    };
    row("plain", "abc", R"("abc")");
    row("quotes", "a\"b\\c", R"("a\"b\\c")");
    row("controls", QByteArray("\n\r\t\x01\x7f\0", 6), "\"\\n\\r\\t\\u0001\x7f\\u0000\"");
    row("html", "<a&b>", R"("\u003ca\u0026b\u003e")");
    row("utf-8", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
        "\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"");
    row("line separator", "\xe2\x80\xa8\xe2\x80\xa9", R"("\u2028\u2029")");
    row("broken", "a\xffz\xc3", R"("a\ufffdz\ufffd")");
    row("overlong", "\xc0\x80\xe0\x80\x80", R"("\ufffd\ufffd\ufffd\ufffd\ufffd")");
    row("surrogate", "\xed\xa0\x80", R"("\ufffd\ufffd\ufffd")");
    row("too high", "\xf4\x90\x80\x80", R"("\ufffd\ufffd\ufffd\ufffd")");
}

void TestWire::jsonStrings() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, json);
    QCOMPARE(QByteArray::fromStdString(jsonString(text.toStdString())), json);
}

void TestWire::batchLine() {
    const std::string wanted1 = R"({"id":"p-1","method":"POST","path":"/metrics/job/backup",)"
                                R"("sequence":"laptop-7/42","pushed_at":1700000000123,"ttl":86400,)"
                                R"("content_type":"text/plain","data":"YSAxCg=="})"
                                "\n";
    QCOMPARE(lineOf(samplePush()), wanted1);
    const auto read = readBatchLine(lineOf(samplePush()));
    QVERIFY(read);
    QCOMPARE(*read, samplePush());
    const auto least = readBatchLine(R"({"method":"PUT","path":"/metrics/job/x"})");
    QVERIFY(least);
    QCOMPARE(*least, (BatchPush{"", PushMethod::Put, "/metrics/job/x", {}, {}, {}, "", "", ""}));
}

void TestWire::batchLineOfDelete() {
    BatchPush push{"d", PushMethod::Delete, "/metrics/job/x", {}, {}, {}, "", "", ""};
    const std::string wanted2 = R"({"id":"d","method":"DELETE","path":"/metrics/job/x"})"
                                "\n";
    QCOMPARE(lineOf(push), wanted2);
    QCOMPARE(*readBatchLine(lineOf(push)), push);
}

void TestWire::badBatchLines_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* line, const char* id, const char* sentence) {
        QTest::newRow(line) << QString::fromLatin1(line) << QString::fromLatin1(id)
                            << QString::fromLatin1(sentence);
    };
    row("", "", "malformed JSON");
    row("{", "", "malformed JSON");
    row("[]", "", "a JSON object is wanted");
    row("{} {}", "", "malformed JSON");
    row(R"({"id":7,"method":"PUT","path":"/"})", "", "\"id\" must be a string");
    row(R"({"id":"a","path":"/"})", "a", "\"method\" is missing");
    row(R"({"id":"a","method":"put","path":"/"})", "a", "\"method\" must be PUT, POST or DELETE");
    row(R"({"id":"a","method":"PUT"})", "a", "\"path\" is missing");
    row(R"({"id":"a","method":"PUT","path":"/","sequence":"x"})", "a",
        "\"sequence\" must be <relay id>/<number>");
    row(R"({"id":"a","method":"PUT","path":"/","data":"!"})", "a", "\"data\" must be base64");
    row(R"({"id":"a","method":"PUT","path":"/","data":{}})", "a", "\"data\" must be a string");
    row(R"({"id":"a","method":"DELETE","path":"/","data":"YQ=="})", "a",
        "\"data\" does not go with DELETE");
    row(R"({"id":"a","method":"PUT","path":"/","pushed_at":-1})", "a",
        "\"pushed_at\" must be a whole number from 0 to 9000000000000");
    row(R"({"id":"a","method":"PUT","path":"/","ttl":1.5})", "a",
        "\"ttl\" must be a whole number from 0 to 31622400");
}

void TestWire::badBatchLines() {
    QFETCH(QString, line);
    QFETCH(QString, id);
    QFETCH(QString, sentence);
    const auto read = readBatchLine(line.toStdString());
    QVERIFY(!read);
    QCOMPARE(QString::fromStdString(read.error().id), id);
    QCOMPARE(QString::fromStdString(read.error().sentence), sentence);
}

void TestWire::laterVersionsMayAddMembers() {
    const auto read = readBatchLine(
        R"({"shiny":[1,{"a":null}],"id":null,"method":"PUT","path":"/metrics/job/x","ttl":null})");
    QVERIFY(read);
    QVERIFY(!read->ttlSeconds);
    const bool holds3 = !readReceipt(R"({"id":"a","status":299,"verdict":"delayed"})")->verdict;
    QVERIFY(holds3);
}

void TestWire::linesOfABody() {
    std::string_view body = "a\n\n \r\nb\r\nc";
    QCOMPARE(*nextLine(body), std::string_view("a"));
    QCOMPARE(*nextLine(body), std::string_view("b\r"));
    QCOMPARE(*nextLine(body), std::string_view("c"));
    QVERIFY(!nextLine(body));
}

void TestWire::receipts() {
    const Receipt accepted{"p-1", 200, Verdict::Accepted, "", {}, {}};
    const std::string wanted4 = R"({"id":"p-1","status":200,"verdict":"accepted"})"
                                "\n";
    QCOMPARE(lineOf(accepted), wanted4);
    const Receipt rejected{"p-2", 422, Verdict::Rejected, "1 problem", {kProblem}, 30u};
    const std::string wanted5 =
        R"({"id":"p-2","status":422,"verdict":"rejected","error":"1 problem",)"
        R"("problems":[{"rule":"no_help_text","metric":"a","text":"no help text",)"
        R"("severity":"error","line":3,"column":1,"length":7}],"retry_after":30})"
        "\n";
    QCOMPARE(lineOf(rejected), wanted5);
    for (const Receipt& receipt : {accepted, rejected, Receipt{"", 503, {}, "later", {}, 0u}})
        QCOMPARE(*readReceipt(lineOf(receipt)), receipt);
}

void TestWire::badReceipts() {
    QCOMPARE(readReceipt("<html>").error(), std::string("malformed JSON"));
    QCOMPARE(readReceipt("{}").error(), std::string("\"status\" is missing"));
    const auto got6 = readReceipt(R"({"status":200,"problems":[1]})").error();
    QCOMPARE(got6, std::string("\"problems\" must hold objects"));
}

void TestWire::leases() {
    const LeaseRequest request{"laptop-7", {{"/metrics/job/a", 86400}, {"/metrics/job/b", 60}}};
    const std::string wanted7 =
        R"({"relay":"laptop-7","leases":[{"path":"/metrics/job/a","ttl":86400},)"
        R"({"path":"/metrics/job/b","ttl":60}]})";
    QCOMPARE(toJson(request), wanted7);
    QCOMPARE(*readLeaseRequest(toJson(request)), request);
    const LeaseAnswer answer{1, {"/metrics/job/b"}};
    const std::string wanted8 = R"({"renewed":1,"unknown":["/metrics/job/b"]})";
    QCOMPARE(toJson(answer), wanted8);
    QCOMPARE(*readLeaseAnswer(toJson(answer)), answer);
    QCOMPARE(*readLeaseAnswer(toJson(LeaseAnswer{})), LeaseAnswer{});
    QCOMPARE(*readLeaseRequest(toJson(LeaseRequest{"r", {}})), (LeaseRequest{"r", {}}));
}

void TestWire::badLeases_data() {
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"", "[]", R"({"relay":"r"})", R"({"leases":[]})", R"({"relay":"r","leases":{}})",
          R"({"relay":"r","leases":[1]})", R"({"relay":"r","leases":[{"path":"/x"}]})",
          R"({"relay":"r","leases":[{"ttl":5}]})",
          R"({"relay":"r","leases":[{"path":"/x","ttl":-5}]})"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestWire::badLeases() {
    QFETCH(QString, text);
    const auto read = readLeaseRequest(text.toStdString());
    QVERIFY(!read);
    QVERIFY(!read.error().empty());
}

void TestWire::lintResults() {
    const std::vector<Problem> found{kProblem};
    QCOMPARE(*readLintResult(lintJson("1 problem", found)), (LintResult{"1 problem", found}));
    QCOMPARE(*readLintResult(lintJson("", {})), LintResult{});
    QVERIFY(!readLintResult("{}"));
    QVERIFY(!readLintResult("It works!"));
}

void TestWire::wrappedPush() {
    const auto read = readWrappedPush(
        R"({"target_url":"http://localhost:9091/metrics/job/x",)"
        R"("headers":{"content-type":"text/plain","Authorization":"Bearer stolen","X-Number":1},"data":"YSAxCg=="})");
    QVERIFY(read);
    QCOMPARE(*read, (WrappedPush{"http://localhost:9091/metrics/job/x", PushMethod::Post,
                                 "text/plain", "", "a 1\n"}));
    QCOMPARE(*readWrappedPush(toJson(*read)), *read);
    const WrappedPush gone{"http://h/metrics/job/x", PushMethod::Delete, "", "gzip", ""};
    QCOMPARE(*readWrappedPush(toJson(gone)), gone);
}

void TestWire::badWrappedPushes_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* text, const char* sentence) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(sentence);
    };
    row("a 1", "malformed JSON");
    row(R"("x")", "a JSON object is wanted");
    row(R"({"data":""})", "\"target_url\" is missing");
    row(R"({"target_url":1,"data":""})", "\"target_url\" must be a string");
    row(R"({"target_url":"u"})", "\"data\" is missing");
    row(R"({"target_url":"u","data":"a"})", "\"data\" must be base64");
    row(R"({"target_url":"u","data":"","method":"GET"})", "\"method\" must be PUT, POST or DELETE");
    row(R"({"target_url":"u","data":"YQ==","method":"DELETE"})",
        "\"data\" does not go with DELETE");
    row(R"({"target_url":"u","data":"","headers":[]})", "\"headers\" must be an object");
    row(R"({"target_url":"u","data":"","headers":{"Content-Type":1}})",
        "\"Content-Type\" must be a string");
}

void TestWire::badWrappedPushes() {
    QFETCH(QString, text);
    QFETCH(QString, sentence);
    const auto read = readWrappedPush(text.toStdString());
    QVERIFY(!read);
    QCOMPARE(read.error().status, 400);
    QCOMPARE(QString::fromStdString(read.error().sentence), sentence);
}

void TestWire::wrappedAnswers() {
    const std::string wanted9 = R"({"success": true, "message": "Successfully forwarded to )"
                                R"(http://localhost:9091/metrics/job/x", "status_code": 200})";
    QCOMPARE(wrappedSuccess("http://localhost:9091/metrics/job/x").body, wanted9);
    const Answer error = wrappedError(403, "foreign target");
    QCOMPARE(error.status, 403);
    const std::string wanted10 = R"({"error": "foreign target"})";
    QCOMPARE(error.body, wanted10);
}

void TestWire::targetUrls_data() {
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("apart");
    const auto row = [](const char* url, const char* apart) {
        QTest::newRow(url) << QString::fromLatin1(url) << QString::fromLatin1(apart);
    };
    row("http://localhost:9091/metrics/job/x", "http://localhost:9091 /metrics/job/x");
    row("HTTPS://Host.Example/m", "https://host.example /m");
    row("http://h:80", "http://h /");
    row("https://h:443/x", "https://h /x");
    row("https://h:80/x", "https://h:80 /x");
    row("http://h:/x", "http://h /x");
    row("http://[::1]:9091/x", "http://[::1]:9091 /x");
    row("http://[::1]/x", "http://[::1] /x");
    row("http://u:p@h/x", "http://h /x user");
    row("http://good@evil@h/x", "http://h /x user");
    row("http://h/x?y", "http://h /x query");
    row("http://h?y", "http://h / query");
    row("http://h/x#y", "http://h /x query");
    row("http://h/a%2Fb/../c", "http://h /a%2Fb/../c");
    row("ftp://h/x", "");
    row("//h/x", "");
    row("http:///x", "");
    row("http://h:0/x", "");
    row("http://h:65536/x", "");
    row("http://h:9a/x", "");
    row("http://h\\@evil/x", "");
    row("http://h /x", "");
    row("", "");
}

void TestWire::targetUrls() {
    QFETCH(QString, url);
    QFETCH(QString, apart);
    const auto target = parseTargetUrl(url.toStdString());
    QString got;
    if (target)
        got = QString::fromStdString(target->origin + ' ' + target->path +
                                     (target->hasUserInfo ? " user" : "") +
                                     (target->hasQuery ? " query" : ""));
    QCOMPARE(got, apart);
}

QTEST_GUILESS_MAIN(TestWire)
#include "test_wire.moc"
