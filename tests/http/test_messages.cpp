// SPDX-License-Identifier: Apache-2.0
// Answers and requests as bytes, the fields that both programs set, credentials and dates.
#include <QTest>

#include "http/answers.h"
#include "http/dates.h"
#include "http/guards.h"

using namespace gatepost::http;
using gatepost::metrics::Problem;
using gatepost::metrics::Severity;

namespace {

RequestHead headWith(std::vector<Field> fields) {
    RequestHead head;
    head.fields = std::move(fields);
    return head;
}

std::string wireOf(const Answer& answer, const RequestHead& head = {},
                   Connection connection = Connection::Keep) {
    std::string out;
    appendAnswer(out, answer, head, connection);
    return out;
}

const std::vector<Problem> kFound{
    {"no_help_text", "a", "no help text", Severity::Warning, 1, 1, 1},
    {"pattern", "b", "say <\"no\">", Severity::Error, 0, 0, 0},
};

}  // namespace

class TestMessages : public QObject {
    Q_OBJECT

private slots:
    void answersOnTheWire();
    void answersToHead();
    void connectionField();
    void noFieldIsSmuggledOut();
    void requestsOnTheWire();
    void fieldsWithoutCase();
    void verdicts();
    void problemsAsText();
    void problemsAsJson();
    void lintAnswers();
    void acceptJson_data();
    void acceptJson();
    void webPages_data();
    void webPages();
    void authorization_data();
    void authorization();
    void constantTime();
    void rfc3339_data();
    void rfc3339();
    void badRfc3339_data();
    void badRfc3339();
    void httpDates();
    void retryAfterValues_data();
    void retryAfterValues();
};

void TestMessages::answersOnTheWire() {
    QCOMPARE(wireOf(plain(400, "text format parsing error")),
             std::string("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
                         "X-Content-Type-Options: nosniff\r\nContent-Length: 26\r\n\r\n"
                         "text format parsing error\n"));
    QCOMPARE(wireOf(empty(202)), std::string("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"));
    QCOMPARE(wireOf(empty(204)), std::string("HTTP/1.1 204 No Content\r\n\r\n"));
    QCOMPARE(wireOf(notFound()).substr(0, 24), std::string("HTTP/1.1 404 Not Found\r\n"));
}

