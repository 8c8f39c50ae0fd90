// SPDX-License-Identifier: Apache-2.0
// A whole relay without an uplink: what the local API answers, and what stays when it ends.
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include "relay/uplink/target.h"
#include "tests/relay/support/relay_fixture.h"

using namespace gatepost;
using namespace gatepost::testing;

namespace {

QJsonObject only(const QJsonValue& array) {
    return array.toArray().size() == 1 ? array.toArray().at(0).toObject() : QJsonObject();
}

std::string text(const QJsonObject& object, const char* name) {
    return object.value(QLatin1String(name)).toVariant().toString().toStdString();
}

}  // namespace

class TestRelay : public QObject {
    Q_OBJECT
private slots:
    void healthAndReadiness() {
        RelayFixture r;
        QVERIFY(r.start());
        for (const char* path : {"/-/healthy", "/-/ready", "/health"}) {
            QCOMPARE(r.get(path).status, 200);
            QCOMPARE(r.get(path).body, std::string("OK"));
        }
        QCOMPARE(r.get("/nowhere").status, 404);
        const http::Response wrong = r.post("/-/healthy");
        QCOMPARE(wrong.status, 405);
        QCOMPARE(std::string(wrong.field("Allow").value_or("")), std::string("GET"));
    }

    void aPushIsHeldAndShown() {
        RelayFixture r;
        QVERIFY(r.start());
        const http::Response answer = r.put("/metrics/job/a", "m 1\n");
        QCOMPARE(answer.status, 202);
        QCOMPARE(std::string(answer.field("Gatepost-Lint-Problems").value_or("")),
                 std::string("1"));
        QVERIFY(r.get("/metrics").body.find("m{instance=\"\",job=\"a\"} 1\n") != std::string::npos);
        QVERIFY(r.get("/metrics").body.find("gatepost_relay_pushes_waiting 1\n") !=
                std::string::npos);
        QVERIFY(r.get("/api/v1/metrics").body.find("\"job\":\"a\"") != std::string::npos);

        const QJsonObject group = only(r.data("/api/v1/groups"));
        QCOMPARE(text(group, "path"), std::string("/metrics/job/a"));
        QCOMPARE(text(group, "state"), std::string("waiting"));
        QCOMPARE(text(group, "lifetime"), std::string("persistent"));
        const QJsonObject owner = group.value(QLatin1String("owner")).toObject();
        QCOMPARE(owner.value(QLatin1String("pid")).toInteger(), QCoreApplication::applicationPid());
        QCOMPARE(text(owner, "executable"), QCoreApplication::applicationFilePath().toStdString());
        QCOMPARE(owner.value(QLatin1String("alive")).toBool(), true);

        const QJsonObject queued = only(r.data("/api/v1/queue"));
        QCOMPARE(text(queued, "method"), std::string("PUT"));
        const std::string id = text(queued, "id");
        QVERIFY(r.get("/api/v1/queue/" + id).body.find("# TYPE m untyped") != std::string::npos);
        QCOMPARE(r.remove("/api/v1/queue/" + id).status, 200);
        QCOMPARE(r.remove("/api/v1/queue/" + id).status, 404);
        QCOMPARE(r.data("/api/v1/queue").toArray().size(), 0);
    }

    void pushesFold() {
        RelayFixture r;
        QVERIFY(r.start());
        QCOMPARE(r.put("/metrics/job/a", "m 1\n").status, 202);
        QCOMPARE(r.post("/metrics/job/a", "n 2\n").status, 202);
        QCOMPARE(r.put("/metrics/job/a", "o 3\n").status, 202);
        const QJsonObject ledger = r.ledger();
        QCOMPARE(ledger.value(QLatin1String("received")).toInteger(), 3);
        QCOMPARE(ledger.value(QLatin1String("superseded")).toInteger(), 2);
        QCOMPARE(ledger.value(QLatin1String("waiting")).toInteger(), 1);
        QCOMPARE(r.data("/api/v1/queue").toArray().size(), 1);
    }

