// SPDX-License-Identifier: Apache-2.0
// OpenMetrics: how each type arrives in the shape of text 0.0.4, what is refused and where, and
// that what was written reads as the same series again. The project's own suite is held elsewhere
// (test_openmetrics_suite).
#include <QTest>

#include "metrics/exposition/openmetrics_writer.h"
#include "metrics/exposition/readers.h"
#include "metrics/exposition/text_writer.h"
#include "metrics/lint/linter.h"

using namespace gatepost::metrics;

namespace {

const char* const kEverything =
    "# TYPE req counter\n# HELP req Requests \\\\ \\\"made\\\".\n"
    "req_total{a=\"x\\ny\"} 5 # {trace=\"abc\"} 0.5 1.25\nreq_created{a=\"x\\ny\"} 17.5\n"
    "# TYPE t_seconds histogram\n# UNIT t_seconds seconds\n"
    "t_seconds_bucket{le=\"0.5\"} 1 # {} 0.25\nt_seconds_bucket{le=\"+Inf\"} 2\n"
    "t_seconds_sum 3\nt_seconds_count 2\nt_seconds_created 17\n"
    "# TYPE g gaugehistogram\ng_bucket{le=\"1\"} 1\ng_bucket{le=\"+Inf\"} 3\ng_gsum 2.5\ng_gcount "
    "3\n"
    "# TYPE build info\nbuild_info{version=\"1\"} 1\n"
    "# TYPE st stateset\nst{st=\"on\"} 1\nst{st=\"off\"} 0\n"
    "# TYPE s summary\ns{quantile=\"0.5\"} 1\ns_sum 2\ns_count 2\n"
    "# TYPE u unknown\nu -1.5 2.001\n"
    "bare 1\n"
    "# EOF\n";

std::string outcome(const std::string& text) {
    const auto read = readOpenMetrics(text);
    return read ? writeText(*read) : read.error().message;
}

}  // namespace

class TestOpenMetrics : public QObject {
    Q_OBJECT

private slots:
    void becomesText() {
        QCOMPARE(QByteArray::fromStdString(outcome(kEverything)),
                 QByteArray("# HELP req_total Requests \\\\ \"made\".\n# TYPE req_total counter\n"
                            "req_total{a=\"x\\ny\"} 5\n"
                            "# HELP req_created Requests \\\\ \"made\".\n# TYPE req_created gauge\n"
                            "req_created{a=\"x\\ny\"} 17.5\n"
                            "# TYPE t_seconds histogram\nt_seconds_bucket{le=\"0.5\"} 1\n"
                            "t_seconds_bucket{le=\"+Inf\"} 2\nt_seconds_sum 3\nt_seconds_count 2\n"
                            "# TYPE t_seconds_created gauge\nt_seconds_created 17\n"
                            "# TYPE g histogram\ng_bucket{le=\"1\"} 1\ng_bucket{le=\"+Inf\"} 3\n"
                            "g_sum 2.5\ng_count 3\n"
                            "# TYPE build_info gauge\nbuild_info{version=\"1\"} 1\n"
                            "# TYPE st gauge\nst{st=\"on\"} 1\nst{st=\"off\"} 0\n"
                            "# TYPE s summary\ns{quantile=\"0.5\"} 1\ns_sum 2\ns_count 2\n"
                            "# TYPE u untyped\nu -1.5 2001\n"
                            "# TYPE bare untyped\nbare 1\n"));
    }

    void keepsExemplarsAndUnits() {
        const auto read = readOpenMetrics(kEverything);
        QVERIFY(read.has_value());
        const Family& counter = read->families()[0];
        const Sample& sample = read->samples(read->series(counter)[0])[0];
        const Exemplar* exemplar = read->exemplar(sample);
        QVERIFY(exemplar != nullptr);
        QCOMPARE(exemplar->value, 0.5);
        QVERIFY((exemplar->timestamp == Timestamp{1250, 0}));
        QVERIFY((read->label(*exemplar, 0) == Label{"trace", "abc"}));
        const Family& histogram = read->families()[2];
        QVERIFY(histogram.unit == "seconds");
        QVERIFY(read->exemplar(read->samples(read->series(histogram)[0])[1]) == nullptr);
    }

