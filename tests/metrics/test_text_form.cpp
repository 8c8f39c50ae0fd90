// SPDX-License-Identifier: Apache-2.0
// A relay judges the body that it was given and sends the text that it makes of it, which the proxy
// judges: whatever is found there was found before. What the text repairs may have been found, too.
#include <QTest>
#include <algorithm>
#include <set>

#include "metrics/exposition/protobuf_writer.h"
#include "metrics/exposition/readers.h"
#include "metrics/exposition/text_writer.h"
#include "metrics/lint/linter.h"
#include "tests/metrics/random_exposition.h"
#include "tests/metrics/random_openmetrics.h"

using namespace gatepost::metrics;

namespace {

using Found = std::set<std::pair<std::string, std::string>>;  // rule and metric

Found found(const std::vector<Problem>& problems) {
    Found found;
    for (const Problem& problem : problems) found.emplace(problem.rule, problem.metric);
    return found;
}

/// What is found in the text alone. None is made of a body that has errors.
std::string foundLater(const Exposition& exposition) {
    const std::string text = writeText(exposition);
    const auto again = readText(text);
    if (!again) return again.error().message + "\n" + text;
    const std::vector<Problem> problems = lint(exposition, {});
    if (std::ranges::find(problems, Severity::Error, &Problem::severity) != problems.end())
        return {};
    const Found before = found(problems);
    std::string later;
    for (const auto& [rule, metric] : found(lint(*again, {})))
        if (!before.contains({rule, metric})) later += rule + " of " + metric + "\n";
    return later.empty() ? later : later + text;
}

void compare(const std::expected<Exposition, ReadError>& read, const std::string& body) {
    if (!read) return;
    const std::string later = foundLater(*read);
    QVERIFY2(later.empty(), (later + "\nof\n" + body).c_str());
}

}  // namespace

class TestTextForm : public QObject {
    Q_OBJECT

private slots:
    void hasNoProblemsOfItsOwn_data() {
        QTest::addColumn<int>("format");
        QTest::addColumn<QByteArray>("body");
        const auto text = [](const char* name, const char* body) {
            QTest::newRow(name) << static_cast<int>(Format::Text) << QByteArray(body);
        };
        const auto openMetrics = [](const char* name, const char* body) {
            QTest::newRow(name) << static_cast<int>(Format::OpenMetrics) << QByteArray(body);
        };
        const auto protobuf = [](const char* name, const char* hex) {
            QTest::newRow(name) << static_cast<int>(Format::DelimitedProtobuf)
                                << QByteArray::fromHex(hex);
        };
        text("a count below its buckets",
             "# TYPE h histogram\nh_bucket{le=\"1\"} 5\nh_bucket{le=\"2\"} 7\nh_count 3\n");
        text("buckets alone", "# TYPE h histogram\nh_bucket{le=\"1\"} 5\nh_sum 1\n");
        openMetrics("a gauge histogram's name",
                    "# TYPE a_histogram_bucket gaugehistogram\n# HELP a_histogram_bucket x\n"
                    "a_histogram_bucket_bucket{le=\"+Inf\"} 1\n# EOF\n");
        openMetrics("an info", "# TYPE a_gauge info\na_gauge_info{b=\"c\"} 1\n# EOF\n");
        protobuf("a count below its buckets, in protobuf",
                 "250a026868120178180422"
                 "1a3a18080311000000000000f03f1a0b080711000000000000f03f");
        protobuf("a bound that is no number",
                 "2c0a026e7312017818022221221f080111000000000000f03f"
                 "1a1209000000000000f87f11000000000000f03f");
        protobuf("an empty help",
                 "150a02656812001801220b1209090000000000"
                 "00f03f");
        protobuf(
            "negative counts of a gauge histogram",
            "330a0267681201781805222"
            "83a2621000000000000f0bf11000000000000f03f1a1221000000000000f0bf11000000000000f03f");
    }
    void hasNoProblemsOfItsOwn() {
        QFETCH(int, format);
        QFETCH(QByteArray, body);
        const auto read =
            ::gatepost::metrics::read(static_cast<Format>(format), body.toStdString());
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        compare(read, body.toStdString());
    }

    void hasNoneInRandomBodies() {
        gatepost::tests::RandomExposition texts(11);
        gatepost::tests::RandomOpenMetrics openMetrics(12);
        for (int i = 0; i < 4'000 && !QTest::currentTestFailed(); ++i) {
            const std::string text = texts.next();
            const auto read = readText(text);
            compare(read, text);
            if (read) compare(readDelimitedProtobuf(writeDelimitedProtobuf(*read)), text);
            const std::string other = openMetrics.next();
            compare(readOpenMetrics(other), other);
        }
    }
};

QTEST_GUILESS_MAIN(TestTextForm)
#include "test_text_form.moc"