    void whatIsRefusedIsShownAndNotQueued_data() {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::newRow("does not parse") << QByteArray("m{ 1\n") << 400;
        QTest::newRow("timestamp") << QByteArray("m 1 1000\n") << 400;
        QTest::newRow("duplicate series") << QByteArray("m{a=\"b\"} 1\nm{a=\"b\"} 2\n") << 400;
        QTest::newRow("our own metric as counter")
            << QByteArray("# TYPE gatepost_relay_groups counter\ngatepost_relay_groups 1\n") << 400;
    }
    void whatIsRefusedIsShownAndNotQueued() {
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        RelayFixture r;
        QVERIFY(r.start());
        const http::Response answer = r.put("/metrics/job/a", body.toStdString());
        QVERIFY2(answer.status == status, (std::to_string(answer.status) + answer.body).c_str());
        QVERIFY(!answer.body.empty());
        QCOMPARE(r.data("/api/v1/queue").toArray().size(), 0);
        const QJsonObject group = only(r.data("/api/v1/groups"));
        QCOMPARE(text(group, "state"), std::string("refused"));
        QCOMPARE(
            group.value(QLatin1String("refusal")).toObject().value(QLatin1String("status")).toInt(),
            status);
        QVERIFY(waitUntil([&] { return r.status().lint.refused == 1; }));

        // A good push of the group takes the refusal away.
        QCOMPARE(r.put("/metrics/job/a", "good 1\n").status, 202);
        QCOMPARE(text(only(r.data("/api/v1/groups")), "state"), std::string("waiting"));
    }

