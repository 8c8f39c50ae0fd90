// SPDX-License-Identifier: Apache-2.0
// Token buckets of different rates beside each other.
#include <QTest>

#include "proxy/intake/rate_limits.h"

using namespace gatepost::proxy;
using std::chrono::milliseconds;

namespace {

constexpr Rate kGuesses{.perSecond = 10.0 / 60, .burst = 10};
constexpr Rate kRequests{.perSecond = 1000, .burst = 1000};
/// So many names fall into every shard.
constexpr int kNames = 400;

void takeEverywhere(RateLimits& limits, RateLimits::Clock::time_point now) {
    for (int i = 0; i < kNames; ++i) {
        (void)limits.take("r:" + std::to_string(i), kRequests, now);
    }
}

}  // namespace

class TestProxyRateLimits : public QObject {
    Q_OBJECT
private slots:
    void aBucketRefillsAtItsOwnRate();
};

/// What is forgotten as full is measured by its own rate, not by that of whoever comes along.
void TestProxyRateLimits::aBucketRefillsAtItsOwnRate() {
    RateLimits limits;
    const auto start = RateLimits::Clock::now();
    takeEverywhere(limits, start);
    const auto guessed = start + milliseconds(60'000);
    for (int i = 0; i < 10; ++i) QVERIFY(!limits.take("f:1.2.3.4", kGuesses, guessed));
    QVERIFY(limits.empty("f:1.2.3.4", kGuesses, guessed));
    const auto later = guessed + milliseconds(2'000);
    takeEverywhere(limits, later);
    QVERIFY(limits.empty("f:1.2.3.4", kGuesses, later));
    QVERIFY(!limits.empty("f:1.2.3.4", kGuesses, later + milliseconds(6'000)));
}

QTEST_GUILESS_MAIN(TestProxyRateLimits)
#include "test_rate_limits.moc"
