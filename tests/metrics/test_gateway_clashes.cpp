// SPDX-License-Identifier: Apache-2.0
// What the gateway refuses, and that no one client can break a scrape for the others.
#include <QTest>

#include <array>

#include "metrics/exposition/builder.h"
#include "tests/metrics/gateway_fixture.h"
#include "tests/metrics/problem_places.h"

using namespace gatepost::metrics;
using gatepost::tests::placeOf;

namespace {

QString lit(const char* text) { return QString::fromUtf8(text); }

constexpr auto kHistogram = "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n";
constexpr auto kSummary = "# TYPE s summary\ns_sum 1\ns_count 1\n";

}  // namespace

class TestGatewayClashes : public QObject {
    Q_OBJECT

private slots:
    void clashes_data();
    void clashes();
    void everyClashIsNamed();
    void manyClashesAreCounted();
    void goesTogether_data();
    void goesTogether();
    void timestamps();
    void namesThatTheTextCannotCarry();
    void keysThatTheTextCannotCarry();
    void labelsTwice();
    void emptyLabelsAreNone();
    void keysApartByEmptyLabels();
    void ownMetricsKeepTheirType();
    void ownHistogramsKeepTheirSuffixes();
    void betweenOwnersNobodyBarsAnother();
    void demotionIsUndone();
    void aFailedPushDoesNotDemote();
    void withinOneOwnerTypesClash();
    void histogramsAreNotDemoted();
    void bodyLabelsCannotReachAnothersGroup();
    void sharedKeyGoesToWhoPushedLast();
};

void TestGatewayClashes::clashes_data() {
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("second");
    QTest::addColumn<QString>("error");
    const auto row = [](const char* name, const char* first, const char* second,
                        const char* error) {
        QTest::newRow(name) << lit(first) << lit(second) << lit(error);
    };
    row("type", "# TYPE t counter\nt 1\n", "# TYPE t gauge\nt 2\n",
        R"(collected metric "t" { label:<name:"instance" value:"" > )"
        R"(label:<name:"job" value:"b" > gauge:<value:2 > } is not a COUNTER)");
    row("untyped against gauge", "# TYPE t gauge\nt 1\n", "t 1\n", "is not a GAUGE");
    row("histogram against gauge", "# TYPE h gauge\nh 1\n", kHistogram, "is not a GAUGE");
    row("twice in one push", "", "m{a=\"1\"} 1\nm{a=\"1\"} 2\n",
        "was collected before with the same name and label values");
    row("twice once the grouping labels are set", "", "m{job=\"1\"} 1\nm{job=\"2\"} 2\n",
        "was collected before with the same name and label values");
    row("count beside a histogram", kHistogram, "h_count 1\n",
        R"(collected metric named "h_count" collides with previously collected histogram named "h")");
    row("bucket beside a histogram", kHistogram, "h_bucket 1\n",
        "collides with previously collected histogram named \"h\"");
    row("sum beside a summary", kSummary, "s_sum 1\n",
        R"(collected metric named "s_sum" collides with previously collected summary named "s")");
    row("histogram beside a count", "h_count 1\n", kHistogram,
        "collected histogram or summary named \"h\" collides with previously collected metric "
        "named \"h_count\"");
    row("summary beside a sum", "s_sum 1\n", kSummary,
        "collected histogram or summary named \"s\" collides with previously collected metric "
        "named \"s_sum\"");
    row("histogram beside a bucket", "h_bucket 1\n", kHistogram,
        "collected histogram named \"h\" collides with previously collected metric named "
        "\"h_bucket\"");
    row("reserved label name", "", "m{__x=\"1\"} 1\n", "has a label with an invalid name: __x");
}

void TestGatewayClashes::clashes() {
    QFETCH(QString, first);
    QFETCH(QString, second);
    QFETCH(QString, error);
    GatewayFixture g;
    QCOMPARE(g.put("/metrics/job/a", first.toStdString()), QString());
    const std::string before = g.canonical();
    const QString answer = g.put("/metrics/job/b", second.toStdString());
    QVERIFY2(answer.contains(error), qPrintable(answer));
    QVERIFY(g.clash.message.starts_with(kRefused));
    QCOMPARE(g.canonical(), before);
    // Once the other is gone it goes in.
    g.del("/metrics/job/a");
    if (!first.isEmpty()) QCOMPARE(g.put("/metrics/job/b", second.toStdString()), QString());
}