    void aBodyThatIsRefusedMidwayIsShownAndCounted_data() {
        QTest::addColumn<QByteArray>("chunks");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("reason");
        const QByteArray half = "258\r\n" + QByteArray(600, '#') + "\r\n";
        QTest::newRow("over the cap") << half + half << 413 << QByteArray("too_large");
        QTest::newRow("no chunk") << half + "rubbish\r\n" << 400 << QByteArray("malformed");
    }
    void aBodyThatIsRefusedMidwayIsShownAndCounted() {
        QFETCH(QByteArray, chunks);
        QFETCH(int, status);
        QFETCH(QByteArray, reason);
        RelayFixture r;
        r.options.settings.bodyBytes = 1000;
        QVERIFY(r.start());
        RawClient client = RawClient::local(r.socket());
        client.send("PUT /metrics/job/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        client.send(chunks.toStdString());
        QCOMPARE(client.receive().status, status);
        const QJsonObject group = only(r.data("/api/v1/groups"));
        QCOMPARE(group.value(QLatin1String("refusal"))[QLatin1String("status")].toInt(), status);
        const std::string counter =
            "gatepost_relay_push_refusals_total{reason=\"" + reason.toStdString() + "\"} 1\n";
        QVERIFY(r.get("/metrics").body.find(counter) != std::string::npos);
        // What is no push does not count as one.
        RawClient lint = RawClient::local(r.socket());
        lint.send("POST /lint HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        lint.send(chunks.toStdString());
        QCOMPARE(lint.receive().status, status);
        QVERIFY(r.get("/metrics").body.find(counter) != std::string::npos);
    }

    void aClashWithAnotherGroupIsRefused() {
        RelayFixture r;
        QVERIFY(r.start());
        QCOMPARE(r.put("/metrics/job/a", "# TYPE m counter\nm 1\n").status, 202);
        const http::Response clash = r.put("/metrics/job/b", "# TYPE m gauge\nm 1\n");
        QCOMPARE(clash.status, 400);
        QVERIFY(clash.body.starts_with("pushed metrics are invalid or inconsistent"));
        QCOMPARE(r.data("/api/v1/queue").toArray().size(), 1);
        QCOMPARE(r.remove("/metrics/job/a").status, 202);
        QCOMPARE(r.put("/metrics/job/b", "# TYPE m gauge\nm 1\n").status, 202);
    }

    void lintAnswersInJson() {
        RelayFixture r;
        QVERIFY(r.start());
        const http::Response problems = r.post("/lint", "m 1\n");
        QCOMPARE(problems.status, 200);
        const QJsonObject object =
            QJsonDocument::fromJson(QByteArray::fromStdString(problems.body)).object();
        QCOMPARE(text(object, "status"), std::string("error"));
        const QJsonObject problem = only(object.value(QLatin1String("problems")));
        QCOMPARE(text(problem, "rule"), std::string("no_help_text"));
        QCOMPARE(r.post("/lint", "# HELP m Text.\n# TYPE m gauge\nm 1\n").body,
                 std::string("{\"status\":\"success\"}"));
        QCOMPARE(r.post("/lint", "m{ 1\n").status, 400);
        const http::Response broken = r.put("/lint", "m{ 1\n", {{"Accept", "application/json"}});
        QCOMPARE(broken.status, 400);
        const QJsonObject said =
            QJsonDocument::fromJson(QByteArray::fromStdString(broken.body)).object();
        const QJsonObject place = only(said.value(QLatin1String("problems")));
        QCOMPARE(text(place, "rule"), std::string("unreadable"));
        QCOMPARE(place.value(QLatin1String("column")).toInt(), 4);
        QCOMPARE(r.data("/api/v1/groups").toArray().size(), 0);
    }

    void whatWas202SurvivesARestart() {
        RelayFixture r;
        QVERIFY(r.start());
        QCOMPARE(r.put("/metrics/job/a", "m 1\n").status, 202);
        r.stop();
        QVERIFY(!RawClient::local(r.socket()).connected());
        QVERIFY(r.start());
        QCOMPARE(r.ledger().value(QLatin1String("waiting")).toInteger(), 1);
        QVERIFY(r.get("/metrics").body.find("m{instance=\"\",job=\"a\"} 1\n") != std::string::npos);
        // And its groups judge again.
        QCOMPARE(r.put("/metrics/job/b", "# TYPE m counter\nm 1\n").status, 400);
    }

    void theSecondRelayFindsTheSocketTaken() {
        RelayFixture first;
        QVERIFY(first.start());
        RelayFixture second;
        second.options.socketPath = first.options.socketPath;
        QVERIFY(!second.start());
        QVERIFY(second.status().intake == relay::Intake::TakenByOther);
        second.stop();
        // The first one's socket is still there and its own.
        QCOMPARE(first.get("/-/ready").status, 200);
        QCOMPARE(first.put("/metrics/job/a", "m 1\n").status, 202);
        first.stop();
        QVERIFY(second.start());
        QCOMPARE(second.get("/-/ready").status, 200);
    }

    void pauseLastsOverARestart() {
        RelayFixture r;
        QVERIFY(r.start());
        QCOMPARE(r.post("/api/v1/pause").status, 200);
        QVERIFY(
            waitUntil([&] { return loadsPaused(r.options.stateDirectory / "run-state.json"); }));
        QCOMPARE(r.post("/api/v1/resume").status, 200);
        QVERIFY(
            waitUntil([&] { return !loadsPaused(r.options.stateDirectory / "run-state.json"); }));
    }

    void applicationsArePurged() {
        RelayFixture r;
        QVERIFY(r.start());
        QCOMPARE(r.put("/metrics/job/a", "m 1\n").status, 202);
        QCOMPARE(r.put("/metrics/job/b", "# TYPE m").status, 400);
        const QJsonObject group = r.data("/api/v1/groups").toArray().at(0).toObject();
        const std::string application =
            text(group.value(QLatin1String("owner")).toObject(), "application");
        QCOMPARE(r.post("/api/v1/applications/" + application + "/pause").status, 202);
        QVERIFY(waitUntil([&] {
            return r.data("/api/v1/groups")
                .toArray()
                .at(0)
                .toObject()
                .value(QLatin1String("paused"))
                .toBool();
        }));
        QCOMPARE(r.post("/api/v1/applications/" + application + "/resume").status, 202);
        QCOMPARE(r.post("/api/v1/applications/" + application + "/purge").status, 202);
        // What is left is the DELETE that waits to be sent.
        QVERIFY(
            waitUntil([&] { return text(only(r.data("/api/v1/queue")), "method") == "DELETE"; }));
        QVERIFY(r.get("/metrics").body.find("job=\"a\"") == std::string::npos);
    }

    void groupsAreDeletedById() {
        RelayFixture r;
        QVERIFY(r.start());
        QCOMPARE(r.put("/metrics/job/a", "m 1\n").status, 202);
        const std::string id = text(only(r.data("/api/v1/groups")), "id");
        QCOMPARE(r.remove("/api/v1/groups/" + id).status, 202);
        QCOMPARE(r.remove("/api/v1/groups/0000000000000000").status, 404);
        QCOMPARE(text(only(r.data("/api/v1/queue")), "method"), std::string("DELETE"));
    }

    void eventsAreStreamed() {
        RelayFixture r;
        QVERIFY(r.start());
        RawClient reader = RawClient::local(r.socket());
        reader.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        std::string stream;
        QVERIFY(reader.receiveUntil(": gatepost\n\n", stream));
        QVERIFY(stream.find("Content-Type: text/event-stream") != std::string::npos);
        QCOMPARE(r.put("/metrics/job/a", "m 1\n").status, 202);
        QVERIFY(reader.receiveUntil("\"subject\":\"/metrics/job/a\"}\n\n", stream));
        QVERIFY(stream.find("event: push\n") != std::string::npos);
    }

    void aSlowReaderOfEventsIsDropped() {
        RelayFixture r;
        QVERIFY(r.start());
        RawClient reader = RawClient::local(r.socket());
        reader.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        std::string stream;
        QVERIFY(reader.receiveUntil(": gatepost\n\n", stream));
        const auto readers = [&] {
            return r.get("/metrics").body.find("gatepost_relay_event_readers 1\n") !=
                   std::string::npos;
        };
        QVERIFY(readers());
        RawClient pusher = RawClient::local(r.socket());
        const std::string path = "/metrics/job/" + std::string(4000, 'a');
        const std::string refused =
            "PUT " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nm{";
        bool dropped = false;
        for (int i = 0; i < 500 && !dropped; ++i) {
            pusher.send(refused);
            QCOMPARE(pusher.receive().status, 400);
            dropped = i % 20 == 19 && !readers();
        }
        QVERIFY(dropped);
    }

    void quitHandsOver() {
        RelayFixture r;
        QVERIFY(r.start());
        std::atomic<bool> asked = false;
        QObject::connect(
            &r.relay(), &relay::Relay::quitRequested, &r.relay(), [&asked] { asked = true; },
            Qt::DirectConnection);
        QCOMPARE(r.post("/-/quit").status, 200);
        QVERIFY(waitUntil([&] { return asked.load(); }));
    }

    void snapshotsComeOnlyWhileSomeoneWatches() {
        RelayFixture r;
        QVERIFY(r.start());
        std::atomic<int> snapshots = 0;
        QObject::connect(
            &r.relay(), &relay::Relay::snapshotChanged, &r.relay(),
            [&snapshots](const relay::SnapshotPointer&) { ++snapshots; }, Qt::DirectConnection);
        QCOMPARE(r.put("/metrics/job/a", "m 1\n").status, 202);
        QTest::qWait(400);
        QCOMPARE(snapshots.load(), 0);
        r.relay().watch();
        QVERIFY(waitUntil([&] { return snapshots.load() == 1; }));
        QElapsedTimer took;
        took.start();
        for (int i = 0; i < 200; ++i) QCOMPARE(r.put("/metrics/job/a", "m 1\n").status, 202);
        QTest::qWait(1000);
        QVERIFY(snapshots.load() >= 2);
        const qint64 most = took.elapsed() * relay::kSnapshotsPerSecond / 1000 + 2;
        QVERIFY2(snapshots.load() <= most, std::to_string(snapshots.load()).c_str());
        r.relay().unwatch();
        QTest::qWait(300);
        const int before = snapshots.load();
        QCOMPARE(r.put("/metrics/job/a", "m 1\n").status, 202);
        QTest::qWait(400);
        QCOMPARE(snapshots.load(), before);
    }

    void targetsAreReadStrictly_data() {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<bool>("good");
        QTest::newRow("https") << QByteArray("https://proxy.example:9092/base") << true;
        QTest::newRow("http to loopback") << QByteArray("http://127.0.0.1:9092") << true;
        QTest::newRow("http to localhost") << QByteArray("http://localhost:9092") << true;
        QTest::newRow("http to [::1]") << QByteArray("http://[::1]:9092") << true;
        QTest::newRow("http elsewhere") << QByteArray("http://10.0.0.1") << false;
        QTest::newRow("http to a name like it")
            << QByteArray("http://localhost.evil.example") << false;
        QTest::newRow("nothing") << QByteArray("") << false;
        QTest::newRow("no scheme") << QByteArray("proxy.example") << false;
        QTest::newRow("ftp") << QByteArray("ftp://127.0.0.1/") << false;
        QTest::newRow("password") << QByteArray("https://a:b@proxy.example") << false;
        QTest::newRow("query") << QByteArray("https://proxy.example/?a=b") << false;
    }
    void targetsAreReadStrictly() {
        QFETCH(QByteArray, url);
        QFETCH(bool, good);
        QCOMPARE(relay::readTarget(url.toStdString()).has_value(), good);
    }

private:
    static bool loadsPaused(const std::filesystem::path& file) {
        QFile in(QString::fromStdString(file.string()));
        return in.open(QIODevice::ReadOnly) && in.readAll().contains("\"paused\": true");
    }
};

QTEST_GUILESS_MAIN(TestRelay)
#include "test_relay.moc"
