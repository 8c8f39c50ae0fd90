// SPDX-License-Identifier: Apache-2.0
// What goes over the wire with a push, to whom, and by which rules.
#include <QTest>
#include <QTimer>
#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "http/answers.h"
#include "relay/secrets/secret_store.h"
#include "relay/secrets/token_host.h"
#include "relay/uplink/rules_fetch.h"
#include "relay/uplink/transport.h"
#include "tests/relay/support/uplink_scene.h"

using namespace gatepost;
using namespace gatepost::testing;
using relay::Upstream;
using Reply = FakeUpstream::Reply;

namespace {

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
    relay::SecretPlace placeOf(const std::string&) const override {
        return relay::SecretPlace::Keychain;
    }

private:
    bool m_locked = true;
};

constexpr int kKeyringTakes = 150;  // milliseconds

/// Has a token, and takes its time.
class SlowKeyring : public relay::SecretStore {
public:
    void read(const std::string&, Read done) override {
        QTimer::singleShot(kKeyringTakes, [done = std::move(done)] { done("gp_secret"); });
    }
    void write(const std::string&, const std::string&, Done done) override { done({}); }
    void remove(const std::string&, Done done) override { done({}); }
    relay::SecretPlace placeOf(const std::string&) const override {
        return relay::SecretPlace::Keychain;
    }
};

/// Which tokens came under which name of the same server.
class Seen {
public:
    explicit Seen(FakeUpstream& upstream) {
        upstream.script([seen = m_seen](const http::Request& request) -> std::optional<Reply> {
            const std::lock_guard lock(seen->mutex);
            std::string host(request.head.field("Host").value_or(""));
            host.resize(std::min(host.size(), host.rfind(':')));
            seen->tokens[host].emplace(request.head.field("Authorization").value_or(""));
            return std::nullopt;
        });
    }
    [[nodiscard]] std::set<std::string> at(const std::string& host) const {
        const std::lock_guard lock(m_seen->mutex);
        return m_seen->tokens[host];
    }

private:
    struct State {
        std::mutex mutex;
        std::map<std::string, std::set<std::string>> tokens;
    };
    std::shared_ptr<State> m_seen = std::make_shared<State>();  // the server outlives this
};

}  // namespace

class TestUplink : public QObject {
    Q_OBJECT
private slots:
    void nothingElseIsSaidOfTheDesktop() {
        UplinkScene s;
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        QVERIFY(s.upstream.waitForRequests(1));
        std::map<std::string, std::string> fields;
        const http::Request got = s.upstream.requests().front();
        for (const http::Field& field : got.head.fields) fields[field.name] = field.value;
        QCOMPARE(fields["Accept-Language"], std::string("*"));
        QVERIFY(fields["User-Agent"].starts_with("gatepost-relay/"));
        for (const auto* known :
             {"Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Connection",
              "Content-Length", "Content-Type", "Gatepost-Push-Id", "Gatepost-Pushed-At",
              "Gatepost-Sequence", "Gatepost-TTL", "Host", "User-Agent"})
            fields.erase(known);
        QVERIFY2(fields.empty(), fields.empty() ? "" : fields.begin()->first.c_str());
    }

    void aPushIsDelivered() {
        UplinkScene s;
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
        QVERIFY(s.waitForDelivered(1));
        QVERIFY(s.relay.waitForUpstream(Upstream::Idle));
    }

    void theTokenGoesAlong() {
        UplinkScene s;
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("token"));
        QFile token(file);
        QVERIFY(token.open(QIODevice::WriteOnly));
        token.write("gp_secret\n");
        token.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        token.close();
        s.relay.options.settings.tokenFile = file.toStdString();
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
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

