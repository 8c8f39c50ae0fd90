// SPDX-License-Identifier: Apache-2.0
// Delimited protobuf: what is read, what is refused, and that broken bytes are only ever refused.
// Also which Content-Type means which format.
#include <QTest>
#include <protozero/pbf_writer.hpp>
#include <random>

#include "metrics/exposition/openmetrics_writer.h"
#include "metrics/exposition/protobuf_writer.h"
#include "metrics/exposition/readers.h"
#include "metrics/exposition/text_writer.h"

using namespace gatepost::metrics;
using protozero::pbf_writer;

namespace {

template <typename Fill>
std::string message(const Fill& fill) {
    std::string bytes;
    pbf_writer writer(bytes);
    fill(writer);
    return bytes;
}

std::string number(double value) {
    return message([&](pbf_writer& writer) { writer.add_double(1, value); });
}

std::string label(const std::string& name, const std::string& value) {
    return message([&](pbf_writer& writer) {
        writer.add_string(1, name);
        writer.add_string(2, value);
    });
}

/// A metric with labels; `field` is that of its value: gauge 2, counter 3, summary 4, ...
std::string metric(int field, const std::string& value,
                   const std::vector<std::string>& labels = {}) {
    return message([&](pbf_writer& writer) {
        for (const std::string& each : labels) writer.add_message(1, each);
        writer.add_message(static_cast<protozero::pbf_tag_type>(field), value);
    });
}

std::string delimited(const std::string& bytes) {
    std::string out;
    protozero::write_varint(std::back_inserter(out), bytes.size());
    return out + bytes;
}

std::string family(const std::string& name, int type, const std::vector<std::string>& metrics,
                   const char* help = nullptr) {
    return delimited(message([&](pbf_writer& writer) {
        writer.add_string(1, name);
        if (help != nullptr) writer.add_string(2, help);
        writer.add_enum(3, type);
        for (const std::string& each : metrics) writer.add_message(4, each);
    }));
}

/// Fields of a metric one after another, each a value.
std::string values(const std::vector<std::pair<int, std::string>>& fields) {
    return message([&](pbf_writer& writer) {
        for (const auto& [field, value] : fields)
            writer.add_message(static_cast<protozero::pbf_tag_type>(field), value);
    });
}

/// A field that no message of ours has: a group, with a number, a text and a group in it.
const std::string kGroup = "\xA3\x01\x08\x05\x12\x01x\x5B\x5C\xA4\x01";

std::string histogram(bool withBuckets, bool isNative) {
    return message([&](pbf_writer& writer) {
        writer.add_uint64(1, 3);
        writer.add_double(2, 4.5);
        if (withBuckets)
            writer.add_message(3, message([](pbf_writer& bucket) {
                                   bucket.add_uint64(1, 2);
                                   bucket.add_double(2, 0.5);
                               }));
        if (!isNative) return;
        writer.add_sint32(5, 3);
        writer.add_double(6, 0.001);
        writer.add_uint64(7, 3);
    });
}

std::string outcome(const std::string& bytes) {
    const auto read = readDelimitedProtobuf(bytes);
    return read ? writeText(*read) : read.error().message;
}

}  // namespace

class TestProtobufReader : public QObject {
    Q_OBJECT

private slots:
    /// An exemplar that no other format could say is left out, and the counter stays.
    void dropsBrokenExemplars() {
        const auto counter = [](const std::string& label, std::int64_t nanoseconds) {
            return family("a_total", 0, {metric(3, message([&](pbf_writer& writer) {
                                                    writer.add_double(1, 5);
                                                    pbf_writer exemplar(writer, 2);
                                                    exemplar.add_message(1, label);
                                                    exemplar.add_double(2, 0.5);
                                                    pbf_writer time(exemplar, 3);
                                                    time.add_int64(1, 2);
                                                    time.add_int64(2, nanoseconds);
                                                }))});
        };
        const auto exemplarOf = [&](const std::string& bytes) {
            const auto read = readDelimitedProtobuf(bytes);
            const Sample& sample = read->samples(read->series(read->families()[0])[0])[0];
            const Exemplar* exemplar = sample.value == 5 ? read->exemplar(sample) : nullptr;
            return exemplar == nullptr ? std::nullopt : std::optional(*exemplar);
        };
        const auto whole = exemplarOf(counter(label("trace", "x"), 3'000'001));
        QVERIFY(whole.has_value());
        QVERIFY((whole->timestamp == Timestamp{2003, 1}));
        QVERIFY(!exemplarOf(counter(label("trace", "x"), -1))->timestamp.has_value());
        QVERIFY(exemplarOf(counter(label("t", std::string(127, 'x')), 0)).has_value());
        QVERIFY(!exemplarOf(counter(label("t", std::string(128, 'x')), 0)).has_value());
        QVERIFY(!exemplarOf(counter(label("t-t", "x"), 0)).has_value());
        QVERIFY(!exemplarOf(counter(label("t", "\xbd"), 0)).has_value());
    }

