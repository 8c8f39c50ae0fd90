// SPDX-License-Identifier: Apache-2.0
// OpenMetrics, rule by rule as the specification and the project's own parser suite have them: each
// row is a text that breaks one rule, and beside it its nearest neighbour that breaks none.
#include <QTest>

#include "metrics/exposition/readers.h"

using namespace gatepost::metrics;

namespace {

const std::string kHistogram = "# TYPE h histogram\n";
const std::string kGaugeHistogram = "# TYPE h gaugehistogram\n";
const std::string kCounter = "# TYPE c counter\n";
const std::string kSummary = "# TYPE s summary\n";
const std::string kGauge = "# TYPE g gauge\n";
const std::string kInfo = "# TYPE i info\n";
const std::string kStateSet = "# TYPE t stateset\n";
const std::string kInfinity = "h_bucket{le=\"+Inf\"} ";
const std::string kEnd = "# EOF\n";

void columns() {
    QTest::addColumn<QByteArray>("refused");
    QTest::addColumn<QByteArray>("accepted");
}

/// Both in front of # EOF.
void row(const char* rule, const std::string& refused, const std::string& accepted) {
    QTest::addRow("%s: %s", rule, refused.c_str())
        << QByteArray::fromStdString(refused + kEnd) << QByteArray::fromStdString(accepted + kEnd);
}

void check() {
    QFETCH(QByteArray, refused);
    QFETCH(QByteArray, accepted);
    const auto good = readOpenMetrics(accepted.toStdString());
    QVERIFY2(good.has_value(), good ? "" : good.error().message.c_str());
    QVERIFY2(!readOpenMetrics(refused.toStdString()).has_value(), "accepted");
}

}  // namespace

class TestOpenMetricsRules : public QObject {
    Q_OBJECT

private slots:
    void lines_data() {
        columns();
        QTest::addRow("no EOF") << QByteArray("m 1\n") << QByteArray("m 1\n# EOF");
        QTest::addRow("nothing at all") << QByteArray("") << QByteArray("# EOF");
        QTest::addRow("EOF runs on") << QByteArray("m 1\n# EOFs") << QByteArray("m 1\n# EOF\n");
        QTest::addRow("text after EOF") << QByteArray("# EOF\nm 1\n") << QByteArray("m 1\n# EOF\n");
        row("no blank lines", "m 1\n\n", "m 1\n");
        for (const char* comment : {"#\n", "#m 1\n", "# m 1\n", "## TYPE m gauge\n"})
            row("no comments", comment, "# HELP m 1\n");
        row("no blanks before", " # HELP m x\n", "# HELP m x\n");
        row("carriage returns are no line ends", "m 1\r\n", "m 1\n");
    }
    void lines() { check(); }

    void metadata_data() {
        columns();
        for (const std::string word : {"HELP", "TYPE", "UNIT"}) {
            const std::string fine = "# " + word + " m_s " +
                                     (word == "TYPE"   ? "gauge"
                                      : word == "UNIT" ? "s"
                                                       : "") +
                                     "\n";
            for (const char* rest : {"", " ", " m_s", "\tm_s x", " m_s\t"})
                row("keyword, blank, name, blank", "# " + word + rest + "\n", fine);
            row("each once", fine + fine, fine);
            row("before the samples", "m_s 1\n" + fine, fine + "m_s 1\n");
        }
        row("only these keywords", "# NOTE m x\n", "# HELP m x\n");
        row("types are known", "# TYPE m rate\n", "# TYPE m unknown\n");
        row("types are lower case", "# TYPE m Gauge\n", "# TYPE m gauge\n");
        row("untyped is text 0.0.4's", "# TYPE m untyped\n", "# TYPE m unknown\n");
        row("nothing after the type", "# TYPE m gauge \n", "# TYPE m gauge\n");
        row("nothing after the unit", "# UNIT m_s s \n", "# UNIT m_s s\n");
        row("the name has the unit", "# UNIT m s\n", "# UNIT m \n");
        row("the unit ends the name", "# UNIT ms s\n", "# UNIT m_s s\n");
        row("an info has no unit", "# TYPE m_s info\n# UNIT m_s s\n", "# TYPE m_s info\n");
        row("a stateset has no unit", "# TYPE m_s stateset\n# UNIT m_s s\n",
            "# TYPE m_s stateset\n");
        row("types of one name", "# TYPE m info\n# TYPE m counter\n",
            "# TYPE m info\n# TYPE n counter\n");
        row("names that a counter takes", "# TYPE c_created gauge\n" + kCounter,
            "# TYPE c_made gauge\n" + kCounter);
        const std::string histogram = kGaugeHistogram + kInfinity + "1\nh_gcount 1\nh_gsum 1\n";
        for (const std::string line : {"h_sum", "h_count"}) {
            const std::string gauge = "# TYPE " + line + " gauge\n" + line + " 2\n";
            const std::string counter = "# TYPE " + line + " counter\n" + line + "_total 2\n";
            row("names that a gauge histogram takes in text", histogram + gauge,
                histogram + counter);
            row("whichever comes first", gauge + histogram, counter + histogram);
            row("without a type, too", histogram + line + " 2\n", histogram + "_" + line + " 2\n");
            row("and of a summary", histogram + "# TYPE " + line + " summary\n" + line + "_sum 2\n",
                histogram + "# TYPE " + line + " info\n" + line + "_info 1\n");
        }
        row("names that a histogram takes", kHistogram + "# TYPE h_count gauge\n",
            kHistogram + "# TYPE h_number gauge\n");
    }
    void metadata() { check(); }

