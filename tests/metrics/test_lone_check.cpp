// SPDX-License-Identifier: Apache-2.0
// The short way of the lone check against the long one: what it lets through, an empty gateway
// takes; and what it is for, it does let through.
#include <QTest>

#include "metrics/gateway/lone_check.h"
#include "tests/metrics/gateway_fixture.h"
#include "tests/metrics/random_exposition.h"
#include "tests/metrics/random_openmetrics.h"

using namespace gatepost::metrics;
using gatepost::tests::RandomExposition;
using gatepost::tests::RandomOpenMetrics;

namespace {

constexpr int kTexts = 20000;
constexpr std::array<std::string_view, 6> kPaths{
    "/metrics/job/a",         "/metrics/job/a/instance/i",      "/metrics/job/a/le/1",
    "/metrics/job/a/method/", "/metrics/job/a/tag@base64/w6Qg", "/metrics/job/a/code/200/path/x"};

bool longWay(const GroupingKey& key, const Exposition& exposition) {
    Push push;
    push.exposition = &exposition;
    return Gateway().check(key, push).has_value();
}

template <typename Next, typename Read>
void neverLetsThrough(Next&& next, Read&& read) {
    int plainly = 0;
    int refused = 0;
    for (int i = 0; i < kTexts; ++i) {
        const std::string text = next();
        const auto exposition = read(text);
        if (!exposition) continue;
        const GroupingKey key =
            GatewayFixture::key(kPaths[static_cast<std::size_t>(i) % kPaths.size()]);
        const bool plain = isPlainlyInOrder(key, *exposition);
        const bool taken = longWay(key, *exposition);
        plainly += plain ? 1 : 0;
        refused += taken ? 0 : 1;
        if (plain && !taken) QFAIL(text.c_str());
    }
    QVERIFY2(plainly > kTexts / 100, qPrintable(QString::number(plainly)));
    QVERIFY2(refused > kTexts / 100, qPrintable(QString::number(refused)));
}

}  // namespace

class TestLoneCheck : public QObject {
    Q_OBJECT

private slots:
    void neverLetsThroughWhatAGatewayRefuses() {
        RandomExposition random(20251122);
        neverLetsThrough([&] { return random.next(); }, readText);
    }
    void norOfOpenMetrics() {
        RandomOpenMetrics random(20251122);
        neverLetsThrough([&] { return random.next(); }, readOpenMetrics);
    }

    void knowsWhatIsNotInOrder_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("a series twice") << QByteArray("m{a=\"1\"} 1\nm{a=\"1\"} 2\n");
        QTest::newRow("and in another order") << QByteArray(
            "m{a=\"1\",b=\"2\"} 1\n"
            "m{b=\"2\",a=\"1\"} 2\n");
        QTest::newRow("but for an empty label") << QByteArray("m{a=\"\"} 1\nm 2\n");
        QTest::newRow("but for one the key has") << QByteArray("m{job=\"x\"} 1\nm{job=\"y\"} 2\n");
        QTest::newRow("a timestamp") << QByteArray("m 1 1700000000000\n");
        QTest::newRow("a reserved label") << QByteArray("m{__a=\"1\"} 1\n");
        QTest::newRow("a suffix") << QByteArray(
            "# TYPE m summary\nm_sum 1\nm_count 1\n"
            "# TYPE m_x_sum gauge\nm_x_sum 1\n");
        QTest::newRow("a name of the gateway's own") << QByteArray("push_time_seconds 1\n");
        QTest::newRow("letters that may not be UTF-8") << QByteArray("m{a=\"\xc3\xa4\"} 1\n");
    }
    void knowsWhatIsNotInOrder() {
        QFETCH(const QByteArray, text);
        const auto exposition = readText(text.toStdString());
        QVERIFY(exposition);
        QVERIFY(!isPlainlyInOrder(GatewayFixture::key("/metrics/job/a"), *exposition));
    }

    void seesAnUsualPush() {
        const auto exposition = readText(
            "# HELP a_total A.\n# TYPE a_total counter\na_total{m=\"GET\"} 1\na_total{m=\"PUT\"} "
            "2\n"
            "# TYPE h histogram\nh_bucket{p=\"x\",le=\"1\"} 1\nh_bucket{p=\"x\",le=\"+Inf\"} 2\n"
            "h_sum{p=\"x\"} 3\nh_count{p=\"x\"} 2\n");
        QVERIFY(exposition);
        const auto key = GatewayFixture::key("/metrics/job/a/instance/i");
        QVERIFY(isPlainlyInOrder(key, *exposition));
        QVERIFY(checkAlone(key, *exposition));
    }

    void saysWhatAGatewaySays() {
        const auto exposition = readText("m{a=\"1\"} 1\nm{a=\"1\"} 2\n");
        QVERIFY(exposition);
        const auto key = GatewayFixture::key("/metrics/job/a");
        Push push;
        push.exposition = &*exposition;
        const auto mine = checkAlone(key, *exposition);
        const auto theirs = Gateway().check(key, push);
        QVERIFY(!mine && !theirs);
        QVERIFY(mine.error() == theirs.error());
    }
};

QTEST_APPLESS_MAIN(TestLoneCheck)
#include "test_lone_check.moc"
