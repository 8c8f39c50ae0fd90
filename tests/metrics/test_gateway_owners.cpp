// SPDX-License-Identifier: Apache-2.0
// Random pushes of several owners into one gateway, each also into a gateway of the owner's own:
// with simple types no owner can tell from the verdicts that there are others; and what the gateway
// has come to step by step is what one made from its groups has.
#include <QTest>

#include <array>
#include <map>
#include <random>

#include "tests/metrics/gateway_fixture.h"

using namespace gatepost::metrics;

namespace {

constexpr int kSteps = 3000;

class RandomPushes {
public:
    explicit RandomPushes(unsigned seed) : m_random(seed) {}

    std::size_t below(std::size_t bound) { return m_random() % bound; }

    std::string path(const std::string& owner) {
        std::string path = "/metrics/job/" + std::string(below(2) ? "a" : "b");
        if (below(2)) path += "/tag/v";
        return path + "/userid/" + owner;
    }

    /// Structured families too, where asked for.
    std::string body(bool structured) {
        std::string text;
        for (const char* name : {"m", "n", "h", "h_count"}) {
            if (below(2)) continue;
            if (structured && std::string_view(name) == "h") {
                text += "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n";
                continue;
            }
            const std::size_t type = below(3);
            if (type > 0)
                text += "# TYPE " + std::string(name) + (type == 1 ? " gauge\n" : " counter\n");
            text += std::string(name) + (below(2) ? "" : "{tag=\"v\"}") + " 1\n";
        }
        return text;
    }

    PushMethod method() {
        return std::array{PushMethod::Put, PushMethod::Post, PushMethod::Post,
                          PushMethod::Delete}[below(4)];
    }

private:
    std::mt19937 m_random;
};

QString pushed(GatewayFixture& fixture, PushMethod method, const std::string& path,
               const std::string& body, const std::string& owner) {
    return method == PushMethod::Delete ? fixture.del(path)
                                        : fixture.push(method, path, body, owner);
}

/// The same groups, put into a new gateway one after another.
std::string rebuilt(const GatewayFixture& fixture) {
    GatewayFixture fresh;
    for (const GroupPointer& group : fixture.gateway.groups())
        if (!fresh.gateway
                 .restore({group->key,
                           group->owner,
                           group->pushTime,
                           group->failureTime,
                           group->storedText(),
                           {}})
                 .empty())
            return "left out";
    return fresh.canonical();
}

}  // namespace

class TestGatewayOwners : public QObject {
    Q_OBJECT

private slots:
    void othersCannotBeTold();
    void stepByStepIsAllAtOnce_data();
    void stepByStepIsAllAtOnce();
};

void TestGatewayOwners::othersCannotBeTold() {
    RandomPushes random(5);
    GatewayFixture shared;
    std::map<std::string, GatewayFixture> alone;
    int refused = 0;
    int demoted = 0;
    for (int step = 0; step < kSteps; ++step) {
        const std::string owner = std::array{"ann", "bob", "eve"}[random.below(3)];
        const PushMethod method = random.method();
        const std::string path = random.path(owner);
        const std::string body = random.body(false);
        const QString verdict = pushed(shared, method, path, body, owner);
        QCOMPARE(verdict, pushed(alone[owner], method, path, body, owner));
        refused += verdict.isEmpty() ? 0 : 1;
        demoted += verdict.isEmpty() && !shared.applied.problems.empty() ? 1 : 0;
        QCOMPARE(shared.gateway.usage(owner), alone[owner].gateway.usage(owner));
    }
    QVERIFY2(refused > kSteps / 20 && demoted > kSteps / 20,
             qPrintable(QStringLiteral("%1 refused, %2 demoted").arg(refused).arg(demoted)));
}

void TestGatewayOwners::stepByStepIsAllAtOnce_data() {
    QTest::addColumn<bool>("structured");
    QTest::newRow("simple types") << false;
    QTest::newRow("with histograms") << true;
}

void TestGatewayOwners::stepByStepIsAllAtOnce() {
    QFETCH(bool, structured);
    RandomPushes random(6);
    GatewayFixture shared;
    for (int step = 0; step < kSteps; ++step) {
        const std::string owner = std::array{"ann", "bob"}[random.below(2)];
        const std::string before = shared.canonical();
        const std::string path = random.path(owner);
        const PushMethod method = random.method();
        const QString verdict = pushed(shared, method, path, random.body(structured), owner);
        if (!verdict.isEmpty()) {
            QCOMPARE(shared.canonical(), before);
        } else if (random.below(8) == 0) {
            QVERIFY(shared.gateway.undo(GatewayFixture::key(path), shared.applied).empty());
            QCOMPARE(shared.canonical(), before);
        }
        if (step % 10 == 0) QCOMPARE(rebuilt(shared), shared.canonical());
    }
}

QTEST_GUILESS_MAIN(TestGatewayOwners)
#include "test_gateway_owners.moc"
