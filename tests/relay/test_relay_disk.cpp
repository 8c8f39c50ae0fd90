// SPDX-License-Identifier: Apache-2.0
// A whole relay on disks that are full, broken, damaged or of another version: what callers are
// answered and what the user is told.
#include <QJsonArray>
#include <QTest>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "store/store.h"
#include "tests/relay/support/relay_fixture.h"
#include "tests/support/failing_vfs.h"

using namespace gatepost;
using namespace gatepost::relay;
using namespace gatepost::testing;
using gatepost::test::FailingVfs;

namespace {

struct Desk {
    FailingVfs disk;
    RelayFixture relay;

    Desk() { relay.options.vfs = disk.name(); }
    [[nodiscard]] std::filesystem::path file() const {
        return relay.options.stateDirectory / "outbox.db";
    }
    [[nodiscard]] std::string bytes() const {
        std::ifstream in(file(), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    [[nodiscard]] bool shows(const std::string& line) const {
        return relay.get("/metrics").body.find(line + "\n") != std::string::npos;
    }
    [[nodiscard]] bool becomes(OutboxState state) const {
        return waitUntil([&] { return relay.status().outbox == state; });
    }
};

}  // namespace

class TestRelayDisk : public QObject {
    Q_OBJECT
private slots:
    void aDiskThatRefusesIsAnsweredAndNothingIsForgotten_data() {
        QTest::addColumn<int>("failure");
        QTest::addColumn<int>("status");
        QTest::newRow("full") << static_cast<int>(FailingVfs::Failure::Full) << 507;
        QTest::newRow("broken") << static_cast<int>(FailingVfs::Failure::Io) << 503;
    }
    void aDiskThatRefusesIsAnsweredAndNothingIsForgotten() {
        QFETCH(int, failure);
        QFETCH(int, status);
        Desk desk;
        QVERIFY(desk.relay.start());
        QCOMPARE(desk.relay.put("/metrics/job/a", "m 1\n").status, 202);
        desk.disk.fail(static_cast<FailingVfs::Failure>(failure), 0);
        for (int i = 0; i < 3; ++i) {
            const auto refused = desk.relay.put("/metrics/job/a", "m 2\n");
            QCOMPARE(refused.status, status);
            QCOMPARE(std::string(refused.field("Retry-After").value_or("")), std::string("10"));
        }
        QVERIFY(desk.shows("m{instance=\"\",job=\"a\"} 1"));
        QVERIFY(desk.shows("gatepost_relay_ledger_balanced 1"));
        QVERIFY(desk.shows("gatepost_relay_pushes_received_total 1"));
        desk.disk.heal();
        QCOMPARE(desk.relay.put("/metrics/job/a", "m 3\n").status, 202);
        QVERIFY(desk.shows("m{instance=\"\",job=\"a\"} 3"));
    }

    void aDiskThatIsFullAtTheStartIsTriedAgain() {
        Desk desk;
        desk.disk.fail(FailingVfs::Failure::Full, 0);
        QVERIFY(desk.relay.start());
        QVERIFY(desk.becomes(OutboxState::Failed));
        QCOMPARE(desk.relay.put("/metrics/job/a", "m 1\n").status, 503);
        desk.disk.heal();
        QCOMPARE(desk.relay.post("/api/v1/queue/retry").status, 202);
        QVERIFY(desk.becomes(OutboxState::Ok));
        QCOMPARE(desk.relay.put("/metrics/job/a", "m 1\n").status, 202);
    }

