// SPDX-License-Identifier: Apache-2.0
// What becomes of a push for each answer that the far end can give: every row of the table in
// docs/PROTOCOL.md and the borders between them, with a server that answers so.
#include <QDateTime>
#include <QJsonArray>
#include <QLocale>
#include <QTest>
#include <atomic>

#include "relay/uplink/backoff.h"
#include "tests/relay/support/uplink_scene.h"

using namespace gatepost;
using namespace gatepost::testing;
using relay::Upstream;
using Reply = FakeUpstream::Reply;

namespace {

/// What becomes of one push with two families.
enum class Becomes {
    Delivered,
    Quarantined,  // with the server's reasons
    Auth,         // everything waits until the user, or a probe, ends it
    Backoff,      // everything waits a little
    GroupBackoff,
    Stranger,
};

Upstream stateOf(Becomes becomes) {
    switch (becomes) {
        case Becomes::Auth: return Upstream::AuthRejected;
        case Becomes::Backoff: return Upstream::Backoff;
        case Becomes::Stranger: return Upstream::Stranger;
        default: return Upstream::Idle;
    }
}

Reply replyOf(int status, const char* verdict, const char* type = "text/plain") {
    Reply reply = FakeUpstream::saying(status, verdict, "a sentence, of some length");
    reply.answer.set("Content-Type", type);
    return reply;
}

Reply troubled(Reply::Trouble trouble) {
    Reply reply = replyOf(200, "accepted");
    reply.trouble = trouble;
    return reply;
}

Reply with(Reply reply, const char* name, const std::string& value) {
    reply.answer.set(name, value);
    return reply;
}

}  // namespace

Q_DECLARE_METATYPE(Becomes)
Q_DECLARE_METATYPE(Reply)

class TestFailures : public QObject {
    Q_OBJECT
private slots:
    /// First row that matches: the rows in their order, then what lies between them.
    void gatepost_data() {
        columns();
        const auto row = [](int status, const char* verdict, Becomes becomes,
                            const char* type = "text/plain") {
            QTest::addRow("%d %s %s", status, *verdict ? verdict : "bare", type)
                << replyOf(status, verdict, type) << becomes;
        };
        for (const int status : {200, 202, 204}) row(status, "accepted", Becomes::Delivered);
        row(200, "accepted", Becomes::Delivered, "text/html");

        for (const int status : {400, 403, 409, 422}) row(status, "rejected", Becomes::Quarantined);

        for (const int status : {401, 407}) {
            row(status, "", Becomes::Auth);
            row(status, "", Becomes::Auth, "text/html");
            row(status, "rejected", Becomes::Auth);
        }
        row(403, "forbidden", Becomes::Auth);
        QTest::newRow("401 that asks for a password")
            << with(replyOf(401, ""), "WWW-Authenticate", "Basic realm=\"x\"") << Becomes::Auth;

        for (const int status : {414, 431}) row(status, "", Becomes::Quarantined);

        for (const int status : {408, 425, 429, 503}) {
            row(status, "", Becomes::Backoff);
            row(status, "rejected", Becomes::Backoff);
        }
        for (const int status : {500, 501, 502, 504, 507, 599})
            row(status, "", Becomes::GroupBackoff);
        row(502, "", Becomes::GroupBackoff, "text/html");
        row(503, "", Becomes::Backoff, "text/html");

        // A stranger: whatever has no verdict, or one that its status does not go with.
        for (const int status :
             {200, 201, 204, 206, 300, 304, 400, 402, 403, 404, 405, 409, 410, 418, 422, 451, 499})
            row(status, "", Becomes::Stranger);
        for (const int status : {200, 400, 403, 404, 422})
            row(status, "", Becomes::Stranger, "text/html");
        for (const int status : {301, 302, 303, 307, 308}) row(status, "", Becomes::Stranger);
        row(302, "accepted", Becomes::Stranger);
        row(200, "rejected", Becomes::Stranger);
        row(200, "forbidden", Becomes::Stranger);
        row(200, "of another kind", Becomes::Stranger);
        row(400, "forbidden", Becomes::Stranger);
        row(404, "rejected", Becomes::Stranger);
        row(422, "accepted", Becomes::Stranger);
    }
    void gatepost() { becomesOf(relay::UplinkKind::Gatepost); }

