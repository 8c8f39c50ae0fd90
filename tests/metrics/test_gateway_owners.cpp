// SPDX-License-Identifier: Apache-2.0
// Random pushes of several owners into one gateway, each also into a gateway of the owner's own:
// with simple types no owner can tell from the verdicts that there are others; and what the gateway
// has come to step by step is what one made from its groups has.
#include <QTest>

#include <algorithm>
#include <array>
#include <map>
#include <random>

#include "tests/metrics/gateway_fixture.h"
#include "tests/metrics/stored_group.h"

using namespace gatepost::metrics;

namespace {

constexpr int kSteps = 3000;

class RandomPushes {
public:
    explicit RandomPushes(unsigned seed) : m_random(seed) {}

    std::size_t below(std::size_t bound) { return m_random() % bound; }

    std::string path() {
        std::string path = "/metrics/job/" + std::string(below(2) ? "a" : "b");
        if (below(2)) path += "/tag/v";
        return path;
    }
    std::string path(const std::string& owner) { return path() + "/userid/" + owner; }

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

/// The same groups, put into a new gateway one after another; false where something was left out.
bool rebuild(const GatewayFixture& fixture, GatewayFixture& fresh) {
    fresh.now = fixture.now;
    const auto isWhole = [&fresh](const GroupPointer& group) {
        return fresh.gateway.restore(gatepost::tests::storedOf(*group)).empty();
    };
    return std::ranges::all_of(fixture.gateway.groups(), isWhole);
}

std::string rebuilt(const GatewayFixture& fixture) {
    GatewayFixture fresh;
    return rebuild(fixture, fresh) ? fresh.canonical() : "left out";
}

std::vector<std::vector<FamilyOrigin>> origins(const GatewayFixture& fixture) {
    std::vector<std::vector<FamilyOrigin>> all;
    for (const GroupPointer& group : fixture.gateway.groups())
        all.push_back(group->storedOrigins());
    return all;
}

}  // namespace

class TestGatewayOwners : public QObject {
    Q_OBJECT

private slots:
    void othersCannotBeTold();
    void stepByStepIsAllAtOnce_data();
    void stepByStepIsAllAtOnce();
    void aSharedGroupsFamiliesKeepTheirOwners();
    void sharedGroupsComeBack_data() { stepByStepIsAllAtOnce_data(); }
    void sharedGroupsComeBack();
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

void TestGatewayOwners::aSharedGroupsFamiliesKeepTheirOwners() {
    GatewayFixture g;
    QCOMPARE(g.put("/metrics/job/g", "# TYPE x gauge\nx 1\n", "ann"), QString());
    QVERIFY(g.applied.after->storedOrigins().empty());
    QCOMPARE(g.put("/metrics/job/h", "# TYPE x counter\nx 2\n", "bob"), QString());
    QCOMPARE(g.post("/metrics/job/g", "y 3\n", "bob"), QString());
    const std::vector<FamilyOrigin> expected{{"ann", 1'000'000'000}, {"bob", 3'000'000'000}};
    QCOMPARE(g.applied.after->storedOrigins(), expected);
    GatewayFixture again;
    QVERIFY(rebuild(g, again));
    QCOMPARE(again.canonical(), g.canonical());
    QCOMPARE(origins(again), origins(g));
    QCOMPARE(again.put("/metrics/job/h", "# TYPE x counter\nx 4\n", "bob"), QString());
    const auto refused = again.put("/metrics/job/h", "# TYPE x counter\nx 4\n", "ann");
    QVERIFY2(refused.contains(QStringLiteral("is not a GAUGE")), qPrintable(refused));
    // What leaves a family out leaves the others their owners.
    const auto notY = [](std::string_view name, MetricType) { return name != "y"; };
    again.gateway.dropTypes(notY);
    QCOMPARE(again.gateway.group(GatewayFixture::key("/metrics/job/g"))->storedOrigins(),
             (std::vector<FamilyOrigin>{{"ann", 1'000'000'000}}));
}

void TestGatewayOwners::sharedGroupsComeBack() {
    QFETCH(bool, structured);
    RandomPushes random(7);
    GatewayFixture shared;
    for (int step = 0; step < kSteps; ++step) {
        const std::string owner = std::array{"ann", "bob", "eve"}[random.below(3)];
        const std::string path = random.path();
        const PushMethod method = random.method();
        const std::string body = random.body(structured);
        GatewayFixture again;
        QVERIFY(rebuild(shared, again));
        QCOMPARE(again.canonical(), shared.canonical());
        QCOMPARE(origins(again), origins(shared));
        QCOMPARE(pushed(again, method, path, body, owner),
                 pushed(shared, method, path, body, owner));
        QCOMPARE(again.canonical(), shared.canonical());
    }
}

QTEST_GUILESS_MAIN(TestGatewayOwners)
#include "test_gateway_owners.moc"
