// SPDX-License-Identifier: Apache-2.0
// Native histograms: what protobuf says of them is kept to the last bit, read from bytes that are
// put together here by hand and written again; what Prometheus would not take is refused, and so is
// text where there are no classic buckets. Field numbers are those of client_model's metrics.proto.
#include <QTest>
#include <bit>
#include <cmath>
#include <random>

#include "metrics/exposition/exposition_data.h"
#include "metrics/exposition/openmetrics_writer.h"
#include "metrics/exposition/protobuf_writer.h"
#include "metrics/exposition/readers.h"
#include "metrics/exposition/text_writer.h"
#include "metrics/lint/linter.h"
#include "tests/metrics/exposition_values.h"

using namespace gatepost::metrics;

namespace {

std::string varint(std::uint64_t value) {
    std::string bytes;
    for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
    return bytes + static_cast<char>(value);
}

std::uint64_t zigzag(std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    return (bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0);
}

std::string key(unsigned field, unsigned wire) { return varint(field << 3 | wire); }
std::string whole(unsigned field, std::uint64_t value) { return key(field, 0) + varint(value); }
std::string signedWhole(unsigned field, std::int64_t value) { return whole(field, zigzag(value)); }
std::string bytes(unsigned field, const std::string& value) {
    return key(field, 2) + varint(value.size()) + value;
}
std::string fixed(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    std::string out;
    for (unsigned i = 0; i < 8; ++i) out += static_cast<char>(bits >> (8 * i));
    return out;
}
std::string real(unsigned field, double value) { return key(field, 1) + fixed(value); }

std::string span(unsigned field, std::int32_t offset, std::uint32_t length) {
    return bytes(field, signedWhole(1, offset) + whole(2, length));
}

std::string bucket(std::uint64_t count, double bound) {
    return bytes(3, whole(1, count) + real(2, bound));
}

/// A body with one family of one histogram; `type` 4, or 5 for a gauge's.
std::string body(const std::string& histogram, unsigned type = 4) {
    const std::string label = bytes(1, bytes(1, "a") + bytes(2, "b"));
    const std::string family =
        bytes(1, "h") + whole(3, type) + bytes(4, label + bytes(7, histogram));
    return varint(family.size()) + family;
}

/// 9 observations: 2 at zero, 4 and 1 above, 2 below.
std::string simple() {
    return whole(1, 9) + real(2, 5.5) + signedWhole(5, 3) + real(6, 0.001) + whole(7, 2) +
           span(9, -7, 1) + signedWhole(10, 2) + span(12, 0, 1) + span(12, 3, 1) +
           signedWhole(13, 4) + signedWhole(13, -3);
}

/// The same with fractions for counts.
std::string fractions() {
    return real(4, 7.25) + real(2, 5.5) + signedWhole(5, -4) + real(6, 0) + real(8, 0.5) +
           span(9, 1, 1) + real(11, 0.25) + span(12, -2, 2) + real(14, 5e-324) + real(14, 6.5);
}

std::string outcome(const std::string& given) {
    const auto read = readDelimitedProtobuf(given);
    return read ? "read" : read.error().message;
}

}  // namespace

class TestNativeHistogram : public QObject {
    Q_OBJECT

private slots:
    void keepsWholeCounts() {
        const auto read = readDelimitedProtobuf(body(simple()));
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        const Family& family = read->families()[0];
        QVERIFY(family.type == MetricType::Histogram);
        const Series& series = read->series(family)[0];
        const NativeHistogram* native = read->native(series);
        QVERIFY(native != nullptr);
        QCOMPARE(native->schema, 3);
        QCOMPARE(native->zeroThreshold, 0.001);
        QVERIFY(!native->hasFractions);
        QVERIFY((native->zeroCount == NativeCount{2, 0}));
        QVERIFY((native->count == NativeCount{9, 0}));
        QVERIFY((native->positive == NativeSide{{{0, 1}, {3, 1}}, {4, -3}, {}}));
        QVERIFY((native->negative == NativeSide{{{-7, 1}}, {2}, {}}));
        QCOMPARE(read->samples(series).size(), std::size_t{2});
        QCOMPARE(read->samples(series)[0].value, 5.5);
        QCOMPARE(read->samples(series)[1].value, 9.0);
    }