void TestMessages::answersToHead() {
    RequestHead head;
    head.method = Method::Head;
    QCOMPARE(wireOf(json(200, "{}"), head),
             std::string("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                         "Content-Length: 2\r\n\r\n"));
}

void TestMessages::connectionField() {
    RequestHead head;
    QVERIFY(wireOf(empty(200), head).find("Connection") == std::string::npos);
    QVERIFY(wireOf(empty(200), head, Connection::Close).find("Connection: close\r\n") !=
            std::string::npos);
    head.http10 = true;
    QVERIFY(wireOf(empty(200), head).find("Connection: keep-alive\r\n") != std::string::npos);
}

void TestMessages::noFieldIsSmuggledOut() {
    Answer answer = empty(200);
    answer.set("X-Job", "a\r\nSet-Cookie: b\r\n\r\nHTTP/1.1 200 OK");
    QCOMPARE(wireOf(answer),
             std::string("HTTP/1.1 200 OK\r\nX-Job: a  Set-Cookie: b    HTTP/1.1 200 OK\r\n"
                         "Content-Length: 0\r\n\r\n"));
}

void TestMessages::requestsOnTheWire() {
    std::string out;
    appendRequest(out, Method::Put, "/metrics/job/x", "gw:9091", {{"Accept", "*/*"}}, "a 1\n");
    appendRequest(out, Method::Get, "/metrics", "gw:9091", {}, "");
    QCOMPARE(out, std::string("PUT /metrics/job/x HTTP/1.1\r\nHost: gw:9091\r\nAccept: */*\r\n"
                              "Content-Length: 4\r\n\r\na 1\n"
                              "GET /metrics HTTP/1.1\r\nHost: gw:9091\r\n\r\n"));
}

void TestMessages::fieldsWithoutCase() {
    const RequestHead head = headWith({{"CONTENT-type", "a"}, {"Content-Type", "b"}});
    QCOMPARE(*head.field("content-TYPE"), std::string_view("a"));
    QVERIFY(!head.field("content"));
    Answer answer = empty(200);
    answer.set("Allow", "GET");
    answer.set("allow", "PUT");
    QCOMPARE(answer.fields.size(), 1u);
    QCOMPARE(*answer.field("ALLOW"), std::string_view("PUT"));
}

void TestMessages::verdicts() {
    for (const auto verdict :
         {Verdict::Accepted, Verdict::Superseded, Verdict::Rejected, Verdict::Forbidden})
        QVERIFY(verdictOf(toString(verdict)) == verdict);
    QVERIFY(!verdictOf("delayed"));
    Answer answer = empty(200);
    QVERIFY(!verdict(answer));
    setVerdict(answer, Verdict::Superseded);
    setLintProblems(answer, 3);
    QVERIFY(verdict(answer) == Verdict::Superseded);
    QCOMPARE(*answer.field("Gatepost-Verdict"), std::string_view("superseded"));
    QCOMPARE(*answer.field("Gatepost-Lint-Problems"), std::string_view("3"));
}

void TestMessages::problemsAsText() {
    QCOMPARE(problems(422, "2 problems", kFound, false).body,
             std::string("2 problems\n1:1 a: no help text (no_help_text)\n"
                         "b: say <\"no\"> (pattern)\n"));
    const Problem injected{"r", "m", "a\nb", Severity::Error, 2, 3, 1};
    QCOMPARE(toLine(injected), std::string("2:3 m: a b (r)"));
}

void TestMessages::problemsAsJson() {
    const Answer answer = problems(422, "2 problems", kFound, true);
    QCOMPARE(answer.status, 422);
    QCOMPARE(*answer.field("Content-Type"), std::string_view("application/json"));
    const std::string wanted1 = R"({"status":"error","error":"2 problems","problems":[)"
                                R"({"rule":"no_help_text","metric":"a","text":"no help text",)"
                                R"("severity":"warning","line":1,"column":1,"length":1},)"
                                R"({"rule":"pattern","metric":"b","text":"say \u003c\"no\"\u003e",)"
                                R"("severity":"error","line":0,"column":0,"length":0}]})";
    QCOMPARE(answer.body, wanted1);
}

void TestMessages::lintAnswers() {
    const std::string wanted2 = R"({"status":"success"})";
    QCOMPARE(lintAnswer({}).body, wanted2);
    QCOMPARE(lintAnswer({}).status, 200);
    const Answer one = lintAnswer(std::span(kFound).first(1));
    const bool holds3 =
        one.body.starts_with(R"({"status":"error","error":"1 problem","problems":[{)");
    QVERIFY(holds3);
}

void TestMessages::acceptJson_data() {
    QTest::addColumn<QString>("accept");
    QTest::addColumn<bool>("json");
    QTest::newRow("json") << "application/json" << true;
    QTest::newRow("list") << "text/html, Application/JSON;q=0.9" << true;
    QTest::newRow("any") << "*/*" << false;
    QTest::newRow("longer") << "application/jsonx" << false;
    QTest::newRow("empty") << "" << false;
}

void TestMessages::acceptJson() {
    QFETCH(QString, accept);
    QFETCH(bool, json);
    QCOMPARE(prefersJson(headWith({{"Accept", accept.toStdString()}})), json);
}

void TestMessages::webPages_data() {
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("field");
    QTest::addColumn<bool>("refused");
    QTest::newRow("ours") << "127.0.0.1:9091"
                          << "" << false;
    QTest::newRow("name") << "LocalHost:9091"
                          << "" << false;
    QTest::newRow("v6") << "[::1]:9091"
                        << "" << false;
    QTest::newRow("no port") << "127.0.0.1"
                             << "" << true;
    QTest::newRow("other port") << "127.0.0.1:90911"
                                << "" << true;
    QTest::newRow("rebound name") << "evil.example:9091"
                                  << "" << true;
    QTest::newRow("longer name") << "localhost.evil.example:9091"
                                 << "" << true;
    QTest::newRow("prefix") << "xlocalhost:9091"
                            << "" << true;
    QTest::newRow("empty") << ""
                           << "" << true;
    QTest::newRow("origin") << "127.0.0.1:9091"
                            << "Origin" << true;
    QTest::newRow("fetch") << "127.0.0.1:9091"
                           << "sec-fetch-site" << true;
}

void TestMessages::webPages() {
    QFETCH(QString, host);
    QFETCH(QString, field);
    QFETCH(bool, refused);
    std::vector<Field> fields{{"Host", host.toStdString()}};
    if (!field.isEmpty()) fields.push_back({field.toStdString(), "null"});
    const auto refusal = refuseWebPage(headWith(fields), 9091);
    QCOMPARE(refusal.has_value(), refused);
    if (refusal) QCOMPARE(refusal->status, 403);
    QVERIFY(refuseWebPage({}, 9091));
}

void TestMessages::authorization_data() {
    QTest::addColumn<QString>("value");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("secret");
    QTest::newRow("bearer") << "Bearer abc.DEF-1_2~3+4/5==" << 1 << "abc.DEF-1_2~3+4/5==";
    QTest::newRow("bearer in capitals") << "BEARER  t " << 1 << "t";
    QTest::newRow("bearer empty") << "Bearer " << 3 << "";
    QTest::newRow("bearer with blank") << "Bearer a b" << 3 << "";
    QTest::newRow("bearer with comma") << "Bearer a,b" << 3 << "";
    QTest::newRow("basic") << "Basic dTpwOnE=" << 2 << "u/p:q";
    QTest::newRow("basic without password") << "basic dTo=" << 2 << "u/";
    QTest::newRow("basic without colon") << "Basic dXA=" << 3 << "";
    QTest::newRow("basic no base64") << "Basic dTpwO" << 3 << "";
    QTest::newRow("scheme alone") << "Bearer" << 3 << "";
    QTest::newRow("digest") << "Digest a=b" << 3 << "";
    QTest::newRow("empty") << "" << 3 << "";
}

void TestMessages::authorization() {
    QFETCH(QString, value);
    QFETCH(int, kind);
    QFETCH(QString, secret);
    const Credentials found = credentials(headWith({{"authorization", value.toStdString()}}));
    QCOMPARE(int(found.index()), kind);
    if (const auto* bearer = std::get_if<BearerToken>(&found))
        QCOMPARE(QString::fromStdString(bearer->token), secret);
    if (const auto* basic = std::get_if<BasicCredentials>(&found))
        QCOMPARE(QString::fromStdString(basic->user + '/' + basic->password), secret);
    QCOMPARE(int(credentials(RequestHead{}).index()), 0);
    const auto twice = headWith({{"Authorization", "Bearer a"}, {"Authorization", "Bearer a"}});
    QCOMPARE(int(credentials(twice).index()), 3);
}

void TestMessages::constantTime() {
    QVERIFY(equalInConstantTime("abc", "abc"));
    QVERIFY(!equalInConstantTime("abc", "abd"));
    QVERIFY(!equalInConstantTime("abc", "ab"));
}

void TestMessages::rfc3339_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<qlonglong>("nanoseconds");
    QTest::addColumn<QString>("written");
    const auto row = [](const char* text, qlonglong nanoseconds, const char* written) {
        QTest::newRow(text) << QString::fromLatin1(text) << nanoseconds
                            << QString::fromLatin1(written);
    };
    row("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z");
    row("2026-11-22T12:55:58.123456789Z", 1795352158123456789, "2026-11-22T12:55:58.123456789Z");
    row("2026-11-22T13:55:58.500+01:00", 1795352158500000000, "2026-11-22T12:55:58.5Z");
    row("2024-02-29t23:59:60z", 1709251200000000000, "2024-03-01T00:00:00Z");
    row("1969-12-31T23:59:59.25Z", -750000000, "1969-12-31T23:59:59.25Z");
}

