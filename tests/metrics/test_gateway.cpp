// SPDX-License-Identifier: Apache-2.0
// What pushes do to groups, and how groups are exposed.
#include <QTest>

#include "metrics/exposition/builder.h"
#include "tests/metrics/gateway_fixture.h"
#include "tests/metrics/stored_group.h"

using namespace gatepost::metrics;

namespace {

QString lit(const char* text) { return QString::fromUtf8(text); }

}  // namespace

class TestGateway : public QObject {
    Q_OBJECT

private slots:
    void groupingLabelsWin();
    void instanceIsAddedWhereThereIsNone();
    void familiesAreSortedWithOneHeader();
    void putReplaces();
    void postReplacesByName();
    void deleteIsExact();
    void putOfNothingEmpties();
    void postOfNothingTouches();
    void timesAreExposed();
    void timesNeverGoBack();
    void pushedTimesAreOverridden();
    void failureLeavesATrace();
    void aPushOfASlowClockIsSuccessful();
    void refusedPushChangesNothing();
    void heldComesBackFromAStore();
    void undoPutsBack();
    void undoLeavesOutWhatOthersTook();
    void usageIsCounted();
    void typesAreDropped();
    void snapshotsDoNotMove();
    void ownFamiliesShareTheHeader();
    void groupsAreListed();
    void wipeLeavesNothing();
    void numbersAloneLeaveTheShape();
    void whatIsMoreThanNumbersIsAnotherShape_data();
    void whatIsMoreThanNumbersIsAnotherShape();
    void aPrintIsOfOneGateway();
    void aKnownPrintIsTaken();
    void keysOfAnyBytesStayApart();
    void repeatedIsAsPushedOnce_data();
    void repeatedIsAsPushedOnce();
    void numbersComeBackFromAStore();
};

void TestGateway::groupingLabelsWin() {
    GatewayFixture g;
    QCOMPARE(g.put("/metrics/job/a/zone/x", "m{job=\"other\",zone=\"y\",b=\"1\"} 1\n"), QString());
    QCOMPARE(g.exposed(),
             lit("# TYPE m untyped\nm{b=\"1\",instance=\"\",job=\"a\",zone=\"x\"} 1\n"));
}

void TestGateway::instanceIsAddedWhereThereIsNone() {
    GatewayFixture g;
    QCOMPARE(g.put("/metrics/job/a",
                   "m{instance=\"i\"} 1\nm{x=\"1\"} 2\n# TYPE s summary\n"
                   "s_sum{instance=\"i\"} 1\ns_count{instance=\"i\"} 2\n"
                   "s{instance=\"i\",quantile=\"0.5\"} 3\n"),
             QString());
    QCOMPARE(g.exposed(), lit("# TYPE m untyped\nm{instance=\"i\",job=\"a\"} 1\n"
                              "m{instance=\"\",job=\"a\",x=\"1\"} 2\n# TYPE s summary\n"
                              "s{instance=\"i\",job=\"a\",quantile=\"0.5\"} 3\n"
                              "s_sum{instance=\"i\",job=\"a\"} 1\n"
                              "s_count{instance=\"i\",job=\"a\"} 2\n"));
    QCOMPARE(g.put("/metrics/job/a/instance/k", "m{instance=\"i\"} 1\n"), QString());
    QVERIFY(g.exposed().contains(lit("m{instance=\"k\",job=\"a\"} 1")));
}

void TestGateway::familiesAreSortedWithOneHeader() {
    GatewayFixture g;
    QCOMPARE(g.put("/metrics/job/a", "# TYPE z gauge\nz 1\n# TYPE b counter\nb 1\n"), QString());
    QCOMPARE(g.put("/metrics/job/b", "# HELP b words\n# TYPE b counter\nb 2\n"), QString());
    QCOMPARE(g.exposed(), lit("# HELP b words\n# TYPE b counter\nb{instance=\"\",job=\"a\"} 1\n"
                              "b{instance=\"\",job=\"b\"} 2\n# TYPE z gauge\n"
                              "z{instance=\"\",job=\"a\"} 1\n"));
}