    void samples_data() {
        columns();
        for (const char* name : {"0m", "m.n", "m-n", "\xC3\xA9"})
            row("names", std::string(name) + " 1\n", "m:n_0 1\n");
        row("a value", "m\n", "m 1\n");
        row("a value behind the blank", "m \n", "m 1\n");
        row("one blank", "m  1\n", "m 1\n");
        for (const char* value : {"x", "1\t", "1 ", "1_2", "0x1", "0X1", "0x1p-3", "0x1P-3", "0b1",
                                  "0B1", "0o1", "0O1", "infinit", "1e", "."})
            row("decimal values", "m " + std::string(value) + "\n", "m 1.5e-3\n");
        for (const char* time : {"x", "1x", "1_2", "1.1.1", "NaN", "nan", "Inf", "+Inf", "-Inf",
                                 "inf", "0x1p-3", "1 2"})
            row("finite decimal times", "m 1 " + std::string(time) + "\n", "m 1 1.5e-3\n");
    }
    void samples() { check(); }

    void labels_data() {
        columns();
        for (const char* text : {"{a=1}",
                                 "{a=\"1}",
                                 "{a='1'}",
                                 "{a}",
                                 "{a\"1\"}",
                                 "{a\"\"}",
                                 "{a=}",
                                 "{a=\"}",
                                 "{a=\"1\"b=\"2\"}",
                                 "{a=\"1\",,b=\"2\"}",
                                 "{a=\"1\",b=\"2\",}",
                                 "{,a=\"1\"}",
                                 "{1=\"1\"}",
                                 "{a=\"1\",a=\"1\"}",
                                 "{a=\"1\",a=\"2\"}",
                                 "{a=\"1\"b}",
                                 "{1=\" # \"}",
                                 "{a=\" # \",a=\" # \"}",
                                 "{a=\" # \",b=}",
                                 "{a=\" # \"b}",
                                 "{a=\"1\"\"}",
                                 "{a:b=\"1\"}"})
            row("labels", "m" + std::string(text) + " 1\n", "m{a=\" # 1\",b=\"\"} 1\n");
        row("a blank behind the labels", "m{a=\"1\"}1\n", "m{a=\"1\"} 1\n");
        row("and where one holds a mark", "m{a=\" # \"}1\n", "m{a=\" # \"} 1\n");
    }
    void labels() { check(); }

