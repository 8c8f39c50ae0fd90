// SPDX-License-Identifier: Apache-2.0
// What the text reader accepts, how it groups, and the words and place of each refusal. That these
// are Go's is test_differential's to show; columns, order and structure are shown here.
#include <QTest>
#include <algorithm>
#include <bit>
#include <cmath>
#include <random>

#include "metrics/exposition/builder.h"
#include "metrics/exposition/exposition_data.h"
#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/readers.h"
#include "metrics/exposition/short_number.h"
#include "metrics/exposition/structure.h"
#include "metrics/exposition/text_reader.h"
#include "metrics/exposition/text_writer.h"
#include "tests/metrics/random_exposition.h"

using namespace gatepost::metrics;

namespace {

QString shown(const Exposition& exposition) {
    std::string out;
    for (const Family& family : exposition.families()) {
        out += std::string(family.name) + " " + std::string(toString(family.type));
        if (family.hasHelp) out += " help=" + std::string(family.help);
        for (const Series& series : exposition.series(family)) {
            out += " {";
            for (std::size_t i = 0; i < series.labelCount; ++i) {
                const Label label = exposition.label(series, i);
                out += std::string(label.name) + "=" + std::string(label.value) + ";";
            }
            out += "}";
            for (const Sample& sample : exposition.samples(series)) {
                out += " " + std::to_string(static_cast<int>(sample.role)) + ":";
                appendNumber(out, sample.bound);
                out += "=";
                appendNumber(out, sample.value);
                if (const auto time = exposition.timestamp(sample))
                    out += "@" + std::to_string(*time);
            }
        }
        out += "\n";
    }
    return QString::fromStdString(out);
}

constexpr std::size_t kHistograms = 3;
constexpr std::size_t kSeriesOfEach = 90;

/// Families h1, h2 and h3 with series a="10" to a="99", whose four lines each have the number that
/// family and series say together; so many lines stay together.
std::string shuffledHistograms(std::size_t linesOfAPiece, std::mt19937& random) {
    std::vector<std::string> lines;
    std::string text;
    for (std::size_t family = 1; family <= kHistograms; ++family) {
        const std::string name = "h" + std::to_string(family);
        text += "# TYPE " + name + " histogram\n";
        for (std::size_t series = 10; series < 10 + kSeriesOfEach; ++series) {
            const std::string label = "a=\"" + std::to_string(series) + "\"";
            const std::string value = "} " + std::to_string(family * 100 + series) + "\n";
            lines.push_back(name + "_bucket{" + label + ",le=\"1\"" + value);
            lines.push_back(name + "_bucket{" + label + ",le=\"+Inf\"" + value);
            lines.push_back(name + "_sum{" + label + value);
            lines.push_back(name + "_count{" + label + value);
        }
    }
    std::vector<std::string> pieces((lines.size() + linesOfAPiece - 1) / linesOfAPiece);
    for (std::size_t i = 0; i < lines.size(); ++i) pieces[i / linesOfAPiece] += lines[i];
    std::ranges::shuffle(pieces, random);
    for (const std::string& piece : pieces) text += piece;
    return text;
}

/// As every kind of processor reads it.
void compareFastWithCareful(const std::string& text) {
    const auto careful = readTextLineByLine(text);
    for (const auto* finder = structureFinders(); finder->name != nullptr; ++finder) {
        const auto fast = readTextBy(finder->find, text);
        QVERIFY2(fast.has_value() == careful.has_value(), text.c_str());
        if (!fast) {
            QVERIFY2(fast.error() == careful.error(), text.c_str());
            continue;
        }
        QVERIFY2(shown(*fast) == shown(*careful), text.c_str());
        QCOMPARE(fast->lost().size(), careful->lost().size());
        QVERIFY(std::ranges::equal(fast->data().lineMarks, careful->data().lineMarks));
    }
}

}  // namespace