void TestGatewayClashes::everyClashIsNamed() {
    GatewayFixture fixture({{"up", MetricType::Gauge}});
    QCOMPARE(fixture.put("/metrics/job/a",
                         "# TYPE x counter\nx 1\n# TYPE h histogram\n"
                         "h_bucket{le=\"+Inf\"} 1\n"),
             QString());
    QCOMPARE(
        fixture.put("/metrics/job/b",
                    "# TYPE x gauge\nx{a=\"1\"} 1\nx 2\nz 1\nz 1\nz 1\n"
                    "up 1\nh_count 1\nl{__a=\"b\"} 1\n"),
        lit("7 error(s) occurred:\n"
            "* collected metric named \"h_count\" collides with previously collected "
            "histogram named \"h\"\n"
            "* collected metric \"l\" { label:<name:\"__a\" value:\"b\" > label:<name:"
            "\"instance\" value:\"\" > label:<name:\"job\" value:\"b\" > untyped:<value:1 > } "
            "has a label with an invalid name: __a\n"
            "* gathered metric family up has type UNTYPED but should have GAUGE\n"
            "* collected metric \"x\" { label:<name:\"a\" value:\"1\" > label:<name:\"instance\" "
            "value:\"\" > label:<name:\"job\" value:\"b\" > gauge:<value:1 > } is not a COUNTER\n"
            "* collected metric \"x\" { label:<name:\"instance\" value:\"\" > label:<name:"
            "\"job\" value:\"b\" > gauge:<value:2 > } is not a COUNTER\n"
            "* collected metric \"z\" { label:<name:\"instance\" value:\"\" > label:<name:"
            "\"job\" value:\"b\" > untyped:<value:1 > } was collected before with the same "
            "name and label values\n"
            "* collected metric \"z\" { label:<name:\"instance\" value:\"\" > label:<name:"
            "\"job\" value:\"b\" > untyped:<value:1 > } was collected before with the same "
            "name and label values"));
    QVERIFY(fixture.clash.kind == ClashKind::Suffix);
    QCOMPARE(fixture.clash.family, std::string("h_count"));
}

