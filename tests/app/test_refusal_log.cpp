// SPDX-License-Identifier: Apache-2.0
// The log's lines about refused pushes: who is refused over and over fills no log.
#include <QTest>

#include "app/gatepost/refusal_log.h"

using gatepost::app::RefusalLog;
using gatepost::relay::RelayEvent;

namespace {

RelayEvent refused(std::int64_t at, const std::string& path = "/metrics/job/a") {
    RelayEvent event;
    event.at = at;
    event.kind = RelayEvent::Kind::Refused;
    event.subject = path;
    event.detail = "400 no\nnewline";
    return event;
}

}  // namespace

class TestRefusalLog : public QObject {
    Q_OBJECT
private slots:
    void oneLineARefusal() {
        RefusalLog log;
        QCOMPARE(log.line(refused(1000)).value_or(""),
                 std::string("refused /metrics/job/a: 400 no newline"));
        RelayEvent pushed = refused(1000, "/metrics/job/b");
        pushed.kind = RelayEvent::Kind::Push;
        QVERIFY(!log.line(pushed));
    }

    void aPlaceIsToldOfOnceAMinute() {
        RefusalLog log;
        const std::int64_t pause = RefusalLog::kPauseMs;
        QVERIFY(log.line(refused(1000)));
        QVERIFY(!log.line(refused(1001)));
        QVERIFY(!log.line(refused(999 + pause)));
        QVERIFY(log.line(refused(1002, "/metrics/job/b")));
        QCOMPARE(log.line(refused(1000 + pause)).value_or(""),
                 std::string("refused /metrics/job/a: 400 no newline (and 2 more since it was told "
                             "last)"));
        QVERIFY(log.line(refused(500)));  // the clock was set back
    }

    void manyPlacesAreBounded() {
        RefusalLog log;
        const auto told = [&](std::int64_t at) {
            std::size_t lines = 0;
            for (std::size_t i = 0; i < 3 * RefusalLog::kPlaces; ++i)
                lines +=
                    log.line(refused(at, std::to_string(at) + "/" + std::to_string(i))) ? 1 : 0;
            return lines;
        };
        QCOMPARE(told(1000), RefusalLog::kPlaces);
        QCOMPARE(told(2000), std::size_t{0});
        QCOMPARE(told(1000 + RefusalLog::kPauseMs), RefusalLog::kPlaces);
    }
};

QTEST_APPLESS_MAIN(TestRefusalLog)
#include "test_refusal_log.moc"