    /// What comes in pieces is all of them: the exemplar, its time, when the series began.
    void joinsPieces_data() {
        QTest::addColumn<int>("type");
        QTest::newRow("counter") << 0;
        QTest::newRow("bucket") << 4;
    }
    void joinsPieces() {
        QFETCH(int, type);
        const auto time = [](int field, int number) {
            return message([&](pbf_writer& writer) {
                writer.add_int64(static_cast<protozero::pbf_tag_type>(field), number);
            });
        };
        const auto exemplar = [&](int field, int number, const std::string& name) {
            return message([&](pbf_writer& writer) {
                writer.add_message(1, label(name, "x"));
                if (field == 1) writer.add_double(2, 0.5);
                writer.add_message(3, time(field, number));
            });
        };
        const std::string value = message([&](pbf_writer& writer) {
            const auto addPieces = [&](pbf_writer& to, protozero::pbf_tag_type field) {
                to.add_message(field, exemplar(1, 2, "a"));
                to.add_message(field, exemplar(2, 3'000'001, "b"));
            };
            if (type == 0) {
                writer.add_double(1, 5);
                addPieces(writer, 2);
            } else {
                pbf_writer bucket(writer, 3);
                bucket.add_double(2, 1);
                addPieces(bucket, 3);
            }
            const protozero::pbf_tag_type start = type == 0 ? 3 : 15;
            writer.add_message(start, time(1, 7));
            writer.add_message(start, time(2, 8));
        });
        const auto read = readDelimitedProtobuf(
            family(type == 0 ? "a_total" : "a", type, {metric(type == 0 ? 3 : 7, value)}));
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        const Sample& sample = read->samples(read->series(read->families()[0])[0])[0];
        const Exemplar* found = read->exemplar(sample);
        QVERIFY(found != nullptr);
        QCOMPARE(found->labelCount, 2u);
        QCOMPARE(found->value, 0.5);
        QVERIFY((found->timestamp == Timestamp{2003, 1}));
        const std::string openMetrics = writeOpenMetrics(*read);
        QVERIFY2(openMetrics.find("_created 7.000000008\n") != std::string::npos,
                 openMetrics.c_str());
    }