    void exemplars_data() {
        columns();
        for (const char* text :
             {" #", "# {} 1", " #{} 1", " # {}1", " # {} 1 ", " # {} 1 1 ", " # {} 0x1p-3",
              " # {} 1 0x1p-3", " # {} x", " # {} 1 x", " # {a=\"b\"}  ", " # {a=\"b\"}",
              " # a=\"b\"} 1", " #a=\" # \"} 1", " a=\" # \"} 1", " # {a=\"b\"} 1 NaN",
              " # {a=\"b\"} 1 Inf", " # {a=\"b\"} 1 -Inf", " # {a=\"b\",a=\"b\"} 1"}) {
            row("of a counter", kCounter + "c_total 1" + text + "\n",
                kCounter + "c_total 1 # {a=\" # \"} 1 1.5\n");
            row("of a bucket", kHistogram + kInfinity + "1" + text + "\n",
                kHistogram + kInfinity + "1 # {} 1\n");
        }
        const auto ofLength = [](std::size_t length, const std::string& character) {
            std::string text;
            for (std::size_t i = 0; i < length; ++i) text += character;
            return kCounter + "c_total 1 # {a=\"" + text + "\"} 1\n";
        };
        row("128 characters", ofLength(128, "x"), ofLength(127, "x"));
        row("not bytes", ofLength(128, "\xC3\xA9"), ofLength(127, "\xC3\xA9"));
        row("not of a sum", kHistogram + kInfinity + "1\nh_count 1\nh_sum 1 # {} 1\n",
            kHistogram + kInfinity + "1 # {} 1\nh_count 1\nh_sum 1\n");
        row("nor of a gauge's", kGaugeHistogram + kInfinity + "1\nh_gcount 1\nh_gsum 1 # {} 1\n",
            kGaugeHistogram + kInfinity + "1 # {} 1\nh_gcount 1\nh_gsum 1\n");
        row("nor of a name like a sum's", kGaugeHistogram + "h_sum 1 # {} 1\n",
            kGaugeHistogram + kInfinity + "1 # {} 1\n");
        row("nor of a name like a bucket's", "# TYPE h_bucket gauge\nh_bucket 1 # {} 1\n",
            "# TYPE h_bucket gauge\nh_bucket 1\n");
        row("nor of _created", kCounter + "c_created 1 # {} 1\n", kCounter + "c_created 1\n");
        row("nor of a gauge", kGauge + "g 1 # {} 1\n", kGauge + "g 1\n");
        row("nor of an info", kInfo + "i_info 1 # {} 1\n", kInfo + "i_info 1\n");
        row("nor of a stateset", kStateSet + "t{t=\"a\"} 1 # {} 1\n", kStateSet + "t{t=\"a\"} 1\n");
        row("nor of a quantile", kSummary + "s{quantile=\"1\"} 1 # {} 1\n",
            kSummary + "s{quantile=\"1\"} 1\n");
    }
    void exemplars() { check(); }

    void values_data() {
        columns();
        for (const char* value : {"NaN", "-1"}) {
            const std::string line = std::string(value) + "\n";
            row("counters count", kCounter + "c_total " + line, kCounter + "c_total 0.5\n");
            row("as does a summary", kSummary + "s_sum " + line, kSummary + "s_sum 0.5\n");
            row("its count, too", kSummary + "s_count " + line, kSummary + "s_count 1\n");
            row("and a histogram", kHistogram + kInfinity + line, kHistogram + kInfinity + "1\n");
            row("its count, too", kHistogram + kInfinity + "1\nh_sum 1\nh_count " + line,
                kHistogram + kInfinity + "1\nh_sum 1\nh_count 1\n");
            row("its sum, too", kHistogram + kInfinity + "1\nh_count 1\nh_sum " + line,
                kHistogram + kInfinity + "1\nh_count 1\nh_sum 1\n");
            row("and a gauge's", kGaugeHistogram + kInfinity + line,
                kGaugeHistogram + kInfinity + "1\n");
            row("its sum, too", kGaugeHistogram + kInfinity + "1\nh_gcount 1\nh_gsum " + line,
                kGaugeHistogram + kInfinity + "1\nh_gcount 1\nh_gsum 1\n");
        }
        row("whole buckets", kHistogram + kInfinity + "0.5\n", kHistogram + kInfinity + "1.0\n");
        row("and a gauge's", kGaugeHistogram + kInfinity + "0.5\n",
            kGaugeHistogram + kInfinity + "1.0\n");
        row("whole counts", kSummary + "s_count 0.5\n", kSummary + "s_count 1.0\n");
        row("quantiles are not negative", kSummary + "s{quantile=\"0.5\"} -1\n",
            kSummary + "s{quantile=\"0.5\"} NaN\n");
        row("no sum beside buckets below zero",
            kHistogram + "h_bucket{le=\"-1\"} 1\n" + kInfinity + "1\nh_count 1\nh_sum 1\n",
            kHistogram + "h_bucket{le=\"-1\"} 1\n" + kInfinity + "1\n");
        row("an info is one", kInfo + "i_info{a=\"b\"} 2\n", kInfo + "i_info{a=\"b\"} 1.0\n");
        row("under its own name", kInfo + "i 1\n", kInfo + "i_info 1\n");
        row("a state is zero or one", kStateSet + "t{t=\"a\"} 2.0\n",
            kStateSet + "t{t=\"a\"} 0.0\n");
    }
    void values() { check(); }