void TestMessages::rfc3339() {
    QFETCH(QString, text);
    QFETCH(qlonglong, nanoseconds);
    QFETCH(QString, written);
    const auto read = parseRfc3339(text.toStdString());
    QVERIFY(read);
    QCOMPARE(qlonglong(*read), nanoseconds);
    QCOMPARE(QString::fromStdString(gatepost::http::rfc3339(nanoseconds)), written);
}

void TestMessages::badRfc3339_data() {
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"", "2026-11-22", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-22T24:00:00Z",
          "2026-11-22T12:55:58", "2026-11-22T12:55:58.Z", "2026-11-22T12:55:58+0100",
          "2026-11-22T12:55:58Zx", "9999-01-01T00:00:00Z", "26-11-22T12:55:58Z"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestMessages::badRfc3339() {
    QFETCH(QString, text);
    QVERIFY(!parseRfc3339(text.toStdString()));
}

void TestMessages::httpDates() {
    // RFC 9110's own three forms of one moment.
    for (const char* text : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                             "Sun Nov  6 08:49:37 1994"}) {
        const auto read = parseHttpDate(text);
        QVERIFY2(read.has_value(), text);
        QCOMPARE(*read, std::int64_t(784111777));
    }
    QCOMPARE(httpDate(784111777), std::string("Sun, 06 Nov 1994 08:49:37 GMT"));
    QVERIFY(!parseHttpDate("Sun, 06 Nov 1994 08:49:37 CET"));
    QVERIFY(!parseHttpDate("Sun, 31 Feb 1994 08:49:37 GMT"));
    QVERIFY(!parseHttpDate("soon"));
}

void TestMessages::retryAfterValues_data() {
    QTest::addColumn<QString>("value");
    QTest::addColumn<int>("seconds");
    QTest::newRow("seconds") << " 120 " << 120;
    QTest::newRow("zero") << "0" << 0;
    QTest::newRow("capped") << "86400" << 3600;
    QTest::newRow("huge") << "99999999999999999999999" << 3600;
    QTest::newRow("date") << "Sun, 06 Nov 1994 08:49:37 GMT" << 37;
    QTest::newRow("past") << "Sun, 06 Nov 1994 08:00:00 GMT" << 0;
    QTest::newRow("far") << "Sun, 06 Nov 2094 08:00:00 GMT" << 3600;
    QTest::newRow("negative") << "-5" << -1;
    QTest::newRow("fraction") << "1.5" << -1;
    QTest::newRow("empty") << "" << -1;
}

void TestMessages::retryAfterValues() {
    QFETCH(QString, value);
    QFETCH(int, seconds);
    const auto wait = retryAfter(value.toStdString(), 784111740);
    QCOMPARE(wait ? int(*wait) : -1, seconds);
}

QTEST_GUILESS_MAIN(TestMessages)
#include "test_messages.moc"