void TestGatewayClashes::manyClashesAreCounted() {
    GatewayFixture fixture;
    QCOMPARE(fixture.put("/metrics/job/a", "# TYPE x counter\nx 1\n"), QString());
    std::string many = "# TYPE x gauge\n";
    for (int i = 0; i < 5000; ++i) many += "x{a=\"" + std::to_string(i) + "\"} 1\n";
    const QString answer = fixture.put("/metrics/job/b", many);
    QVERIFY(answer.startsWith(lit("5000 error(s) occurred:\n* collected metric \"x\"")));
    const auto listed = answer.count(lit("is not a COUNTER"));
    QVERIFY(answer.endsWith(lit("\n* and %1 more").arg(5000 - listed)));
    QVERIFY(answer.size() < 70'000);
}

void TestGatewayClashes::goesTogether_data() {
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("second");
    const auto row = [](const char* name, const char* first, const char* second) {
        QTest::newRow(name) << lit(first) << lit(second);
    };
    row("same type", kHistogram, kHistogram);
    row("other help", "# HELP m a\nm 1\n", "# HELP m b\nm 1\n");
    row("bucket beside a summary", kSummary, "s_bucket 1\n");
    row("count beside a gauge", "# TYPE g gauge\ng 1\n", "g_count 1\n");
    row("other labels", "m{a=\"1\"} 1\n", "m{b=\"1\"} 1\n");
}

void TestGatewayClashes::goesTogether() {
    QFETCH(QString, first);
    QFETCH(QString, second);
    GatewayFixture g;
    QCOMPARE(g.put("/metrics/job/a", first.toStdString()), QString());
    QCOMPARE(g.put("/metrics/job/b", second.toStdString()), QString());
    // In one group a family may change its type, and so make room for what its suffixes barred.
    QCOMPARE(g.del("/metrics/job/b"), QString());
    QCOMPARE(g.put("/metrics/job/a", "# TYPE h gauge\nh 1\n# TYPE h_count gauge\nh_count 1\n"),
             QString());
    QCOMPARE(g.put("/metrics/job/a", kHistogram), QString());
}

void TestGatewayClashes::timestamps() {
    GatewayFixture g;
    QCOMPARE(g.put("/metrics/job/a", "m 1\nn 1 1000\n"),
             lit("pushed metrics must not have timestamps"));
    QCOMPARE(g.clash.kind, ClashKind::Timestamp);
}

void TestGatewayClashes::namesThatTheTextCannotCarry() {
    // Only protobuf can bring these.
    const auto pushed = [](std::string_view name, std::string_view help, MetricType type,
                           std::string_view label, std::string_view value) {
        ExpositionBuilder builder;
        builder.family(name, type, help);
        const std::array labels{Label{label, value}};
        builder.series(labels);
        builder.sample(type == MetricType::Gauge ? Role::Value : Role::Sum, 1);
        const Exposition exposition = builder.build();
        GatewayFixture g;
        return g.pushRead(PushMethod::Put, "/metrics/job/a", &exposition);
    };
    QCOMPARE(pushed("ok", "ok", MetricType::Gauge, "l", "v"), QString());
    QCOMPARE(pushed("", "", MetricType::Gauge, "l", "v"), lit("invalid metric name \"\""));
    QCOMPARE(pushed("a.b", "", MetricType::Gauge, "l", "v"), lit("invalid metric name \"a.b\""));
    QCOMPARE(pushed("\xbd", "", MetricType::Gauge, "l", "v"), lit(R"(invalid metric name "\xbd")"));
    QVERIFY(pushed("m", "\xbd", MetricType::Gauge, "l", "v").contains(lit("is not utf8")));
    QVERIFY(pushed("m", "", MetricType::Gauge, "l", "\xbd")
                .endsWith(lit(R"(has a label named "l" whose value is not utf8: "\xbd")")));
    QVERIFY(pushed("m", "", MetricType::Gauge, "l-x", "v")
                .endsWith(lit("has a label with an invalid name: l-x")));
    QVERIFY(pushed("m", "", MetricType::Summary, "quantile", "v")
                .endsWith(lit(R"(must not have an explicit "quantile" label)")));
    QVERIFY(pushed("m", "", MetricType::Histogram, "le", "v")
                .endsWith(lit(R"(must not have an explicit "le" label)")));
}

void TestGatewayClashes::keysThatTheTextCannotCarry() {
    GatewayFixture g;
    QVERIFY(g.put("/metrics/job@base64/vQ", "").contains(lit("whose value is not utf8")));
    QCOMPARE(g.gateway.recordFailure(GatewayFixture::key("/metrics/job@base64/vQ"), 1, ""),
             nullptr);
    // As a label of the key `le` would stand twice in each bucket's line.
    QVERIFY(g.put("/metrics/job/a/le/5", kHistogram).contains(lit("explicit \"le\"")));
    QVERIFY(g.put("/metrics/job/a/quantile/5", kSummary).contains(lit("explicit \"quantile\"")));
    QCOMPARE(g.put("/metrics/job/a/le/5", "m 1\n"), QString());
    QCOMPARE(g.gateway.apply(GroupingKey(), Push()).error().kind, ClashKind::Invalid);
}

void TestGatewayClashes::labelsTwice() {
    ExpositionBuilder builder;
    builder.family("m", MetricType::Gauge, std::nullopt);
    const std::array labels{Label{"a", "1"}, Label{"b", "2"}, Label{"a", "3"}};
    builder.series(labels);
    builder.sample(Role::Value, 1);
    const Exposition exposition = builder.build();
    GatewayFixture g;
    QVERIFY(g.pushRead(PushMethod::Put, "/metrics/job/a", &exposition)
                .endsWith(lit("has two or more labels with the same name: a")));
}

void TestGatewayClashes::emptyLabelsAreNone() {
    GatewayFixture g;
    QVERIFY(g.put("/metrics/job/a", "m{x=\"\"} 1\nm 1\n").contains(lit("was collected before")));
    QCOMPARE(g.put("/metrics/job/a/tag/v", "sm 1\n"), QString());
    QVERIFY(g.post("/metrics/job/a", "sm{tag=\"v\"} 1\n").contains(lit("was collected before")));
    QVERIFY(
        g.post("/metrics/job/a", "sm{tag=\"v\",y=\"\"} 1\n").contains(lit("was collected before")));
    QCOMPARE(g.clash.kind, ClashKind::Duplicate);
}

void TestGatewayClashes::keysApartByEmptyLabels() {
    GatewayFixture g;
    QCOMPARE(g.put("/metrics/job/x", "m 1\n"), QString());
    QVERIFY(g.put("/metrics/job/x/instance@base64/=", "n 1\n").contains(lit("push_")));
    QCOMPARE(g.clash.kind, ClashKind::SameIdentity);
    QVERIFY(!g.put("/metrics/job/x/y@base64/=", "").isEmpty());
    QCOMPARE(g.gateway.recordFailure(GatewayFixture::key("/metrics/job/x/y@base64/="), 1, ""),
             nullptr);
    QCOMPARE(g.put("/metrics/job/x", "m 2\n"), QString());
    g.del("/metrics/job/x");
    QCOMPARE(g.put("/metrics/job/x/instance@base64/=", "n 1\n"), QString());
}

void TestGatewayClashes::ownMetricsKeepTheirType() {
    GatewayFixture g({{"go_goroutines", MetricType::Gauge}});
    QCOMPARE(g.put("/metrics/job/a", "# TYPE go_goroutines counter\ngo_goroutines 1\n"),
             lit("gathered metric family go_goroutines has type COUNTER but should have GAUGE"));
    QCOMPARE(g.clash.kind, ClashKind::OwnFamily);
    QCOMPARE(g.put("/metrics/job/a", "# TYPE go_goroutines gauge\ngo_goroutines 1\n"), QString());
    g.del("/metrics/job/a");
    QVERIFY(!g.put("/metrics/job/a", "go_goroutines 1\n", "ann").isEmpty());
}

void TestGatewayClashes::ownHistogramsKeepTheirSuffixes() {
    GatewayFixture g({{"own", MetricType::Histogram}, {"x_count", MetricType::Counter}});
    QVERIFY(g.put("/metrics/job/a", "own_count 1\n").contains(lit("collides")));
    QVERIFY(g.put("/metrics/job/a", "# TYPE x summary\nx_sum 1\nx_count 1\n")
                .contains(lit("collides")));
}

void TestGatewayClashes::betweenOwnersNobodyBarsAnother() {
    GatewayFixture g;
    QCOMPARE(g.put("/metrics/job/a/userid/ann", "# TYPE m counter\nm 1\n", "ann"), QString());
    QVERIFY(g.applied.problems.empty());
    QCOMPARE(g.put("/metrics/job/a/userid/bob", "# TYPE m gauge\nm 2\nn 1\n", "bob"), QString());
    QCOMPARE(g.applied.problems.size(), 1u);
    QCOMPARE(g.applied.problems[0].rule, std::string("type_conflict"));
    QCOMPARE(g.applied.problems[0].metric, std::string("m"));
    QCOMPARE(placeOf(g.applied.problems[0], "# TYPE m gauge\nm 2\nn 1\n"), std::string_view("m"));
    const std::string_view odd = "n 1\n  # HELP\tm \xc3\xa9\n# TYPE m gauge\nm 2\n";
    QCOMPARE(g.put("/metrics/job/a/userid/bob", odd, "bob"), QString());
    QCOMPARE(g.applied.problems.size(), 1u);
    QCOMPARE(g.applied.problems[0].line, 2u);
    QCOMPARE(placeOf(g.applied.problems[0], odd), std::string_view("m"));
    QCOMPARE(g.put("/metrics/job/a/userid/bob", "# TYPE m gauge\nm 2\nn 1\n", "bob"), QString());
    QCOMPARE(g.gateway.exposedType("m"), std::optional(MetricType::Untyped));
    QVERIFY(
        g.exposed().startsWith(lit("# TYPE m untyped\nm{instance=\"\",job=\"a\",userid=\"ann\"} "
                                   "1\nm{instance=\"\",job=\"a\",userid=\"bob\"} 2\n")));
    // A problem for both.
    QCOMPARE(g.gateway.problems(GatewayFixture::key("/metrics/job/a/userid/ann")).size(), 1u);
    QCOMPARE(g.gateway.problems(GatewayFixture::key("/metrics/job/a/userid/bob")).size(), 1u);
    // The same type again, in another group, is still no clash for its owner.
    QCOMPARE(g.put("/metrics/job/b/userid/ann", "# TYPE m counter\nm 1\n", "ann"), QString());
}

void TestGatewayClashes::demotionIsUndone() {
    GatewayFixture g;
    g.put("/metrics/job/a/userid/ann", "# TYPE m counter\nm 1\n", "ann");
    const auto demote = [&] {
        g.put("/metrics/job/a/userid/bob", "# TYPE m gauge\nm 1\nn 1\n", "bob");
        return g.gateway.exposedType("m") == MetricType::Untyped;
    };
    QVERIFY(demote());
    g.del("/metrics/job/a/userid/bob");
    QCOMPARE(g.gateway.exposedType("m"), std::optional(MetricType::Counter));
    QVERIFY(g.gateway.problems(GatewayFixture::key("/metrics/job/a/userid/ann")).empty());
    QVERIFY(demote());
    g.put("/metrics/job/a/userid/bob", "n 1\n", "bob");
    QCOMPARE(g.gateway.exposedType("m"), std::optional(MetricType::Counter));
    QVERIFY(demote());
    g.post("/metrics/job/a/userid/bob", "# TYPE m counter\nm 1\n", "bob");
    QCOMPARE(g.gateway.exposedType("m"), std::optional(MetricType::Counter));
    QVERIFY(demote());
    g.gateway.undo(GatewayFixture::key("/metrics/job/a/userid/bob"), g.applied);
    QCOMPARE(g.gateway.exposedType("m"), std::optional(MetricType::Counter));
    QVERIFY(demote());
    g.del("/metrics/job/a/userid/ann");
    QCOMPARE(g.gateway.exposedType("m"), std::optional(MetricType::Gauge));
    g.del("/metrics/job/a/userid/bob");
    QCOMPARE(g.gateway.exposedType("m"), std::optional<MetricType>());
}

void TestGatewayClashes::aFailedPushDoesNotDemote() {
    GatewayFixture g;
    g.put("/metrics/job/a/userid/ann", "# TYPE m counter\nm 1\n", "ann");
    QVERIFY(!g.put("/metrics/job/a/userid/bob", "# TYPE m gauge\nm 1\nn 1 5\n", "bob").isEmpty());
    QCOMPARE(g.gateway.exposedType("m"), std::optional(MetricType::Counter));
}

void TestGatewayClashes::withinOneOwnerTypesClash() {
    GatewayFixture g;
    g.put("/metrics/job/a/userid/ann", "# TYPE m counter\nm 1\n", "ann");
    g.put("/metrics/job/a/userid/bob", "# TYPE m gauge\nm 1\n", "bob");
    QVERIFY(g.put("/metrics/job/b/userid/ann", "# TYPE m gauge\nm 1\n", "ann")
                .endsWith(lit("is not a COUNTER")));
    QVERIFY(g.put("/metrics/job/b/userid/bob", "m 1\n", "bob").endsWith(lit("is not a GAUGE")));
    // One's only group may change its mind.
    QCOMPARE(g.put("/metrics/job/a/userid/ann", "# TYPE m gauge\nm 1\n", "ann"), QString());
    QCOMPARE(g.gateway.exposedType("m"), std::optional(MetricType::Gauge));
}

void TestGatewayClashes::histogramsAreNotDemoted() {
    GatewayFixture g;
    g.put("/metrics/job/a/userid/ann", kHistogram, "ann");
    QVERIFY(g.put("/metrics/job/a/userid/bob", "h 1\n", "bob").endsWith(lit("is not a HISTOGRAM")));
    QVERIFY(g.put("/metrics/job/a/userid/bob", "h_sum 1\n", "bob").contains(lit("collides")));
    QVERIFY(g.put("/metrics/job/a/userid/bob", "# TYPE h summary\nh_sum 1\nh_count 1\n", "bob")
                .endsWith(lit("is not a HISTOGRAM")));
    g.put("/metrics/job/a/userid/bob", "s 1\n", "bob");
    QVERIFY(g.put("/metrics/job/a/userid/ann", kSummary, "ann").endsWith(lit("is not a UNTYPED")));
}

void TestGatewayClashes::bodyLabelsCannotReachAnothersGroup() {
    GatewayFixture g;
    g.put("/metrics/job/a/userid/ann", "m{x=\"1\"} 1\n", "ann");
    QCOMPARE(g.put("/metrics/job/a/userid/bob", "m{userid=\"ann\",x=\"1\"} 2\n", "bob"), QString());
    QVERIFY(g.exposed().contains(lit("m{instance=\"\",job=\"a\",userid=\"bob\",x=\"1\"} 2")));
    QVERIFY(g.exposed().contains(lit("m{instance=\"\",job=\"a\",userid=\"ann\",x=\"1\"} 1")));
}

void TestGatewayClashes::sharedKeyGoesToWhoPushedLast() {
    // Where identities are not part of the key: a duplicate is refused, whoever comes with it, so
    // that no scrape has a series twice.
    GatewayFixture g;
    g.put("/metrics/job/a", "# TYPE m counter\nm 1\n", "ann");
    QCOMPARE(g.put("/metrics/job/a", "# TYPE m gauge\nm 1\n", "bob"), QString());
    QCOMPARE(g.gateway.usage("ann"), Usage{});
    QCOMPARE(g.gateway.usage("bob").groups, 1u);
    QVERIFY(g.put("/metrics/job/a/x@base64/=", "", "ann").contains(lit("was collected before")));
    g.put("/metrics/job/a/tag/v", "q 1\n", "ann");
    QVERIFY(
        g.post("/metrics/job/a", "q{tag=\"v\"} 1\n", "bob").contains(lit("was collected before")));
}

QTEST_GUILESS_MAIN(TestGatewayClashes)
#include "test_gateway_clashes.moc"
