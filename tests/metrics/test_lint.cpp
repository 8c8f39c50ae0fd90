// SPDX-License-Identifier: Apache-2.0
// Our own rules: each fires at its place and keeps quiet beside it; severities, modes and order.
// And docs/LINT_RULES.md says what the table says (GATEPOST_WRITE_DOCS=1 writes it).
#include <QFile>
#include <QTest>
#include <algorithm>
#include <map>

#include "metrics/exposition/builder.h"
#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/readers.h"
#include "metrics/lint/linter.h"
#include "metrics/lint/rules.h"
#include "metrics/push/grouping_key.h"
#include "tests/metrics/expfmt_versions.h"
#include "tests/metrics/problem_places.h"
#include "tests/metrics/random_exposition.h"

using namespace gatepost::metrics;

namespace {

std::string shown(const std::vector<Problem>& problems) {
    std::string out;
    for (const Problem& problem : problems)
        out += std::to_string(problem.line) + ":" + std::to_string(problem.column) + "+" +
               std::to_string(problem.length) +
               (problem.severity == Severity::Error ? " error " : " warning ") + problem.rule +
               " " + problem.metric + ": " + problem.text + "\n";
    return out;
}

LintOptions ownRulesOnly() {
    LintOptions options;
    for (const RuleInfo& rule : lintRules())
        if (rule.promlint && rule.id != "metric_not_unique")
            options.rules.emplace(rule.id, RuleMode::Off);
    return options;
}

std::string linted(const std::string& text, const GroupingKey* key = nullptr) {
    const auto read = readText(text);
    return read ? shown(lint(*read, ownRulesOnly(), key)) : read.error().message + "\n";
}

std::string lintedOpenMetrics(const std::string& text) {
    const auto read = readOpenMetrics(text + "# EOF\n");
    return read ? shown(lint(*read, ownRulesOnly())) : read.error().message + "\n";
}

bool isOneOf(std::string_view rule, std::initializer_list<std::string_view> rules) {
    return std::ranges::find(rules, rule) != rules.end();
}

/// Whether the token is what the problem is about.
bool isAbout(const Problem& problem, std::string_view token) {
    const bool isOfName =
        token.starts_with(problem.metric) &&
        isOneOf(token.substr(problem.metric.size()), {"", "_bucket", "_sum", "_count"});
    const bool isOfLabel = problem.text.find("label") != std::string::npos;
    if (isOneOf(problem.rule, {"value_lost", "histogram_not_cumulative", "histogram_count_mismatch",
                               "negative_count", "counter_value"}))
        return parseGoFloat(token).has_value();
    if (problem.rule == "timestamp") return parseGoInteger(token).has_value();
    if (problem.rule == "duplicate_series") return isOfName || parseGoFloat(token).has_value();
    if (problem.rule == "histogram_summary_reserved" && isOfLabel)
        return token == (problem.text.find("\"le\"") != std::string::npos ? "le" : "quantile");
    if (problem.rule == "camel_case" && isOfLabel)
        return std::ranges::any_of(token, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (problem.rule == "reserved_label") return token.starts_with("__");
    if (problem.rule == "overwritten_label")
        return problem.text.starts_with("label " + std::string(token) + " will");
    return isOfName;
}

const std::string kHistogram = "# TYPE h histogram\n";

std::string documentation() {
    std::string out =
        "# Lint rules\n\nMade from the rule table in `metrics/lint/rule_table.cpp`; a test "
        "compares.\n"
        "Rules marked *promlint* are client_golang's, in its words; with `strict` their problems "
        "are\n"
        "errors. `lint.rules` in the proxy's configuration sets any rule to `error`, `warning` or "
        "`off`.\n`gatepost lint` prints `file:line:column: severity: metric: what [rule]`, and "
        "once for each rule\na note: what to do. `x_created` gauges beside their counter, "
        "histogram or summary are judged with "
        "it.\n\n"
        "| rule | default | why | what to do |\n| --- | --- | --- | --- |\n";
    for (const RuleInfo& rule : lintRules()) {
        out += "| `" + std::string(rule.id) + "`" + (rule.promlint ? " (*promlint*)" : "");
        out += rule.severity == Severity::Error ? " | error | " : " | warning | ";
        out += std::string(rule.why) + " | " + std::string(rule.mend) + " |\n";
    }
    return out + gatepost::tests::expfmtDocumentation();
}

}  // namespace

class TestLint : public QObject {
    Q_OBJECT

private slots:
    /// Which protobuf alone can bring: in text 0.0.4 it is a histogram.
    void gaugeHistogramsTakeNames() {
        ExpositionBuilder builder;
        builder.family("g", MetricType::GaugeHistogram, std::nullopt);
        builder.series({});
        builder.sample(Role::Bucket, 1, std::numeric_limits<double>::infinity());
        builder.sample(Role::Count, 1);
        builder.family("g_sum", MetricType::Gauge, std::nullopt);
        builder.series({});
        builder.sample(Role::Value, 2);
        QCOMPARE(QString::fromStdString(shown(lint(builder.build(), ownRulesOnly()))),
                 QStringLiteral("0:0+0 error colliding_names g_sum: the name is also that of a "
                                "histogram's or summary's samples\n"));
    }