void TestGateway::putReplaces() {
    GatewayFixture g;
    g.put("/metrics/job/a", "m 1\nn 2\n");
    QCOMPARE(g.put("/metrics/job/a", "n 3\n"), QString());
    QCOMPARE(g.exposed(), lit("# TYPE n untyped\nn{instance=\"\",job=\"a\"} 3\n"));
}

void TestGateway::postReplacesByName() {
    GatewayFixture g;
    g.put("/metrics/job/a", "m{l=\"1\"} 1\nm{l=\"2\"} 2\nn 2\n");
    QCOMPARE(g.post("/metrics/job/a", "# TYPE m gauge\nm{l=\"3\"} 3\n"), QString());
    QCOMPARE(g.exposed(), lit("# TYPE m gauge\nm{instance=\"\",job=\"a\",l=\"3\"} 3\n"
                              "# TYPE n untyped\nn{instance=\"\",job=\"a\"} 2\n"));
    QCOMPARE(QString::fromStdString(g.applied.after->storedText()),
             lit("# TYPE m gauge\nm{instance=\"\",job=\"a\",l=\"3\"} 3\n"
                 "# TYPE n untyped\nn{instance=\"\",job=\"a\"} 2\n"));
}

void TestGateway::deleteIsExact() {
    GatewayFixture g;
    g.put("/metrics/job/a", "m 1\n");
    g.put("/metrics/job/a/b/c", "m 2\n");
    QCOMPARE(g.del("/metrics/job/a"), QString());
    QVERIFY(g.applied.before && !g.applied.after);
    QCOMPARE(g.gateway.groupCount(), 1u);
    QCOMPARE(g.del("/metrics/job/absent"), QString());
    QVERIFY(!g.applied.before && !g.applied.after);
    QCOMPARE(g.gateway.groupCount(), 1u);
    QCOMPARE(g.del("/metrics/job/a/b/c"), QString());
    QVERIFY(g.lines().empty());
    QCOMPARE(g.gateway.seriesCount(), 0u);
}

void TestGateway::putOfNothingEmpties() {
    GatewayFixture g;
    g.put("/metrics/job/a", "m 1\n");
    QCOMPARE(g.put("/metrics/job/a", ""), QString());
    QCOMPARE(g.exposed(), QString());
    QCOMPARE(g.gateway.group(GatewayFixture::key("/metrics/job/a"))->pushTime, g.now);
}

void TestGateway::postOfNothingTouches() {
    GatewayFixture g;
    g.put("/metrics/job/a", "m 1\n");
    QCOMPARE(g.post("/metrics/job/a", ""), QString());
    QCOMPARE(g.exposed(), lit("# TYPE m untyped\nm{instance=\"\",job=\"a\"} 1\n"));
    QCOMPARE(g.applied.after->pushTime, g.now);
    QCOMPARE(g.applied.after->shape->families[0], g.applied.before->shape->families[0]);
}

void TestGateway::timesAreExposed() {
    GatewayFixture g;
    g.now = 1'795'342'185'291'428'608;
    g.put("/metrics/job/a", "");
    QCOMPARE(QString::fromStdString(g.gateway.snapshot().text()),
             lit("# HELP push_failure_time_seconds Last Unix time when changing this group in the "
                 "Pushgateway failed.\n# TYPE push_failure_time_seconds gauge\n"
                 "push_failure_time_seconds{instance=\"\",job=\"a\"} 0\n"
                 "# HELP push_time_seconds Last Unix time when changing this group in the "
                 "Pushgateway succeeded.\n# TYPE push_time_seconds gauge\n"
                 "push_time_seconds{instance=\"\",job=\"a\"} 1.7953421862914286e+09\n"));
}