    void shapes_data() {
        columns();
        row("a state has its label", kStateSet + "t 0\n", kStateSet + "t{t=\"a\"} 0\n");
        row("a quantile has its label", kSummary + "s 0\n", kSummary + "s{quantile=\"0\"} 0\n");
        for (const char* quantile : {"-1", "x", "1.01", "NaN", ""})
            row("from 0 to 1", kSummary + "s{quantile=\"" + quantile + "\"} 0\n",
                kSummary + "s{quantile=\"1.0\"} 0\n");
        for (const std::string& type : {kHistogram, kGaugeHistogram}) {
            row("a bucket has its label", type + "h_bucket 0\n", type + kInfinity + "0\n");
            row("spelled +Inf", type + "h_bucket{le=\"+INF\"} 0\n", type + kInfinity + "0\n");
            row("bounds rise",
                type + "h_bucket{le=\"2\"} 0\nh_bucket{le=\"1\"} 0\n" + kInfinity + "0\n",
                type + "h_bucket{le=\"1\"} 0\nh_bucket{le=\"2\"} 0\n" + kInfinity + "0\n");
            row("values do not fall", type + "h_bucket{le=\"1\"} 1\n" + kInfinity + "0\n",
                type + "h_bucket{le=\"1\"} 1\n" + kInfinity + "1\n");
        }
        row("only quantiles have it", kSummary + "s_sum{quantile=\"0.5\"} 0\n",
            kSummary + "s_sum{le=\"0.5\"} 0\n");
        row("and only buckets", kHistogram + kInfinity + "0\nh_sum 0\nh_count{le=\"+Inf\"} 0\n",
            kHistogram + kInfinity + "0\nh_sum 0\nh_count 0\n");
        const std::string whole = kHistogram + kInfinity + "1\nh_count 1\nh_sum 1\n";
        row("a sum wants buckets", kHistogram + "h_sum 1\n", whole);
        row("a sum wants a count", kHistogram + kInfinity + "1\nh_sum 1\n", whole);
        row("a count wants a sum", kHistogram + kInfinity + "1\nh_count 1\n", whole);
        row("the count is the last bucket", kHistogram + kInfinity + "1\nh_count 2\nh_sum 1\n",
            whole);
        row("wherever it stands", kHistogram + "h_count 2\nh_sum 1\n" + kInfinity + "1\n",
            kHistogram + "h_count 1\nh_sum 1\n" + kInfinity + "1\n");
        const std::string gauges = kGaugeHistogram + kInfinity + "1\nh_gcount 1\nh_gsum 1\n";
        row("a gauge's sum wants buckets", kGaugeHistogram + "h_gsum 1\n", gauges);
        row("and a count", kGaugeHistogram + kInfinity + "1\nh_gsum 1\n", gauges);
        row("and a count a sum", kGaugeHistogram + kInfinity + "1\nh_gcount 1\n", gauges);
        row("no sum below zero over positive bounds",
            kGaugeHistogram + "h_bucket{le=\"1\"} 1\n" + kInfinity + "1\nh_gcount 1\nh_gsum -1\n",
            kGaugeHistogram + "h_bucket{le=\"-1\"} 1\n" + kInfinity + "1\nh_gcount 1\nh_gsum -1\n");
    }
    void shapes() { check(); }

    void order_data() {
        columns();
        row("a histogram's samples together",
            kHistogram + "h_sum{a=\"1\"} 0\nh_sum{a=\"2\"} 0\nh_count{a=\"1\"} 0\n",
            kHistogram + "h_bucket{a=\"1\",le=\"+Inf\"} 0\nh_bucket{a=\"2\",le=\"+Inf\"} 0\n");
        row("its buckets, too",
            kHistogram +
                "h_bucket{a=\"1\",le=\"1\"} 0\nh_bucket{a=\"2\",le=\"+Inf\"} 0\n"
                "h_bucket{a=\"1\",le=\"+Inf\"} 0\n",
            kHistogram +
                "h_bucket{a=\"1\",le=\"1\"} 0\nh_bucket{a=\"1\",le=\"+Inf\"} 0\n"
                "h_bucket{a=\"2\",le=\"+Inf\"} 0\n");
        row("a gauge's, too",
            kGaugeHistogram + "h_gsum{a=\"1\"} 0\nh_gsum{a=\"2\"} 0\nh_gcount{a=\"1\"} 0\n",
            kGaugeHistogram + "h_bucket{a=\"1\",le=\"+Inf\"} 0\nh_bucket{a=\"2\",le=\"+Inf\"} 0\n");
        row("families do not mix", kSummary + "q 0\ns_sum{a=\"1\"} 0\nq 0\n",
            kSummary + "s_sum{a=\"1\"} 0\nq 0\n");
        for (const auto& [first, second] :
             std::vector<std::pair<const char*, const char*>>{{" -1", " -2"},
                                                              {" -1", " -1.1"},
                                                              {" 1", " -1"},
                                                              {" 1.1", " 1"},
                                                              {" 1", " 0"},
                                                              {"", " 0"},
                                                              {" 0", ""}})
            row("times rise, and all have one or none",
                kGauge + "g 0" + first + "\ng 0" + second + "\n", kGauge + "g 0 -1.5\ng 0 -1\n");
    }
    void order() { check(); }
};

QTEST_GUILESS_MAIN(TestOpenMetricsRules)
#include "test_openmetrics_rules.moc"