class TestTextReader : public QObject {
    Q_OBJECT

private slots:
    void reads_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* text, const char* expected) {
            QTest::newRow(name) << QByteArray(text) << QString::fromUtf8(expected);
        };
        row("nothing", "", "");
        row("blank lines", "\n  \n\t\n", "");
        row("one value", "a 1\n", "a untyped {} 0:0=1\n");
        row("time", "a 1 -5\n", "a untyped {} 0:0=1@-5\n");
        row("odd blanks", " \ta\t{ x = \"y\" , } \t1\n", "a untyped {x=y;} 0:0=1\n");
        row("no blank before the value", "a{x=\"y\"}-Inf\n", "a untyped {x=y;} 0:0=-Inf\n");
        row("escapes", "a{x=\"\\n\\\\\\\"\"} 1\n", "a untyped {x=\n\\\";} 0:0=1\n");
        row("help and type", "# HELP a b\\nc \n#TYPE a COUNTER\na 1\n",
            "a counter help=b\nc  {} 0:0=1\n");
        row("empty help is none", "# HELP a \na 1\n", "a untyped {} 0:0=1\n");
        row("a type without samples vanishes", "# TYPE a counter\nb 1\n", "b untyped {} 0:0=1\n");
        row("a type may lie in backslashes", "# TYPE a gau\\ge\na 1\n", "a gauge {} 0:0=1\n");
        row("families interleave", "a 1\nb 2\na{x=\"1\"} 3\n",
            "a untyped {} 0:0=1 {x=1;} 0:0=3\nb untyped {} 0:0=2\n");
        row("histogram",
            "# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 3\nh_sum 4\nh_count "
            "3\n",
            "h histogram {} 1:1=2 1:+Inf=3 3:0=4 4:0=3\n");
        row("summary", "# TYPE s summary\ns{quantile=\"0.5\"} 2\ns_sum 4\ns_count 3\n",
            "s summary {} 2:0.5=2 3:0=4 4:0=3\n");
        row("series of a summary interleave, labels in any order",
            "# TYPE s summary\ns_sum{a=\"1\",b=\"2\"} 4\ns_sum{a=\"2\"} "
            "5\ns_count{b=\"2\",a=\"1\"} 3\n",
            "s summary {a=1;b=2;} 3:0=4 4:0=3 {a=2;} 3:0=5\n");
        row("the last sum wins", "# TYPE s summary\ns_sum 4\ns_sum 5\n", "s summary {} 3:0=5\n");
        row("the last sum wins, far away",
            "# TYPE s summary\ns_sum 4\ns_sum{a=\"1\"} 1\ns_sum 5 7\n",
            "s summary {} 3:0=5@7 {a=1;} 3:0=1\n");
        row("quantile stays a label of a gauge", "# TYPE g gauge\ng{quantile=\"0.5\"} 1\n",
            "g gauge {quantile=0.5;} 0:0=1\n");
        row("a value without a role is lost", "# TYPE s summary\ns 5\n", "s summary {}\n");
        row("a name of its own comes first", "x_count 1\n# TYPE x summary\nx_count 2\nx_sum 3\n",
            "x_count untyped {} 0:0=1 {} 0:0=2\nx summary {} 3:0=3\n");
        row("a bucket name under a summary is another family",
            "# TYPE s summary\ns_bucket{le=\"1\"} 5\n", "s_bucket untyped {le=1;} 0:0=5\n");
    }
    void reads() {
        QFETCH(QByteArray, text);
        const auto read = readText(text.toStdString());
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QTEST(shown(*read), "expected");
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("column");
        const auto row = [](const char* text, const char* words, int line, int column) {
            QTest::newRow(words) << QByteArray(text) << QString::fromUtf8(words) << line << column;
        };
        row("a 1", "unexpected end of input stream", 1, 4);
        row("a 1\nb{x=\"y", "unexpected end of input stream", 2, 7);
        row("a{x=\"\\t\"} 1\n", "invalid escape sequence '\\t'", 1, 6);
        row("# HELP a \\x\n", "invalid escape sequence '\\x'", 1, 10);
        row("m{l=\"new\nline\"} 1\n", "label value \"new\" contains unescaped new-line", 1, 9);
        row("m{,} 1\n", "invalid label name for metric \"m\"", 1, 3);
        row("m{__name__=\"x\"} 1\n", "label name \"__name__\" is reserved", 1, 3);
        row("m{l+\"x\"} 1\n", "expected '=' after label name, found '+'", 1, 4);
        row("m{l=b} 1\n", "expected '\"' at start of label value, found 'b'", 1, 5);
        row("m{l=\xbd} 1\n", "expected '\"' at start of label value, found '½'", 1, 5);
        row("m{l=\x01} 1\n", "expected '\"' at start of label value, found '\\x01'", 1, 5);
        row("# TYPE s summary\ns{quantile=\"bla\"} 1\n",
            "expected float as value for 'quantile' label, got \"bla\"", 2, 13);
        row("# TYPE h histogram\nh{le=\"bla\"} 1\n",
            "expected float as value for 'le' label, got \"bla\"", 2, 7);
        row("m{l=\"x\"y} 1\n", "unexpected end of label value \"x\"", 1, 8);
        row("m 1 2.72\n", "expected integer as timestamp, got \"2.72\"", 1, 5);
        row("m 1 \n", "expected integer as timestamp, got \"\"", 1, 5);
        row("m 1 2 3\n", "spurious string after timestamp: \" 3\"", 1, 6);
        row("  m blubb\n", "expected float as value, got \"blubb\"", 1, 5);
        row("m 1\r\n", "expected float as value, got \"1\\r\"", 1, 3);
        row("m\n", "expected float as value, got \"\"", 1, 2);
        row("# HELP m x\n\n# HELP m y\n", "second HELP line for metric name \"m\"", 3, 10);
        row("m 1\n# TYPE m gauge\n",
            "second TYPE line for metric name \"m\", or TYPE reported after samples", 2, 10);
        row("# TYPE m bla\n", "unknown metric type \"bla\"", 1, 10);
        row("# TYPE m-x gauge\n", "invalid metric name in comment", 1, 9);
        row("{l=\"x\"} 1\n", "invalid metric name", 1, 1);
        // Newer expfmt crashes at the first, and takes the others for what they are not.
        row("{} 1\n", "invalid metric name", 1, 1);
        row("foo 1\n{a=\"b\"} 2\n", "invalid metric name", 2, 1);
        row("foo\"bar\" 1\n", "expected float as value, got \"\\\"bar\\\"\"", 1, 4);
        row("\xef\xbb\xbfm 1\n", "invalid metric name", 1, 1);
        row("m{l=\"\xbd\"} 1\n", "invalid label value \"\\xbd\"", 1, 6);
        row("m{a=\"1\",a=\"2\"} 1\n", "duplicate label names for metric \"m\"", 1, 9);
    }
    void refuses() {
        QFETCH(QByteArray, text);
        QFETCH(QString, words);
        QFETCH(int, line);
        QFETCH(int, column);
        const auto read = readText(text.toStdString());
        QVERIFY(!read.has_value());
        QCOMPARE(QString::fromStdString(read.error().message),
                 QStringLiteral("text format parsing error in line %1: %2").arg(line).arg(words));
        QCOMPARE(static_cast<int>(read.error().position.line), line);
        QCOMPARE(static_cast<int>(read.error().position.column), column);
    }

    void tellsLinesAndColumns() {
        std::string text;
        for (int i = 0; i < 100; ++i) text += "metric_" + std::to_string(i) + " 1\n";
        const auto read = readText(text);
        QVERIFY(read.has_value());
        const auto families = read->families();
        for (std::uint32_t i = 0; i < 100; ++i) {
            QCOMPARE(read->position(families[i].offset).line, i + 1);
            QCOMPARE(read->position(families[i].offset + 3).column, 4U);
        }
    }

    void namesWhatIsLost() {
        const auto read = readText("# TYPE s summary\ns 5\ns_sum 1\ns_sum 2\n");
        QVERIFY(read.has_value());
        const auto lost = read->lost();
        QCOMPARE(lost.size(), std::size_t{2});
        QCOMPARE(lost[0].cause, LostValue::Cause::NoRole);
        QCOMPARE(read->position(lost[0].offset).line, 2U);
        QCOMPARE(lost[1].cause, LostValue::Cause::Overwritten);
        QCOMPARE(read->position(lost[1].offset).line, 3U);
        QCOMPARE(read->sampleCount(), std::size_t{1});
    }

    void keepsLongValuesAndManyNames() {
        const std::string value(70'000, 'v');
        std::string text = "a{l=\"" + value + "\"";
        for (int i = 0; i < 70'000; ++i) text += ",n" + std::to_string(i) + "=\"x\"";
        const auto read = readText(text + "} 1\n");
        QVERIFY(read.has_value());
        const Series series = read->series(read->families()[0])[0];
        QCOMPARE(series.labelCount, 70'001U);
        QVERIFY(read->label(series, 0).value == value);
        QVERIFY(read->label(series, 70'000).name == "n69999");
    }

    void readsFastWhatItReadsLineByLine() {
        gatepost::tests::RandomExposition random(17);
        for (int i = 0; i < 5000; ++i) {
            std::string text = random.next();
            text += text;  // lines that share much with the one before
            compareFastWithCareful(text);
        }
    }

    /// The last lines are read from a copy, wherever the body ends.
    void readsFastToTheLastByte() {
        std::string text = "# HELP requests_total What \xC3\xA4.\n# TYPE requests_total counter\n";
        for (int i = 0; i < 12; ++i)
            text += "requests_total{code=\"" + std::to_string(195 + i) + "\",path=\"/" +
                    std::string(static_cast<std::size_t>(i), 'p') + "\"} " +
                    std::to_string(i * 1234567) + ".5\n";
        text += "up 1\nh_bucket{le=\"1\"} 2\nup 1\n";
        for (std::size_t from = 0; from < text.size(); ++from)
            compareFastWithCareful(text.substr(from));
        for (std::size_t size = 0; size < text.size(); ++size) {
            compareFastWithCareful(text.substr(0, size));
            compareFastWithCareful(text.substr(0, size) + "\n");
        }
        for (const std::size_t length : {900, 1000, 1100, 3000}) {
            const std::string longLine = "up{a=\"" + std::string(length, 'v') + "\"} 1\n";
            compareFastWithCareful(text + longLine);
            compareFastWithCareful(text + longLine + "up{a=\"v\"} 1\n");
            compareFastWithCareful(longLine + longLine);
        }
    }

    /// Labels that hold the same short text share it, and no others do.
    void sharesShortValues() {
        std::string text;
        for (int i = 0; i < 300; ++i)
            text += "m{a=\"v" + std::to_string(i % 3) + "\",b=\"w" + std::to_string(i) + "\"} 1\n";
        text += "m{a=\"v\",b=\"w\"} 1\nm{a=\"v" + std::string(1, '\0') + "\",b=\"\"} 1\n";
        compareFastWithCareful(text);
        const auto read = readText(text);
        QVERIFY(read.has_value());
        const auto& labels = read->data().labels;
        QCOMPARE(labels[6].value, labels[12].value);
        QVERIFY(labels[6].value != labels[8].value);
    }

    /// What only shows past a chunk of structure, and in lines that differ in lengths and order.
    void readsFastAcrossChunks() {
        std::mt19937 random(5);
        const auto word = [&](unsigned most) {
            static const std::vector<std::string> kPieces{
                "a", "_", "9", "/", " ", "{", "}", ",", "=", "é", "\\n", "\\\"", "long-word-"};
            std::string out;
            for (auto i = random() % (most + 1); i > 0; --i)
                out += kPieces[random() % kPieces.size()];
            return out;
        };
        const auto number = [&] {
            static const std::vector<std::string> kNumbers{"0",
                                                           "1",
                                                           ".5",
                                                           "5.",
                                                           "-0",
                                                           "-1.25",
                                                           "1e3",
                                                           "+Inf",
                                                           "NaN",
                                                           "12345678",
                                                           "123456789",
                                                           "1234567.8",
                                                           "0.12345678",
                                                           "1234567890.123456",
                                                           "9007199254740993",
                                                           "99999999.99999999",
                                                           "0.30000000000000004",
                                                           "12.5",
                                                           "-.75"};
            return kNumbers[random() % kNumbers.size()];
        };
        for (int round = 0; round < 60; ++round) {
            std::string text(random() % 3, '\n');
            for (int family = 0; family < 12; ++family) {
                const std::string name = "family" + std::to_string(family) + "_seconds";
                const bool isHistogram = random() % 2 == 0;
                if (random() % 4 != 0)
                    text += "# HELP " + name + " " + word(4) + "x\n# TYPE " + name + " " +
                            (isHistogram ? "histogram" : "counter") + "\n";
                std::string method = word(3);
                for (auto line = random() % 60; line > 0; --line) {
                    if (random() % 3 == 0) method = word(random() % 20 == 0 ? 40 : 3);
                    const char* const suffix = isHistogram && random() % 4 == 0   ? "_sum"
                                               : isHistogram && random() % 3 == 0 ? "_count"
                                               : isHistogram                      ? "_bucket"
                                                                                  : "";
                    text += name + suffix + "{method=\"" + method + "\",path=\"" + word(2) + "\"";
                    if (isHistogram && suffix == std::string_view("_bucket"))
                        text += ",le=\"" + number() + "\"";
                    text += "} " + number() + "\n";
                }
            }
            compareFastWithCareful(text);
        }
    }

    /// Lines of several kinds take turns: each is compared with the last of its own.
    void readsKindsInTurn() {
        for (const std::size_t length : {0, 1, 14, 15, 16, 17, 40, 70}) {
            std::string text = "# TYPE h histogram\n# TYPE s summary\n";
            for (int series = 0; series < 9; ++series) {
                const std::string labels =
                    "a=\"" + std::string(length, 'v') + std::to_string(series / 3) + "\",b=\"" +
                    std::string(static_cast<std::size_t>(series % 3), 'w') + "\"";
                for (const char* bound : {"0.5", "1", "10", "+Inf"})
                    text += "h_bucket{" + labels + ",le=\"" + bound + "\"} 1\n";
                text += "h_sum{" + labels + "} 2.5\nh_count{" + labels + "} 1\n";
                text += "s{quantile=\"0.5\"," + labels + "} 7\ns_sum{" + labels + "} 7\n";
            }
            compareFastWithCareful(text);
            compareFastWithCareful(text + text);
        }
        compareFastWithCareful(
            "# TYPE h histogram\nh_bucket{le=\"1\",le=\"2\"} 1\nh_bucket{le=\"3\",le=\"2\"} 1\n");
        compareFastWithCareful("up 1\nup 2\n# TYPE h histogram\nh_count 1\nup 3\nh_count 2\n");
    }

    /// In pieces of any order, each series has all lines of its own.
    void joinsFamiliesThatReturn() {
        std::mt19937 random(5);
        for (std::size_t piece = 1; piece < 200; piece += 7) {
            const std::string text = shuffledHistograms(piece, random);
            compareFastWithCareful(text);
            const auto read = readText(text);
            QVERIFY(read.has_value());
            QCOMPARE(read->families().size(), kHistograms);
            QCOMPARE(read->seriesCount(), kHistograms * kSeriesOfEach);
            for (const Family& family : read->families())
                for (const Series& series : read->series(family)) {
                    const std::string name =
                        std::string(family.name) + std::string(read->label(series, 0).value);
                    QCOMPARE(series.sampleCount, 4u);
                    for (const Sample& sample : read->samples(series))
                        QCOMPARE("h" + std::to_string(int(sample.value)), name);
                }
        }
    }

    void findsOneStructureOnEveryProcessor() {
        std::mt19937 random(3);
        constexpr std::size_t kBlocks = 5;
        constexpr std::size_t kBytes = kBlocks * kStructureBlock;
        for (int round = 0; round < 2000; ++round) {
            std::string text(kBytes, 'a');
            for (char& c : text)
                if (random() % (round % 40 + 1) == 0) c = "\n\\\"\x80\xFFz"[random() % 6];
            std::vector<std::uint16_t> expected;
            bool needsCare = false;
            for (std::size_t i = 0; i < kBytes; ++i) {
                if (text[i] == '\n') expected.push_back(static_cast<std::uint16_t>(i));
                needsCare |= text[i] == '\\' || (text[i] & 0x80) != 0;
            }
            for (const auto* finder = structureFinders(); finder->name != nullptr; ++finder) {
                std::vector<std::uint16_t> ends(kBytes + kStructureSlack);
                bool found = !needsCare;
                ends.resize(finder->find(text.data(), kBlocks, ends.data(), &found));
                QVERIFY2(ends == expected && found == needsCare, finder->name);
            }
        }
    }

    void readsShortNumbersExactly() {
        std::mt19937_64 random(7);
        const std::string before(kShortNumberReach, '{');
        for (int i = 0; i < 200'000; ++i) {
            std::string text = std::to_string(random() >> (random() % 64));
            if (random() % 2 == 0) text.insert(random() % (text.size() + 1), 1, '.');
            if (random() % 8 == 0) text.insert(0, 1, '-');
            if (random() % 16 == 0) text[random() % text.size()] = "+-.eEx_ \xB0/:"[random() % 11];
            if (i % 20 == 0)  // twice: the second is read by comparing it with the first
                compareFastWithCareful("some_long_name 1\nsome_long_name " + text +
                                       "\nsome_long_name " + text + "\n");
            const std::string line = before + text;
            double value = 0;
            const bool isShort =
                readShortNumber(line.data() + before.size(), line.data() + line.size(), value);
            const auto expected = parseGoFloat(text);
            if (isShort)
                QVERIFY2(expected && std::bit_cast<std::uint64_t>(*expected) ==
                                         std::bit_cast<std::uint64_t>(value),
                         text.c_str());
            else if (expected)
                QVERIFY2(text.size() > 14 || text.find_first_of("eE+") != std::string::npos,
                         text.c_str());
        }
    }

    void staysSmall() {
        std::string text = "# TYPE requests_total counter\n";
        for (int i = 0; i < 20'000; ++i)
            text += "requests_total{method=\"GET\",path=\"/api/v1/users\",code=\"200\",shard=\"" +
                    std::to_string(i) + "\"} " + std::to_string(i) + "\n";
        const auto read = readText(text);
        QVERIFY(read.has_value());
        const auto& data = read->data();
        const std::size_t structure =
            data.series.size() * sizeof(Series) + data.samples.size() * sizeof(Sample) +
            data.labels.size() * sizeof(LabelRef) + data.lineMarks.size() * 4;
        QVERIFY2(structure * 10 < text.size() * 11, std::to_string(structure).c_str());
        QVERIFY(data.arena.empty());
    }
};

QTEST_GUILESS_MAIN(TestTextReader)
#include "test_text_reader.moc"
