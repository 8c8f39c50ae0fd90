// SPDX-License-Identifier: Apache-2.0
// Read, then write, then read: the same families, series and values to the last bit, through each
// format and from each to each, as far as the format can say them. What it cannot say stands in the
// rows of goesThrough_data.
#include <QTest>
#include <cmath>

#include "metrics/exposition/builder.h"
#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/openmetrics_writer.h"
#include "metrics/exposition/protobuf_writer.h"
#include "metrics/exposition/readers.h"
#include "metrics/exposition/text_writer.h"
#include "metrics/lint/linter.h"
#include "tests/metrics/exposition_values.h"
#include "tests/metrics/random_exposition.h"
#include "tests/metrics/random_openmetrics.h"

using namespace gatepost::metrics;
using gatepost::tests::valuesOf;
using gatepost::tests::Wanted;

namespace {

using Read = std::expected<Exposition, ReadError>;

struct Form {
    std::string (*write)(const Exposition&);
    Read (*read)(std::string);
    Wanted keeps;
};

const Form kText{writeText, [](std::string body) { return readText(std::move(body)); },
                 Wanted{.types = false,
                        .units = false,
                        .nanoseconds = false,
                        .leadingBlanks = false,
                        .natives = false}};
const Form kOpenMetrics{writeOpenMetrics,
                        [](std::string body) { return readOpenMetrics(std::move(body)); },
                        Wanted{.natives = false}};
const Form kProtobuf{writeDelimitedProtobuf,
                     [](std::string body) { return readDelimitedProtobuf(body); },
                     Wanted{.nanoseconds = false}};

Wanted both(Wanted a, Wanted b) {
    return {a.types && b.types, a.units && b.units, a.nanoseconds && b.nanoseconds,
            a.leadingBlanks && b.leadingBlanks, a.natives && b.natives};
}

/// Counts that an unsigned integer cannot say, as the linter does not mind in a summary.
bool hasOddCounts(const Exposition& exposition) {
    for (const Family& family : exposition.families())
        for (const Series& series : exposition.series(family))
            for (const Sample& sample : exposition.samples(series))
                if (sample.role == Role::Count && sample.value != std::trunc(sample.value))
                    return true;
    return false;
}

bool hasTimes(const Exposition& exposition) {
    for (const Family& family : exposition.families())
        for (const Series& series : exposition.series(family))
            for (const Sample& sample : exposition.samples(series))
                if (sample.hasTimestamp) return true;
    return false;
}

/// What a linter cannot mind in whatever OpenMetrics accepts.
bool contradictsItself(const Exposition& exposition) {
    return std::ranges::any_of(lint(exposition, {}), [](const Problem& problem) {
        return problem.rule == "histogram_count_mismatch" || problem.rule == "colliding_names" ||
               problem.rule == "histogram_not_cumulative" || problem.rule == "value_lost" ||
               problem.rule == "histogram_no_infinity";
    });
}

bool isSound(const Exposition& exposition) {
    return std::ranges::none_of(lint(exposition, {}), [](const Problem& problem) {
        return problem.severity == Severity::Error && problem.rule != "timestamp" &&
               problem.rule != "reserved_label";
    });
}

/// Text 0.0.4 takes any bytes for help; a protobuf string is UTF-8.
bool hasBrokenHelp(const Exposition& exposition) {
    return !std::ranges::all_of(exposition.families(), isValidUtf8, &Family::help);
}

std::string differenceOf(const Exposition& given, const Form& format, Wanted wanted) {
    const std::string written = format.write(given);
    const Read back = format.read(written);
    if (!back) return back.error().message + "\n" + written;
    const auto before = valuesOf(given, wanted);
    const auto after = valuesOf(*back, wanted);
    if (before == after) return {};
    std::string words;
    for (const auto& line : before)
        if (std::ranges::find(after, line) == after.end()) words += "\nlost: " + line;
    for (const auto& line : after)
        if (std::ranges::find(before, line) == before.end()) words += "\nnew: " + line;
    return words + "\nwritten:\n" + written;
}

}  // namespace