    void writesWhatItReads() {
        const auto read = readOpenMetrics(kEverything);
        const std::string once = writeOpenMetrics(*read);
        const auto again = readOpenMetrics(once);
        QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
        QCOMPARE(QByteArray::fromStdString(writeOpenMetrics(*again)),
                 QByteArray::fromStdString(once));
        QCOMPARE(QByteArray::fromStdString(writeText(*again)),
                 QByteArray::fromStdString(writeText(*read)));
        QVERIFY(once.find("req_total{a=\"x\\ny\"} 5 # {trace=\"abc\"} 0.5 1.25\n"
                          "req_created{a=\"x\\ny\"} 17.5\n") != std::string::npos);
        QVERIFY(once.find("g_gsum 2.5\ng_gcount 3\n") != std::string::npos);
    }

    /// A count that is not said would be 0 in text 0.0.4, and contradict the buckets.
    void countsByTheLastBucket() {
        QCOMPARE(QByteArray::fromStdString(
                     outcome("# TYPE h histogram\nh_bucket{a=\"1\",le=\"1\"} 2\n"
                             "h_bucket{a=\"1\",le=\"+Inf\"} 3 # {} 7\nh_created{a=\"1\"} 5\n"
                             "h_bucket{a=\"2\",le=\"+Inf\"} 4\n"
                             "# TYPE g gaugehistogram\ng_bucket{le=\"+Inf\"} 6\n# EOF\n")),
                 QByteArray("# TYPE h histogram\nh_bucket{a=\"1\",le=\"1\"} 2\n"
                            "h_bucket{a=\"1\",le=\"+Inf\"} 3\nh_sum{a=\"1\"} 0\n"
                            "h_count{a=\"1\"} 3\nh_bucket{a=\"2\",le=\"+Inf\"} 4\n"
                            "h_sum{a=\"2\"} 0\nh_count{a=\"2\"} 4\n"
                            "# TYPE h_created gauge\nh_created{a=\"1\"} 5\n"
                            "# TYPE g histogram\ng_bucket{le=\"+Inf\"} 6\ng_sum 0\ng_count 6\n"));
        const std::string text =
            "# TYPE h histogram\nh_bucket{le=\"1\"} 2 1.5\nh_bucket{le=\"+Inf\"} 3 1.5 # {} 7\n"
            "h_bucket{le=\"1\"} 2 2.5\nh_bucket{le=\"+Inf\"} 4 2.5 # {} 8\n# EOF\n";
        const auto read = readOpenMetrics(text);
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QCOMPARE(QByteArray::fromStdString(writeOpenMetrics(*read)),
                 QByteArray::fromStdString(text));
        const auto series = read->series(read->families()[0]);
        QCOMPARE(series.size(), std::size_t{2});
        for (const std::size_t i : {0U, 1U}) {
            const Sample& count = read->samples(series[i]).back();
            QVERIFY(count.role == Role::Count);
            QCOMPARE(count.value, i == 0 ? 3.0 : 4.0);
            QVERIFY((read->exactTime(count) == Timestamp{i == 0 ? 1500 : 2500, 0}));
            QVERIFY(read->exemplar(count) == nullptr);
        }
        QVERIFY(std::ranges::none_of(lint(*read, {}), [](const Problem& problem) {
            return problem.rule == "histogram_count_mismatch";
        }));
    }

    /// What text has and OpenMetrics cannot: a sum without a count, or a count without a sum.
    void writesSumAndCountTogether() {
        const auto written = [](const std::string& lines) {
            const auto read = readText("# TYPE h histogram\n" + lines);
            const std::string text = writeOpenMetrics(*read);
            const auto again = readOpenMetrics(text);
            return again ? text : again.error().message;
        };
        const std::string head = "# TYPE h histogram\n";
        const std::string bucket = "h_bucket{le=\"+Inf\"} 3\n";
        QCOMPARE(written(bucket + "h_sum 1\n"), head + bucket + "h_sum 1\nh_count 3\n# EOF\n");
        QCOMPARE(written(bucket + "h_count 3\n"), head + bucket + "# EOF\n");
        QCOMPARE(written("h_count 3\n"), head + bucket + "# EOF\n");
        QCOMPARE(written("h_sum 1\n"),
                 head + "h_bucket{le=\"+Inf\"} 0\nh_sum 1\nh_count 0\n# EOF\n");
    }