        // One that others may read now is as wrong as at the start.
        QVERIFY(token.setPermissions(QFileDevice::ReadOwner | QFileDevice::ReadOther));
        QCOMPARE(s.relay.post("/api/v1/queue/retry").status, 202);
        QTRY_VERIFY(QByteArray::fromStdString(s.relay.get("/api/v1/status").body)
                        .contains("others may read or write it"));
        // What it has of it goes on, and the word goes with the fault.
        QCOMPARE(s.relay.put("/metrics/job/a", "m 3\n").status, 202);
        QVERIFY(s.upstream.waitForRequests(3));
        QCOMPARE(last(), std::string("Bearer gp_renewed"));
        QVERIFY(token.setPermissions(QFileDevice::ReadOwner));
        QCOMPARE(s.relay.post("/api/v1/queue/retry").status, 202);
        QTRY_VERIFY(!QByteArray::fromStdString(s.relay.get("/api/v1/status").body)
                         .contains("others may read or write it"));
    }

    void useridIsAddedWhereTheProxyHasNoIdentity() {
        UplinkScene s;
        s.relay.options.settings.userid = "ada";
        s.upstream.script([](const http::Request& request) -> std::optional<Reply> {
            if (request.head.path() != "/api/v1/whoami") return std::nullopt;
            return Reply{http::json(200, "{\"subject\":\"\",\"user\":\"\",\"mode\":\"fold\"}")};
        });
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        QVERIFY(s.upstream.waitForRequests(1));
        QCOMPARE(std::string(s.upstream.requests().front().head.path()),
                 std::string("/metrics/job/a/userid/ada"));
    }

    void aPushgatewayGetsUseridAndNoHeadersOfOurs() {
        UplinkScene s(relay::UplinkKind::Pushgateway);
        s.relay.options.settings.userid = "ada";
        s.upstream.script(toPushes(FakeUpstream::saying(200)));
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        QVERIFY(s.upstream.waitForRequests(1));
        const http::Request got = s.upstream.requests().front();
        QCOMPARE(std::string(got.head.path()), std::string("/metrics/job/a/userid/ada"));
        QVERIFY(!got.head.field("Gatepost-Sequence"));
        QVERIFY(s.waitForDelivered(1));
        QCOMPARE(s.upstream.asked("/api/v1/whoami"), 0U);
    }

    void plainHttpToAnotherMachineIsNotConfigured() {
        UplinkScene s;
        s.relay.options.settings.uplinkUrl = "http://proxy.example.org:9092";
        QVERIFY(s.relay.start());
        QVERIFY(s.relay.waitForUpstream(Upstream::Unconfigured));
        QVERIFY(s.relay.status().upstreamError.find("loopback") != std::string::npos);
    }

    void cookiesAreNeitherKeptNorSent() {
        UplinkScene s;
        Reply reply = FakeUpstream::accepted();
        reply.answer.set("Set-Cookie", "track=1; Path=/");
        s.upstream.script(toPushes(reply));
        QVERIFY(s.relay.start());
        for (int i = 1; i <= 2; ++i) {
            QVERIFY(s.push("a", "m " + std::to_string(i) + "\n"));
            QVERIFY(s.waitForDelivered(i));
        }
        for (const http::Request& request : s.upstream.requests())
            QVERIFY(!request.head.field("Cookie"));
    }

    void theLastRulesAreKnownAtOnceAfterARestart() {
        UplinkScene s;
        s.upstream.script([](const http::Request& request) -> std::optional<Reply> {
            if (request.head.path() != "/api/v1/policy") return std::nullopt;
            return Reply{http::json(200,
                                    R"({"engine":"x","policy":"rules:\n  - families: 'secret_.*'\n)"
                                    R"(    action: reject\n","mode":"fold"})")};
        });
        QVERIFY(s.relay.start());
        QVERIFY(waitUntil([&] { return s.relay.status().rules == relay::Rules::EngineDiffers; }));
        s.relay.stop();
        s.upstream.down();
        QVERIFY(s.relay.start());
        QVERIFY(waitUntil([&] { return s.relay.status().rules == relay::Rules::EngineDiffers; }));
        QCOMPARE(s.relay.put("/metrics/job/a", "secret_x 1\n").status, 422);

        // They are that proxy's, and no other's.
        relay::Settings settings = s.relay.options.settings;
        settings.uplinkUrl = "http://127.0.0.1:1";
        s.relay.relay().applySettings(settings);
        QVERIFY(waitUntil([&] { return s.relay.status().rules == relay::Rules::Default; }));
        QVERIFY(s.push("a", "secret_x 1\n"));
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

    void whoWeAreIsKeptForARestartAndForOneTokenAlone() {
        FakeUpstream upstream;
        std::atomic<int> confirmed = 0;
        upstream.script([&](const http::Request& request) -> std::optional<Reply> {
            if (request.head.path() != "/api/v1/whoami") return std::nullopt;
            const bool ada = request.head.field("Authorization") == "Bearer gp_ada";
            Reply reply{http::json(200, ada ? R"({"subject":"ada","user":"ada","mode":"fold"})"
                                            : R"({"subject":"bob","user":"bob","mode":"fold"})")};
            if (request.head.field("If-None-Match") == "\"ada\"") {
                ++confirmed;
                reply = FakeUpstream::saying(304);
            }
            reply.answer.set("ETag", ada ? "\"ada\"" : "\"bob\"");
            return reply;
        });
        relay::Transport transport;
        const QTemporaryDir dir;
        const auto userOf = [&](const char* token) {
            relay::RulesFetch rules(transport, relay::systemNow,
                                    dir.filePath(QStringLiteral("rules.json")).toStdString());
            std::string known;
            bool ruled = false;
            connect(&rules, &relay::RulesFetch::identityKnown, this,
                    [&](const std::string& user) { known = user; });
            relay::UplinkIdentity identity;
            identity.base = QUrl(QString::fromStdString(upstream.url()));
            identity.token = token;
            rules.setIdentity(identity);
            connect(&rules, &relay::RulesFetch::rulesKnown, this, [&] { ruled = true; });
            rules.fetch();
            static_cast<void>(QTest::qWaitFor([&] { return ruled && !known.empty(); }));
            return known;
        };
        QCOMPARE(userOf("gp_ada"), std::string("ada"));
        QCOMPARE(confirmed.load(), 0);
        QCOMPARE(userOf("gp_ada"), std::string("ada"));
        QCOMPARE(confirmed.load(), 1);
        QCOMPARE(userOf("gp_bob"), std::string("bob"));
        QCOMPARE(confirmed.load(), 1);
        QFile kept(dir.filePath(QStringLiteral("rules.json")));
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QVERIFY(!kept.readAll().contains("gp_"));
    }

    void fetchedRulesJudge() {
        UplinkScene s;
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

    void aRelayThatIsStartedAgainGoesOn() {
        UplinkScene s;
        QVERIFY(s.relay.start());
        std::atomic<int> stops = 0;
        connect(&s.relay.relay(), &relay::Relay::stopped, &s.relay.relay(), [&stops] { ++stops; });
        s.relay.relay().stop();
        QVERIFY(waitUntil([&] { return stops == 1; }));
        s.relay.relay().start();
        QTest::qWait(2500);  // longer than ending may take
        QCOMPARE(stops.load(), 1);
        QVERIFY(s.push("a"));
    }

    void aStoredTokenGoesToItsHostAlone_data() {
        QTest::addColumn<std::string>("host");
        QTest::addColumn<bool>("fromTheStart");
        QTest::newRow("bound") << std::string("127.0.0.1") << false;
        QTest::newRow("put there by hand") << std::string() << false;
        QTest::newRow("another address by now") << std::string("127.0.0.1") << true;
    }

    void aStoredTokenGoesToItsHostAlone() {
        QFETCH(const std::string, host);
        QFETCH(const bool, fromTheStart);
        UplinkScene s;
        const Seen seen(s.upstream);
        s.relay.options.secrets = std::make_shared<SlowKeyring>();
        auto& settings = s.relay.options.settings;
        settings.tokenStored = true;
        settings.tokenHost = host;
        const std::string there = settings.uplinkUrl;
        const std::string elsewhere = "http://localhost:" + std::to_string(s.upstream.port());
        if (fromTheStart) settings.uplinkUrl = elsewhere;
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        QVERIFY(s.waitForDelivered(1));
        if (!fromTheStart) {
            QCOMPARE(seen.at("127.0.0.1"), std::set<std::string>{"Bearer gp_secret"});
            settings.uplinkUrl = elsewhere;
            s.relay.relay().applySettings(settings);
            QVERIFY(waitUntil([&] { return s.relay.status().upstreamUrl == elsewhere; }));
            QVERIFY(s.push("b"));
            QVERIFY(s.waitForDelivered(2));
        }
        QCOMPARE(seen.at("localhost"), std::set<std::string>{""});
        QVERIFY(waitUntil([&] { return s.relay.status().secrets == relay::SecretState::None; }));
        if (host.empty()) return;
        // It is kept, and good for where it came from.
        settings.uplinkUrl = there;
        s.relay.relay().applySettings(settings);
        QVERIFY(waitUntil([&] { return s.relay.status().secrets == relay::SecretState::Ready; }));
        QVERIFY(s.push("c"));
        QVERIFY(s.waitForDelivered(fromTheStart ? 2 : 3));
        QVERIFY(seen.at("127.0.0.1").contains("Bearer gp_secret"));
    }

    /// Not even while the keyring takes its time to give the old token out.
    void aNewTokenAndItsAddressAreNotMixedWithTheOldOnes() {
        UplinkScene s;
        const Seen seen(s.upstream);
        s.relay.options.secrets = std::make_shared<SlowKeyring>();
        auto& settings = s.relay.options.settings;
        settings.tokenStored = true;
        settings.tokenHost = "127.0.0.1";
        QVERIFY(s.relay.start());
        QVERIFY(s.push("a"));
        QVERIFY(s.waitForDelivered(1));
        settings.outboxAge -= 60;
        s.relay.relay().applySettings(settings);  // asks the keyring once more
        settings.uplinkUrl = "http://localhost:" + std::to_string(s.upstream.port());
        s.relay.relay().enroll(settings, QStringLiteral("gp_new"));
        QVERIFY(s.push("b"));
        QVERIFY(s.waitForDelivered(2));
        QTest::qWait(2 * kKeyringTakes);
        QVERIFY(s.push("c"));
        QVERIFY(s.waitForDelivered(3));
        QCOMPARE(seen.at("127.0.0.1"), std::set<std::string>{"Bearer gp_secret"});
        QCOMPARE(seen.at("localhost"), std::set<std::string>{"Bearer gp_new"});
    }

    void aTokenKnowsItsHost() {
        QCOMPARE(relay::tokenHostOf("https://Metrics.Example.org:9443/x"),
                 std::string("metrics.example.org"));
        QCOMPARE(relay::tokenHostOf(""), std::string());
        relay::Settings before;
        before.uplinkUrl = "https://a.example";
        before.tokenStored = true;
        auto after = before;
        after.uplinkUrl = "https://b.example";
        QCOMPARE(relay::withTokenBound(after, before).tokenHost, std::string("a.example"));
        // A file that has lost the host gives the token to nobody else.
        before.tokenHost = "a.example";
        before.uplinkUrl = after.uplinkUrl;
        QVERIFY(!relay::storedTokenFits(before));
        QVERIFY(!relay::storedTokenFits(relay::withTokenBound(after, before)));
        QCOMPARE(relay::withTokenBound(after, before).tokenHost, std::string("a.example"));
        before.tokenHost.clear();
        before.tokenStored = false;
        QCOMPARE(relay::withTokenBound(after, before).tokenHost, std::string());
    }

    void aKeyringThatWasLockedIsAskedAgain() {
        UplinkScene s;
        const auto keyring = std::make_shared<LockedOnce>();
        s.relay.options.secrets = keyring;
        s.relay.options.settings.tokenStored = true;
        QVERIFY(s.relay.start());
        QVERIFY(waitUntil([&] { return s.relay.status().secrets == relay::SecretState::Locked; }));
        s.relay.relay().retryNow();
        QVERIFY(waitUntil([&] { return s.relay.status().secrets == relay::SecretState::Ready; }));
        QVERIFY(s.push("a"));
        QVERIFY(s.waitForDelivered(1));
        QCOMPARE(std::string(s.upstream.requests().back().head.field("Authorization").value_or("")),
                 std::string("Bearer gp_secret"));
    }
};

QTEST_GUILESS_MAIN(TestUplink)
#include "test_uplink.moc"