    void finds_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("problems");
        const auto row = [](const char* name, const std::string& text, const char* problems) {
            QTest::newRow(name) << QByteArray::fromStdString(text) << QByteArray(problems);
        };
        row("nothing", "a 1\n", "");
        row("lost under a summary", "# TYPE s summary\ns{a=\"1\"} 5\ns_sum{a=\"1\"} 1\n",
            "2:10+1 error value_lost s: value is lost: a summary has no place for it\n");
        row("lost under a histogram", kHistogram + "h 12 \t5\n",
            "2:3+2 error value_lost h: value is lost: a histogram has no place for it\n"
            "2:7+1 error timestamp h: pushed metrics must not have timestamps\n");
        row("overwritten and dated", "# TYPE s summary\ns_sum 4 9\ns_sum 5\n",
            "2:7+1 error value_lost s: value is lost: a later line gives the same series of this "
            "summary again\n"
            "2:9+1 error timestamp s: pushed metrics must not have timestamps\n");
        row("overwritten", "# TYPE s summary\ns_count 4\ns_count 5\n",
            "2:9+1 error value_lost s: value is lost: a later line gives the same series of this "
            "summary again\n");
        row("timestamp", "a 1\nb{x=\"y\"} 1  99\n",
            "2:13+2 error timestamp b: pushed metrics must not have timestamps\n");
        row("cumulative", kHistogram + "h_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 2\nh_count 2\n",
            "");
        row("falling bucket",
            kHistogram +
                "h_bucket{le=\"1\"} 5\nh_bucket{le=\"2\"} 4\nh_bucket{le=\"+Inf\"} 5\nh_count 5\n",
            "3:18+1 error histogram_not_cumulative h: bucket le=\"2\" has 4, less than the 5 of "
            "le=\"1\"\n");
        row("buckets in another order",
            kHistogram +
                "h_bucket{le=\"+Inf\"} 5\nh_bucket{le=\"2\"} 4\nh_bucket{le=\"1\"} 3\nh_count 5\n",
            "");
        row("falls in another order",
            kHistogram +
                "h_bucket{le=\"2\"} 1\nh_bucket{le=\"1\"} 3\nh_bucket{le=\"+Inf\"} 5\nh_count 5\n",
            "2:18+1 error histogram_not_cumulative h: bucket le=\"2\" has 1, less than the 3 of "
            "le=\"1\"\n");
        row("+Inf unlike count", kHistogram + "h_bucket{le=\"+Inf\"} 5\nh_count 6\n",
            "2:21+1 error histogram_count_mismatch h: bucket le=\"+Inf\" has 5, but _count is 6\n");
        row("+Inf without count", kHistogram + "h_bucket{le=\"+Inf\"} 5\n",
            "2:21+1 error histogram_count_mismatch h: histogram has a bucket le=\"+Inf\" and no "
            "_count\n");
        row("no +Inf", kHistogram + "h_bucket{le=\"1\"} 5\nh_count 5\n",
            "2:1+8 warning histogram_no_infinity h: histogram has no bucket le=\"+Inf\"\n");
        row("no +Inf, and a count that cannot be its",
            kHistogram + "h_bucket{le=\"1\"} 5\nh_bucket{le=\"2\"} 7\nh_count 3\n",
            "2:1+8 warning histogram_no_infinity h: histogram has no bucket le=\"+Inf\"\n"
            "4:9+1 error histogram_not_cumulative h: bucket le=\"+Inf\" has 3, less than the 7 of "
            "le=\"2\"\n");
        row("no +Inf and no count", kHistogram + "h_bucket{le=\"1\"} 5\nh_sum 1\n",
            "2:1+8 warning histogram_no_infinity h: histogram has no bucket le=\"+Inf\"\n"
            "2:18+1 error histogram_not_cumulative h: bucket le=\"+Inf\" has 0, less than the 5 of "
            "le=\"1\"\n");
        row("-Inf is no +Inf", kHistogram + "h_bucket{le=\"-Inf\"} 0\nh_count 0\n",
            "2:1+8 warning histogram_no_infinity h: histogram has no bucket le=\"+Inf\"\n");
        row("not unique", "a{x=\"1\"} 1\nb 1\na{x=\"1\"} 2\n",
            "3:1+1 error metric_not_unique a: metric not unique\n");
        row("not unique, at the end", "a{x=\"1\"} 1\na{x=\"2\"} 1\na{x=\"1\"} 2\n",
            "3:1+1 error metric_not_unique a: metric not unique\n");
        row("label order", "a{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 2\n",
            "2:1+1 error duplicate_series a: the same series as {x=\"1\",y=\"2\"}\n");
        row("empty label", "a{x=\"1\",y=\"\"} 1\na{x=\"1\"} 2\na{x=\"\"} 1\n",
            "2:1+1 error duplicate_series a: the same series as {x=\"1\",y=\"\"}\n");
        row("bound spelled twice",
            kHistogram +
                "h_bucket{le=\"1\"} 1\nh_bucket{le=\"1.0\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_count "
                "1\n",
            "3:14+3 error duplicate_series h: second sample for le=\"1\" in one series\n");
        row("quantile twice", "# TYPE s summary\ns{quantile=\"0.5\"} 1\ns{quantile=\"0.50\"} 1\n",
            "3:13+4 error duplicate_series s: second sample for quantile=\"0.5\" in one series\n");
        row("negative counter", "# TYPE a counter\na -1\n# TYPE b gauge\nb -1\n",
            "2:3+2 warning counter_value a: counter has the value -1\n");
        row("NaN counter", "# TYPE a counter\na{x=\"1\"} NaN\n",
            "2:10+3 warning counter_value a: counter has the value NaN\n");
        row("negative count", "# TYPE s summary\ns_count -2\n",
            "2:9+2 error negative_count s: count is -2\n");
        row("reserved label", "a{_x=\"1\"} 1\nb{ __x=\"1\"} 1\n",
            "2:4+3 error reserved_label b: label names starting with \"__\" are reserved for "
            "Prometheus\n");
        row("the gateway's names", "# TYPE go_threads gauge\ngo_threads 1\ngopher 1\n",
            "1:8+10 warning gateway_name go_threads: names starting with \"go_\" are also the "
            "gateway's own\n");
        row("a summary's sample", "x_count 1\nx_bucket 1\n# TYPE x summary\nx{quantile=\"1\"} 1\n",
            "1:1+7 error colliding_names x_count: the name is also that of a histogram's or "
            "summary's samples\n");
        row("near push times", "push_time_seconds_total 1\nmy_push_time_seconds 1\n", "");
        row("push time", "push_time_seconds 1\n",
            "1:1+17 error overridden_family push_time_seconds: the gateway puts its own values in "
            "the place of these\n");
        row("mail address, once a label",
            "a{u=\"x\"} 1\na{u=\"jo@example.com\"} 1\na{u=\"al@example.com\"} 1\n",
            "2:6+14 warning personal_data a: label u holds what looks like a mail address\n");
        row("path", "a{f=\"/home/jo/x.txt\"} 1\n",
            "1:6+14 warning personal_data a: label f holds what looks like a path of a user's "
            "file\n");
        row("escaped path", "a{f=\"C:\\\\Users\\\\jo\"} 1\n",
            "1:6+13 warning personal_data a: label f holds what looks like a path of a user's "
            "file\n");
        row("UUID", "a{id=\"123e4567-e89b-12d3-a456-426614174000\"} 1\n",
            "1:7+36 warning unbounded_label a: label id holds what looks like a UUID\n");
        row("timestamp in a label", "a{at=\"1763810000\"} 1\n",
            "1:7+10 warning unbounded_label a: label at holds what looks like a timestamp\n");
        row("file", "a{f=\"/var/log/x.log\"} 1\n",
            "1:6+14 warning unbounded_label a: label f holds what looks like a file's path\n");
        row("labels of what is lost",
            "# TYPE s summary\nb 1\ns{x=\"1\"} 5\n s{__y=\"1\",u=\"jo@b.cc\"} 5\n",
            "3:10+1 error value_lost s: value is lost: a summary has no place for it\n"
            "4:4+3 error reserved_label s: label names starting with \"__\" are reserved for "
            "Prometheus\n"
            "4:15+7 warning personal_data s: label u holds what looks like a mail address\n"
            "4:25+1 error value_lost s: value is lost: a summary has no place for it\n");
        row("a series like a long one",
            "a{x=\"" + std::string(300, 'v') + "\",y=\"\"} 1\na{x=\"" + std::string(300, 'v') +
                "\"} 1\n",
            ("2:1+1 error duplicate_series a: the same series as {x=\"" + std::string(252, 'v') +
             "…}\n")
                .c_str());
        // Columns count bytes, and every byte before: blanks, tabs, letters of two, escapes.
        row("behind tabs", " \ta\t{ x = \"1\" }\t1 \t 99\n",
            "1:21+2 error timestamp a: pushed metrics must not have timestamps\n");
        row("behind letters of two bytes", "a{x=\"\u00e4\u00f6\",u=\"jo@example.com\"} 1 9\n",
            "1:15+14 warning personal_data a: label u holds what looks like a mail address\n"
            "1:34+1 error timestamp a: pushed metrics must not have timestamps\n");
        row("behind escapes", "a{x=\"\\\"} 1\\\\ \\n,=\",__u=\"y\"} 1 9\n",
            "1:20+3 error reserved_label a: label names starting with \"__\" are reserved for "
            "Prometheus\n"
            "1:31+1 error timestamp a: pushed metrics must not have timestamps\n");
        row("in a help that ends with CR", "# HELP push_time_seconds x\r\npush_time_seconds 1\n",
            "1:8+17 error overridden_family push_time_seconds: the gateway puts its own values in "
            "the place of these\n");
        row("without blanks",
            kHistogram +
                "h_bucket{le=\"1\",}2\nh_bucket{le=\"2\"}1\nh_bucket{le=\"+Inf\"}2\n"
                "h_count 2\n",
            "3:17+1 error histogram_not_cumulative h: bucket le=\"2\" has 1, less than the 2 of "
            "le=\"1\"\n");
        row("a value next to the brace", "#TYPE c counter\nc{a=\"1\",}-1\n",
            "2:10+2 warning counter_value c: counter has the value -1\n");
    }
    void finds() {
        QFETCH(QByteArray, text);
        QTEST(QByteArray::fromStdString(linted(text.toStdString())), "problems");
    }

