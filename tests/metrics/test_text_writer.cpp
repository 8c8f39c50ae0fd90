// SPDX-License-Identifier: Apache-2.0
// Number forms, headers, labels and the order of lines in text 0.0.4; that reading what was written
// gives the same series; and that a decimal comma in the locale changes nothing.
#include <QTest>
#include <array>
#include <charconv>
#include <clocale>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "metrics/exposition/builder.h"
#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/readers.h"
#include "metrics/exposition/text_writer.h"

using namespace gatepost::metrics;

namespace {

std::string number(double value) {
    std::string out;
    appendNumber(out, value);
    return out;
}

std::string rewritten(const std::string& text) {
    const auto read = readText(text);
    return read ? writeText(*read) : read.error().message;
}

/// As the writer writes it: a copy of each length goes by another way.
std::string everyLength() {
    std::string text = "# HELP a " + std::string(40, 'h') + "\n# TYPE a gauge\n";
    for (std::size_t size = 1; size <= 40; ++size) {
        std::string name;
        for (std::size_t i = 0; i < size; ++i) name += static_cast<char>('a' + i % 26);
        text += "a{" + name + "=\"" + name + "\"} " + std::to_string(size) + '\n';
    }
    return text;
}

}  // namespace

class TestTextWriter : public QObject {
    Q_OBJECT

private slots:
    void writesNumbers_data() {
        QTest::addColumn<double>("value");
        QTest::addColumn<QByteArray>("text");
        const auto row = [](double value, const char* text) {
            QTest::newRow(text) << value << QByteArray(text);
        };
        row(0, "0");
        row(1, "1");
        row(-1, "-1");
        row(100000, "100000");
        row(999999, "999999");
        row(1e6, "1e+06");
        row(1234567, "1.234567e+06");
        row(123456.5, "123456.5");
        row(0.0001, "0.0001");
        row(0.00001, "1e-05");
        row(0.00012345, "0.00012345");
        row(1e21, "1e+21");
        row(1e100, "1e+100");
        row(-0.5, "-0.5");
        row(0.1, "0.1");
        row(1.7953421852291427e+09, "1.7953421852291427e+09");
        row(std::numeric_limits<double>::max(), "1.7976931348623157e+308");
        row(std::numeric_limits<double>::denorm_min(), "5e-324");
        row(std::numeric_limits<double>::infinity(), "+Inf");
        row(-std::numeric_limits<double>::infinity(), "-Inf");
        row(std::nan(""), "NaN");
    }
    void writesNumbers() {
        QFETCH(double, value);
        QTEST(QByteArray::fromStdString(number(value)), "text");
    }

