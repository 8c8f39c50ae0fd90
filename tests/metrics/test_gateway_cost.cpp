// SPDX-License-Identifier: Apache-2.0
// A push costs what it holds itself, however much is held: into a gateway of ten thousand groups
// about what it costs into one of ten, be it taken or refused.
#include <QElapsedTimer>
#include <QTest>
#include <algorithm>
#include <functional>
#include <iterator>
#include <limits>

#include "tests/metrics/gateway_fixture.h"

using namespace gatepost::metrics;

namespace {

constexpr int kFew = 10;
constexpr int kMany = 10'000;
// Caches know the few groups better than the many; what looked at all would take hundreds of times.
constexpr double kMostTimes = 6;

/// About 4 KB: families of every kind, the same names in every group.
std::string body(int value) {
    std::string text;
    const std::string number = std::to_string(value);
    for (int i = 0; i < 20; ++i) {
        const std::string name = "app_metric_" + std::to_string(i) + "_total";
        text += "# TYPE " + name + " counter\n" + name + "{method=\"GET\"} " + number + "\n" +
                name + "{method=\"PUT\"} " + number + "\n";
    }
    text += "# TYPE app_seconds histogram\n";
    for (const char* bound : {"0.1", "1", "+Inf"})
        text += "app_seconds_bucket{le=\"" + std::string(bound) + "\"} " + number + "\n";
    return text + "app_seconds_sum 1\napp_seconds_count " + number + "\n";
}

std::string path(int group) { return "/metrics/job/j/instance/i" + std::to_string(group); }

struct Kind {
    const char* name;
    std::function<std::pair<std::string, std::string>(int)> push;  // path and body
    bool isTaken;
};

const Kind kKinds[] = {
    {"other numbers", [](int i) { return std::pair(path(i % kFew), body(i + 1)); }, true},
    {"another shape",
     [](int i) {
         return std::pair(path(i % kFew), body(1) + "# TYPE extra gauge\nextra{i=\"" +
                                              std::to_string(i) + "\"} 1\n");
     },
     true},
    {"another group", [](int i) { return std::pair(path(kMany + i), body(1)); }, true},
    {"another type",
     [](int i) {
         return std::pair(path(i % kFew), "# TYPE app_metric_1_total gauge\napp_metric_1_total " +
                                              std::to_string(i) + "\n");
     },
     false},
    {"a name of a histogram",
     [](int i) {
         return std::pair(path(i % kFew), "app_seconds_count " + std::to_string(i) + "\n");
     },
     false},
    {"a series twice",
     [](int i) { return std::pair(path(i % kFew), "a 1\na " + std::to_string(i) + "\n"); }, false},
};

}  // namespace

class TestGatewayCost : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        for (int i = 0; i < kFew; ++i) QCOMPARE(m_few.put(path(i), body(1)), QString());
        for (int i = 0; i < kMany; ++i) QCOMPARE(m_many.put(path(i), body(1)), QString());
    }

    void isThatOfThePush_data() {
        QTest::addColumn<int>("kind");
        for (int i = 0; i < static_cast<int>(std::size(kKinds)); ++i)
            QTest::newRow(kKinds[i].name) << i;
    }
    void isThatOfThePush() {
        QFETCH(int, kind);
        const qint64 few = quickest(m_few, kKinds[kind]);
        const qint64 many = quickest(m_many, kKinds[kind]);
        QVERIFY(std::max(few, many) < std::numeric_limits<qint64>::max());
        const double times = static_cast<double>(many) / static_cast<double>(few);
        qInfo("%lld ns beside %d groups, %lld ns beside %d: %.2f times", few, kFew, many, kMany,
              times);
        QVERIFY(times < kMostTimes);
    }

private:
    /// Of many pushes, so that whatever else the machine does is not measured.
    static qint64 quickest(GatewayFixture& fixture, const Kind& kind) {
        qint64 least = std::numeric_limits<qint64>::max();
        for (int i = 0; i < 200; ++i) {
            const auto [where, text] = kind.push(i);
            const auto exposition = readText(text);
            QElapsedTimer clock;
            clock.start();
            const QString answer = fixture.pushRead(PushMethod::Put, where, &*exposition);
            least = std::min(least, clock.nsecsElapsed());
            if (answer.isEmpty() != kind.isTaken) return std::numeric_limits<qint64>::max();
        }
        return least;
    }

    GatewayFixture m_few;
    GatewayFixture m_many;
};

QTEST_GUILESS_MAIN(TestGatewayCost)
#include "test_gateway_cost.moc"