    /// Whatever a body looks like.
    void underlinesWhatIsWrong() {
        gatepost::tests::RandomExposition random(23);
        const GroupingKey key{{"job", "j"}, {"method", "m"}, {"l", "+"}};
        std::map<std::string, int> seen;
        for (int i = 0; i < 5000; ++i) {
            const std::string text = random.next();
            const auto read = readText(text);
            if (!read) continue;
            for (const Problem& problem : lint(*read, {}, &key)) {
                if (problem.rule == "grouping_plus") continue;
                const std::string_view token = gatepost::tests::placeOf(problem, text);
                const std::string what =
                    shown({problem}) + "\"" + std::string(token) + "\" in\n" + text;
                QVERIFY2(!token.empty() && isAbout(problem, token), what.c_str());
                ++seen[problem.rule];
            }
        }
        QVERIFY2(seen.size() >= 18, std::to_string(seen.size()).c_str());
    }

    void pointsIntoOpenMetrics() {
        QCOMPARE(lintedOpenMetrics("# TYPE a counter\n"
                                   "a_total{u=\"\u00e4@b.cc\"} 1 # {t=\"x\"} 1 1\n"
                                   "# TYPE g gauge\ng{__b=\"\\\"\"} 1 1.5\n"),
                 std::string("2:12+7 warning personal_data a_total: label u holds what looks like "
                             "a mail address\n"
                             "4:3+3 error reserved_label g: label names starting with \"__\" are "
                             "reserved for Prometheus\n"
                             "4:15+3 error timestamp g: pushed metrics must not have "
                             "timestamps\n"));
        // The count that is not said has no place of its own.
        QCOMPARE(lintedOpenMetrics("# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1 5\n"),
                 std::string("2:23+1 error timestamp h: pushed metrics must not have "
                             "timestamps\n"));
    }

