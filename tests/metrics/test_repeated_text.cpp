// SPDX-License-Identifier: Apache-2.0
// A text that differs from the one before in its numbers alone: read, judged and written as if it
// came for the first time, and never taken for one that it is not.
#include <QTest>
#include <algorithm>
#include <array>
#include <random>

#include "metrics/exposition/readers.h"
#include "metrics/exposition/text_writer.h"
#include "metrics/policy/judge.h"
#include "metrics/push/repeated_text.h"
#include "tests/bench/realistic_text.h"
#include "tests/metrics/exposition_values.h"
#include "tests/metrics/random_exposition.h"

using namespace gatepost;
using namespace gatepost::metrics;

namespace {

constexpr int kTexts = 20'000;

std::uint64_t below(std::mt19937_64& random, std::uint64_t bound) { return random() % bound; }

std::string otherNumber(std::mt19937_64& random) {
    static constexpr std::array<std::string_view, 18> kOdd{
        "0",   "-0",     "NaN",      "+Inf", "-Inf", "-1",
        "1e5", "1E-400", "0x10",     "1_0",  "inf",  "",
        "1 2", "1\t",    "1 # {} 1", "+7",   ".5",   "123456789012345678901234567890"};
    switch (below(random, 4)) {
        case 0: return std::string(kOdd[below(random, kOdd.size())]);
        case 1:
            return std::to_string(below(random, 1000)) + "." +
                   std::to_string(below(random, 100000));
        default: return std::to_string(below(random, 100'000'000));
    }
}

/// What stands behind the last blank of each line that is no comment.
std::string withOtherNumbers(std::mt19937_64& random, const std::string& text, bool plain) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string line = text.substr(at, end - at);
        const std::size_t blank = line.find_last_of(" \t");
        if (line.starts_with('#') || blank == std::string::npos || below(random, 3) == 0)
            out += line;
        else
            out += line.substr(0, blank + 1) +
                   (plain ? std::to_string(below(random, 1'000'000)) : otherNumber(random));
        if (end < text.size()) out += '\n';
        at = end + 1;
    }
    return out;
}

const GroupingKey& someKey() {
    static const GroupingKey key{{"job", "a"}};
    return key;
}

}  // namespace

class TestRepeatedText : public QObject {
    Q_OBJECT

private slots:
    void isWhatTheReaderMakes();
    void takesOtherNumbers();
    void keepsOneCopyOfWhatIsWrittenAsWeDo();
    void knowsAnotherText_data();
    void knowsAnotherText();
    void leavesToOthers_data();
    void leavesToOthers();
    void judgesLikeTheFirstTime();
};

/// Whatever the numbers, and whatever else was broken: what it takes, the reader takes, with the
/// same values and the same text to send on.
void TestRepeatedText::isWhatTheReaderMakes() {
    std::mt19937_64 random(20251129);
    tests::RandomExposition texts(20251129);
    int taken = 0;
    for (int i = 0; i < kTexts; ++i) {
        const std::string text = i % 4 == 0 ? bench::realisticText(2000) : texts.next();
        auto first = readText(text);
        if (!first) continue;
        auto before = tests::valuesOf(*first, {});
        auto repeated = RepeatedText::of(std::move(*first));
        std::string next = text;
        for (int again = 0; repeated && again < 6; ++again) {
            // Some come again as they are; of others every third number stays.
            if (below(random, 4) != 0) next = withOtherNumbers(random, next, again % 2 == 0);
            if (below(random, 8) == 0 && !next.empty())
                next[below(random, next.size())] = static_cast<char>(' ' + below(random, 95));
            if (!repeated->read(next)) break;  // it knows nothing any more
            ++taken;
            const auto whole = readText(next);
            QVERIFY2(whole, next.c_str());
            auto values = tests::valuesOf(*whole, {});
            QCOMPARE(repeated->hasOtherNumbers(), values != before);
            // Not every text that is read is written.
            if (below(random, 4) != 0) QCOMPARE(repeated->text(), writeText(*whole));
            if (tests::valuesOf(repeated->exposition(), {}) != values) QFAIL(next.c_str());
            before = std::move(values);
        }
    }
    QVERIFY2(taken > kTexts / 10, qPrintable(QString::number(taken)));
}