    void keepsFractions() {
        const auto read = readDelimitedProtobuf(body(fractions(), 5));
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QVERIFY(read->families()[0].type == MetricType::GaugeHistogram);
        const NativeHistogram* native = read->native(read->series(read->families()[0])[0]);
        QVERIFY(native != nullptr && native->hasFractions);
        QVERIFY((native->zeroCount == NativeCount{0, 0.5}));
        QVERIFY((native->count == NativeCount{0, 7.25}));
        QVERIFY((native->positive == NativeSide{{{-2, 2}}, {}, {5e-324, 6.5}}));
        QVERIFY((native->negative == NativeSide{{{1, 1}}, {}, {0.25}}));
    }

    void readsPackedNumbers() {
        const std::string packed = whole(1, 9) + real(2, 5.5) + signedWhole(5, 3) + real(6, 0.001) +
                                   whole(7, 2) + span(9, -7, 1) + bytes(10, varint(zigzag(2))) +
                                   span(12, 0, 1) + span(12, 3, 1) +
                                   bytes(13, varint(zigzag(4)) + varint(zigzag(-3)));
        const auto read = readDelimitedProtobuf(body(packed));
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QVERIFY(gatepost::tests::valuesOf(*read, {}) ==
                gatepost::tests::valuesOf(*readDelimitedProtobuf(body(simple())), {}));
        const std::string real = body(fractions());
        std::string packedReal = fractions();
        const std::string single = key(14, 1) + fixed(5e-324) + key(14, 1) + fixed(6.5);
        packedReal.replace(packedReal.find(single), single.size(),
                           bytes(14, fixed(5e-324) + fixed(6.5)));
        QVERIFY(gatepost::tests::valuesOf(*readDelimitedProtobuf(body(packedReal)), {}) ==
                gatepost::tests::valuesOf(*readDelimitedProtobuf(real), {}));
    }