    /// Protobuf has neither lines nor a need for the last bucket, and one time for a whole series.
    void judgesProtobufAsItIs() {
        ExpositionBuilder builder;
        for (const auto& [name, type] :
             {std::pair("h", MetricType::Histogram), std::pair("g", MetricType::GaugeHistogram)}) {
            builder.family(name, type, std::nullopt);
            builder.series({});
            builder.sample(Role::Bucket, 2, 1, 5);
            builder.sample(Role::Bucket, 1, 2, 5);
            builder.sample(Role::Sum, 1, 0, 5);
            builder.sample(Role::Count, 3, 0, 5);
        }
        const char* const words =
            "0:0+0 error timestamp %: pushed metrics must not have timestamps\n"
            "0:0+0 error histogram_not_cumulative %: bucket le=\"2\" has 1, less than the 2 of "
            "le=\"1\"\n";
        const QString expected = QString::fromLatin1(words);
        QCOMPARE(QString::fromStdString(shown(lint(builder.build(), ownRulesOnly()))),
                 QString(expected).replace(QLatin1Char('%'), QLatin1Char('h')) +
                     QString(expected).replace(QLatin1Char('%'), QLatin1Char('g')));
        // In text the last bucket has to be there.
        builder.family("g", MetricType::GaugeHistogram, std::nullopt);
        builder.series({});
        builder.sample(Role::Bucket, 4, std::numeric_limits<double>::infinity());
        builder.sample(Role::Count, 3);
        QCOMPARE(QString::fromStdString(shown(lint(builder.build(), ownRulesOnly()))),
                 QStringLiteral("0:0+0 error histogram_count_mismatch g: bucket le=\"+Inf\" has 4, "
                                "but _count is 3\n"));
    }