void TestRepeatedText::takesOtherNumbers() {
    std::mt19937_64 random(1);
    const std::string text = bench::realisticText(20'000);
    auto repeated = RepeatedText::of(std::move(*readText(text)));
    QVERIFY(repeated);
    QCOMPARE(repeated->text(), writeText(*readText(text)));
    for (int i = 0; i < 20; ++i) {
        const std::string next = withOtherNumbers(random, text, true);
        QVERIFY(next != text);
        QVERIFY(repeated->read(next));
        QCOMPARE(repeated->text(), writeText(*readText(next)));
    }
}

void TestRepeatedText::keepsOneCopyOfWhatIsWrittenAsWeDo() {
    const auto grownBy = [](const std::string& text) {
        auto repeated = RepeatedText::of(std::move(*readText(text + "1\n")));
        const std::size_t before = repeated->bytes();
        for (const char* const number : {"7.0", "7", "123456", "7.5"}) {
            const std::string next = text + number + "\n";
            if (!repeated->read(next)) qFatal("%s", next.c_str());
            if (repeated->text() != writeText(*readText(next))) qFatal("%s", next.c_str());
        }
        return repeated->bytes() - before;
    };
    std::string ours;
    for (int i = 0; i < 100; ++i)
        ours += "# HELP a" + std::to_string(i) + " Long enough to be seen.\n# TYPE a" +
                std::to_string(i) + " gauge\na" + std::to_string(i) + " 1.0\n";
    ours += "# HELP last It ends with a number that changes.\n# TYPE last gauge\nlast ";
    QVERIFY(grownBy(ours) < ours.size());
    QVERIFY(grownBy("# a comment that nobody is sent\n" + ours) > ours.size());
}

void TestRepeatedText::knowsAnotherText_data() {
    QTest::addColumn<QByteArray>("next");
    QTest::newRow("another name") << QByteArray(
        "# TYPE a_total counter\nb_total{x=\"long enough\"} 1\n");
    QTest::newRow("another label value")
        << QByteArray("# TYPE a_total counter\na_total{x=\"long enouhg\"} 1\n");
    QTest::newRow("another type") << QByteArray(
        "# TYPE a_total gauge\na_total{x=\"long enough\"} 1\n");
    QTest::newRow("a line more") << QByteArray(
        "# TYPE a_total counter\na_total{x=\"long enough\"} 1\nb 1\n");
    QTest::newRow("a line less") << QByteArray("# TYPE a_total counter\n");
    QTest::newRow("a timestamp") << QByteArray(
        "# TYPE a_total counter\na_total{x=\"long enough\"} 1 1700000000000\n");
    QTest::newRow("no number") << QByteArray(
        "# TYPE a_total counter\na_total{x=\"long enough\"} one\n");
    QTest::newRow("no line feed") << QByteArray(
        "# TYPE a_total counter\na_total{x=\"long enough\"} 1");
    QTest::newRow("nothing") << QByteArray("");
}

void TestRepeatedText::knowsAnotherText() {
    QFETCH(const QByteArray, next);
    auto repeated = RepeatedText::of(
        std::move(*readText("# TYPE a_total counter\na_total{x=\"long enough\"} 1\n")));
    QVERIFY(repeated);
    QVERIFY(!repeated->read(next.toStdString()));
}

void TestRepeatedText::leavesToOthers_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("a timestamp") << QByteArray("some_long_name 1 1700000000000\n");
    QTest::newRow("a value that is lost")
        << QByteArray("# TYPE s summary\ns 5\ns_sum 1\ns_count 1\n");
}

void TestRepeatedText::leavesToOthers() {
    QFETCH(const QByteArray, text);
    QVERIFY(!RepeatedText::of(std::move(*readText(text.toStdString()))));
}

/// For texts without a problem, whatever numbers come: it passes again only where it has none now.
void TestRepeatedText::judgesLikeTheFirstTime() {
    std::mt19937_64 random(7);
    Rules rules;
    std::string clean =
        "# HELP a_total A.\n# TYPE a_total counter\na_total{x=\"1\"} 1\na_total{x=\"2\"} 2\n"
        "# HELP h_seconds H.\n# TYPE h_seconds histogram\nh_seconds_bucket{le=\"1\"} 1\n"
        "h_seconds_bucket{le=\"2\"} 2\nh_seconds_bucket{le=\"+Inf\"} 3\nh_seconds_sum 4\n"
        "h_seconds_count 3\n# HELP s_seconds S.\n# TYPE s_seconds summary\n"
        "s_seconds{quantile=\"0.5\"} 1\ns_seconds_sum 1\ns_seconds_count 1\n# HELP g G.\n"
        "# TYPE g gauge\ng 1\n";
    auto repeated = RepeatedText::of(std::move(*readText(clean)));
    QVERIFY(repeated);
    QVERIFY(passesAgain(repeated->exposition(), rules, false));
    QVERIFY(judge(repeated->exposition(), someKey(), rules).problems.empty());
    int passed = 0;
    int failed = 0;
    const auto known = [&] { return RepeatedText::of(std::move(*readText(clean))); };
    for (int i = 0; i < 20'000; ++i) {
        std::string next = clean;
        // Mostly one number, so that both happen.
        for (std::uint64_t changes = 1 + below(random, 2); changes > 0; --changes) {
            std::vector<std::size_t> ends;
            for (std::size_t at = next.find('\n'); at != std::string::npos;
                 at = next.find('\n', at + 1))
                if (next[next.rfind('\n', at - 1) + 1] != '#') ends.push_back(at);
            const std::size_t end = ends[below(random, ends.size())];
            const std::size_t start = next.rfind(' ', end) + 1;
            if (next[next.rfind('\n', end - 1) + 1] == '#') continue;
            next.replace(start, end - start, otherNumber(random));
        }
        if (!repeated->read(next)) {
            repeated = known();
            continue;
        }
        const bool passes = passesAgain(repeated->exposition(), rules, true);
        const bool isClean = judge(*readText(next), someKey(), rules).problems.empty();
        if (passes != isClean) QFAIL(next.c_str());
        passed += passes ? 1 : 0;
        failed += passes ? 0 : 1;
    }
    QVERIFY(passed > 1000);
    QVERIFY(failed > 1000);
}

QTEST_APPLESS_MAIN(TestRepeatedText)
#include "test_repeated_text.moc"
