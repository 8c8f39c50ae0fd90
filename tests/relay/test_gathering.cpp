// SPDX-License-Identifier: Apache-2.0
// Who is let wait for others before a wake-up serves him, and who never is.
#include <sys/socket.h>
#include <unistd.h>

#include <QElapsedTimer>
#include <QTest>
#include <QTimer>
#include <array>
#include <memory>
#include <vector>

#include "relay/gathering.h"
#include "relay/ready_set.h"

using namespace gatepost::relay;
using namespace std::chrono_literals;

namespace {

/// Connections that are used at moments of the test's.
class Callers {
public:
    explicit Callers(std::size_t count) : m_marks(count) {}
    /// So many uses in turn, this far apart; whether it pays after the last.
    bool inTurn(int uses, std::chrono::microseconds apart) {
        for (int i = 0; i < uses; ++i) {
            m_now += apart;
            m_gathering.used(m_marks[m_next++ % m_marks.size()], m_now);
        }
        return m_gathering.pause(m_now) > 0ms;
    }
    /// One more use of a connection apart from those.
    bool hurried(std::chrono::microseconds after) {
        m_gathering.used(m_hurried, m_now += after);
        return m_gathering.pause(m_now) > 0ms;
    }
    /// Each on a connection of its own.
    bool strangers(int uses, std::chrono::microseconds apart) {
        for (int i = 0; i < uses; ++i) {
            m_now += apart;
            Gathering::Mark fresh = 0;
            m_gathering.used(fresh, m_now);
        }
        return m_gathering.pause(m_now) > 0ms;
    }

private:
    Gathering m_gathering;
    Gathering::Time m_now{1h};
    std::vector<Gathering::Mark> m_marks;
    Gathering::Mark m_hurried = 0;
    std::size_t m_next = 0;
};

/// The reading end of a connection; notes in which go it was served.
class End : public ReadySet::Watcher {
public:
    End(ReadySet& set, std::vector<qint64>& served, const QElapsedTimer& clock)
        : m_set(set),
          m_served(served),
          m_clock(clock) {
        m_good = ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, m_pair.data()) == 0 &&
                 m_set.watch(m_pair[0], *this, {}, {.read = true});
    }
    ~End() override {
        m_set.forget(m_pair[0], *this, {.read = true});
        ::close(m_pair[0]);
        ::close(m_pair[1]);
    }
    End(const End&) = delete;
    End& operator=(const End&) = delete;
    bool call() { return m_good && ::write(m_pair[1], "x", 1) == 1; }
    void onReady(ReadySet::Interest) override {
        char byte = 0;
        if (::read(m_pair[0], &byte, 1) == 1) m_served.push_back(m_clock.elapsed());
    }

private:
    ReadySet& m_set;
    std::vector<qint64>& m_served;
    const QElapsedTimer& m_clock;
    std::array<int, 2> m_pair{-1, -1};
    bool m_good = false;
};

}  // namespace

class TestGathering : public QObject {
    Q_OBJECT

private slots:
    void manyWhoComeNowAndThenGather() {
        Callers callers(200);
        QVERIFY(!callers.inTurn(200, 5ms));  // new ones tell nothing
        QVERIFY(!callers.inTurn(31, 5ms));
        QVERIFY(callers.inTurn(1, 5ms));
        QVERIFY(callers.inTurn(500, 5ms));
    }

    void fewNeverWait_data() {
        QTest::addColumn<int>("count");
        QTest::newRow("one") << 1;
        QTest::newRow("sixteen") << 16;
        QTest::newRow("as many as might") << 31;
    }
    void fewNeverWait() {
        QFETCH(int, count);
        Callers callers(static_cast<std::size_t>(count));
        for (const auto apart : {100us, 1000us, 5000us, 9000us, 20'000us})
            for (int i = 0; i < 200; ++i) QVERIFY(!callers.inTurn(1, apart));
    }

    void aNewConnectionForEachPushNeverWaits() {
        Callers callers(200);
        QVERIFY(callers.inTurn(300, 5ms));
        for (int i = 0; i < 200; ++i) QVERIFY(!callers.strangers(1, 5ms));
    }

    void oneInAHurryAmongManyEndsIt() {
        Callers callers(200);
        QVERIFY(callers.inTurn(300, 5ms));
        callers.hurried(1ms);
        for (int i = 0; i < 100; ++i) {
            QVERIFY(!callers.hurried(2ms));
            QVERIFY(!callers.inTurn(1, 2ms));
        }
    }

    void rareOnesAndFloodsDoNotWait() {
        Callers callers(200);
        QVERIFY(callers.inTurn(300, 5ms));
        QVERIFY(!callers.inTurn(64, 20ms));
        QVERIFY(callers.inTurn(64, 5ms));
        QVERIFY(!callers.inTurn(64, 250us));
        QVERIFY(callers.inTurn(64, 5ms));
    }

    void aboutFourAreWaitedFor_data() {
        QTest::addColumn<int>("apart");  // microseconds
        QTest::addColumn<int>("pause");
        QTest::newRow("a thousand a second") << 1'000 << 4;
        QTest::newRow("two hundred a second") << 5'000 << 20;
        QTest::newRow("nobody waits longer") << 10'000 << 20;
    }
    void aboutFourAreWaitedFor() {
        QFETCH(int, apart);
        QFETCH(int, pause);
        Gathering gathering;
        Gathering::Time now{1h};
        std::vector<Gathering::Mark> marks(100);
        for (int round = 0; round < 2; ++round)
            for (auto& mark : marks) gathering.used(mark, now += std::chrono::microseconds(apart));
        QCOMPARE(gathering.pause(now).count(), pause);
    }

    void afterAPauseTheFirstDoesNotWait() {
        Callers callers(200);
        QVERIFY(callers.inTurn(300, 5ms));
        QVERIFY(!callers.inTurn(1, 10s));
    }

    // On a machine that is busy some are served together anyway; on another only if they are let.
    void theSetServesThoseWhoGatherTogether() {
        ReadySet set;
        QElapsedTimer clock;
        clock.start();
        std::vector<qint64> served;
        std::vector<std::unique_ptr<End>> ends;
        for (int i = 0; i < 40; ++i) ends.push_back(std::make_unique<End>(set, served, clock));
        std::size_t next = 0;
        QTimer calls;
        calls.setTimerType(Qt::PreciseTimer);
        connect(&calls, &QTimer::timeout, this, [&] { ends[next++ % ends.size()]->call(); });
        calls.start(4);
        const auto together = [&] {
            int pairs = 0;
            for (std::size_t i = 1; i < served.size(); ++i)
                if (served[i] - served[i - 1] <= 1) ++pairs;
            return pairs;
        };
        QTRY_VERIFY_WITH_TIMEOUT(together() >= 40, 10'000);
        calls.stop();
        // Whoever came last is not forgotten.
        QTRY_COMPARE(served.size(), next);
    }
};

QTEST_GUILESS_MAIN(TestGathering)
#include "test_gathering.moc"