    /// A body of one mistake a line does not get an answer of its own size.
    void listsSoManyOfARule() {
        std::string text;
        for (std::size_t i = 0; i < kMostOfARule + 5; ++i)
            text += "# HELP a" + std::to_string(i) + " x\na" + std::to_string(i) + " 1 5\n";
        const auto problems = lint(*readText(text), {});
        QCOMPARE(problems.size(), kMostOfARule + 1);
        QCOMPARE(shown({problems[0]}),
                 std::string("0:0+0 error timestamp : 5 more of this kind\n"));
        QCOMPARE(problems[kMostOfARule].line, static_cast<std::uint32_t>(2 * kMostOfARule));
        // As many as there are, for who asks for promlint's.
        std::string names;
        for (std::size_t i = 0; i < kMostOfARule + 5; ++i)
            names += "a" + std::to_string(i) + " 1\n";
        QCOMPARE(promlint(*readText(names)).size(), kMostOfARule + 5);
    }

    void countsSeriesAndLabels() {
        std::string text;
        for (int i = 0; i < 1000; ++i) text += "a{i=\"" + std::to_string(i) + "\"} 1\n";
        QCOMPARE(linted(text), std::string());
        text += "a 1\n";
        QCOMPARE(linted(text),
                 std::string("1:1+1 warning too_many_series a: 1001 series in one family, more "
                             "than 1000\n"));
        std::string labels;
        for (int i = 0; i < 20; ++i) labels += (i > 0 ? ",l" : "l") + std::to_string(i) + "=\"x\"";
        QCOMPARE(linted("a{" + labels + "} 1\n"), std::string());
        QCOMPARE(linted("a{" + labels + ",m=\"x\"} 1\n"),
                 std::string("1:1+1 warning too_many_labels a: 21 labels in one series, more than "
                             "20\n"));
    }

