// SPDX-License-Identifier: Apache-2.0
// Targets that the relay scrapes: over loopback and over a local socket, judged like pushes.
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalServer>
#include <QLocalSocket>
#include <QTest>

#include "http/answers.h"
#include "relay/scrape/scraper.h"
#include "relay/scrape/target_json.h"
#include "tests/relay/support/fake_upstream.h"
#include "tests/relay/support/relay_fixture.h"

using namespace gatepost;
using namespace gatepost::testing;
using Reply = FakeUpstream::Reply;

namespace {

FakeUpstream::Script exposing(const std::string& text) {
    return [text](const http::Request&) -> std::optional<Reply> {
        Reply reply = FakeUpstream::saying(200, {}, text);
        reply.answer.set("Content-Type", http::kTextFormat);
        return reply;
    };
}

std::string urlOf(const FakeUpstream& server, const char* path = "/metrics") {
    return "{\"url\":\"" + server.url() + path +
           "\",\"interval_seconds\":1,\"labels\":{\"env\":\"dev\"}}";
}

/// A relay that has delivered what its target `app` has shown it.
struct Scraping {
    explicit Scraping(std::uint32_t grace = 0) {
        relay.options.settings.uplinkUrl = proxy.url();
        relay.options.settings.graceSeconds = grace;
    }
    FakeUpstream application;
    FakeUpstream proxy;
    RelayFixture relay;