    void writesWhatItReads_data() {
        QTest::addColumn<QByteArray>("histogram");
        const auto row = [](const char* name, const std::string& histogram) {
            QTest::newRow(name) << QByteArray::fromStdString(histogram);
        };
        row("whole counts", simple());
        row("fractions", fractions());
        row("beside classic buckets", simple() + bucket(3, 1) + bucket(9, 1.0 / 0.0));
        row("none yet, by a span of nothing", whole(1, 0) + real(2, 0) + signedWhole(5, 8) +
                                                  real(6, 0) + whole(7, 0) + span(12, 0, 0));
        row("none yet, by a zero bucket", whole(1, 0) + signedWhole(5, -4) + real(6, 5e-324));
        row("no fractions yet",
            real(4, 0) + real(8, 0) + span(12, 0, 2) + real(14, 0) + real(14, 0));
        row("more than a double counts", whole(1, (std::uint64_t{1} << 53) + 2) + span(12, 0, 2) +
                                             signedWhole(13, (std::int64_t{1} << 53) + 1) +
                                             signedWhole(13, -(std::int64_t{1} << 53)));
        row("as much as can be", whole(1, ~std::uint64_t{0}) + real(6, 1) +
                                     whole(7, ~std::uint64_t{0}) + span(12, 2147483647, 0));
        row("no numbers among the observations",
            whole(1, 12) + real(2, std::nan("")) + span(12, 1, 1) + signedWhole(13, 3));
        const std::string label = bytes(1, bytes(1, "trace") + bytes(2, "x"));
        row("exemplars", simple() + bytes(16, label + real(2, 0.5) + bytes(3, whole(1, 7))) +
                             bytes(16, real(2, -0.0)));
    }
    void writesWhatItReads() {
        QFETCH(QByteArray, histogram);
        for (const unsigned type : {4U, 5U}) {
            const auto read = readDelimitedProtobuf(body(histogram.toStdString(), type));
            QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
            QVERIFY(read->native(read->series(read->families()[0])[0]) != nullptr);
            const std::string written = writeDelimitedProtobuf(*read);
            const auto again = readDelimitedProtobuf(written);
            QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
            QVERIFY(gatepost::tests::valuesOf(*again, {}) == gatepost::tests::valuesOf(*read, {}));
            QCOMPARE(QByteArray::fromStdString(writeDelimitedProtobuf(*again)),
                     QByteArray::fromStdString(written));
        }
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("histogram");
        QTest::addColumn<QString>("words");
        const auto row = [](const std::string& histogram, const char* words) {
            QTest::addRow("%s", words)
                << QByteArray::fromStdString(histogram) << QString::fromUtf8(words);
        };
        const auto buckets = [](const std::string& deltas, std::uint64_t count) {
            return whole(1, count) + real(2, 1) + deltas;
        };
        row(buckets(signedWhole(5, 9) + span(12, 0, 1) + signedWhole(13, 1), 1),
            "schema 9 is not known");
        row(buckets(signedWhole(5, -5) + span(12, 0, 1) + signedWhole(13, 1), 1),
            "schema -5 is not known");
        row(buckets(span(12, 0, 2) + signedWhole(13, 1), 1), "spans of 2 buckets, but there are 1");
        row(buckets(signedWhole(13, 1), 1), "spans of 0 buckets, but there are 1");
        row(buckets(span(9, 0, 4294967295U), 0), "a span leaves the indexes");
        row(buckets(span(9, 0, 1000000), 0), "spans of 1000000 buckets, but there are 0");
        row(buckets(span(12, 2147483647, 1) + signedWhole(13, 1), 1), "a span leaves the indexes");
        row(buckets(span(12, 0, 1) + span(12, -1, 1) + signedWhole(13, 1) + signedWhole(13, 0), 2),
            "a span reaches back by 1");
        row(buckets(span(12, 0, 2) + signedWhole(13, 1) + signedWhole(13, -2), 1),
            "a bucket counts less than zero, or too much");
        row(buckets(span(12, 0, 2) + signedWhole(13, INT64_MAX) + signedWhole(13, INT64_MAX), 1),
            "a bucket counts less than zero, or too much");
        row(buckets(span(12, 0, 3) + signedWhole(13, INT64_MAX) + signedWhole(13, 0) +
                        signedWhole(13, 0),
                    1),
            "the buckets count too much");
        row(buckets(span(12, 0, 1) + signedWhole(13, 1), 2),
            "the buckets do not add up to the count of 2");
        row(whole(1, 1) + real(2, std::nan("")) + span(12, 0, 1) + signedWhole(13, 2),
            "the buckets do not add up to the count of 1");
        row(buckets(real(6, -1), 0), "the zero bucket's width is no number from 0 on");
        row(buckets(real(6, std::nan("")), 0), "the zero bucket's width is no number from 0 on");
        row(buckets(real(6, 1.0 / 0.0), 0), "the zero bucket's width is no number from 0 on");
        row(real(4, 2) + span(12, 0, 1) + signedWhole(13, 2),
            "both differences and fractions for counts");
        row(span(12, 0, 1) + signedWhole(13, 2) + real(14, 2),
            "spans of 1 buckets, but there are 2");
        for (const double count : {-1.0, std::nan(""), 1.0 / 0.0})
            row(real(4, 2) + span(12, 0, 1) + real(14, count),
                "a bucket counts less than zero, or too much");
        row(real(4, 1.0 / 0.0) + span(12, 0, 1) + real(14, 1), "a count is no number from 0 on");
        row(real(4, 1) + real(8, -1) + span(12, 0, 1) + real(14, 1),
            "a count is no number from 0 on");
        std::string many;
        for (std::size_t i = 0; i <= kMostNativeBuckets; ++i) many += varint(0);
        row(buckets(span(12, 0, 10001) + bytes(13, many), 0), "more than 10000 buckets");
        std::string spans;
        for (std::size_t i = 0; i <= kMostNativeBuckets; ++i) spans += span(12, 0, 0);
        row(buckets(spans, 0), "more than 10000 buckets");
    }
    void refuses() {
        QFETCH(QByteArray, histogram);
        QFETCH(QString, words);
        QCOMPARE(QString::fromStdString(outcome(body(histogram.toStdString()))),
                 QStringLiteral("metric family \"h\": native histogram: ") + words);
        // Bytes beyond what one histogram may hold are read over, not kept.
        const std::string twice = histogram.toStdString() + histogram.toStdString();
        QVERIFY(outcome(body(twice)) != "read");
    }

