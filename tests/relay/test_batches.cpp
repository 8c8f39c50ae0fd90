// SPDX-License-Identifier: Apache-2.0
// A backlog: batches, their receipts, and the pace that the server sets.
#include <QTest>
#include <numeric>

#include "http/batch.h"
#include "tests/relay/support/uplink_scene.h"

using namespace gatepost;
using namespace gatepost::testing;
using relay::Upstream;
using Reply = FakeUpstream::Reply;

class TestBatches : public QObject {
    Q_OBJECT
private slots:
    void manyGoAsABatch() {
        UplinkScene s;
        QVERIFY(s.relay.start());
        QVERIFY(s.pushPaused(20));
        QCOMPARE(s.upstream.requests().size(), 0U);
        s.resume();
        QVERIFY(s.waitForDelivered(20));
        const auto requests = s.upstream.requests();
        QCOMPARE(requests.size(), 1U);
        QCOMPARE(std::string(requests.front().head.path()), std::string("/api/v1/pushes"));
    }

    void aBatchThatIsTooLargeIsHalved() {
        UplinkScene s;
        s.upstream.script([](const http::Request& request) -> std::optional<Reply> {
            std::string_view body = request.body;
            int lines = 0;
            while (http::nextLine(body)) ++lines;
            if (request.head.path() == "/api/v1/pushes" && lines > 4)
                return FakeUpstream::saying(413);
            return std::nullopt;
        });
        QVERIFY(s.relay.start());
        QVERIFY(s.pushPaused(20));
        s.resume();
        QVERIFY(s.waitForDelivered(20));
        QCOMPARE(s.ledger("quarantined"), 0);
    }

    /// Another relay goes by our id, and only a first try tells: batches of which nobody has read a
    /// line must not count as one, or the pushes would be taken for delivered.
    void aBatchThatIsRefusedAsAWholeIsNoTryOfItsPushes_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("verdict");
        QTest::newRow("too large") << 413 << QString();
        QTest::newRow("rejected") << 400 << QStringLiteral("rejected");
    }
    void aBatchThatIsRefusedAsAWholeIsNoTryOfItsPushes() {
        QFETCH(int, status);
        QFETCH(QString, verdict);
        UplinkScene s;
        std::string cloned;
        std::mutex mutex;
        s.upstream.script([&](const http::Request& request) -> std::optional<Reply> {
            if (request.head.path() == "/api/v1/pushes")
                return FakeUpstream::saying(status, verdict.toStdString());
            if (!isPush(request)) return std::nullopt;
            const auto sequence = request.head.field("Gatepost-Sequence").value_or("");
            const std::string relay(sequence.substr(0, sequence.find('/')));
            const std::lock_guard lock(mutex);
            if (cloned.empty()) cloned = relay;
            if (relay == cloned) return FakeUpstream::saying(200, "superseded");
            return std::nullopt;
        });
        QVERIFY(s.relay.start());
        QVERIFY(s.pushPaused(8));
        s.resume();
        QVERIFY(s.waitForDelivered(8));
        QCOMPARE(s.ledger("superseded"), 0);
        QCOMPARE(s.ledger("quarantined"), 0);
    }

    void aReceiptTouchesItsLineAlone() {
        UplinkScene s;
        s.upstream.script([](const http::Request& request) -> std::optional<Reply> {
            if (request.head.path() != "/api/v1/pushes") return std::nullopt;
            const auto receipts = receiptsFor(request, "/metrics/job/j3");
            return ndjson(std::accumulate(receipts.begin(), receipts.end(), std::string()));
        });
        QVERIFY(s.relay.start());
        QVERIFY(s.pushPaused(8));
        s.resume();
        QVERIFY(s.waitForDelivered(7));
        QVERIFY(s.waitForLedger("quarantined", 1));
        const QJsonObject entry = s.firstOf("/api/v1/quarantine");
        QCOMPARE(entry.value(QLatin1String("reason")).toString(), QStringLiteral("not this one"));
    }

    void receiptsOutOfOrderAreNotTaken() {
        UplinkScene s;
        std::atomic<bool> sorted = false;
        s.upstream.script([&](const http::Request& request) -> std::optional<Reply> {
            if (request.head.path() != "/api/v1/pushes" || sorted.exchange(true))
                return std::nullopt;
            const auto receipts = receiptsFor(request, "/metrics/job/j3");
            return ndjson(std::accumulate(receipts.rbegin(), receipts.rend(), std::string()));
        });
        QVERIFY(s.relay.start());
        QVERIFY(s.pushPaused(8));
        s.resume();
        QVERIFY(s.waitForDelivered(8));
        QCOMPARE(s.ledger("quarantined"), 0);
    }
};

QTEST_GUILESS_MAIN(TestBatches)
#include "test_batches.moc"