    void writesDecimalsShortest() {
        std::mt19937_64 random(5);
        for (int i = 0; i < 200'000; ++i) {
            double power = 1;
            for (auto places = random() % 12; places > 0; --places) power *= 10;
            const double value = static_cast<double>(random() % 1'000'000'000) / power;
            if (value < 1e-4 || value >= 1e6) continue;
            std::array<char, 400> text;
            const auto end =
                std::to_chars(text.begin(), text.end(), value, std::chars_format::fixed);
            QCOMPARE(number(value), std::string(text.data(), end.ptr));
            QCOMPARE(number(-value), '-' + std::string(text.data(), end.ptr));
        }
    }

    void readsBackEveryNumber() {
        std::mt19937_64 random(7);
        for (int i = 0; i < 200'000; ++i) {
            const std::uint64_t bits = random();
            double value = 0;
            std::memcpy(&value, &bits, sizeof value);
            if (std::isnan(value)) continue;
            const auto back = parseGoFloat(number(value));
            QVERIFY(back.has_value());
            QVERIFY2(*back == value, number(value).c_str());
        }
    }

    void writes_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("written");
        const auto row = [](const char* name, const char* text, const char* written) {
            QTest::newRow(name) << QByteArray(text) << QByteArray(written);
        };
        row("escapes", "# HELP a x\\\\y\\nz\"\na{l=\"x\\\\y\\nz\\\"\"} 1\n",
            "# HELP a x\\\\y\\nz\"\n# TYPE a untyped\na{l=\"x\\\\y\\nz\\\"\"} 1\n");
        row("escapes in help only where help has them",
            "# HELP a \"x\"\\n\n# TYPE a gauge\na{b=\"\",c=\"\\\\\"} 1\n",
            "# HELP a \"x\"\\n\n# TYPE a gauge\na{b=\"\",c=\"\\\\\"} 1\n");
        row("names and values of every length up to forty", everyLength().c_str(),
            everyLength().c_str());
        row("histogram in order, +Inf filled in",
            "# TYPE h histogram\nh_count{l=\"x\"} 3\nh_sum{l=\"x\"} "
            "2.50\nh_bucket{le=\"1.0\",l=\"x\"} 2\n",
            "# TYPE h histogram\nh_bucket{l=\"x\",le=\"1\"} 2\nh_bucket{l=\"x\",le=\"+Inf\"} 3\n"
            "h_sum{l=\"x\"} 2.5\nh_count{l=\"x\"} 3\n");
        row("summary in order", "# TYPE s summary\ns_count 3\ns_sum 2\ns{quantile=\"0.50\"} 1\n",
            "# TYPE s summary\ns{quantile=\"0.5\"} 1\ns_sum 2\ns_count 3\n");
        row("a series has one time", "# TYPE s summary\ns_sum 2 7\ns_count 3 5\n",
            "# TYPE s summary\ns_sum 2 5\ns_count 3 5\n");
        row("interleaved", "a 1\nb 2\na{l=\"x\"} 3 4\n",
            "# TYPE a untyped\na 1\na{l=\"x\"} 3 4\n# TYPE b untyped\nb 2\n");
    }
    void writes() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, written);
        const std::string once = rewritten(text.toStdString());
        QCOMPARE(QByteArray::fromStdString(once), written);
        QCOMPARE(QByteArray::fromStdString(rewritten(once)), written);
    }

    void setsGroupingLabels() {
        const auto read = readText(
            "# TYPE h histogram\nh_bucket{zone=\"z\",job=\"body\",le=\"1\"} 2\n"
            "h_count{zone=\"z\",job=\"body\"} 2\n");
        QVERIFY(read.has_value());
        const std::vector<Label> grouping{{"instance", ""}, {"job", "key"}};
        std::string out;
        appendSamples(out, *read, read->families()[0], grouping);
        QCOMPARE(QByteArray::fromStdString(out),
                 QByteArray("h_bucket{instance=\"\",job=\"key\",zone=\"z\",le=\"1\"} 2\n"
                            "h_bucket{instance=\"\",job=\"key\",zone=\"z\",le=\"+Inf\"} 2\n"
                            "h_sum{instance=\"\",job=\"key\",zone=\"z\"} 0\n"
                            "h_count{instance=\"\",job=\"key\",zone=\"z\"} 2\n"));
    }

    void writesWhatWasBuilt() {
        ExpositionBuilder builder;
        builder.family("up", MetricType::Gauge, "Whether it is up.");
        const std::vector<Label> labels{{"a", "1"}};
        builder.series(labels);
        builder.sample(Role::Value, 1, 0, 5);
        builder.family("down", MetricType::Counter, std::nullopt);
        builder.series({});
        builder.sample(Role::Value, 2);
        builder.family("up", MetricType::Gauge, std::nullopt);
        builder.series({});
        builder.sample(Role::Value, 3);
        const Exposition built = builder.build();
        QVERIFY(built.body().empty());
        QCOMPARE(QByteArray::fromStdString(writeText(built)),
                 QByteArray("# HELP up Whether it is up.\n# TYPE up gauge\nup{a=\"1\"} 1 5\nup 3\n"
                            "# TYPE down counter\ndown 2\n"));
        QVERIFY(builder.build().families().empty());
    }

    /// As the other tests are run: QCoreApplication takes the environment's locale.
    void environmentsLocaleIsThere() {
        if (qgetenv("LC_ALL") == GATEPOST_COMMA_LOCALE)
            QVERIFY(std::localeconv()->decimal_point[0] == ',');
    }

    void knowsNoLocale() {
        // Whichever of these the machine has; a built-in default has none of them and would prove
        // nothing, so at least one must be there: Debian generates none, localedef makes one.
        QVERIFY(std::setlocale(LC_ALL, GATEPOST_COMMA_LOCALE) != nullptr);
        QVERIFY(std::localeconv()->decimal_point[0] == ',');
        QCOMPARE(QByteArray::fromStdString(rewritten("a 1.5\n")),
                 QByteArray("# TYPE a untyped\na 1.5\n"));
        QVERIFY(!readText("a 1,5\n").has_value());
        std::setlocale(LC_ALL, "C");
    }
};

QTEST_GUILESS_MAIN(TestTextWriter)
#include "test_text_writer.moc"