class TestRoundTrip : public QObject {
    Q_OBJECT

private slots:
    void textStays() {
        gatepost::tests::RandomExposition random(5);
        int compared = 0;
        for (int i = 0; i < 3000; ++i) {
            const Read read = readText(random.next());
            if (!read || !isSound(*read) || hasOddCounts(*read) || hasBrokenHelp(*read)) continue;
            for (const Form* format : {&kText, &kProtobuf}) {
                const std::string words =
                    differenceOf(*read, *format, both(kText.keeps, format->keeps));
                QVERIFY2(words.empty(), words.c_str());
            }
            ++compared;
        }
        QVERIFY(compared > 200);
    }

    void openMetricsStays() {
        gatepost::tests::RandomOpenMetrics random(6);
        int compared = 0;
        int withExemplars = 0;
        for (int i = 0; i < 3000; ++i) {
            const Read read = readOpenMetrics(random.next());
            if (!read || !read->lost().empty()) continue;
            const std::string words = differenceOf(*read, kOpenMetrics, kOpenMetrics.keeps);
            QVERIFY2(words.empty(), words.c_str());
            withExemplars += writeOpenMetrics(*read).find(" # {") != std::string::npos ? 1 : 0;
            ++compared;
            if (!isSound(*read)) continue;
            for (const Form* format : {&kText, &kProtobuf}) {
                // Neither has info or state sets; text has no gauge histograms either.
                Wanted wanted = format->keeps;
                wanted.types = false;
                const std::string lost = differenceOf(*read, *format, wanted);
                QVERIFY2(lost.empty(), lost.c_str());
            }
        }
        QVERIFY(compared > 1000);
        QVERIFY(withExemplars > 200);
    }

    /// Whatever the OpenMetrics reader takes is text 0.0.4 that says the same, lint errors or not.
    void openMetricsBecomesText() {
        gatepost::tests::RandomOpenMetrics random(7);
        int compared = 0;
        for (int i = 0; i < 5000; ++i) {
            const std::string text = random.next();
            const Read read = readOpenMetrics(text);
            // Text has one distribution of a series, whatever its times, which no push may have.
            if (!read || hasTimes(*read)) continue;
            const std::string words = differenceOf(*read, kText, kText.keeps);
            QVERIFY2(words.empty(), (words + "\nread:\n" + text).c_str());
            QVERIFY2(!contradictsItself(*readText(writeText(*read))), text.c_str());
            ++compared;
        }
        QVERIFY(compared > 1500);
    }

    void protobufStays() {
        ExpositionBuilder builder;
        builder.family("a_bytes_total", MetricType::Counter, "Help.", "bytes");
        builder.series({{{"l", "\"x\"\n\\"}}});
        builder.sample(Role::Value, 0.30000000000000004, 0, -1);
        const Label traced{"trace", "\xf0\x9f\x98\x80"};
        builder.exemplar({&traced, 1}, -0.0, Timestamp{-1, 999'999});
        builder.series({});
        builder.sample(Role::Value, 5e-324);
        builder.exemplar({}, 1e308, std::nullopt);
        builder.family("g", MetricType::Gauge, std::nullopt);
        builder.series({});
        builder.sample(Role::Value, -0.0);
        builder.family("h", MetricType::GaugeHistogram, std::nullopt);
        builder.series({});
        builder.sample(Role::Bucket, 2.5, -0.0, 7);
        builder.sample(Role::Bucket, 3, std::numeric_limits<double>::infinity(), 7);
        builder.exemplar({&traced, 1}, 4, Timestamp{1'700'000'000'123, 456'789});
        builder.sample(Role::Sum, -1.5, 0, 7);
        builder.sample(Role::Count, 3, 0, 7);
        const Exposition given = builder.build();
        const std::string words = differenceOf(given, kProtobuf, kProtobuf.keeps);
        QVERIFY2(words.empty(), words.c_str());
        const Read once = readDelimitedProtobuf(writeDelimitedProtobuf(given));
        QCOMPARE(QByteArray::fromStdString(writeDelimitedProtobuf(*once)),
                 QByteArray::fromStdString(writeDelimitedProtobuf(given)));
    }
};

QTEST_GUILESS_MAIN(TestRoundTrip)
#include "test_round_trip.moc"