    void repeatsAreLostAndNamed() {
        const auto read = readOpenMetrics("# TYPE a gauge\na 1\na 2\n# EOF\n");
        QVERIFY(read.has_value());
        QCOMPARE(read->lost().size(), std::size_t{1});
        const auto problems = lint(*read, {});
        QVERIFY(std::ranges::any_of(problems, [](const Problem& problem) {
            return problem.rule == "value_lost" && problem.line == 3;
        }));
    }

    /// An unknown escape stays as it is, so that one value has two spellings.
    void knowsValuesHoweverTheyAreEscaped() {
        const auto repeated = readOpenMetrics("a{b=\"\\z\"} 1\na{b=\"\\\\z\"} 2\n# EOF\n");
        QVERIFY(repeated.has_value());
        QCOMPARE(repeated->lost().size(), std::size_t{1});
        const auto apart = readOpenMetrics(
            "# TYPE a stateset\na{a=\"on\",b=\"\\z\"} 1\na{a=\"on\",b=\"x\"} 1\n"
            "a{a=\"off\",b=\"\\\\z\"} 0\n# EOF\n");
        QVERIFY(!apart.has_value());
        QVERIFY(apart.error().message.ends_with("samples of one metric must stand together"));
    }

    /// What a strict reader is tempted to refuse.
    void accepts_data() {
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char* text) { QTest::addRow("%s", text) << QByteArray(text); };
        row("");
        row("# TYPE a gauge\n");
        row("# HELP a \n# UNIT a \n");
        row("# HELP a say \"hi\" \\t \\\n");
        row("a 0001.2e-1\n");
        row("a -iNf\na{b=\"\"} INFINITY\na{b=\"c\"} nAn\n");
        row("a{} 1 000\na{} 1 +1.\n");
        row("a 1 12345678901234567890.1234567890\n");
        row("a 1 1.5e3\na 1 15E2\n");
        row("a 1 -1.5\na 1 -1\na 1 -0.5\na 1 .5\n");
        row("a{b=\"\\z\\\\\\\"\\n\"} 1\n");
        row("a{b=\" # {} 1\",c=\"}\"} 1\n");
        row("# TYPE a counter\na_total 9223372036854775808\n");
        row("# TYPE a counter\na_total{} 0 123 # {a=\"}\"} 0.5 -1\n");
        row("# TYPE a counter\na_created 1\n");
        row("# TYPE a counter\na_total 1.1\na_total 1.1\n");
        row("# TYPE a info\na_info{b=\"1\"} 1 1\na_info{b=\"2\"} 1.0 0\n");
        row("# TYPE a histogram\na_bucket{le=\"1\"} 0\na_bucket{le=\"1e1\"} 2.0\n"
            "a_bucket{le=\"+Inf\"} 3\n");
        row("# TYPE a gaugehistogram\na_bucket{le=\"-1\"} 1\na_bucket{le=\"+Inf\"} 3\na_gcount 3\n"
            "a_gsum -5\n");
        row("# TYPE a summary\na{quantile=\"1\"} NaN\na{quantile=\"0\"} 1\n");
        row("# TYPE a summary\na_sum{b=\"1\"} 1 1\na_count{b=\"1\"} 1 1\n"
            "a_sum{b=\"1\"} 1 2\na_count{b=\"1\"} 1 2\na_sum 1\n");
        row("a 1\n# TYPE b gauge\nb 1\nc_total 1\n");
    }
    void accepts() {
        QFETCH(QByteArray, text);
        for (const char* end : {"# EOF", "# EOF\n"}) {
            const auto read = readOpenMetrics(text.toStdString() + end);
            QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        }
    }

    void eachTimeIsASeriesOfItsOwn() {
        const auto read = readOpenMetrics(
            "# TYPE a summary\na_sum 1 1.0000000015\na_count 2 1.000000001\n"
            "a_created 5 1.000000001\na_sum 3 2\na_count 4 2\n# EOF\n");
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QCOMPARE(read->lost().size(), std::size_t{0});
        const auto series = read->series(read->families()[0]);
        QCOMPARE(series.size(), std::size_t{2});
        QCOMPARE(read->samples(series[0]).size(), std::size_t{2});
        QCOMPARE(read->samples(series[1])[1].value, 4.0);
        QVERIFY((read->exactTime(read->samples(series[0])[0]) == Timestamp{1000, 1}));
        QVERIFY((read->exactTime(read->samples(series[1])[0]) == Timestamp{2000, 0}));
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("column");
        const auto row = [](const char* text, const char* words, int line, int column) {
            QTest::addRow("%s", words)
                << QByteArray(text) << QString::fromUtf8(words) << line << column;
        };
        row("a 1\n", "missing # EOF", 2, 1);
        row("# EOF\na 1\n", "text after # EOF", 2, 1);
        row("\n# EOF\n", "blank line", 1, 1);
        row("#a\n# EOF\n", "invalid comment", 1, 1);
        row("# HELP a\n# EOF\n", "incomplete metadata", 1, 1);
        row("# NOTE a b\n# EOF\n", "expected HELP, TYPE, UNIT or EOF", 1, 3);
        row("# TYPE a untyped\n# EOF\n", "unknown metric type \"untyped\"", 1, 10);
        row("# TYPE a gauge\n# TYPE a gauge\n# EOF\n", "second TYPE line for metric name \"a\"", 2,
            10);
        row("a 1\n# TYPE a gauge\n# EOF\n", "metadata after samples", 2, 8);
        row("a{b=\"1\",} 1\n# EOF\n", "invalid label name", 1, 9);
        row("a{b=\"1\",b=\"2\"} 1\n# EOF\n", "duplicate label name \"b\"", 1, 9);
        row("a  1\n# EOF\n", "expected float as value, got \"\"", 1, 3);
        row("a 1 \n# EOF\n", "expected timestamp, got \"\"", 1, 5);
        row("a 1 NaN\n# EOF\n", "expected timestamp, got \"NaN\"", 1, 5);
        row("a 1_0\n# EOF\n", "expected float as value, got \"1_0\"", 1, 3);
        row("a{b=\"\xbd\"} 1\n# EOF\n", "invalid label value \"\\xbd\"", 1, 6);
        row("# TYPE a counter\na 1\n# EOF\n", "clashing name \"a\"", 3, 1);
        row("# TYPE a counter\na_total -1\n# EOF\n", "value of a_total must not be negative", 2, 1);
        row("# TYPE a info\na_info 2\n# EOF\n", "info value must be one", 2, 1);
        row("# TYPE a stateset\na 1\n# EOF\n", "stateset without the label \"a\"", 2, 1);
        row("# TYPE a histogram\na_bucket{le=\"1\"} 1\n# EOF\n", "bucket le=\"+Inf\" is missing", 3,
            1);
        row("# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\n# EOF\n",
            "bucket values out of order", 3, 1);
        row("# TYPE a summary\na{quantile=\"2\"} 1\n# EOF\n", "invalid quantile label", 2, 1);
        row("# TYPE a gauge\n# UNIT a bytes\na 1\n# EOF\n", "unit does not match the metric name",
            4, 1);
        row("# TYPE a gauge\na 1 # {} 1\n# EOF\n", "only buckets and counters may have exemplars",
            2, 1);
        row("# TYPE a gauge\na{b=\"1\"} 1\na{b=\"2\"} 1\na{b=\"1\"} 1\n# EOF\n",
            "samples of one metric must stand together", 4, 1);
    }
    void refuses() {
        QFETCH(QByteArray, text);
        QFETCH(QString, words);
        QFETCH(int, line);
        QFETCH(int, column);
        const auto read = readOpenMetrics(text.toStdString());
        QVERIFY(!read.has_value());
        QCOMPARE(QString::fromStdString(read.error().message),
                 QStringLiteral("OpenMetrics parsing error in line %1: %2").arg(line).arg(words));
        QCOMPARE(static_cast<int>(read.error().position.line), line);
        QCOMPARE(static_cast<int>(read.error().position.column), column);
    }
};

QTEST_GUILESS_MAIN(TestOpenMetrics)
#include "test_openmetrics.moc"