    void aQueueThatAnotherRelayHasOpenIsTriedAgain() {
        RelayFixture first;
        QVERIFY(first.start());
        RelayFixture second;
        second.options.stateDirectory = first.options.stateDirectory;
        QVERIFY(second.start());
        QVERIFY(waitUntil([&] { return second.status().outbox == OutboxState::Failed; }));
        QVERIFY(second.status().outboxError.ends_with("outbox.db.lock: another process holds it"));
        QCOMPARE(second.put("/metrics/job/a", "m 1\n").status, 503);
        QCOMPARE(first.put("/metrics/job/a", "m 1\n").status, 202);
        first.stop();
        QVERIFY(waitUntil([&] { return second.status().outbox == OutboxState::Ok; }, 20'000));
        QCOMPARE(second.ledger().value(QLatin1String("waiting")).toInteger(), 1);
    }

    void aDamagedQueueIsRecoveredAndToldOf() {
        Desk desk;
        QVERIFY(desk.relay.start());
        const std::string body = "needle_a 1\nneedle_b 2\n";
        QCOMPARE(desk.relay.put("/metrics/job/a", body).status, 202);
        QCOMPARE(desk.relay.put("/metrics/job/b", "m 1\n").status, 202);
        desk.relay.stop();
        auto bytes = desk.bytes();
        // Where the name stands first, it stands in clear even in what is compressed.
        const auto place = bytes.find("needle_a");
        QVERIFY(place != std::string::npos);
        bytes[place] ^= 1;
        std::ofstream(desk.file(), std::ios::binary)
            .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        QVERIFY(desk.relay.start());
        QVERIFY(desk.becomes(OutboxState::Recovered));
        const std::filesystem::path aside = desk.relay.status().outboxError;
        QVERIFY(aside.filename().string().starts_with("outbox.db.damaged-"));
        QVERIFY(std::filesystem::exists(aside));
        QVERIFY(desk.relay.get("/api/v1/status").body.find("\"outbox\":\"recovered\"") !=
                std::string::npos);
        QVERIFY(desk.shows("m{instance=\"\",job=\"b\"} 1"));
        QVERIFY(desk.shows("gatepost_relay_lost_total{cause=\"damaged\"} 1"));
        QVERIFY(desk.shows("gatepost_relay_ledger_balanced 1"));
        QCOMPARE(desk.relay.put("/metrics/job/a", body).status, 202);
    }

    void aQueueOfALaterVersionIsLeftAlone() {
        Desk desk;
        QVERIFY(desk.relay.start());
        QCOMPARE(desk.relay.put("/metrics/job/a", "m 1\n").status, 202);
        desk.relay.stop();
        constexpr std::array kLater{store::Migration{99, "CREATE TABLE later (id INTEGER)"}};
        QVERIFY(store::Store::open({.file = desk.file(), .migrations = kLater}).has_value());
        const auto before = desk.bytes();
        QVERIFY(desk.relay.start());
        QVERIFY(desk.becomes(OutboxState::Failed));
        QVERIFY(desk.relay.status().outboxError.find("schema version 99") != std::string::npos);
        QCOMPARE(desk.relay.put("/metrics/job/a", "m 2\n").status, 503);
        desk.relay.stop();
        QVERIFY(desk.bytes() == before);
    }

    /// A file as an earlier schema had it.
    void anEarlierQueueMigrates_data() {
        QTest::addColumn<QByteArray>("undone");
        const QByteArray third = "ALTER TABLE meta DROP COLUMN set_aside; ";
        QTest::newRow("the first")
            << third + "ALTER TABLE meta DROP COLUMN scrub; PRAGMA user_version=1";
        QTest::newRow("the second") << third + "PRAGMA user_version=2";
    }
    void anEarlierQueueMigrates() {
        QFETCH(QByteArray, undone);
        Desk desk;
        QVERIFY(desk.relay.start());
        QCOMPARE(desk.relay.put("/metrics/job/a", "m 1\n").status, 202);
        desk.relay.stop();
        {
            constexpr std::array kNow{store::Migration{4, ""}};
            const auto store = store::Store::open({.file = desk.file(), .migrations = kNow});
            QVERIFY(store.has_value());
            QVERIFY((*store)->run(
                [&](store::Database& database) { return database.execute(undone.constData()); }));
        }
        QVERIFY(desk.relay.start());
        QVERIFY(desk.becomes(OutboxState::Ok));
        QVERIFY(desk.shows("m{instance=\"\",job=\"a\"} 1"));
        QCOMPARE(desk.relay.put("/metrics/job/a", "m 2\n").status, 202);
    }

    void whatIsDroppedByHandIsCounted() {
        Desk desk;
        QVERIFY(desk.relay.start());
        QCOMPARE(desk.relay.put("/metrics/job/a", "m 1\n").status, 202);
        const auto entries = desk.relay.data("/api/v1/queue").toArray();
        QCOMPARE(entries.size(), 1);
        const auto id = entries.at(0).toObject().value(QLatin1String("id")).toInteger();
        RawClient reader = RawClient::local(desk.relay.socket());
        reader.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        std::string stream;
        QVERIFY(reader.receiveUntil(": gatepost\n\n", stream));
        QCOMPARE(desk.relay.remove("/api/v1/queue/" + std::to_string(id)).status, 200);
        QVERIFY(desk.shows("gatepost_relay_lost_total{cause=\"user\"} 1"));
        QVERIFY(reader.receiveUntil("\"kind\":\"lost\"", stream));
        QVERIFY(stream.find("\"detail\":\"user, pushes: 1\"") != std::string::npos);
        for (const auto* cause : {"age", "bytes", "damaged", "quarantine_full"})
            QVERIFY(
                desk.shows("gatepost_relay_lost_total{cause=\"" + std::string(cause) + "\"} 0"));
        QVERIFY(desk.shows("gatepost_relay_ledger_balanced 1"));
    }
};

QTEST_GUILESS_MAIN(TestRelayDisk)
#include "test_relay_disk.moc"