    /// When a series began to count stands in OpenMetrics and protobuf; text has no place for it.
    void keepsStarts_data() {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("field");
        QTest::addColumn<int>("start");
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("counter") << 0 << 3 << 3 << QByteArray("a_created{x=\"1\"} 2.003000001\n");
        QTest::newRow("summary") << 2 << 4 << 4 << QByteArray("a_created{x=\"1\"} 2.003000001\n");
        QTest::newRow("histogram")
            << 4 << 7 << 15 << QByteArray("a_created{x=\"1\"} 2.003000001\n");
        QTest::newRow("gauge") << 1 << 2 << 3 << QByteArray();
    }
    void keepsStarts() {
        QFETCH(int, type);
        QFETCH(int, field);
        QFETCH(int, start);
        QFETCH(QByteArray, line);
        const auto bytes = [&](const std::string& name, bool isTimed) {
            const std::string value = message([&](pbf_writer& writer) {
                pbf_writer time(writer, static_cast<protozero::pbf_tag_type>(start));
                time.add_int64(1, 2);
                time.add_int32(2, 3'000'001);
            });
            return family(name, type, {message([&](pbf_writer& writer) {
                              writer.add_message(1, label("x", "1"));
                              writer.add_message(static_cast<protozero::pbf_tag_type>(field),
                                                 value);
                              if (isTimed) writer.add_int64(6, 5000);
                          })});
        };
        const std::string name = type == 0 ? "a_total" : "a";
        for (const bool isTimed : {false, true}) {
            const auto read = readDelimitedProtobuf(bytes(name, isTimed));
            QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
            const QByteArray wanted = isTimed ? line.replace("1\n", "1 5\n") : line;
            const std::string openMetrics = writeOpenMetrics(*read);
            QVERIFY2(openMetrics.find(wanted.toStdString()) != std::string::npos,
                     openMetrics.c_str());
            QCOMPARE(openMetrics.find("_created") == std::string::npos, line.isEmpty());
            QVERIFY(readOpenMetrics(openMetrics).has_value());
            QVERIFY(writeText(*read).find("_created") == std::string::npos);
            const auto again = readDelimitedProtobuf(writeDelimitedProtobuf(*read));
            QCOMPARE(QByteArray::fromStdString(writeOpenMetrics(*again)),
                     QByteArray::fromStdString(openMetrics));
        }
        // A family of that name comes first.
        const auto both = readDelimitedProtobuf(
            bytes(name, false) + family("a_created", 1, {metric(2, number(7), {label("x", "1")})}));
        const std::string openMetrics = writeOpenMetrics(*both);
        QVERIFY(openMetrics.find("a_created{x=\"1\"} 7\n") != std::string::npos);
        QCOMPARE(openMetrics.find("a_created{x=\"1\"} 2"), std::string::npos);
        QVERIFY2(readOpenMetrics(openMetrics).has_value(), openMetrics.c_str());
    }