    void pushgateway_data() {
        columns();
        const auto row = [](int status, Becomes becomes, const char* type = "text/plain") {
            QTest::addRow("%d %s", status, type) << replyOf(status, "", type) << becomes;
        };
        for (const int status : {200, 202, 204}) row(status, Becomes::Delivered);
        for (const int status : {400, 409, 414, 422, 431}) row(status, Becomes::Quarantined);
        for (const int status : {401, 403, 407}) row(status, Becomes::Auth);
        for (const int status : {408, 425, 429, 503}) row(status, Becomes::Backoff);
        for (const int status : {500, 502, 504}) row(status, Becomes::GroupBackoff);
        for (const int status : {301, 302, 307, 308, 404, 405}) row(status, Becomes::Stranger);
        // A captive portal: a Pushgateway answers no push with a page.
        for (const int status : {200, 400, 422}) row(status, Becomes::Stranger, "text/html");
    }
    void pushgateway() { becomesOf(relay::UplinkKind::Pushgateway); }

    void brokenConnections_data() {
        columns();
        using Trouble = Reply::Trouble;
        QTest::newRow("closed without a word")
            << troubled(Trouble::CloseAtOnce) << Becomes::Backoff;
        QTest::newRow("ended in the body") << troubled(Trouble::EndInBody) << Becomes::Backoff;
        QTest::newRow("reset in the body") << troubled(Trouble::ResetInBody) << Becomes::Backoff;
        QTest::newRow("hangs") << troubled(Trouble::Hang) << Becomes::Backoff;
        QTest::newRow("hangs after the head")
            << troubled(Trouble::HangAfterHead) << Becomes::Backoff;
    }
    void brokenConnections() { becomesOf(relay::UplinkKind::Gatepost); }

