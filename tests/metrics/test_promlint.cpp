// SPDX-License-Identifier: Apache-2.0
// promlint's rules by table: what each says and when it says nothing, in promtool's order.
#include <QTest>

#include "metrics/exposition/readers.h"
#include "metrics/lint/linter.h"

using namespace gatepost::metrics;

namespace {

std::string linted(const std::string& text) {
    const auto read = readText(text);
    if (!read) return read.error().message;
    std::string out;
    for (const Problem& problem : promlint(*read))
        out += problem.metric + " " + problem.text + "\n";
    return out;
}

/// A family with help and one sample.
std::string family(const std::string& name, const std::string& type) {
    return "# HELP " + name + " Help.\n# TYPE " + name + " " + type + "\n" + name + " 1\n";
}

}  // namespace

class TestPromlint : public QObject {
    Q_OBJECT

private slots:
    void judgesTexts_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("problems");
        const auto row = [](const char* name, const std::string& text,
                            const std::string& problems) {
            QTest::newRow(name) << QByteArray::fromStdString(text)
                                << QByteArray::fromStdString(problems);
        };
        row("help", family("a", "gauge"), "");
        row("no help", "# TYPE a gauge\na 1\n", "a no help text\n");
        row("empty help", "# HELP a \na 1\n", "a no help text\n");
        row("help of another", "# HELP b x\na 1\n", "a no help text\n");
        row("sorted by metric, then text, not by line", "b:c 1\nb:c{x=\"1\"} 1\na 1\n",
            "a no help text\nb:c metric names should not contain ':'\nb:c no help text\n");
        row("label problems repeat for every series",
            "# HELP g x\n# TYPE g gauge\ng{le=\"1\",aB=\"1\"} 1\ng{le=\"2\",aB=\"1\"} 1\n",
            "g label names should be written in 'snake_case' not 'camelCase'\n"
            "g label names should be written in 'snake_case' not 'camelCase'\n"
            "g non-histogram metrics should not have \"le\" label\n"
            "g non-histogram metrics should not have \"le\" label\n");
        row("quantile", "# HELP g x\n# TYPE g gauge\ng{quantile=\"1\"} 1\n",
            "g non-summary metrics should not have \"quantile\" label\n");
        row("quantile of a histogram, le of a summary",
            "# HELP h x\n# TYPE h histogram\nh_sum{quantile=\"1\"} 1\n"
            "# HELP s x\n# TYPE s summary\ns_sum{le=\"1\"} 1\n",
            "h non-summary metrics should not have \"quantile\" label\n"
            "s non-histogram metrics should not have \"le\" label\n");
        row("untyped may have anything", "# HELP u_bucket x\nu_bucket{le=\"1\",quantile=\"1\"} 1\n",
            "");
        row("not unique, n copies n-1 problems",
            "# HELP g x\n# TYPE g gauge\ng{a=\"1\"} 1\ng{a=\"1\"} 2\ng{a=\"1\"} 3\ng{a=\"2\"} 3\n",
            "g metric not unique\ng metric not unique\n");
        row("another order is another series here",
            "# HELP g x\n# TYPE g gauge\ng{a=\"1\",b=\"1\"} 1\ng{b=\"1\",a=\"1\"} 1\n", "");
        row("buckets are no copies",
            "# HELP h x\n# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"1\"} 1\n", "");
    }
    void judgesTexts() {
        QFETCH(QByteArray, text);
        QTEST(QByteArray::fromStdString(linted(text.toStdString())), "problems");
    }

    void judgesNames_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("words");
        const auto row = [](const char* name, const char* type, const char* words) {
            QTest::addRow("%s %s", name, type)
                << QByteArray(name) << QByteArray(type) << QByteArray(words);
        };
        const auto unit = [&](const char* name, const char* base, const char* used) {
            const std::string words =
                std::string("use base unit \"") + base + "\" instead of \"" + used + "\"";
            row(name, "gauge", words.c_str());
        };
        for (const char* good :
             {"x_amperes", "x_bytes", "x_celsius", "x_grams", "x_joules", "x_kelvin", "x_meters",
              "x_metres", "x_seconds", "x_volts", "thermometers", "x_bytes_minutes", "x_Minutes"})
            row(good, "gauge", "");
        unit("x_minutes", "seconds", "minutes");
        unit("x_hours_y", "seconds", "hours");
        unit("days", "seconds", "days");
        unit("x_weeks", "seconds", "weeks");
        unit("x_kelvins", "kelvin", "kelvins");
        unit("x_fahrenheit", "celsius", "fahrenheit");
        unit("x_rankine", "celsius", "rankine");
        unit("x_inches", "meters", "inches");
        unit("x_yards", "meters", "yards");
        unit("x_miles", "meters", "miles");
        unit("x_bits", "bytes", "bits");
        unit("x_calories", "joules", "calories");
        unit("x_pounds", "grams", "pounds");
        unit("x_ounces", "grams", "ounces");
        unit("x_milliseconds", "seconds", "milliseconds");
        unit("x_gigabytes", "bytes", "gigabytes");
        unit("x_mibibytes", "bytes", "mibibytes");
        unit("x_pebibytes", "bytes", "pebibytes");
        unit("x_kilometers", "meters", "kilometers");
        unit("x_picoseconds", "seconds", "picoseconds");
        unit("x_minutes_hours", "seconds", "minutes");
        row("x_mebibytes", "gauge", "");
        row("x_total", "counter", "");
        row("x", "counter", "counter metrics should have \"_total\" suffix");
        row("x_total", "gauge", "non-counter metrics should not have \"_total\" suffix");
        row("x_total", "untyped", "");
        row("x_total_y", "gauge", "");
        row("x_bucket", "gauge", "non-histogram metrics should not have \"_bucket\" suffix");
        row("x_count", "gauge",
            "non-histogram and non-summary metrics should not have \"_count\" suffix");
        row("x_sum", "gauge",
            "non-histogram and non-summary metrics should not have \"_sum\" suffix");
        row("x_count", "untyped", "");
        row("x_gauge", "gauge", "metric name should not include type 'gauge'");
        row("x_gauge_y", "gauge", "metric name should not include type 'gauge'");
        row("x_GAUGE", "gauge", "metric name should not include type 'gauge'");
        row("gauge_x", "gauge", "");
        row("x_gauges", "gauge", "");
        row("x_counter", "gauge", "");
        row("x_counter_total", "counter", "metric name should not include type 'counter'");
        row("x_gauge", "untyped", "");
        row("x:y", "gauge", "metric names should not contain ':'");
        row("aB", "gauge", "metric names should be written in 'snake_case' not 'camelCase'");
        row("AB_C", "gauge", "");
        for (const char* abbreviated :
             {"x_s", "x_ms", "x_us", "x_ns", "x_sec", "x_b", "x_kb", "x_mb", "x_gb", "x_tb", "x_pb",
              "x_m", "x_h", "x_d", "x_MS", "x_d_y"})
            row(abbreviated, "gauge", "metric names should not contain abbreviated units");
        row("x_t", "gauge", "");
        row("s_x", "gauge", "");
    }
    void judgesNames() {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, words);
        const std::string expected =
            words.isEmpty() ? std::string() : (name + " " + words + "\n").toStdString();
        QCOMPARE(linted(family(name.toStdString(), type.toStdString())), expected);
    }

    void countsEachAbbreviation() {
        QCOMPARE(linted(family("x_ms_kb", "gauge")),
                 std::string("x_ms_kb metric names should not contain abbreviated units\n"
                             "x_ms_kb metric names should not contain abbreviated units\n"));
    }

    void pointsAtNamesAndLabels() {
        const auto read = readText("#  TYPE  aB   gauge\naB{ cD = \"1\" } 1\n");
        const auto problems = promlint(*read);
        QCOMPARE(problems.size(), std::size_t{3});
        QCOMPARE(problems[0].rule, std::string("camel_case"));
        QCOMPARE(problems[0].line, 2U);
        QCOMPARE(problems[0].column, 5U);
        QCOMPARE(problems[0].length, 2U);
        QCOMPARE(problems[1].line, 1U);
        QCOMPARE(problems[1].column, 10U);
        QCOMPARE(problems[1].length, 2U);
    }
};

QTEST_GUILESS_MAIN(TestPromlint)
#include "test_promlint.moc"