    /// Prometheus takes it for a classic one, and so does everything else.
    void aLoneSchemaSaysNothing() {
        const auto read = readDelimitedProtobuf(body(whole(1, 3) + signedWhole(5, 3) + real(6, 0)));
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QVERIFY(read->data().natives == nullptr);
        QVERIFY(!textObstacle(*read).has_value());
    }

    void becomesTextByItsClassicBuckets() {
        const auto read = readDelimitedProtobuf(body(simple() + bucket(3, 1)));
        QVERIFY(!textObstacle(*read).has_value());
        QCOMPARE(QByteArray::fromStdString(writeText(*read)),
                 QByteArray("# TYPE h histogram\nh_bucket{a=\"b\",le=\"1\"} 3\n"
                            "h_bucket{a=\"b\",le=\"+Inf\"} 9\nh_sum{a=\"b\"} 5.5\n"
                            "h_count{a=\"b\"} 9\n"));
        QCOMPARE(QByteArray::fromStdString(writeOpenMetrics(*read)),
                 QByteArray("# TYPE h histogram\nh_bucket{a=\"b\",le=\"1\"} 3\n"
                            "h_bucket{a=\"b\",le=\"+Inf\"} 9\nh_sum{a=\"b\"} 5.5\n"
                            "h_count{a=\"b\"} 9\n# EOF\n"));
        const auto bare = readDelimitedProtobuf(body(simple()));
        QCOMPARE(QString::fromStdString(textObstacle(*bare).value_or("")),
                 QStringLiteral("metric family \"h\": native histogram without classic buckets, "
                                "which the text format cannot carry"));
    }

    /// Each series has its own, whatever stands between them.
    void belongsToItsSeries() {
        const auto metric = [](const std::string& value, const std::string& histogram) {
            return bytes(4, bytes(1, bytes(1, "a") + bytes(2, value)) + bytes(7, histogram));
        };
        const auto other = simple().replace(simple().find(signedWhole(5, 3)), 2, signedWhole(5, 4));
        const std::string family = bytes(1, "h") + whole(3, 4) + metric("1", simple()) +
                                   metric("2", whole(1, 2) + bucket(2, 1)) + metric("3", other);
        const auto read = readDelimitedProtobuf(varint(family.size()) + family);
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        const auto series = read->series(read->families()[0]);
        QCOMPARE(read->native(series[0])->schema, 3);
        QVERIFY(read->native(series[1]) == nullptr);
        QCOMPARE(read->native(series[2])->schema, 4);
        QVERIFY(textObstacle(*read).has_value());
    }

    void floatCountsOverrideWholeOnesAboveZero() {
        const auto count = [](const std::string& fields) {
            const auto read = readDelimitedProtobuf(body(fields + bucket(1, 1)));
            return read->samples(read->series(read->families()[0])[0]).back().value;
        };
        QCOMPARE(count(whole(1, 3) + real(4, 2.5)), 2.5);
        QCOMPARE(count(real(4, 2.5) + whole(1, 3)), 2.5);
        QCOMPARE(count(whole(1, 3) + real(4, 0)), 3.0);
        QCOMPARE(count(real(4, -1)), -1.0);
    }

    void survivesBrokenBytes() {
        std::mt19937_64 random(11);
        int refused = 0;
        for (int i = 0; i < 20'000; ++i) {
            std::string given = i % 2 == 0 ? body(simple() + bucket(3, 1)) : body(fractions(), 5);
            for (int n = 0; n < 3; ++n)
                given[random() % given.size()] = static_cast<char>(random());
            const auto read = readDelimitedProtobuf(given);
            if (!read) {
                ++refused;
                continue;
            }
            (void)lint(*read, {});
            const auto again = readDelimitedProtobuf(writeDelimitedProtobuf(*read));
            QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
            QVERIFY(gatepost::tests::valuesOf(*again, {}) == gatepost::tests::valuesOf(*read, {}));
        }
        QVERIFY(refused > 1000);
    }
};

QTEST_GUILESS_MAIN(TestNativeHistogram)
#include "test_native_histogram.moc"