    void reads_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char* name, const std::string& bytes, const char* text) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QByteArray(text);
        };
        row("nothing", "", "");
        row("gauge", family("a", 1, {metric(2, number(1.5), {label("x", "y\"\n")})}, "Help."),
            "# HELP a Help.\n# TYPE a gauge\na{x=\"y\\\"\\n\"} 1.5\n");
        row("a value again: the last wins", family("a", 1, {message([](pbf_writer& writer) {
                                                       writer.add_message(2, number(1));
                                                       writer.add_message(3, number(2));
                                                       writer.add_message(2, number(3));
                                                   })}),
            "# TYPE a gauge\na 3\n");
        row("two families",
            family("a", 0, {metric(3, number(1))}) + family("b", 3, {metric(5, number(2))}),
            "# TYPE a counter\na 1\n# TYPE b untyped\nb 2\n");
        row("a family again: the last wins, in its place",
            family("a", 1, {metric(2, number(1))}) + family("b", 1, {metric(2, number(2))}) +
                family("a", 1, {metric(2, number(3))}),
            "# TYPE a gauge\na 3\n# TYPE b gauge\nb 2\n");
        row("a family without metrics vanishes", family("a", 1, {}), "");
        row("histogram", family("h", 4, {metric(7, histogram(true, false))}),
            "# TYPE h histogram\nh_bucket{le=\"0.5\"} 2\nh_bucket{le=\"+Inf\"} 3\nh_sum "
            "4.5\nh_count 3\n");
        row("a histogram that comes again is merged",
            family("h", 4, {message([](pbf_writer& writer) {
                       writer.add_message(7, histogram(true, false));
                       writer.add_message(
                           7, message([](pbf_writer& again) { again.add_double(2, 7); }));
                   })}),
            "# TYPE h histogram\nh_bucket{le=\"0.5\"} 2\nh_bucket{le=\"+Inf\"} 3\nh_sum "
            "7\nh_count 3\n");
        row("a value that comes again, empty, stays",
            family("a", 1, {message([](pbf_writer& writer) {
                       writer.add_message(2, number(1));
                       writer.add_message(2, std::string());
                   })}),
            "# TYPE a gauge\na 1\n");
        row("a native histogram with classic buckets",
            family("h", 4, {metric(7, histogram(true, true))}),
            "# TYPE h histogram\nh_bucket{le=\"0.5\"} 2\nh_bucket{le=\"+Inf\"} 3\nh_sum "
            "4.5\nh_count 3\n");
        row("gauge histogram", family("h", 5, {metric(7, histogram(true, false))}),
            "# TYPE h histogram\nh_bucket{le=\"0.5\"} 2\nh_bucket{le=\"+Inf\"} 3\nh_sum "
            "4.5\nh_count 3\n");
        row("summary",
            family("s", 2, {metric(4, message([](pbf_writer& writer) {
                                       writer.add_uint64(1, 3);
                                       writer.add_double(2, 4.5);
                                       writer.add_message(3, message([](pbf_writer& quantile) {
                                                              quantile.add_double(1, 0.5);
                                                              quantile.add_double(2, 7);
                                                          }));
                                   }))}),
            "# TYPE s summary\ns{quantile=\"0.5\"} 7\ns_sum 4.5\ns_count 3\n");

        row("other types' values beside",
            family("a", 1, {values({{2, number(1)}, {3, number(2)}})}), "# TYPE a gauge\na 1\n");
        row("other types' values before",
            family("a", 1, {values({{3, number(2)}, {2, number(1)}})}), "# TYPE a gauge\na 1\n");
        row("other types' values between the pieces",
            family("a", 0, {values({{3, number(1)}, {2, number(2)}, {3, ""}})}),
            "# TYPE a counter\na 1\n");
        row("pieces of a histogram, others between",
            family("h", 4,
                   {values({{7, histogram(true, false)},
                            {4, message([](pbf_writer& summary) { summary.add_uint64(1, 9); })},
                            {7, message([](pbf_writer& again) { again.add_uint64(1, 5); })}})}),
            "# TYPE h histogram\nh_bucket{le=\"0.5\"} 2\nh_bucket{le=\"+Inf\"} 5\nh_sum "
            "4.5\nh_count 5\n");
        row("another type's value is broken",
            family("a", 1, {values({{2, number(1)}, {3, number(2).substr(0, 5)}})}),
            "protobuf: end of buffer exception");
        row("a piece is no rest of the one before",
            family("a", 1, {values({{2, number(1).substr(0, 5)}, {2, number(1).substr(5)}})}),
            "protobuf: end of buffer exception");
        row("a type is 32 bits", delimited(message([](pbf_writer& writer) {
                writer.add_string(1, "a");
                writer.add_uint64(3, (std::uint64_t{1} << 32) + 1);
                writer.add_message(4, values({{2, number(1)}}));
            })),
            "# TYPE a gauge\na 1\n");
        row("negative type", family("a", -1, {}), "metric family \"a\": unknown metric type -1");
        row("groups are unknown fields",
            delimited(kGroup + message([](pbf_writer& writer) {
                          writer.add_string(1, "a");
                          writer.add_enum(3, 1);
                          writer.add_message(4, kGroup + metric(2, kGroup + number(1),
                                                                {kGroup + label("x", "y")}));
                      }) +
                      kGroup),
            "# TYPE a gauge\na{x=\"y\"} 1\n");
        row("a group of a known number", family("a", 1, {metric(2, number(1)) + "\x13\x14"}),
            "# TYPE a gauge\na 1\n");
        row("a reserved number is an unknown field",
            family("a", 1, {metric(2, number(1)) + "\xC0\xA3\x09\x01"}), "# TYPE a gauge\na 1\n");
        row("a group without an end", family("a", 1, {metric(2, number(1)) + "\x13\x08\x01"}),
            "protobuf: a group (wire type 3) does not end");
        row("a group with another's end", family("a", 1, {metric(2, number(1)) + "\x13\x1C"}),
            "protobuf: a group ends (wire type 4) that did not begin");
        row("a group's end", family("a", 1, {metric(2, number(1)) + "\x14"}),
            "protobuf: a group ends (wire type 4) that did not begin");
        row("a group that is cut off", family("a", 1, {metric(2, number(1)) + "\x13\x12\x05x"}),
            "protobuf: end of buffer exception");
        row("wire type 6", family("a", 1, {metric(2, number(1)) + "\x16"}),
            "protobuf: a field has wire type 6 or 7, which mean nothing");
        const auto nested = [](std::size_t depth) {
            return family(
                "a", 1,
                {metric(2, number(1)) + std::string(depth, '\x53') + std::string(depth, '\x54')});
        };
        row("groups as deep as Go's", nested(10'001), "# TYPE a gauge\na 1\n");
        row("groups that are deeper", nested(10'002),
            "protobuf: groups (wire type 3) are nested too deep");
        row("number 0", family("a", 1, {metric(2, number(1)) + std::string("\x00\x01", 2)}),
            "protobuf: a field number is not from 1 to 536870911");
        row("no name", family("", 1, {metric(2, number(1))}),
            "metric family \"\": invalid metric name");
        row("UTF-8 name", family("a.b", 1, {}), "metric family \"a.b\": invalid metric name");
        row("help", family("a", 1, {}, "\xbd"), "metric family \"a\": help is not UTF-8");
        row("label name", family("a", 1, {metric(2, number(1), {label("x-y", "")})}),
            "metric family \"a\": invalid label name \"x-y\"");
        row("reserved name", family("a", 1, {metric(2, number(1), {label("__name__", "b")})}),
            "metric family \"a\": label name \"__name__\" is reserved");
        row("label value", family("a", 1, {metric(2, number(1), {label("x", "\xff")})}),
            "metric family \"a\": invalid label value \"\\xff\"");
        row("label twice",
            family("a", 1, {metric(2, number(1), {label("x", "1"), label("x", "2")})}),
            "metric family \"a\": duplicate label names");
        row("explicit le", family("h", 4, {metric(7, histogram(true, false), {label("le", "1")})}),
            "metric family \"h\": must not have an explicit \"le\" label");
        row("le of a gauge is a label", family("g", 1, {metric(2, number(1), {label("le", "1")})}),
            "# TYPE g gauge\ng{le=\"1\"} 1\n");
        row("another type's value", family("a", 1, {metric(3, number(1))}),
            "metric family \"a\": expected gauge in metric");
        row("unknown type", family("a", 9, {}), "metric family \"a\": unknown metric type 9");
        row("cut off", family("a", 1, {metric(2, number(1))}).substr(0, 9),
            "protobuf: end of buffer exception");
    }
    void reads() {
        QFETCH(QByteArray, bytes);
        QTEST(QByteArray::fromStdString(outcome(bytes.toStdString())), "text");
    }

    void survivesBrokenBytes() {
        const std::string good =
            family("h", 4, {metric(7, histogram(true, true), {label("x", "y")})}) +
            family("a", 1, {metric(2, number(1), {label("x", "y")})}, "Help.");
        std::mt19937_64 random(11);
        int refused = 0;
        for (int i = 0; i < 20'000; ++i) {
            std::string bytes = good;
            for (int n = 0; n < 3; ++n)
                bytes[random() % bytes.size()] = static_cast<char>(random());
            const auto read = readDelimitedProtobuf(bytes);
            if (!read) {
                ++refused;
                QVERIFY(!read.error().message.empty());
            } else {
                QVERIFY(readText(writeText(*read)).has_value());
            }
        }
        QVERIFY(refused > 1000);
    }

    void knowsFormats_data() {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<int>("format");
        const auto row = [](const char* type, Format format) {
            QTest::newRow(type) << QByteArray(type) << static_cast<int>(format);
        };
        row("", Format::Text);
        row("application/octet-stream", Format::Text);
        row("text/plain; version=0.0.4; charset=utf-8", Format::Text);
        row("application/openmetrics-text; version=1.0.0; charset=utf-8", Format::OpenMetrics);
        row("Application/OpenMetrics-Text", Format::OpenMetrics);
        row("application/vnd.google.protobuf", Format::Text);
        row("application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; "
            "encoding=delimited",
            Format::DelimitedProtobuf);
        row("application/vnd.google.protobuf;ENCODING=\"delimited\" ; "
            "proto=\"io.prometheus.client.MetricFamily\"",
            Format::DelimitedProtobuf);
        row("application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; "
            "encoding=text",
            Format::Text);
        row("application/vnd.google.protobuf; proto=x; encoding=delimited", Format::Text);
    }
    void knowsFormats() {
        QFETCH(QByteArray, type);
        QFETCH(int, format);
        QCOMPARE(static_cast<int>(formatOf(type.toStdString())), format);
    }
};

QTEST_GUILESS_MAIN(TestProtobufReader)
#include "test_protobuf_reader.moc"
