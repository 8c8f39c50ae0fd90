// SPDX-License-Identifier: Apache-2.0
// What becomes of a push for each answer that the far end can give: a whole relay against a server
// that says what the test wants.
#include <QDateTime>
#include <QJsonArray>
#include <QTest>
#include <numeric>

#include "http/answers.h"
#include "http/batch.h"
#include "relay/secrets/secret_store.h"
#include "relay/uplink/rules_fetch.h"
#include "relay/uplink/transport.h"
#include "tests/relay/support/fake_upstream.h"
#include "tests/relay/support/relay_fixture.h"

using namespace gatepost;
using namespace gatepost::testing;
using relay::Upstream;
using Reply = FakeUpstream::Reply;

namespace {

bool isPush(const http::Request& request) {
    return request.head.path().starts_with("/metrics/job");
}

/// To pushes alone; whoami and policy stay friendly.
FakeUpstream::Script toPushes(Reply reply) {
    return [reply](const http::Request& request) -> std::optional<Reply> {
        if (isPush(request) || request.head.path() == "/api/v1/pushes") return reply;
        return std::nullopt;
    };
}

/// A receipt for each line of a batch: accepted, but for the pushes to one path.
std::vector<std::string> receiptsFor(const http::Request& batch, std::string_view refused) {
    std::vector<std::string> receipts;
    std::string_view body = batch.body;
    while (const auto line = http::nextLine(body)) {
        const auto push = http::readBatchLine(*line);
        const bool bad = push->path == refused;
        http::Receipt receipt;
        receipt.id = push->id;
        receipt.status = bad ? 422 : 200;
        receipt.verdict = bad ? http::Verdict::Rejected : http::Verdict::Accepted;
        if (bad) receipt.error = "not this one";
        http::appendReceipt(receipts.emplace_back(), receipt);
    }
    return receipts;
}

Reply ndjson(std::string body) {
    Reply reply = FakeUpstream::accepted();
    reply.answer.set("Content-Type", http::kNdjson);
    reply.answer.body = std::move(body);
    return reply;
}

/// Says that it holds nothing, as a locked keyring does, until it is asked a second time.
class LockedOnce : public relay::SecretStore {
public:
    void read(const std::string&, Read done) override {
        if (std::exchange(m_locked, false))
            return done(
                std::unexpected(relay::SecretError{relay::SecretError::Kind::NotFound, {}}));
        done("gp_secret");
    }
    void write(const std::string&, const std::string&, Done done) override { done({}); }
    void remove(const std::string&, Done done) override { done({}); }

private:
    bool m_locked = true;
};

struct Setup {
    explicit Setup(relay::UplinkKind kind = relay::UplinkKind::Gatepost) {
        relay.options.settings.uplinkUrl = upstream.url();
        relay.options.settings.uplinkKind = kind;
    }
    [[nodiscard]] qint64 ledger(const char* what) const {
        return relay.ledger().value(QLatin1String(what)).toInteger();
    }
    [[nodiscard]] bool waitForLedger(const char* what, qint64 count) const {
        return waitUntil([&] { return ledger(what) == count; });
    }

    FakeUpstream upstream;
    RelayFixture relay;
};

}  // namespace

class TestUplink : public QObject {
    Q_OBJECT
private slots:
    void aPushIsDelivered() {
        Setup s;
        QVERIFY(s.relay.start());
        QCOMPARE(s.relay.put("/metrics/job/a/x/y", "m 1\n").status, 202);
        QVERIFY(s.upstream.waitForRequests(1));
        const http::Request got = s.upstream.requests().front();
        QVERIFY(got.head.method == http::Method::Put);
        QCOMPARE(std::string(got.head.path()), std::string("/metrics/job/a/x/y"));
        QCOMPARE(got.body, std::string("# TYPE m untyped\nm 1\n"));
        QVERIFY(!got.head.field("Authorization"));
        QVERIFY(got.head.field("Gatepost-Push-Id").has_value());
        QVERIFY(got.head.field("Gatepost-Pushed-At").has_value());
        QVERIFY(got.head.field("Gatepost-Sequence")->ends_with("/1"));
        QVERIFY(!got.head.field("Gatepost-TTL"));
        QVERIFY(!got.head.field("Cookie"));
        QVERIFY(s.waitForLedger("delivered", 1));
        QVERIFY(s.relay.waitForUpstream(Upstream::Idle));
    }

