// SPDX-License-Identifier: Apache-2.0
// Every row of the answer table and every border between two, then the waits.
#include <QTest>

#include "relay/uplink/backoff.h"
#include "relay/uplink/classify.h"
#include "relay/uplink/push_answer.h"

using namespace gatepost;
using namespace gatepost::relay;
using std::chrono::milliseconds;
using std::chrono::seconds;

Q_DECLARE_METATYPE(gatepost::relay::Outcome)

namespace {

UplinkAnswer answerOf(int status, const char* verdict, bool html = false) {
    UplinkAnswer answer;
    answer.status = status;
    answer.verdict = http::verdictOf(verdict);
    answer.html = html;
    return answer;
}

}  // namespace

class TestClassify : public QObject {
    Q_OBJECT
private slots:
    void anAnswerIsToldInTheServersWords_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("words");
        const auto row = [](int status, const char* body, const char* words) {
            QTest::newRow(words) << status << QByteArray(body) << QByteArray(words);
        };
        row(0, "", "Connection refused");
        row(503, "try later\nmore\n", "503 try later");
        row(422, R"({"status":"error","error":"the push is over a quota","problems":[]})",
            "422 the push is over a quota");
        row(500, R"({"code":1})", R"(500 {"code":1})");
        row(502, "", "502");
    }

    void anAnswerIsToldInTheServersWords() {
        QFETCH(const int, status);
        QFETCH(const QByteArray, body);
        QFETCH(const QByteArray, words);
        UplinkAnswer answer;
        answer.status = status;
        answer.transport = "Connection refused";
        answer.body = body.toStdString();
        QCOMPARE(QByteArray::fromStdString(inWords(answer)), words);
    }

    void gatepost_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("verdict");
        QTest::addColumn<Outcome>("outcome");
        const auto row = [](int status, const char* verdict, Outcome outcome) {
            QTest::addRow("%d %s", status, *verdict ? verdict : "bare")
                << status << QByteArray(verdict) << outcome;
        };
        row(200, "accepted", Outcome::Done);
        row(202, "accepted", Outcome::Done);
        row(200, "superseded", Outcome::Superseded);
        row(200, "", Outcome::Stranger);
        row(200, "rejected", Outcome::Stranger);
        row(204, "", Outcome::Stranger);
        row(200, "Accepted", Outcome::Done);
        for (const int status : {400, 403, 409, 422}) row(status, "rejected", Outcome::Rejected);
        for (const int status : {400, 403, 404, 405, 409, 422}) row(status, "", Outcome::Stranger);
        for (const int status : {300, 301, 302, 307, 308, 418, 451})
            row(status, "", Outcome::Stranger);
        row(404, "rejected", Outcome::Stranger);
        row(401, "", Outcome::AuthStop);
        row(401, "rejected", Outcome::AuthStop);
        row(407, "", Outcome::AuthStop);
        row(403, "forbidden", Outcome::AuthStop);
        row(400, "forbidden", Outcome::Stranger);
        for (const int status : {413, 414, 431}) row(status, "", Outcome::TooLarge);
        row(413, "rejected", Outcome::TooLarge);
        for (const int status : {0, 408, 425, 429, 500, 502, 503, 504, 599})
            row(status, "", Outcome::Retry);
        row(429, "rejected", Outcome::Retry);
        row(600, "", Outcome::Stranger);
    }
    void gatepost() {
        QFETCH(int, status);
        QFETCH(QByteArray, verdict);
        QFETCH(Outcome, outcome);
        QCOMPARE(classify(answerOf(status, verdict.constData()), UplinkKind::Gatepost), outcome);
    }

    void pushgateway_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("html");
        QTest::addColumn<Outcome>("outcome");
        const auto row = [](int status, bool html, Outcome outcome) {
            QTest::addRow("%d%s", status, html ? " html" : "") << status << html << outcome;
        };
        row(200, false, Outcome::Done);
        row(202, false, Outcome::Done);
        row(200, true, Outcome::Stranger);
        row(400, false, Outcome::Rejected);
        row(400, true, Outcome::Stranger);
        row(409, false, Outcome::Rejected);
        row(422, false, Outcome::Rejected);
        row(401, false, Outcome::AuthStop);
        row(403, false, Outcome::AuthStop);
        row(407, true, Outcome::AuthStop);
        row(413, false, Outcome::TooLarge);
        row(431, false, Outcome::TooLarge);
        row(0, false, Outcome::Retry);
        row(429, false, Outcome::Retry);
        row(500, true, Outcome::Retry);
        row(307, false, Outcome::Stranger);
        row(404, false, Outcome::Stranger);
        row(405, false, Outcome::Stranger);
    }
    void pushgateway() {
        QFETCH(int, status);
        QFETCH(bool, html);
        QFETCH(Outcome, outcome);
        QCOMPARE(classify(answerOf(status, "", html), UplinkKind::Pushgateway), outcome);
    }

    void scopes() {
        const auto scope = [](int status, Carried carried) {
            return backoffScope(answerOf(status, ""), carried);
        };
        QCOMPARE(scope(0, Carried::OnePush), BackoffScope::Uplink);
        QCOMPARE(scope(429, Carried::OnePush), BackoffScope::Uplink);
        QCOMPARE(scope(503, Carried::OnePush), BackoffScope::Uplink);
        QCOMPARE(scope(408, Carried::OnePush), BackoffScope::Uplink);
        QCOMPARE(scope(500, Carried::OnePush), BackoffScope::Group);
        QCOMPARE(scope(502, Carried::OnePush), BackoffScope::Group);
        QCOMPARE(scope(504, Carried::OnePush), BackoffScope::Group);
        QCOMPARE(scope(500, Carried::Batch), BackoffScope::Uplink);
    }

    void receipts() {
        QCOMPARE(classifyReceipt(200, Verdict::Accepted), Outcome::Done);
        QCOMPARE(classifyReceipt(200, Verdict::Superseded), Outcome::Superseded);
        QCOMPARE(classifyReceipt(422, Verdict::Rejected), Outcome::Rejected);
        QCOMPARE(classifyReceipt(403, Verdict::Forbidden), Outcome::AuthStop);
        QCOMPARE(classifyReceipt(413, std::nullopt), Outcome::TooLarge);
        QCOMPARE(classifyReceipt(500, std::nullopt), Outcome::Retry);
        QCOMPARE(classifyReceipt(200, std::nullopt), Outcome::Retry);
    }

    void waitsGrowAndStayInBounds() {
        Random random(7);
        Backoff backoff;
        milliseconds longest{0};
        milliseconds bound = kBackoffLeast * 2;
        for (int i = 0; i < 200; ++i) {
            const milliseconds wait = backoff.next(random, std::nullopt);
            QVERIFY(wait >= kBackoffLeast);
            QVERIFY(wait <= std::min(bound, kBackoffMost));
            bound = std::max(wait * 3, kBackoffLeast * 2);
            longest = std::max(longest, wait);
        }
        QVERIFY(longest > std::chrono::minutes(4));
        backoff.reset();
        QVERIFY(backoff.next(random, std::nullopt) <= kBackoffLeast * 2);
    }

    void twoRelaysWaitDifferently() {
        Random one(1);
        Random other(2);
        Backoff a;
        Backoff b;
        int same = 0;
        for (int i = 0; i < 20; ++i) same += a.next(one, {}) == b.next(other, {}) ? 1 : 0;
        QVERIFY(same < 3);
    }

    void retryAfterIsALowerBound() {
        Random random(3);
        for (int i = 0; i < 50; ++i) {
            Backoff backoff;
            const milliseconds wait = backoff.next(random, seconds(100));
            QVERIFY(wait >= seconds(100));
            QVERIFY(wait <= seconds(110));
        }
    }
};

QTEST_GUILESS_MAIN(TestClassify)
#include "test_classify.moc"