void TestGateway::timesNeverGoBack() {
    GatewayFixture g;
    g.now = 100;
    g.put("/metrics/job/a", "m 1\n");
    const UnixNanos first = g.now;
    g.now = 0;
    g.put("/metrics/job/a", "m 1\n");
    QCOMPARE(g.applied.after->pushTime, first);
}

void TestGateway::pushedTimesAreOverridden() {
    GatewayFixture g;
    QCOMPARE(g.put("/metrics/job/a",
                   "# TYPE push_time_seconds counter\npush_time_seconds 5\n"
                   "m 1\npush_failure_time_seconds{x=\"y\"} 7\n"),
             QString());
    QCOMPARE(QString::fromStdString(g.applied.after->storedText()),
             lit("# TYPE m untyped\nm{instance=\"\",job=\"a\"} 1\n"));
    QVERIFY(!QString::fromStdString(g.canonical()).contains(lit("} 5")));
    QVERIFY(!QString::fromStdString(g.canonical()).contains(lit("} 7")));
    QVERIFY(g.applied.problems.empty());
}

void TestGateway::failureLeavesATrace() {
    GatewayFixture g;
    const GroupingKey key = GatewayFixture::key("/metrics/job/a");
    const GroupPointer created = g.gateway.recordFailure(key, 2'000'000'000, "");
    QVERIFY(created && created->pushTime == 0 && !created->lastPushSuccessful);
    QVERIFY(g.canonical().find("push_failure_time_seconds{instance=\"\",job=\"a\"} 2\n") !=
            std::string::npos);
    QVERIFY(g.canonical().find("push_time_seconds{instance=\"\",job=\"a\"} 0\n") !=
            std::string::npos);
    g.now = 2'000'000'000;
    QCOMPARE(g.put("/metrics/job/a", "m 1\n"), QString());
    QCOMPARE(g.applied.after->failureTime, 2'000'000'000);
    QVERIFY(g.applied.after->lastPushSuccessful);
}

void TestGateway::aPushOfASlowClockIsSuccessful() {
    GatewayFixture g;
    const std::string_view path = "/metrics/job/a";
    g.gateway.recordFailure(GatewayFixture::key(path), 1'000'000'000'000, "");
    for (const char* text : {"m 1\n", "m 2\n"}) {
        QCOMPARE(g.put(path, text), QString());
        QVERIFY(g.applied.after->pushTime < g.applied.after->failureTime);
        QVERIFY(g.applied.after->lastPushSuccessful);
    }
    const auto failed = g.gateway.recordFailure(GatewayFixture::key(path), 5, "");
    QVERIFY(failed && !failed->lastPushSuccessful);
    const auto never = [](std::string_view name, MetricType) { return name != "m"; };
    QVERIFY(!g.gateway.dropTypes(never).at(0)->lastPushSuccessful);
}

void TestGateway::refusedPushChangesNothing() {
    GatewayFixture g;
    g.put("/metrics/job/a", "# TYPE m gauge\nm 1\n");
    const std::string before = g.canonical();
    QVERIFY(!g.put("/metrics/job/b", "ok 1\n# TYPE m counter\nm 1\n").isEmpty());
    QVERIFY(!g.post("/metrics/job/a", "ok 1\nm 1 5\n").isEmpty());
    QCOMPARE(g.canonical(), before);
    QCOMPARE(g.gateway.groupCount(), 1u);
}

void TestGateway::heldComesBackFromAStore() {
    GatewayFixture g;
    g.put("/metrics/job/a",
          "# HELP h \\\\ and \\n\n# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_sum 3\nh_count 4\n"
          "# TYPE m counter\nm{a=\"\\\"\\n\"} 1e9\n",
          "ann");
    g.gateway.recordFailure(GatewayFixture::key("/metrics/job/a"), 7, "ann");
    const GroupPointer group = g.gateway.groups().front();
    GatewayFixture other;
    QVERIFY(other.gateway.restore(gatepost::tests::storedOf(*group)).empty());
    QCOMPARE(other.canonical(), g.canonical());
    QCOMPARE(other.gateway.usage("ann"), g.gateway.usage("ann"));
    QVERIFY(other.gateway.groups().front()->storedText() == group->storedText());
    // A bucket that the exposition fills in was not pushed.
    QVERIFY(g.exposed().contains(lit("le=\"+Inf\"")));
    QCOMPARE(group->storedText().find("+Inf"), std::string::npos);

    GatewayFixture full;
    full.put("/metrics/job/b", "h 1\n");
    const auto leftOut = full.gateway.restore({group->key, "ann", 1, 0, group->storedText(), {}});
    QCOMPARE(leftOut, std::vector<std::string>{"h"});
    QVERIFY(full.exposed().contains(lit("m{a=\"\\\"\\n\"")));
    QCOMPARE(
        full.gateway.restore({GatewayFixture::key("/metrics/job/c"), "", 1, 0, "{", {}}).size(),
        1u);
    QVERIFY(full.gateway.group(GatewayFixture::key("/metrics/job/c")));
}

void TestGateway::undoPutsBack() {
    GatewayFixture g;
    g.put("/metrics/job/a", "m 1\n");
    const std::string before = g.canonical();
    g.post("/metrics/job/a", "m 2\nn{x=\"y\"} 1\n");
    QVERIFY(g.gateway.undo(GatewayFixture::key("/metrics/job/a"), g.applied).empty());
    QCOMPARE(g.canonical(), before);
    g.del("/metrics/job/a");
    QVERIFY(g.gateway.undo(GatewayFixture::key("/metrics/job/a"), g.applied).empty());
    QCOMPARE(g.canonical(), before);
    g.put("/metrics/job/b", "m 1\n");
    QVERIFY(g.gateway.undo(GatewayFixture::key("/metrics/job/b"), g.applied).empty());
    QCOMPARE(g.canonical(), before);
    QCOMPARE(g.gateway.seriesCount(), 3u);
}

void TestGateway::undoLeavesOutWhatOthersTook() {
    GatewayFixture g;
    g.put("/metrics/job/a", "m 1\nn 1\n");
    g.put("/metrics/job/a", "n 2\n");
    const Applied change = g.applied;
    g.put("/metrics/job/b", "# TYPE m histogram\nm_count 1\nm_sum 1\n");
    QCOMPARE(g.gateway.undo(GatewayFixture::key("/metrics/job/a"), change),
             std::vector<std::string>{"m"});
    QVERIFY(g.exposed().contains(lit("n{instance=\"\",job=\"a\"} 1")));
    QVERIFY(!g.exposed().contains(lit("m{instance=\"\",job=\"a\"}")));
}

void TestGateway::usageIsCounted() {
    GatewayFixture g;
    g.put("/metrics/job/a/userid/ann", "m 1\nn{a=\"b\"} 1\nn 2\n", "ann");
    g.put("/metrics/job/b/userid/ann", "m 1\n", "ann");
    g.put("/metrics/job/a/userid/bob", "m 1\n", "bob");
    const std::size_t text =
        std::string_view("# TYPE m untyped\nm{instance=\"\",job=\"a\",userid=\"bob\"} ").size();
    QCOMPARE(g.gateway.usage("bob"), (Usage{1, 1, text}));
    QCOMPARE(g.gateway.usage("ann").groups, 2u);
    QCOMPARE(g.gateway.usage("ann").series, 4u);
    QCOMPARE(g.gateway.usage("nobody"), Usage{});
    g.del("/metrics/job/a/userid/ann");
    QCOMPARE(g.gateway.usage("ann"), (Usage{1, 1, text}));
    g.put("/metrics/job/b/userid/ann", "", "ann");
    QCOMPARE(g.gateway.usage("ann"), (Usage{1, 0, 0}));
}

void TestGateway::typesAreDropped() {
    GatewayFixture g;
    g.put("/metrics/job/a/userid/ann", "# TYPE m gauge\nm 1\nn 1\n", "ann");
    g.put("/metrics/job/a/userid/bob", "# TYPE m counter\nm 1\n", "bob");
    const auto changed = g.gateway.dropTypes([](std::string_view family, MetricType type) {
        return family != "m" || type == MetricType::Counter;
    });
    QCOMPARE(changed.size(), 1u);
    QCOMPARE(QString::fromStdString(changed[0]->storedText()),
             lit("# TYPE n untyped\nn{instance=\"\",job=\"a\",userid=\"ann\"} 1\n"));
    QCOMPARE(g.gateway.exposedType("m"), std::optional(MetricType::Counter));
}

void TestGateway::snapshotsDoNotMove() {
    GatewayFixture g;
    for (int i = 0; i < 200; ++i) g.put("/metrics/job/j" + std::to_string(i), "m 1\n");
    const Snapshot snapshot = g.gateway.snapshot();
    const std::string before = snapshot.text();
    QVERIFY(snapshot.bytes() > before.size() / 2);
    for (int i = 0; i < 200; i += 3) g.put("/metrics/job/j" + std::to_string(i), "m 2\n");
    g.del("/metrics/job/j1");
    g.put("/metrics/job/new", "m 3\n");
    QCOMPARE(snapshot.text(), before);
    QVERIFY(g.gateway.snapshot().text() != before);
}

void TestGateway::ownFamiliesShareTheHeader() {
    GatewayFixture g({{"own_total", MetricType::Counter}});
    ExpositionBuilder builder;
    builder.family("own_total", MetricType::Counter, "Own words.");
    builder.series({});
    builder.sample(Role::Value, 5);
    builder.family("aaa", MetricType::Gauge, std::nullopt);
    builder.series({});
    builder.sample(Role::Value, 1);
    const auto own = ownFamilies(builder.build());
    QCOMPARE(QString::fromStdString(g.gateway.snapshot().text(own)),
             lit("# TYPE aaa gauge\naaa 1\n# HELP own_total Own words.\n# TYPE own_total counter\n"
                 "own_total 5\n"));
    g.put("/metrics/job/a",
          "# HELP own_total Other words.\n# TYPE own_total counter\n"
          "own_total 1\n");
    QVERIFY(QString::fromStdString(g.gateway.snapshot().text(own))
                .startsWith(lit("# TYPE aaa gauge\naaa 1\n# HELP own_total Own words.\n"
                                "# TYPE own_total counter\nown_total 5\n"
                                "own_total{instance=\"\",job=\"a\"} 1\n# HELP push_f")));
}

void TestGateway::groupsAreListed() {
    GatewayFixture g;
    g.put("/metrics/job/b", "n 1\n");
    g.put("/metrics/job/a", "# HELP m words\n# TYPE m gauge\nm{x=\"y\"} 1\n");
    const auto groups = g.gateway.groups();
    QCOMPARE(groups.size(), 2u);
    QCOMPARE(groups[0]->key, GatewayFixture::key("/metrics/job/a"));
    QCOMPARE(groups[0]->family(0).pushedAt, g.now);
    QCOMPARE(QString::fromStdString(groups[0]->family(0).text()),
             lit("# HELP m words\n# TYPE m gauge\nm{instance=\"\",job=\"a\",x=\"y\"} 1\n"));
}

void TestGateway::wipeLeavesNothing() {
    GatewayFixture g({{"own", MetricType::Gauge}});
    g.put("/metrics/job/a", "m 1\n");
    g.put("/metrics/job/b", "m 1\n");
    g.gateway.wipe();
    QCOMPARE(g.gateway.groupCount() + g.gateway.seriesCount(), 0u);
    QVERIFY(g.lines().empty());
    QVERIFY(!g.put("/metrics/job/a", "# TYPE own counter\nown 1\n").isEmpty());
}

void TestGateway::numbersAloneLeaveTheShape() {
    GatewayFixture g;
    g.put("/metrics/job/a", "# TYPE c counter\nc{a=\"1\",b=\"2\"} 1\nz 5\n", "ann");
    g.gateway.recordFailure(GatewayFixture::key("/metrics/job/a"), 7, "ann");
    const UnixNanos first = g.now;
    // The order of labels and of families means nothing.
    QCOMPARE(g.post("/metrics/job/a", "z -0\n# TYPE c counter\nc{b=\"2\",a=\"1\"} 3\n", "ann"),
             QString());
    QCOMPARE(g.applied.after->shape, g.applied.before->shape);
    QCOMPARE(g.applied.after->failureTime, 7);
    QVERIFY(g.applied.before->pushTime == first && g.applied.after->pushTime == g.now);
    QCOMPARE(g.exposed(), lit("# TYPE c counter\nc{a=\"1\",b=\"2\",instance=\"\",job=\"a\"} 3\n"
                              "# TYPE z untyped\nz{instance=\"\",job=\"a\"} 0\n"));
    QVERIFY(g.applied.after->storedText().ends_with("z{instance=\"\",job=\"a\"} -0\n"));
    QVERIFY(g.canonical().find("push_time_seconds{instance=\"\",job=\"a\"} 2\n") !=
            std::string::npos);
    // Whoever pushes it is its owner.
    QCOMPARE(g.put("/metrics/job/a", "# TYPE c counter\nc{a=\"1\",b=\"2\"} 1\nz 5\n", "bob"),
             QString());
    QVERIFY(g.applied.after->shape != g.applied.before->shape);
    QCOMPARE(g.gateway.usage("ann"), Usage{});
    QCOMPARE(g.gateway.usage("bob").series, 2u);
    QVERIFY(g.gateway.undo(GatewayFixture::key("/metrics/job/a"), g.applied).empty());
    QCOMPARE(g.gateway.usage("ann").series, 2u);
}

void TestGateway::whatIsMoreThanNumbersIsAnotherShape_data() {
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::newRow("a label's value") << "m{a=\"1\"} 1\n"
                                     << "m{a=\"2\"} 1\n";
    QTest::newRow("values change places") << "m{a=\"1\",b=\"2\"} 1\n"
                                          << "m{a=\"2\",b=\"1\"} 1\n";
    QTest::newRow("a label's name") << "m{a=\"1\"} 1\n"
                                    << "m{b=\"1\"} 1\n";
    QTest::newRow("a name") << "m 1\n"
                            << "n 1\n";
    QTest::newRow("help") << "# HELP m a\nm 1\n"
                          << "# HELP m b\nm 1\n";
    QTest::newRow("type") << "# TYPE m gauge\nm 1\n"
                          << "# TYPE m counter\nm 1\n";
    QTest::newRow("one series more") << "m{a=\"1\"} 1\n"
                                     << "m{a=\"1\"} 1\nm{a=\"2\"} 1\n";
    QTest::newRow("order of series") << "m{a=\"1\"} 1\nm{a=\"2\"} 2\n"
                                     << "m{a=\"2\"} 1\nm{a=\"1\"} 2\n";
    QTest::newRow("a bound") << "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_count 1\nh_sum 1\n"
                             << "# TYPE h histogram\nh_bucket{le=\"2\"} 1\nh_count 1\nh_sum 1\n";
    QTest::newRow("quantiles") << "# TYPE s summary\ns{quantile=\"0.5\"} 1\n"
                               << "# TYPE s summary\ns{quantile=\"0.5\"} 1\ns{quantile=\"1\"} 2\n";
    QTest::newRow("a quantile that is as good as none")
        << "# TYPE s summary\ns{quantile=\"5e-324\"} 1\n"
        << "# TYPE s summary\ns_sum 1\n";
    QTest::newRow("where a value ends") << "m{a=\"12\",b=\"3\"} 1\n"
                                        << "m{a=\"1\",b=\"23\"} 1\n";
    QTest::newRow("where a name ends") << "# HELP m n\nm 1\n"
                                       << "mn 1\n";
    QTest::newRow("labels of the next series") << "m{a=\"1\"} 1\nm 2\n"
                                               << "m 1\nm{a=\"1\"} 2\n";
    QTest::newRow("samples of the next series")
        << "# TYPE s summary\ns{x=\"1\",quantile=\"1\"} 1\ns_sum{x=\"2\"} 1\n"
        << "# TYPE s summary\ns_sum{x=\"1\"} 1\ns{x=\"2\",quantile=\"1\"} 1\n";
}

void TestGateway::whatIsMoreThanNumbersIsAnotherShape() {
    QFETCH(const QString, before);
    QFETCH(const QString, after);
    GatewayFixture g;
    QCOMPARE(g.put("/metrics/job/a", before.toStdString()), QString());
    QCOMPARE(g.put("/metrics/job/a", after.toStdString()), QString());
    QVERIFY(g.applied.after->shape != g.applied.before->shape);
    GatewayFixture fresh;
    QCOMPARE(fresh.put("/metrics/job/a", after.toStdString()), QString());
    QCOMPARE(g.exposed(), fresh.exposed());
    QCOMPARE(g.gateway.seriesCount(), fresh.gateway.seriesCount());
}

void TestGateway::aPrintIsOfOneGateway() {
    // Who does not know the key cannot make out which pushes have one print.
    std::vector<Hash128> prints;
    for (const std::uint64_t seed : {1u, 1u, 2u}) {
        Gateway gateway(seed);
        const Exposition exposition = std::move(*readText("m{a=\"1\"} 1\n"));
        Push push;
        push.exposition = &exposition;
        const auto applied = gateway.apply(GatewayFixture::key("/metrics/job/a"), push);
        QVERIFY(applied);
        prints.push_back(applied->after->shape->print);
    }
    QCOMPARE(prints[0], prints[1]);
    QVERIFY(prints[0].low != prints[2].low && prints[0].high != prints[2].high);
}

void TestGateway::aKnownPrintIsTaken() {
    Gateway gateway(1);
    const GroupingKey key = GatewayFixture::key("/metrics/job/a");
    const Exposition first = std::move(*readText("m{a=\"1\"} 1\n"));
    const Exposition second = std::move(*readText("m{a=\"1\"} 2\n"));
    PreparedPush prepared = gateway.prepare(key, {.exposition = &first, .owner = {}});
    const Hash128 print = prepared.print();
    QVERIFY(print != Hash128{});
    QCOMPARE(gateway.prepare(key, {.exposition = &second, .owner = {}}).print(), print);
    QVERIFY(gateway.apply(std::move(prepared)));
    const auto again = gateway.apply(key, {.exposition = &second, .owner = {}, .print = print});
    QVERIFY(again);
    QCOMPARE(again->after->shape, again->before->shape);
    QCOMPARE(again->after->storedText(),
             std::string("# TYPE m untyped\nm{a=\"1\",instance=\"\",job=\"a\"} 2\n"));
    // It is not made out again.
    const Hash128 other{4, 5};
    QCOMPARE(gateway.prepare(key, {.exposition = &second, .owner = {}, .print = other}).print(),
             other);
}

/// 0xff stands between names and values where a key is joined.
void TestGateway::keysOfAnyBytesStayApart() {
    Gateway gateway(1);
    const GroupingKey victim{{"job", "a"}, {"b", "x"}, {"c", "y"}};
    const GroupingKey other{{"job", "a"},
                            {"b",
                             "x\xff"
                             "c\xff"
                             "y"}};
    const Exposition first = std::move(*readText("v 1\n"));
    const Exposition second = std::move(*readText("v 2\n"));
    QVERIFY(gateway.apply(victim, {.exposition = &first, .owner = {}}));
    const std::string before = gateway.group(victim)->storedText();
    QVERIFY(!gateway.group(other));
    QVERIFY(!gateway.apply(other, {.exposition = &second, .owner = {}}));
    QVERIFY(gateway.apply(other, {.method = PushMethod::Delete, .owner = {}}));
    QVERIFY(gateway.group(victim));
    QCOMPARE(gateway.group(victim)->storedText(), before);
}

void TestGateway::repeatedIsAsPushedOnce_data() {
    QTest::addColumn<QString>("text");  // N: a number that changes
    QTest::newRow("untyped") << "m{a=\"x\"} N\nb N\n";
    QTest::newRow("histogram without the last bucket")
        << "# TYPE h histogram\nh_bucket{le=\"1\"} N\nh_sum 1.5\nh_count N\n";
    QTest::newRow("histogram out of order")
        << "# TYPE h histogram\nh_count N\nh_sum nan\nh_bucket{le=\"+Inf\"} N\n"
           "h_bucket{le=\"-0\"} 1\n";
    QTest::newRow("summary without a sum")
        << "# TYPE s summary\ns{quantile=\"0.5\",x=\"1\"} N\ns_count{x=\"2\"} 7\n";
    QTest::newRow("names around our own")
        << "push_a N\npush_g N\npush_time_seconds N\nq N\n# TYPE a histogram\na_sum N\n";
    QTest::newRow("grouping labels of its own") << "m{job=\"b\",instance=\"N1\"} N\n";
    QTest::newRow("nothing") << "";
}

void TestGateway::repeatedIsAsPushedOnce() {
    QFETCH(const QString, text);
    const auto with = [&text](const char* number) {
        return QString(text).replace(u'N', QString::fromLatin1(number)).toStdString();
    };
    GatewayFixture g;
    GatewayFixture fresh;
    g.now = fresh.now = 1'000'000'000'000;
    QCOMPARE(g.put("/metrics/job/a", with("-0")), QString());
    fresh.now = g.now;
    QCOMPARE(g.put("/metrics/job/a", with("1.25")), QString());
    QCOMPARE(g.applied.after->shape == g.applied.before->shape, !text.contains(lit("N1")));
    QCOMPARE(fresh.put("/metrics/job/a", with("1.25")), QString());
    QCOMPARE(g.canonical(), fresh.canonical());
    QCOMPARE(g.applied.after->storedText(), fresh.applied.after->storedText());
}

void TestGateway::numbersComeBackFromAStore() {
    const std::string_view text =
        "# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_sum 3\nh_count 4\n# TYPE q counter\nq 5\n";
    GatewayFixture g;
    g.put("/metrics/job/a", text);
    const std::string stored = g.applied.after->storedText();
    g.put("/metrics/job/a",
          "# TYPE h histogram\nh_bucket{le=\"1\"} 6\nh_sum -0\nh_count 8\n"
          "# TYPE q counter\nq NaN\n");
    const GroupPointer group = g.applied.after;
    QCOMPARE(group->shape, g.applied.before->shape);
    GatewayFixture other;
    QVERIFY(other.gateway.restore({group->key, "", group->pushTime, 0, stored, group->numbers})
                .empty());
    QCOMPARE(other.canonical(), g.canonical());
    QCOMPARE(other.gateway.groups().front()->storedText(), group->storedText());
    // One family that does not fit any more takes its own numbers with it.
    GatewayFixture full;
    full.put("/metrics/job/b", "h 1\n");
    const auto leftOut =
        full.gateway.restore({group->key, "", group->pushTime, 0, stored, group->numbers});
    QCOMPARE(leftOut, std::vector<std::string>{"h"});
    QVERIFY(full.exposed().contains(lit("q{instance=\"\",job=\"a\"} NaN")));
}

QTEST_GUILESS_MAIN(TestGateway)
#include "test_gateway.moc"