    void theTokenGoesAlong() {
        Setup s;
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("token"));
        QFile token(file);
        QVERIFY(token.open(QIODevice::WriteOnly));
        token.write("gp_secret\n");
        token.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        token.close();
        s.relay.options.settings.tokenFile = file.toStdString();
        QVERIFY(s.relay.start());
        QCOMPARE(s.relay.put("/metrics/job/a", "m 1\n").status, 202);
        QVERIFY(s.upstream.waitForRequests(1));
        const auto last = [&s] {
            return std::string(
                s.upstream.requests().back().head.field("Authorization").value_or(""));
        };
        QCOMPARE(last(), std::string("Bearer gp_secret"));

        // A renewed file is read when the user, or a script, asks to try again.
        QVERIFY(token.open(QIODevice::WriteOnly | QIODevice::Truncate));
        token.write("gp_renewed\n");
        token.close();
        QCOMPARE(s.relay.post("/api/v1/queue/retry").status, 202);
        QTest::qWait(100);
        QCOMPARE(s.relay.put("/metrics/job/a", "m 2\n").status, 202);
        const bool came = s.upstream.waitForRequests(2);
        QVERIFY2(came, s.relay.get("/api/v1/status").body.c_str());
        QCOMPARE(last(), std::string("Bearer gp_renewed"));
    }

    void useridIsAddedWhereTheProxyHasNoIdentity() {
        Setup s;
        s.relay.options.settings.userid = "ada";
        s.upstream.script([](const http::Request& request) -> std::optional<Reply> {
            if (request.head.path() != "/api/v1/whoami") return std::nullopt;
            return Reply{http::json(200, "{\"subject\":\"\",\"user\":\"\",\"mode\":\"fold\"}")};
        });
        QVERIFY(s.relay.start());
        QCOMPARE(s.relay.put("/metrics/job/a", "m 1\n").status, 202);
        QVERIFY(s.upstream.waitForRequests(1));
        QCOMPARE(std::string(s.upstream.requests().front().head.path()),
                 std::string("/metrics/job/a/userid/ada"));
    }

    void aPushgatewayGetsUseridAndNoHeadersOfOurs() {
        Setup s(relay::UplinkKind::Pushgateway);
        s.relay.options.settings.userid = "ada";
        s.upstream.script(toPushes(FakeUpstream::saying(200)));
        QVERIFY(s.relay.start());
        QCOMPARE(s.relay.put("/metrics/job/a", "m 1\n").status, 202);
        QVERIFY(s.upstream.waitForRequests(1));
        const http::Request got = s.upstream.requests().front();
        QCOMPARE(std::string(got.head.path()), std::string("/metrics/job/a/userid/ada"));
        QVERIFY(!got.head.field("Gatepost-Sequence"));
        QVERIFY(s.waitForLedger("delivered", 1));
        QCOMPARE(s.upstream.asked("/api/v1/whoami"), 0U);
    }

    /// What keeps a push, and how the relay looks meanwhile.
    void keepsThePush_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("verdict");
        QTest::addColumn<int>("trouble");
        QTest::addColumn<int>("upstream");
        const auto row = [](const char* name, int status, const char* verdict, Upstream upstream,
                            Reply::Trouble trouble = Reply::Trouble::None) {
            QTest::newRow(name) << status << QByteArray(verdict) << static_cast<int>(trouble)
                                << static_cast<int>(upstream);
        };
        row("401", 401, "", Upstream::AuthRejected);
        row("407", 407, "", Upstream::AuthRejected);
        row("403 forbidden", 403, "forbidden", Upstream::AuthRejected);
        row("429", 429, "", Upstream::Backoff);
        row("503", 503, "", Upstream::Backoff);
        row("200 of a stranger", 200, "", Upstream::Stranger);
        row("302", 302, "", Upstream::Stranger);
        row("400 of a stranger", 400, "", Upstream::Stranger);
        row("403 of a stranger", 403, "", Upstream::Stranger);
        row("404", 404, "", Upstream::Stranger);
        row("405", 405, "", Upstream::Stranger);
        row("closed without a word", 0, "", Upstream::Backoff, Reply::Trouble::CloseAtOnce);
        row("reset in the body", 200, "accepted", Upstream::Backoff, Reply::Trouble::ResetInBody);
    }
    void keepsThePush() {
        QFETCH(int, status);
        QFETCH(QByteArray, verdict);
        QFETCH(int, trouble);
        QFETCH(int, upstream);
        Setup s;
        s.relay.options.pace = 1.0;
        Reply reply = FakeUpstream::saying(status == 0 ? 200 : status, verdict.toStdString(),
                                           "<html>Please log in</html>");
        reply.answer.set("Content-Type", "text/html");
        reply.answer.set("Location", s.upstream.url() + "/elsewhere");
        reply.trouble = static_cast<Reply::Trouble>(trouble);
        s.upstream.script(toPushes(reply));
        QVERIFY(s.relay.start());
        QCOMPARE(s.relay.put("/metrics/job/a", "m 1\n").status, 202);
        QVERIFY(s.relay.waitForUpstream(static_cast<Upstream>(upstream)));
        QCOMPARE(s.ledger("waiting"), 1);
        QVERIFY(s.relay.status().retryAt > 0);
        QCOMPARE(s.upstream.asked("/elsewhere"), 0U);

        s.upstream.beFriendly();
        QCOMPARE(s.relay.post("/api/v1/queue/retry").status, 202);
        QVERIFY(s.waitForLedger("delivered", 1));
        QVERIFY(s.relay.waitForUpstream(Upstream::Idle));
    }

    void a5xxHoldsBackItsGroupAlone() {
        Setup s;
        s.relay.options.pace = 1.0;
        s.upstream.script([](const http::Request& request) -> std::optional<Reply> {
            if (request.head.path() == "/metrics/job/bad") return FakeUpstream::saying(500);
            return std::nullopt;
        });
        QVERIFY(s.relay.start());
        QCOMPARE(s.relay.put("/metrics/job/bad", "m 1\n").status, 202);
        QVERIFY(s.upstream.waitForRequests(1));
        QCOMPARE(s.relay.put("/metrics/job/good", "m 1\n").status, 202);
        QVERIFY(s.waitForLedger("delivered", 1));
        QCOMPARE(s.ledger("waiting"), 1);
        QVERIFY(s.relay.status().upstream == Upstream::Idle);
    }

    void aRejectedPushIsQuarantinedWithTheReasons() {
        Setup s;
        Reply reply = FakeUpstream::saying(
            422, "rejected",
            "{\"status\":\"error\",\"error\":\"breaks the "
            "rules\",\"problems\":[{\"rule\":\"r1\",\"metric\":\"m\","
            "\"text\":\"is bad\",\"severity\":\"error\",\"line\":2,\"column\":1,\"length\":1}]}");
        reply.answer.set("Content-Type", "application/json");
        s.upstream.script(toPushes(reply));
        QVERIFY(s.relay.start());
        QCOMPARE(s.relay.put("/metrics/job/a", "m 1\n").status, 202);
        QVERIFY(s.waitForLedger("quarantined", 1));
        QCOMPARE(s.ledger("waiting"), 0);
        const QJsonObject entry = s.relay.data("/api/v1/quarantine").toArray().at(0).toObject();
        QCOMPARE(entry.value(QLatin1String("status")).toInt(), 422);
        QCOMPARE(entry.value(QLatin1String("reason")).toString(),
                 QStringLiteral("breaks the rules"));
        QCOMPARE(entry.value(QLatin1String("problems")).toArray().size(), 1);

        // Nothing waits behind it.
        s.upstream.beFriendly();
        QCOMPARE(s.relay.put("/metrics/job/b", "m 1\n").status, 202);
        QVERIFY(s.waitForLedger("delivered", 1));
        const std::string id = std::to_string(entry.value(QLatin1String("id")).toInteger());
        const http::Response shown = s.relay.get("/api/v1/quarantine/" + id);
        QCOMPARE(shown.status, 200);
        QVERIFY(shown.body.find("# TYPE m untyped") != std::string::npos);
        QCOMPARE(s.relay.post("/api/v1/quarantine/" + id + "/retry").status, 200);
        QVERIFY(s.waitForLedger("delivered", 2));
        QCOMPARE(s.ledger("quarantined"), 0);
        QCOMPARE(s.relay.post("/api/v1/quarantine/" + id + "/retry").status, 404);
    }

    void quarantinedIsNotRetriedOverALaterPush() {
        Setup s;
        s.upstream.script(toPushes(FakeUpstream::saying(422, "rejected", "no")));
        QVERIFY(s.relay.start());
        QCOMPARE(s.relay.put("/metrics/job/a", "m 1\n").status, 202);
        QVERIFY(s.waitForLedger("quarantined", 1));
        s.upstream.beFriendly();
        QCOMPARE(s.relay.put("/metrics/job/a", "m 2\n").status, 202);
        QVERIFY(s.waitForLedger("delivered", 1));
        const QJsonObject entry = s.relay.data("/api/v1/quarantine").toArray().at(0).toObject();
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
        Setup s;
        s.upstream.script([](const http::Request& request) -> std::optional<Reply> {
            if (isPush(request) && request.body.size() > 30) return FakeUpstream::saying(413);
            return std::nullopt;
        });
        QVERIFY(s.relay.start());
        QCOMPARE(s.relay.put("/metrics/job/a", "m1 1\nm2 2\nm3 3\nm4 4\n").status, 202);
        QVERIFY(s.waitForLedger("delivered", 1));
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
        Setup s;
        s.upstream.script(toPushes(FakeUpstream::saying(413)));
        QVERIFY(s.relay.start());
        QCOMPARE(s.relay.put("/metrics/job/a", "m 1\n").status, 202);
        QVERIFY(s.waitForLedger("quarantined", 1));
    }

    void manyGoAsABatch() {
        Setup s;
        QVERIFY(s.relay.start());
        s.relay.relay().pause();
        QVERIFY(s.relay.waitForUpstream(Upstream::Paused));
        for (int i = 0; i < 20; ++i)
            QCOMPARE(s.relay.put("/metrics/job/j" + std::to_string(i), "m 1\n").status, 202);
        QCOMPARE(s.upstream.requests().size(), 0U);
        s.relay.relay().resume();
        QVERIFY(s.waitForLedger("delivered", 20));
        const auto requests = s.upstream.requests();
        QCOMPARE(requests.size(), 1U);
        QCOMPARE(std::string(requests.front().head.path()), std::string("/api/v1/pushes"));
    }

    void aBatchThatIsTooLargeIsHalved() {
        Setup s;
        s.upstream.script([](const http::Request& request) -> std::optional<Reply> {
            std::string_view body = request.body;
            int lines = 0;
            while (http::nextLine(body)) ++lines;
            if (request.head.path() == "/api/v1/pushes" && lines > 4)
                return FakeUpstream::saying(413);
            return std::nullopt;
        });
        QVERIFY(s.relay.start());
        s.relay.relay().pause();
        QVERIFY(s.relay.waitForUpstream(Upstream::Paused));
        for (int i = 0; i < 20; ++i)
            QCOMPARE(s.relay.put("/metrics/job/j" + std::to_string(i), "m 1\n").status, 202);
        s.relay.relay().resume();
        QVERIFY(s.waitForLedger("delivered", 20));
        QCOMPARE(s.ledger("quarantined"), 0);
    }

    void aReceiptTouchesItsLineAlone() {
        Setup s;
        s.upstream.script([](const http::Request& request) -> std::optional<Reply> {
            if (request.head.path() != "/api/v1/pushes") return std::nullopt;
            const auto receipts = receiptsFor(request, "/metrics/job/j3");
            return ndjson(std::accumulate(receipts.begin(), receipts.end(), std::string()));
        });
        QVERIFY(s.relay.start());
        s.relay.relay().pause();
        QVERIFY(s.relay.waitForUpstream(Upstream::Paused));
        for (int i = 0; i < 8; ++i)
            QCOMPARE(s.relay.put("/metrics/job/j" + std::to_string(i), "m 1\n").status, 202);
        s.relay.relay().resume();
        QVERIFY(s.waitForLedger("delivered", 7));
        QVERIFY(s.waitForLedger("quarantined", 1));
        const QJsonObject entry = s.relay.data("/api/v1/quarantine").toArray().at(0).toObject();
        QCOMPARE(entry.value(QLatin1String("reason")).toString(), QStringLiteral("not this one"));
    }

    void theQueueSaysWhenAGroupIsTriedAgain() {
        Setup s;
        s.relay.options.pace = 10;
        s.upstream.script(toPushes(FakeUpstream::saying(500)));
        QVERIFY(s.relay.start());
        QCOMPARE(s.relay.put("/metrics/job/a", "m 1\n").status, 202);
        const auto retryAt = [&] {
            const QJsonArray queue = s.relay.data("/api/v1/queue").toArray();
            return queue.at(0).toObject().value(QLatin1String("retry_at")).toInteger();
        };
        QVERIFY(waitUntil([&] { return retryAt() != 0; }));
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        QVERIFY(retryAt() > now && retryAt() < now + 60'000);
    }

    void receiptsOutOfOrderAreNotTaken() {
        Setup s;
        std::atomic<bool> sorted = false;
        s.upstream.script([&](const http::Request& request) -> std::optional<Reply> {
            if (request.head.path() != "/api/v1/pushes" || sorted.exchange(true))
                return std::nullopt;
            const auto receipts = receiptsFor(request, "/metrics/job/j3");
            return ndjson(std::accumulate(receipts.rbegin(), receipts.rend(), std::string()));
        });
        QVERIFY(s.relay.start());
        s.relay.relay().pause();
        QVERIFY(s.relay.waitForUpstream(Upstream::Paused));
        for (int i = 0; i < 8; ++i)
            QCOMPARE(s.relay.put("/metrics/job/j" + std::to_string(i), "m 1\n").status, 202);
        s.relay.relay().resume();
        QVERIFY(s.waitForLedger("delivered", 8));
        QCOMPARE(s.ledger("quarantined"), 0);
    }

    void rulesThatAreUnchangedAreFreshAgain() {
        FakeUpstream upstream;
        upstream.script([](const http::Request& request) -> std::optional<Reply> {
            if (request.head.path() != "/api/v1/whoami") return std::nullopt;
            Reply reply{http::json(200, R"({"subject":"ada","user":"ada","mode":"fold"})")};
            if (request.head.field("If-None-Match")) reply = FakeUpstream::saying(304);
            reply.answer.set("ETag", "\"one\"");
            return reply;
        });
        relay::Moment now{1, 1'000'000};
        relay::Transport transport;
        const QTemporaryDir dir;
        relay::RulesFetch rules(
            transport, [&now] { return now; },
            dir.filePath(QStringLiteral("rules.json")).toStdString());
        int answers = 0;
        connect(&rules, &relay::RulesFetch::identityKnown, this, [&answers] { ++answers; });
        relay::UplinkIdentity identity;
        identity.base = QUrl(QString::fromStdString(upstream.url()));
        rules.setIdentity(identity);
        rules.fetchIfStale();
        QTRY_COMPARE(answers, 1);
        now.steady += relay::RulesFetch::kFreshMs + 1;
        rules.fetchIfStale();
        QTRY_COMPARE(answers, 2);
        rules.fetchIfStale();
        QTest::qWait(200);
        QCOMPARE(upstream.asked("/api/v1/whoami"), 2U);
    }

    void aRelayThatIsStartedAgainGoesOn() {
        Setup s;
        QVERIFY(s.relay.start());
        std::atomic<int> stops = 0;
        connect(&s.relay.relay(), &relay::Relay::stopped, &s.relay.relay(), [&stops] { ++stops; });
        s.relay.relay().stop();
        QVERIFY(waitUntil([&] { return stops == 1; }));
        s.relay.relay().start();
        QTest::qWait(2500);  // longer than ending may take
        QCOMPARE(stops.load(), 1);
        QCOMPARE(s.relay.put("/metrics/job/a", "m 1\n").status, 202);
    }

    void aKeyringThatWasLockedIsAskedAgain() {
        Setup s;
        const auto keyring = std::make_shared<LockedOnce>();
        s.relay.options.secrets = keyring;
        s.relay.options.settings.tokenStored = true;
        QVERIFY(s.relay.start());
        QVERIFY(waitUntil([&] { return s.relay.status().secrets == relay::SecretState::Locked; }));
        s.relay.relay().retryNow();
        QVERIFY(waitUntil([&] { return s.relay.status().secrets == relay::SecretState::Ready; }));
        QCOMPARE(s.relay.put("/metrics/job/a", "m 1\n").status, 202);
        QVERIFY(s.waitForLedger("delivered", 1));
        QCOMPARE(std::string(s.upstream.requests().back().head.field("Authorization").value_or("")),
                 std::string("Bearer gp_secret"));
    }

    void supersededCountsAndARestoredRelayTakesANewId() {
        Setup s;
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
        QCOMPARE(s.relay.put("/metrics/job/a", "m 1\n").status, 202);
        QVERIFY(s.waitForLedger("delivered", 1));
        const std::lock_guard lock(mutex);
        QCOMPARE(sequences.size(), 2U);
        QVERIFY(sequences[0].substr(0, 8) != sequences[1].substr(0, 8));
    }

    void aServerThatIsDownIsTriedAgain() {
        Setup s;
        s.upstream.down();
        QVERIFY(s.relay.start());
        QCOMPARE(s.relay.put("/metrics/job/a", "m 1\n").status, 202);
        QVERIFY(s.relay.waitForUpstream(Upstream::Backoff));
        QVERIFY(!s.relay.status().upstreamError.empty());
        s.upstream.listen();
        QVERIFY(s.waitForLedger("delivered", 1));
    }

    void noTlsIsATransportFailure() {
        Setup s;
        s.relay.options.settings.uplinkUrl =
            "https://127.0.0.1:" + std::to_string(s.upstream.port());
        QVERIFY(s.relay.start());
        QCOMPARE(s.relay.put("/metrics/job/a", "m 1\n").status, 202);
        QVERIFY(s.relay.waitForUpstream(Upstream::Backoff));
        QCOMPARE(s.relay.status().upstreamStatus, 0);
        QCOMPARE(s.ledger("waiting"), 1);
    }

    void plainHttpToAnotherMachineIsNotConfigured() {
        Setup s;
        s.relay.options.settings.uplinkUrl = "http://proxy.example.org:9092";
        QVERIFY(s.relay.start());
        QVERIFY(s.relay.waitForUpstream(Upstream::Unconfigured));
        QVERIFY(s.relay.status().upstreamError.find("loopback") != std::string::npos);
    }

    void whileAuthIsRejectedOnlyProbesAreSent() {
        Setup s;
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
        QVERIFY(s.waitForLedger("delivered", 5));
    }

    void fetchedRulesJudge() {
        Setup s;
        s.upstream.script([](const http::Request& request) -> std::optional<Reply> {
            if (request.head.path() != "/api/v1/policy") return std::nullopt;
            return Reply{http::json(
                200,
                "{\"engine\":\"x\",\"policy\":\"rules:\\n  - families: \\\"secret_.*\\\"\\n"
                "    action: reject\\n    message: \\\"not that\\\"\\n\",\"mode\":\"fold\"}")};
        });
        QVERIFY(s.relay.start());
        QVERIFY(waitUntil([&] { return s.relay.status().rules == relay::Rules::EngineDiffers; }));
        const http::Response refused = s.relay.put("/metrics/job/a", "secret_x 1\n");
        QCOMPARE(refused.status, 422);
        QVERIFY(refused.body.find("not that") != std::string::npos);
        QCOMPARE(s.relay.put("/metrics/job/a", "other_x 1\n").status, 202);
    }
};

QTEST_GUILESS_MAIN(TestUplink)
#include "test_uplink.moc"