    /// Names past the 65,536th are kept elsewhere.
    void seesEmptyLabelsOfLateNames() {
        std::string text = "b{n0=\"\"";
        for (int i = 1; i < 70'000; ++i) text += ",n" + std::to_string(i) + "=\"\"";
        text += "} 1\na{x=\"1\",n69999=\"\"} 1\na{x=\"1\"} 1\n";
        LintOptions options = ownRulesOnly();
        options.rules.emplace("too_many_labels", RuleMode::Off);
        QCOMPARE(shown(lint(*readText(text), options)),
                 std::string("3:1+1 error duplicate_series a: the same series as "
                             "{x=\"1\",n69999=\"\"}\n"));
    }

    void seesTheGroupingKey() {
        const GroupingKey key({{"job", "app"}, {"instance", "desk"}, {"title", "a+b"}});
        QCOMPARE(
            linted("a{job=\"app\",x=\"1\"} 1\na{job=\"other\"} 1\nb{job=\"more\"} 1\n", &key),
            std::string("0:0+0 warning grouping_plus : grouping label title=\"a+b\" has a \"+\" "
                        "that was probably meant as a space\n"
                        "2:3+3 warning overwritten_label a: label job will be overwritten by "
                        "the grouping key's \"app\"\n"
                        "3:3+3 warning overwritten_label b: label job will be overwritten by "
                        "the grouping key's \"app\"\n"));
        // What is lost of an empty value is nothing; what the key says tells no series apart.
        QCOMPARE(
            linted("a{instance=\"\"} 1\n", &key),
            std::string("0:0+0 warning grouping_plus : grouping label title=\"a+b\" has a \"+\" "
                        "that was probably meant as a space\n"));
        const std::string twice = linted("a{job=\"1\",x=\"\"} 1\na{title=\"2\"} 1\n", &key);
        QVERIFY2(twice.contains("2:1+1 error duplicate_series a: the same series as {job=\"1\""),
                 twice.c_str());
    }

    void setsSeverities() {
        const auto read = readText("a 1 5\n");
        LintOptions options;
        QCOMPARE(shown(lint(*read, options)),
                 std::string("1:1+1 warning no_help_text a: no help text\n"
                             "1:5+1 error timestamp a: pushed metrics must not have timestamps\n"));
        options.strict = true;
        QCOMPARE(lint(*read, options)[0].severity, Severity::Error);
        options.rules = {{"no_help_text", RuleMode::Warning}, {"timestamp", RuleMode::Off}};
        QCOMPARE(shown(lint(*read, options)),
                 std::string("1:1+1 warning no_help_text a: no help text\n"));
        options.rules = {{"no_help_text", RuleMode::Error}, {"timestamp", RuleMode::Warning}};
        QCOMPARE(lint(*read, options)[0].severity, Severity::Error);
        QCOMPARE(lint(*read, options)[1].severity, Severity::Warning);
    }

    void judgesCreatedSeriesWithTheirParent() {
        LintOptions strict;
        strict.strict = true;
        const auto rules = [&](const char* text) {
            std::string out;
            for (const Problem& problem : lint(*readText(text), strict))
                out += problem.metric + " ";
            return out;
        };
        QCOMPARE(rules("# HELP aB_total x\n# TYPE aB_total counter\naB_total 1\n"
                       "# TYPE aB_created gauge\naB_created 1\n"),
                 std::string("aB_total "));
        QCOMPARE(rules("# TYPE aB_created gauge\naB_created 1\n"),
                 std::string("aB_created aB_created "));
    }

    void findsNothingInTheSample() {
        QFile file(QStringLiteral(GATEPOST_SOURCE_DIR "/tests/data/sample.prom"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto read = readText(file.readAll().toStdString());
        QVERIFY(read.has_value());
        LintOptions strict;
        strict.strict = true;
        QCOMPARE(shown(lint(*read, strict)), std::string());
        QCOMPARE(shown(promlint(*read)), std::string());
    }

    void lintsWhatHasNoText() {
        ExpositionBuilder builder;
        builder.family("aB", MetricType::Counter, "x");
        const std::vector<Label> labels{{"mail", "jo@example.com"}};
        builder.series(labels);
        builder.sample(Role::Value, -1, 0, 5);
        const Exposition built = builder.build();
        const auto problems = lint(built, {});
        QCOMPARE(problems.size(), std::size_t{5});
        for (const Problem& problem : problems) QCOMPARE(problem.line, 0U);
    }

    /// Each rule of the table has a text that it objects to, and says where.
    void everyRuleSpeaks() {
        std::string manySeries = "# TYPE a gauge\n";
        for (int i = 0; i < 2000; ++i) manySeries += "a{x=\"v" + std::to_string(i) + "\"} 1\n";
        std::string manyLabels = "a{x=\"1\"";
        for (int i = 0; i < 40; ++i) manyLabels += ",x" + std::to_string(i) + "=\"1\"";
        manyLabels += "} 1\n";
        const std::map<std::string_view, std::string> texts{
            {"no_help_text", "a 1\n"},
            {"metric_units", "# TYPE a_minutes gauge\na_minutes 1\n"},
            {"counter_suffix", "# TYPE a counter\na 1\n"},
            {"histogram_summary_reserved", "# TYPE a_bucket gauge\na_bucket 1\n"},
            {"metric_type_in_name", "# TYPE a_gauge gauge\na_gauge 1\n"},
            {"reserved_chars", "a:b 1\n"},
            {"camel_case", "fooBar 1\n"},
            {"unit_abbreviations", "a_ms 1\n"},
            {"metric_not_unique", "a 1\na 1\n"},
            {"duplicate_series", "a{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 1\n"},
            {"value_lost", "# TYPE s summary\ns 5\n"},
            {"timestamp", "a 1 5\n"},
            {"histogram_not_cumulative",
             kHistogram + "h_bucket{le=\"1\"} 2\nh_bucket{le=\"2\"} 1\n"},
            {"histogram_count_mismatch", kHistogram + "h_bucket{le=\"+Inf\"} 2\nh_count 3\n"},
            {"negative_count", kHistogram + "h_bucket{le=\"+Inf\"} -1\nh_count -1\n"},
            {"reserved_label", "a{__b=\"c\"} 1\n"},
            {"overridden_family", "push_time_seconds 1\n"},
            {"colliding_names", "x_count 1\n# TYPE x summary\nx{quantile=\"1\"} 1\n"},
            {"histogram_no_infinity", kHistogram + "h_bucket{le=\"1\"} 2\n"},
            {"counter_value", "# TYPE a_total counter\na_total -1\n"},
            {"overwritten_label", "a{job=\"x\"} 1\n"},
            {"gateway_name", "go_threads 1\n"},
            {"personal_data", "a{u=\"ann@example.org\"} 1\n"},
            {"unbounded_label", "a{u=\"123e4567-e89b-12d3-a456-426614174000\"} 1\n"},
            {"too_many_series", manySeries},
            {"too_many_labels", manyLabels},
            {"grouping_plus", "a 1\n"},
        };
        const GroupingKey key{{"job", "my+job"}};
        for (const RuleInfo& rule : lintRules()) {
            const auto text = texts.find(rule.id);
            QVERIFY2(text != texts.end(), rule.id.data());
            const auto read = readText(text->second);
            QVERIFY2(read.has_value(), rule.id.data());
            const auto problems = lint(*read, {}, &key);
            const auto found = std::ranges::find(problems, rule.id, &Problem::rule);
            QVERIFY2(found != problems.end(), rule.id.data());
            QVERIFY2(found->severity == rule.severity, rule.id.data());
            const bool hasPlace = found->line > 0 && found->column > 0 && found->length > 0;
            QVERIFY2(hasPlace || rule.id == "grouping_plus", rule.id.data());
        }
    }

    void documentsItsRules() {
        QFile file(QStringLiteral(GATEPOST_SOURCE_DIR "/docs/LINT_RULES.md"));
        const QByteArray expected = QByteArray::fromStdString(documentation());
        if (qEnvironmentVariableIsSet("GATEPOST_WRITE_DOCS")) {
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(expected);
            file.close();
        }
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), expected);
    }

    void hashesItsTable() {
        // Relay and proxy compare it: another value says that a rule's verdicts have changed.
        QCOMPARE(QByteArray::fromStdString(lintEngineHash()), QByteArray("1408e9754980aa36"));
    }
};

QTEST_GUILESS_MAIN(TestLint)
#include "test_lint.moc"
