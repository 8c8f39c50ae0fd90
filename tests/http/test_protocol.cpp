// SPDX-License-Identifier: Apache-2.0
// docs/PROTOCOL.md against the code: every block and every sentence marked with * in it is made
// here and must stand there, and no marked block may stand there that was not made here.
#include <QFile>
#include <QTest>

#include "http/answers.h"
#include "http/batch.h"
#include "http/codings.h"
#include "http/framer.h"
#include "http/guards.h"
#include "http/push_request.h"
#include "http/rules_json.h"
#include "http/wrapped_push.h"

using namespace gatepost::http;
using gatepost::metrics::Problem;
using gatepost::metrics::PushMethod;
using gatepost::metrics::Severity;

namespace {

const std::vector<Problem> kFound{
    {"no_help_text", "app_seconds", "no help text", Severity::Warning, 3, 1, 11},
    {"policy", "app_email", "denied", Severity::Error, 0, 0, 0},
};
constexpr std::string_view kRejected = "the push was rejected";
constexpr std::string_view kTarget = "http://localhost:9091/metrics/job/x";

Answer pushAnswer(Method method, std::string path, std::string body = {},
                  std::vector<Field> fields = {}) {
    Request request;
    request.head.method = method;
    request.head.target = std::move(path);
    request.head.fields = std::move(fields);
    request.body = std::move(body);
    auto push = readPush(std::move(request), 100);
    return push ? empty(200) : push.error();
}

std::string sentenceOf(const Answer& answer) {
    return answer.body.substr(0, answer.body.find('\n'));
}

std::string httpBlock(const Answer& answer) {
    std::string out;
    appendAnswer(out, answer, {}, Connection::Keep);
    return QByteArray::fromStdString(out).replace("\r\n", "\n").toStdString();
}

std::string refusal(const std::string& bytes) {
    Framer framer({});
    std::string_view input = bytes;
    for (;;) {
        switch (framer.feed(input)) {
            case Framer::Event::Refused: return framer.refusal().sentence;
            case Framer::Event::Head: break;
            default: return "not refused";
        }
    }
}

RulesDocument sampleRules() {
    RulesDocument rules;
    rules.engine = "6d1f";
    rules.rules.lint.rules["no_help_text"] = gatepost::metrics::RuleMode::Warning;
    rules.rules.policy = gatepost::metrics::Policy::compile("default: accept\n").value();
    rules.rules.limits.seriesPerPush = 10000;
    rules.bodyBytes = 4194304;
    rules.enforce["userid"] = "user";
    return rules;
}

/// All blocks of the page that are marked, in its order.
std::vector<std::string> blocks() {
    std::vector<std::string> made;
    const std::string bar = sentenceOf(pushAnswer(Method::Put, "/metrics/job/x", "foo bar\n"));
    made.push_back(httpBlock(pushAnswer(Method::Put, "/metrics/job/x", "foo bar\n")));
    made.push_back(httpBlock(pushAnswer(Method::Get, "/metrics/job/x")));
    Answer rejected = plain(422, kRejected);
    setVerdict(rejected, Verdict::Rejected);
    rejected.body = problems(422, kRejected, kFound, false).body;
    made.push_back(httpBlock(rejected));
    made.push_back(lintJson(kRejected, kFound) + '\n');

    std::string batch;
    appendBatchLine(batch,
                    {"p-1", PushMethod::Post, "/metrics/job/backup", Sequence{"laptop-7", 42},
                     1700000000123, 86400u, "text/plain", "", "a 1\n"});
    appendBatchLine(batch, {"p-2",
                            PushMethod::Delete,
                            "/metrics/job/gone",
                            Sequence{"laptop-7", 43},
                            {},
                            {},
                            "",
                            "",
                            ""});
    made.push_back(batch);
    std::string receipts;
    appendReceipt(receipts, {"p-1", 200, Verdict::Accepted, "", {}, {}});
    appendReceipt(receipts,
                  {"p-2", 422, Verdict::Rejected, std::string(kRejected), {kFound[0]}, {}});
    appendReceipt(receipts, {"p-3", 429, {}, "too many pushes", {}, 2u});
    made.push_back(receipts);
    made.push_back(toJson(LeaseRequest{"laptop-7", {{"/metrics/job/backup", 86400}}}) + '\n' +
                   toJson(LeaseAnswer{0, {"/metrics/job/backup"}}) + '\n');
    made.push_back(toJson(sampleRules()) + '\n');
    made.push_back(
        toJson(WhoAmI{
            "token:laptop", "ann", "laptop", {"push"}, DeliveryMode::Fold, "6d1f", "0.1.0"}) +
        '\n');
    made.push_back(
        toJson(WrappedPush{std::string(kTarget), PushMethod::Put, "text/plain", "", "a 1\n"}) +
        '\n' + wrappedSuccess(kTarget).body + '\n' + wrappedError(400, bar).body + '\n');
    return made;
}

/// The refusals of the framer, one request each.
std::vector<std::string> framingSentences() {
    const std::string put = "PUT / HTTP/1.1\r\nHost: h\r\n";
    const std::string chunked = put + "Transfer-Encoding: chunked\r\n\r\n";
    return {
        refusal("PUT /\r\n\r\n"),
        refusal("PUT x HTTP/1.1\r\n\r\n"),
        refusal("PRI * HTTP/2.0\r\n\r\n"),
        refusal("PUT / HTTP/1.1\n"),
        refusal(put + " x\r\n"),
        refusal(put + "X: \x01\r\n"),
        refusal(put + "x\r\n\r\n"),
        refusal("PUT / HTTP/1.1\r\n\r\n"),
        refusal(put + "Host: h\r\n\r\n"),
        refusal("PUT / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        refusal(put + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n"),
        refusal(put + "Content-Length: 1, 1\r\n\r\n"),
        refusal(put + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"),
        refusal("PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"),
        refusal(put + "Transfer-Encoding: gzip, chunked\r\n\r\n"),
        refusal(put + "Expect: magic\r\n\r\n"),
        refusal(chunked + "x\r\n"),
        refusal(chunked + "1;" + std::string(20000, 'x')),
        refusal(put + "X: " + std::string(20000, 'x')),
        refusal(put + "Content-Length: 99999999\r\n\r\n"),
    };
}

std::vector<std::string> otherSentences() {
    RequestHead page;
    page.fields = {{"Host", "localhost:9091"}, {"Origin", "null"}};
    RequestHead foreign;
    foreign.fields = {{"Host", "evil.example:9091"}};
    const std::string bomb = encodeGzip(std::string(1000, '#'));
    return {
        sentenceOf(pushAnswer(Method::Put, "/metrics/job/x", "x", {{"Content-Encoding", "br"}})),
        sentenceOf(pushAnswer(Method::Put, "/metrics/job/x", bomb, {{"Content-Encoding", "gzip"}})),
        sentenceOf(pushAnswer(Method::Put, "/metrics/job/x/a")),
        sentenceOf(pushAnswer(Method::Put, "/metrics/job/x/l-x/v")),
        sentenceOf(pushAnswer(Method::Put, "/metrics/job/x/l@base64/a.b")),
        sentenceOf(pushAnswer(Method::Put, "/metrics/job@base64/=")),
        sentenceOf(pushAnswer(Method::Put, "/elsewhere")),
        lintAnswer({}).body,
        refuseWebPage(page, 9091)->sentence,
        refuseWebPage(foreign, 9091)->sentence,
        readBatchLine("x").error().sentence,
        readBatchLine("[]").error().sentence,
        readBatchLine("{\"method\":\"PUT\"}").error().sentence,
        readBatchLine("{\"method\":\"GET\",\"path\":\"/\"}").error().sentence,
        readBatchLine("{\"method\":\"PUT\",\"path\":\"/\",\"data\":\"!\"}").error().sentence,
    };
}

}  // namespace

class TestProtocol : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void blocksAreWhatTheCodeMakes();
    void framingTableIsWhatTheCodeSays();
    void sentencesAreWhatTheCodeSays();
    void theExamplePushIsOne();

private:
    QByteArray m_page;
};