    /// How long is waited, in seconds, where the server says how long.
    void retryAfter_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("value");  // "date N": so many seconds after it was asked
        QTest::addColumn<int>("least");
        QTest::addColumn<int>("most");
        QTest::newRow("seconds") << 429 << QByteArray("100") << 100 << 110;
        QTest::newRow("seconds of a 503") << 503 << QByteArray("100") << 100 << 110;
        QTest::newRow("a date") << 429 << QByteArray("date 100") << 98 << 110;
        QTest::newRow("a date of a 503") << 503 << QByteArray("date 100") << 98 << 110;
        QTest::newRow("of a 500, for its group") << 500 << QByteArray("100") << 100 << 110;
        QTest::newRow("at most an hour") << 429 << QByteArray("86400") << 3600 << 3960;
        QTest::newRow("a date, at most an hour") << 429 << QByteArray("date 86400") << 3600 << 3960;
        QTest::newRow("none") << 429 << QByteArray("0") << 0 << 3;
        QTest::newRow("a date gone by") << 429 << QByteArray("date -100") << 0 << 3;
        QTest::newRow("nonsense") << 429 << QByteArray("soon") << 0 << 3;
        QTest::newRow("a negative number") << 429 << QByteArray("-5") << 0 << 3;
    }
    void retryAfter() {
        QFETCH(int, status);
        QFETCH(QByteArray, value);
        QFETCH(int, least);
        QFETCH(int, most);
        std::atomic<qint64> asked = 0;
        UplinkScene s;
        s.relay.options.pace = 1.0;
        s.upstream.script([&](const http::Request& request) -> std::optional<Reply> {
            if (!isPush(request)) return std::nullopt;
            asked = QDateTime::currentMSecsSinceEpoch();
            const QByteArray said =
                value.startsWith("date ") ? httpDate(value.mid(5).toInt()) : value;
            return with(replyOf(status, ""), "Retry-After", said.toStdString());
        });
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        const auto retryAt = [&] {
            const qint64 ofGroup =
                s.firstOf("/api/v1/queue").value(QLatin1String("retry_at")).toInteger();
            return std::max<qint64>(ofGroup, s.relay.status().retryAt);
        };
        qint64 told = 0;
        QVERIFY(waitUntil([&] { return (told = retryAt()) > 0; }));
        const qint64 wait = told - asked;
        const QByteArray said = QByteArray::number(wait);
        QVERIFY2(wait >= least * 1000 && wait <= most * 1000 + 1000, said.constData());
        if (least > 0) QCOMPARE(s.upstream.requests().size(), 1U);
    }

    void whoIsNotFoundIsTriedAgain() {
        UplinkScene s;
        s.relay.options.settings.uplinkUrl = "https://no-such-host.invalid";
        s.relay.options.settings.proxyMode = relay::ProxyMode::None;
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        QVERIFY(s.relay.waitForUpstream(Upstream::Backoff, 30'000));
        QCOMPARE(s.relay.status().upstreamStatus, 0);
        QCOMPARE(s.ledger("waiting"), 1);
    }

    void a5xxHoldsBackItsGroupAlone() {
        UplinkScene s;
        s.relay.options.pace = 1.0;
        s.upstream.script([](const http::Request& request) -> std::optional<Reply> {
            if (request.head.path() == "/metrics/job/bad") return FakeUpstream::saying(500);
            return std::nullopt;
        });
        QVERIFY(s.relay.start());
        QVERIFY(s.push("bad"));
        QVERIFY(s.upstream.waitForRequests(1));
        QVERIFY(s.push("good"));
        QVERIFY(s.waitForDelivered(1));
        QCOMPARE(s.ledger("waiting"), 1);
        QVERIFY(s.relay.waitForUpstream(Upstream::Idle));
    }

    void aRejectedPushIsQuarantinedWithTheReasons() {
        UplinkScene s;
        Reply reply = FakeUpstream::saying(
            422, "rejected",
            "{\"status\":\"error\",\"error\":\"breaks the "
            "rules\",\"problems\":[{\"rule\":\"r1\",\"metric\":\"m\","
            "\"text\":\"is bad\",\"severity\":\"error\",\"line\":2,\"column\":1,\"length\":1}]}");
        reply.answer.set("Content-Type", "application/json");
        s.upstream.script(toPushes(reply));
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        QVERIFY(s.waitForLedger("quarantined", 1));
        QCOMPARE(s.ledger("waiting"), 0);
        const QJsonObject entry = s.firstOf("/api/v1/quarantine");
        QCOMPARE(entry.value(QLatin1String("status")).toInt(), 422);
        QCOMPARE(entry.value(QLatin1String("reason")).toString(),
                 QStringLiteral("breaks the rules"));
        QCOMPARE(entry.value(QLatin1String("problems")).toArray().size(), 1);

        // Nothing waits behind it.
        s.upstream.beFriendly();
        QVERIFY(s.push("b"));
        QVERIFY(s.waitForDelivered(1));
        const std::string id = std::to_string(entry.value(QLatin1String("id")).toInteger());
        const http::Response shown = s.relay.get("/api/v1/quarantine/" + id);
        QCOMPARE(shown.status, 200);
        QVERIFY(shown.body.find("# TYPE m untyped") != std::string::npos);
        QCOMPARE(s.relay.post("/api/v1/quarantine/" + id + "/retry").status, 200);
        QVERIFY(s.waitForDelivered(2));
        QCOMPARE(s.ledger("quarantined"), 0);
        QCOMPARE(s.relay.post("/api/v1/quarantine/" + id + "/retry").status, 404);
    }

    void quarantinedIsNotRetriedOverALaterPush() {
        UplinkScene s;
        s.upstream.script(toPushes(FakeUpstream::saying(422, "rejected", "no")));
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        QVERIFY(s.waitForLedger("quarantined", 1));
        s.upstream.beFriendly();
        QCOMPARE(s.relay.put("/metrics/job/a", "m 2\n").status, 202);
        QVERIFY(s.waitForDelivered(1));
        const QJsonObject entry = s.firstOf("/api/v1/quarantine");
        const std::string id = std::to_string(entry.value(QLatin1String("id")).toInteger());
        QCOMPARE(s.relay.post("/api/v1/quarantine/" + id + "/retry").status, 409);
        QCOMPARE(s.relay.remove("/api/v1/quarantine/" + id).status, 200);
        QCOMPARE(s.relay.ledger()
                     .value(QLatin1String("lost"))
                     .toObject()
                     .value(QLatin1String("user"))
                     .toInteger(),
                 1);
    }

    void tooLargeIsSplitByFamily() {
        UplinkScene s;
        s.upstream.script([](const http::Request& request) -> std::optional<Reply> {
            if (isPush(request) && request.body.size() > 30) return FakeUpstream::saying(413);
            return std::nullopt;
        });
        QVERIFY(s.relay.start());
        QCOMPARE(s.relay.put("/metrics/job/a", "m1 1\nm2 2\nm3 3\nm4 4\n").status, 202);
        QVERIFY(s.waitForDelivered(1));
        std::string all;
        bool first = true;
        for (const http::Request& request : s.upstream.requests()) {
            if (request.body.size() > 30) continue;
            // The first piece takes the PUT's place, the others add to it.
            QVERIFY(request.head.method == (first ? http::Method::Put : http::Method::Post));
            first = false;
            all += request.body;
        }
        for (const char* sample : {"m1 1\n", "m2 2\n", "m3 3\n", "m4 4\n"})
            QVERIFY2(all.find(sample) != std::string::npos, sample);
    }

    void whatCannotBeSplitIsQuarantined() {
        UplinkScene s;
        s.upstream.script(toPushes(FakeUpstream::saying(413)));
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        QVERIFY(s.waitForLedger("quarantined", 1));
    }

    void theQueueSaysWhenAGroupIsTriedAgain() {
        UplinkScene s;
        s.relay.options.pace = 10;
        s.upstream.script(toPushes(FakeUpstream::saying(500)));
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        const auto retryAt = [&] {
            const QJsonArray queue = s.relay.data("/api/v1/queue").toArray();
            return queue.at(0).toObject().value(QLatin1String("retry_at")).toInteger();
        };
        QVERIFY(waitUntil([&] { return retryAt() != 0; }));
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        QVERIFY(retryAt() > now && retryAt() < now + 60'000);
    }

    void supersededCountsAndARestoredRelayTakesANewId() {
        UplinkScene s;
        std::atomic<int> tries = 0;
        std::mutex mutex;
        std::vector<std::string> sequences;
        s.upstream.script([&](const http::Request& request) -> std::optional<Reply> {
            if (!isPush(request)) return std::nullopt;
            const std::lock_guard lock(mutex);
            sequences.emplace_back(*request.head.field("Gatepost-Sequence"));
            if (++tries == 1) return FakeUpstream::saying(200, "superseded");
            return std::nullopt;
        });
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        QVERIFY(s.waitForDelivered(1));
        const std::lock_guard lock(mutex);
        QCOMPARE(sequences.size(), 2U);
        QVERIFY(sequences[0].substr(0, 8) != sequences[1].substr(0, 8));
    }

    void aServerThatIsDownIsTriedAgain() {
        UplinkScene s;
        s.upstream.down();
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        QVERIFY(s.relay.waitForUpstream(Upstream::Backoff));
        QVERIFY(!s.relay.status().upstreamError.empty());
        s.upstream.listen();
        QVERIFY(s.waitForDelivered(1));
    }

    void noTlsIsATransportFailure() {
        UplinkScene s;
        s.relay.options.settings.uplinkUrl =
            "https://127.0.0.1:" + std::to_string(s.upstream.port());
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        QVERIFY(s.relay.waitForUpstream(Upstream::Backoff));
        QCOMPARE(s.relay.status().upstreamStatus, 0);
        QCOMPARE(s.ledger("waiting"), 1);
    }

    void whileAuthIsRejectedOnlyProbesAreSent() {
        UplinkScene s;
        s.relay.options.pace = 1.0;
        s.upstream.script(
            [](const http::Request&) -> std::optional<Reply> { return FakeUpstream::saying(401); });
        QVERIFY(s.relay.start());
        QVERIFY(s.relay.waitForUpstream(Upstream::AuthRejected));
        for (int i = 0; i < 5; ++i)
            QCOMPARE(s.relay.put("/metrics/job/j" + std::to_string(i), "m 1\n").status, 202);
        QCOMPARE(s.upstream.asked("/api/v1/whoami"), 1U);
        QCOMPARE(s.upstream.requests().size(), 0U);
        s.upstream.beFriendly();
        s.relay.relay().setToken(QStringLiteral("another"));
        QVERIFY(s.waitForDelivered(5));
    }

private:
    static void columns() {
        QTest::addColumn<Reply>("reply");
        QTest::addColumn<Becomes>("becomes");
    }

    static QByteArray httpDate(int secondsFromNow) {
        const QDateTime then = QDateTime::currentDateTimeUtc().addSecs(secondsFromNow);
        return QLocale::c()
            .toString(then, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"))
            .toLatin1();
    }

    static bool isTriedAbout(const UplinkScene& s, std::chrono::milliseconds interval) {
        const std::int64_t wait = s.relay.status().retryAt - QDateTime::currentMSecsSinceEpoch();
        return wait > interval.count() * 8 / 10 && wait < interval.count() * 12 / 10;
    }

    static void becomesOf(relay::UplinkKind kind) {
        QFETCH(Reply, reply);
        QFETCH(Becomes, becomes);
        UplinkScene s(kind);
        s.relay.options.pace = 1.0;
        // An answer that is merely late is none of a server that hangs.
        const bool hangs =
            reply.trouble == Reply::Trouble::Hang || reply.trouble == Reply::Trouble::HangAfterHead;
        s.relay.options.silence = std::chrono::milliseconds(hangs ? 300 : 10'000);
        s.upstream.script(toPushes(with(reply, "Location", s.upstream.url() + "/elsewhere")));
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        if (becomes == Becomes::Delivered) {
            QVERIFY(s.waitForDelivered(1));
        } else if (becomes == Becomes::Quarantined) {
            QVERIFY(s.waitForLedger("quarantined", 1));
            QCOMPARE(s.firstOf("/api/v1/quarantine").value(QLatin1String("status")).toInt(),
                     reply.answer.status);
        } else {
            const bool failed = waitUntil([&] {
                const QJsonObject entry = s.firstOf("/api/v1/queue");
                return !entry.value(QLatin1String("last_error")).toString().isEmpty();
            });
            QVERIFY2(failed, s.relay.get("/api/v1/status").body.c_str());
            QCOMPARE(s.ledger("waiting"), 1);
            const bool group = becomes == Becomes::GroupBackoff;
            // But while it is tried again.
            QVERIFY(waitUntil([&] {
                const relay::RelayStatus now = s.relay.status();
                const qint64 ofGroup =
                    s.firstOf("/api/v1/queue").value(QLatin1String("retry_at")).toInteger();
                return now.upstream == stateOf(becomes) && (ofGroup > 0) == group &&
                       (now.retryAt > 0) != group;
            }));
            // Whoever has to do something about it is not hurried, and the far end is not either.
            if (becomes == Becomes::Auth) QVERIFY(isTriedAbout(s, relay::kProbeInterval));
            if (becomes == Becomes::Stranger) QVERIFY(isTriedAbout(s, relay::kStrangerInterval));
        }
        QCOMPARE(s.upstream.asked("/elsewhere"), 0U);
        if (s.ledger("waiting") == 0) return;
        // It comes through as it was, once the server is well and somebody asks to try.
        s.upstream.beFriendly();
        QCOMPARE(s.relay.post("/api/v1/queue/retry").status, 202);
        QVERIFY(s.waitForDelivered(1));
        QVERIFY(s.relay.waitForUpstream(Upstream::Idle));
    }
};

QTEST_GUILESS_MAIN(TestFailures)
#include "test_failures.moc"