    bool start() {
        application.script(exposing("m 1\n"));
        return relay.start() &&
               relay.put("/api/v1/targets/app", urlOf(application)).status == 200 &&
               waitUntil([this] { return holds("job=\"app\""); }) && proxy.waitForRequests(1) &&
               relay.waitUntilIdle();
    }
    bool holds(const char* sample) const {
        return relay.get("/metrics").body.find(sample) != std::string::npos;
    }
    bool held() const { return holds("job=\"app\""); }
    /// It answers, and says nothing any more: so often that it counts as gone.
    bool vanish() {
        const std::size_t before = application.asked("/metrics");
        application.script([](const http::Request&) { return FakeUpstream::saying(500); });
        // The last is asked for once the one before it has been looked at.
        const std::size_t enough = before + relay::Scraper::kFailuresUntilGone + 2;
        return waitUntil([&] { return application.asked("/metrics") >= enough; }, 30'000);
    }
};

}  // namespace

class TestScrape : public QObject {
    Q_OBJECT
private slots:
    void targetsAreRead_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<bool>("good");
        const auto row = [](const char* what, const char* name, const char* json, bool good) {
            QTest::newRow(what) << QByteArray(name) << QByteArray(json) << good;
        };
        row("url", "a", "{\"url\":\"http://127.0.0.1:80/m\"}", true);
        row("localhost", "a", "{\"url\":\"http://localhost:80/m?x=y\"}", true);
        row("socket", "a", "{\"socket\":\"/run/a.sock\",\"path\":\"/m\",\"interval_seconds\":5}",
            true);
        row("elsewhere", "a", "{\"url\":\"http://10.0.0.1/m\"}", false);
        row("https", "a", "{\"url\":\"https://127.0.0.1/m\"}", false);
        row("file", "a", "{\"url\":\"file:///etc/passwd\"}", false);
        row("password", "a", "{\"url\":\"http://u:p@127.0.0.1/m\"}", false);
        row("both", "a", "{\"url\":\"http://127.0.0.1/\",\"socket\":\"/a\"}", false);
        row("neither", "a", "{}", false);
        row("relative socket", "a", "{\"socket\":\"a.sock\"}", false);
        row("a path with a line feed", "a", "{\"socket\":\"/a\",\"path\":\"/m\\r\\nX: y\"}", false);
        row("timeout", "a", "{\"socket\":\"/a\",\"interval_seconds\":5,\"timeout_seconds\":5}",
            true);
        row("timeout over interval", "a",
            "{\"socket\":\"/a\",\"interval_seconds\":5,\"timeout_seconds\":6}", false);
        row("no time", "a", "{\"socket\":\"/a\",\"timeout_seconds\":0}", false);
        row("too often", "a", "{\"socket\":\"/a\",\"interval_seconds\":0}", false);
        row("bad label", "a", "{\"socket\":\"/a\",\"labels\":{\"__x\":\"y\"}}", false);
        row("bad name", "a/b", "{\"socket\":\"/a\"}", false);
        row("no JSON", "a", "url", false);
    }
    void targetsAreRead() {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, json);
        QFETCH(bool, good);
        const auto target = relay::readTargetJson(name.toStdString(), json.toStdString());
        QCOMPARE(target.has_value(), good);
        if (!good) return;
        const std::string again = QJsonDocument(relay::toJson(*target)).toJson().toStdString();
        QVERIFY(relay::readTargetJson(name.toStdString(), again).value() == *target);
    }

    void aUrlIsScraped() {
        FakeUpstream application;
        application.script(exposing("m 1\n"));
        RelayFixture r;
        QVERIFY(r.start());
        QCOMPARE(r.put("/api/v1/targets/app", urlOf(application)).status, 200);
        const auto holds = [&](const char* sample) {
            return r.get("/metrics").body.find(sample) != std::string::npos;
        };
        QVERIFY(waitUntil([&] { return holds("m{env=\"dev\",instance=\"\",job=\"app\"} 1\n"); }));
        application.script(exposing("m 2\n"));
        QVERIFY(waitUntil([&] { return holds("m{env=\"dev\",instance=\"\",job=\"app\"} 2\n"); }));

        // What breaks the rules is not taken, and the target says why.
        application.script(exposing("m{ 3\n"));
        QVERIFY(waitUntil([&] {
            return r.get("/api/v1/targets").body.find("text format parsing error") !=
                   std::string::npos;
        }));
        QVERIFY(holds("job=\"app\"} 2\n"));

        // It is still known after a restart; and gone when it is removed.
        application.script(exposing("m 4\n"));
        r.stop();
        QVERIFY(r.start());
        QVERIFY(waitUntil([&] { return holds("job=\"app\"} 4\n"); }));
        QCOMPARE(r.remove("/api/v1/targets/app").status, 202);
        QVERIFY(!holds("job=\"app\"}"));
        QCOMPARE(r.remove("/api/v1/targets/app").status, 404);
    }

    void aSlowTargetIsGivenUp() {
        FakeUpstream application;
        application.script([](const http::Request&) -> std::optional<Reply> {
            Reply reply = FakeUpstream::saying(200, {}, "m 1\n");
            reply.trouble = Reply::Trouble::HangAfterHead;
            return reply;
        });
        RelayFixture r;
        QVERIFY(r.start());
        // No timeout said: the interval's second.
        QCOMPARE(r.put("/api/v1/targets/app", urlOf(application)).status, 200);
        QVERIFY(waitUntil(
            [&] {
                return r.data("/api/v1/targets").toArray().at(0)[u"error"].toString() != QString();
            },
            5000));
    }

    void theFacadeSetsAndRemovesTargets() {
        FakeUpstream application;
        application.script(exposing("m 1\n"));
        RelayFixture r;
        QVERIFY(r.start());
        std::vector<relay::ScrapeView> seen;
        std::string failed;
        std::mutex mutex;
        const auto targets = [&] {
            const std::lock_guard lock(mutex);
            return seen;
        };
        connect(
            &r.relay(), &relay::Relay::snapshotChanged, &r.relay(),
            [&](const relay::SnapshotPointer& snapshot) {
                const std::lock_guard lock(mutex);
                seen = snapshot->targets;
            },
            Qt::DirectConnection);
        connect(
            &r.relay(), &relay::Relay::commandFailed, &r.relay(),
            [&](const QString&, const QString& why) {
                const std::lock_guard lock(mutex);
                failed = why.toStdString();
            },
            Qt::DirectConnection);
        r.relay().watch();
        auto target = relay::readTargetJson("app", urlOf(application)).value();
        r.relay().setTarget(target);
        QVERIFY(waitUntil([&] { return targets().size() == 1 && targets()[0].held; }));
        QVERIFY(targets()[0].target == target);
        r.relay().removeTarget(QStringLiteral("app"));
        QVERIFY(waitUntil([&] { return targets().empty(); }));
        target.url = "http://192.0.2.1/metrics";
        r.relay().setTarget(target);
        QVERIFY(waitUntil([&] {
            const std::lock_guard lock(mutex);
            return failed.find("loopback") != std::string::npos;
        }));
        QVERIFY(targets().empty());
    }

    void aRedirectIsNotFollowed() {
        FakeUpstream application;
        application.script([&](const http::Request& request) -> std::optional<Reply> {
            if (request.head.path() != "/metrics")
                return FakeUpstream::saying(200, {}, "stolen 1\n");
            Reply reply = FakeUpstream::saying(302);
            reply.answer.set("Location", application.url() + "/elsewhere");
            return reply;
        });
        RelayFixture r;
        QVERIFY(r.start());
        QCOMPARE(r.put("/api/v1/targets/app", urlOf(application)).status, 200);
        QVERIFY(waitUntil(
            [&] { return r.get("/api/v1/targets").body.find("status 302") != std::string::npos; }));
        QCOMPARE(application.asked("/elsewhere"), 0U);
    }

    void aTargetThatIsGoneLosesItsGroup() {
        Scraping s;
        QVERIFY(s.start());
        s.application.down();
        QVERIFY(waitUntil([&] { return !s.held(); }));
    }

    void whatATargetSaidLastArrivesBeforeItsGroupGoes() {
        Scraping s;
        QVERIFY(s.start());
        s.proxy.down();
        s.application.script(exposing("m 2\n"));
        QVERIFY(waitUntil([&] { return s.holds("job=\"app\"} 2\n"); }));
        s.proxy.forget();
        QVERIFY(s.vanish());
        QVERIFY(s.held());
        s.proxy.listen();
        s.relay.relay().retryNow();
        QVERIFY(waitUntil([&] { return !s.held(); }));
        QVERIFY(s.proxy.waitForRequests(2));
        QVERIFY(s.relay.waitUntilIdle());
        const auto requests = s.proxy.requests();
        QCOMPARE(requests.size(), 2U);
        QVERIFY(requests[0].body.ends_with("m 2\n"));
        QVERIFY(requests[1].head.method == http::Method::Delete);
    }

    void aTargetThatIsGoneIsGrantedItsGraceTime() {
        Scraping s(3600);
        QVERIFY(s.start());
        QVERIFY(s.vanish());
        QVERIFY(s.held());
        // It was only starting again.
        s.application.script(exposing("m 3\n"));
        QVERIFY(waitUntil([&] { return s.holds("job=\"app\"} 3\n"); }));
    }

    void aTargetThatWasSetAgainLosesItsGroupToo() {
        Scraping s;
        QVERIFY(s.start());
        s.application.down();
        QCOMPARE(s.relay.put("/api/v1/targets/app", urlOf(s.application)).status, 200);
        QVERIFY(s.held());
        QVERIFY(waitUntil([&] { return !s.held(); }));
    }

    void aTargetThatWentWhileTheRelayWasDownLosesItsGroupToo() {
        Scraping s;
        QVERIFY(s.start());
        s.relay.stop();
        s.application.down();
        QVERIFY(s.relay.start());
        QVERIFY(s.held());
        QVERIFY(waitUntil([&] { return !s.held(); }));
    }

    void whatIsScrapedGoesWithADeadMachine() {
        FakeUpstream application;
        application.script(exposing("m 1\n"));
        FakeUpstream proxy;
        RelayFixture r;
        r.options.settings.uplinkUrl = proxy.url();
        r.options.settings.processTtl = 77;
        QVERIFY(r.start());
        QCOMPARE(r.put("/api/v1/targets/app", urlOf(application)).status, 200);
        QVERIFY(proxy.waitForRequests(1));
        QCOMPARE(std::string(proxy.requests().front().head.field("Gatepost-TTL").value_or("")),
                 std::string("77"));
    }

    void aSocketIsScraped() {
        QTemporaryDir dir;
        QLocalServer server;
        QVERIFY(server.listen(dir.filePath(QStringLiteral("app.sock"))));
        connect(&server, &QLocalServer::newConnection, &server, [&server] {
            QLocalSocket* const socket = server.nextPendingConnection();
            connect(socket, &QLocalSocket::readyRead, socket, [socket] {
                if (!socket->readAll().startsWith("GET /m HTTP/1.1\r\n")) return;
                socket->write(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nm "
                    "7\n");
            });
        });
        RelayFixture r;
        QVERIFY(r.start());
        const std::string json = "{\"socket\":\"" + server.fullServerName().toStdString() +
                                 "\",\"path\":\"/m\",\"job\":\"other\"}";
        QCOMPARE(r.put("/api/v1/targets/app", json).status, 200);
        QTRY_VERIFY(r.get("/metrics").body.find("m{instance=\"\",job=\"other\"} 7\n") !=
                    std::string::npos);
    }

    void nonsenseIsRefused() {
        RelayFixture r;
        QVERIFY(r.start());
        QCOMPARE(r.put("/api/v1/targets/app", "{\"url\":\"http://10.0.0.1/\"}").status, 400);
        QCOMPARE(r.put("/api/v1/targets/app", "").status, 400);
    }
};

QTEST_GUILESS_MAIN(TestScrape)
#include "test_scrape.moc"