void TestProtocol::initTestCase() {
    QFile file(QStringLiteral(GATEPOST_SOURCE_DIR "/docs/PROTOCOL.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_page = file.readAll();
}

void TestProtocol::blocksAreWhatTheCodeMakes() {
    std::vector<QByteArray> shown;
    for (qsizetype at = m_page.indexOf("*\n"); at >= 0; at = m_page.indexOf("*\n", at + 1)) {
        const qsizetype start = m_page.lastIndexOf('\n', at) + 1;
        if (m_page.mid(start, 3) != "```") continue;
        shown.push_back(m_page.mid(at + 2, m_page.indexOf("```", at) - at - 2));
    }
    const auto made = blocks();
    for (std::size_t i = 0; i < std::min(made.size(), shown.size()); ++i)
        QCOMPARE(shown[i], QByteArray::fromStdString(made[i]));
    QCOMPARE(shown.size(), made.size());
}

void TestProtocol::framingTableIsWhatTheCodeSays() {
    for (const std::string& sentence : framingSentences())
        QVERIFY2(m_page.contains(QByteArray::fromStdString('`' + sentence + '`')),
                 sentence.c_str());
}

void TestProtocol::sentencesAreWhatTheCodeSays() {
    int marked = 0;
    for (const std::string& sentence : otherSentences()) {
        QVERIFY2(m_page.contains(QByteArray::fromStdString('`' + sentence + "`*")) ||
                     m_page.contains(QByteArray::fromStdString('`' + sentence + "`*)")),
                 sentence.c_str());
        ++marked;
    }
    QCOMPARE(m_page.count("`*"), marked);
}

void TestProtocol::theExamplePushIsOne() {
    const qsizetype start = m_page.indexOf("PUT /metrics/job/backup");
    const qsizetype end = m_page.indexOf("```", start);
    const std::string bytes =
        m_page.mid(start, end - start).trimmed().replace("\n", "\r\n").toStdString();
    Framer framer({});
    std::string_view input = bytes;
    QCOMPARE(framer.feed(input), Framer::Event::Head);
    QCOMPARE(framer.feed(input), Framer::Event::Request);
    QVERIFY(input.empty());
    Request request = framer.take();
    request.body += '\n';
    const auto push = readPush(std::move(request), 1000);
    QVERIFY(push);
    QCOMPARE(*push->key.label("disk"), std::string_view("/home"));
}

QTEST_GUILESS_MAIN(TestProtocol)
#include "test_protocol.moc"
