// SPDX-License-Identifier: Apache-2.0
// Bodies made to cost more than their size: with a million of whatever a reader, a rule or the
// gateway's check may look for again and again. Each takes about as long as an honest body, and
// what is said about it is not larger than it.
#include <QTest>
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <ctime>
#include <functional>
#include <random>

#include "metrics/exposition/readers.h"
#include "metrics/gateway/gateway.h"
#include "metrics/policy/error_share_validator.h"
#include "metrics/policy/judge.h"

using namespace gatepost::metrics;

namespace {

constexpr std::size_t kBytes = std::size_t{3} << 20;
// Of what is linear the slowest takes a twentieth of it, of what is not the quickest ten times.
constexpr double kMostSeconds = 5;  // of the processor

using Part = std::function<std::string(std::size_t)>;

/// `part(0)`, `part(1)` and so on, up to `bytes`.
std::string repeated(const Part& part, std::size_t bytes = kBytes) {
    std::string text;
    for (std::size_t i = 0; text.size() < bytes; ++i) text += part(i);
    return text;
}

/// One sample whose labels are `label(0)`, `label(1)` ...
std::string oneLine(const Part& label, std::size_t bytes = kBytes) {
    return "a{" + repeated([&](std::size_t i) { return (i == 0 ? "" : ",") + label(i); }, bytes) +
           "} 1\n";
}

std::string number(std::size_t i) { return std::to_string(i); }

/// Values of 16 bytes that have one hash wherever a value's two words are multiplied by
/// known numbers and joined, as they are where the process draws no numbers of its own.
class AlikeValues {
public:
    std::string next() {
        for (;;) {
            std::array<std::uint64_t, 2> words{0, m_random() & 0x7F7F7F7F7F7F7F7Fu};
            words[0] = (kHash ^ std::rotl(words[1] * kLast, 32)) * kInverse;
            std::string text(16, ' ');
            std::memcpy(text.data(), words.data(), text.size());
            const bool isPlain = std::ranges::all_of(
                text, [](char c) { return c > 0 && c != '\n' && c != '"' && c != '\\'; });
            if (isPlain) return text;
        }
    }

private:
    static constexpr std::uint64_t kHash = 0x0123456789ABCDEFu;
    static constexpr std::uint64_t kFirst = 0x9E3779B97F4A7C15u;
    static constexpr std::uint64_t kLast = 0xC2B2AE3D27D4EB4Fu;
    static constexpr std::uint64_t kInverse = [] {
        std::uint64_t inverse = kFirst;  // Newton's steps, each twice the bits
        for (int i = 0; i < 6; ++i) inverse *= 2 - kFirst * inverse;
        return inverse;
    }();

    std::mt19937_64 m_random{1};
};

/// A histogram with a series for each value of four letters of which the first two are `aa`.
std::string valuesAlike(std::size_t family) {
    const std::string name = "h" + number(family);
    std::string text = "# TYPE " + name + " histogram\n";
    const auto isPlain = [](int c) { return c != '\n' && c != '"' && c != '\\'; };
    for (int last = 1; last < 128; ++last)
        for (int third = 1; third < 128; ++third)
            if (isPlain(last) && isPlain(third))
                text += name + "_count{x=\"aa" + static_cast<char>(third) +
                        static_cast<char>(last) + "\"} 1\n";
    return text;
}

/// A message of protobuf behind its length.
std::string delimited(const std::string& message) {
    std::string out;
    for (std::size_t left = message.size(); left > 0; left >>= 7)
        out += static_cast<char>((left & 0x7F) | (left >= 0x80 ? 0x80 : 0));
    return out + message;
}

std::size_t bytesOf(const std::vector<Problem>& problems) {
    std::size_t bytes = 0;
    for (const Problem& problem : problems)
        bytes += sizeof problem + problem.metric.size() + problem.text.size();
    return bytes;
}

}  // namespace

class TestHostileBodies : public QObject {
    Q_OBJECT

private slots:
    void costNoMoreThanOthers_data() {
        QTest::addColumn<int>("format");
        QTest::addColumn<QByteArray>("body");
        const auto text = [](const char* name, const std::string& body) {
            QTest::newRow(name) << static_cast<int>(Format::Text)
                                << QByteArray::fromStdString(body);
        };
        text("labels in camel case",
             oneLine([](std::size_t i) { return "aB" + number(i) + "=\"\""; }));
        text("labels with reserved names",
             oneLine([](std::size_t i) { return "__" + number(i) + "=\"\""; }));
        text("labels with mail addresses",
             oneLine([](std::size_t i) { return "a" + number(i) + "=\"a@b.cc\""; }));
        text("a long name with many labels",
             std::string(kBytes / 2, 'x') +
                 oneLine([](std::size_t i) { return "aB" + number(i) + "=\"\""; }, kBytes / 2));
        text("families beside label names",
             repeated([](std::size_t i) { return "a" + number(i) + "{x=\"abcdefg\"} 1\n"; },
                      kBytes / 2) +
                 oneLine([](std::size_t i) { return "l" + number(i) + "=\"\""; }, kBytes / 2));
        text("the same series by empty labels",
             oneLine([](std::size_t i) { return "l" + number(i) + "=\"\""; }, kBytes / 2) +
                 repeated([](std::size_t i) { return "a{m" + number(i) + "=\"\"} 1\n"; },
                          kBytes / 2));
        text("the same series by an empty label of a long name",
             "a{" + std::string(kBytes / 2, 'x') + "=\"\"} 1\n" +
                 repeated([](std::size_t i) { return "a{m" + number(i) + "=\"\",n=\"\"} 1\n"; },
                          kBytes / 2));
        text("sums behind quantiles",
             "# TYPE s summary\n" +
                 repeated([](std::size_t i) { return "s{quantile=\"" + number(i) + "\"} 1\n"; },
                          kBytes / 2) +
                 repeated([](std::size_t) { return "s_sum 1\n"; }, kBytes / 2));
        text("two series that take turns", "# TYPE h histogram\n" + repeated([](std::size_t i) {
                                               return "h_bucket{x=\"" + number(i % 2) + "\",le=\"" +
                                                      number(i) + "\"} 1\n";
                                           }));
        const auto histograms = [](std::size_t count) {
            std::string types;
            for (std::size_t i = 0; i < count; ++i)
                types += "# TYPE h" + number(i) + " histogram\n";
            return types;
        };
        const auto count = [](std::size_t family, const std::string& labels) {
            return "h" + number(family) + "_count{" + labels + "} 1\n";
        };
        const auto inTurn = [&](std::size_t families) {
            return histograms(families) + repeated([&](std::size_t i) {
                       return count(i % families, "x=\"" + number(i / families) + "\"");
                   });
        };
        text("two families that take turns", inTurn(2));
        text("many families that take turns", inTurn(20'000));
        constexpr std::size_t kSmall = 20'000;
        text("a large family, and after each small one again",
             histograms(kSmall + 1) +
                 repeated([&](std::size_t i) { return count(0, "x=\"" + number(i) + "\""); },
                          kBytes / 2) +
                 repeated(
                     [&](std::size_t i) {
                         return count(i % 2 == 0 ? i / 2 % kSmall + 1 : 0,
                                      "y=\"" + number(i) + "\"");
                     },
                     kBytes / 2));
        // Of hashes without a secret the low bits, which choose a slot, depend on these two
        // letters.
        text("values alike in their first letters", repeated(valuesAlike, 2 * kBytes));
        text("one series again and again", repeated([](std::size_t) { return "a 1\n"; }));
        text("series that a gateway refuses",
             repeated([](std::size_t i) { return "a{__x=\"" + number(i) + "\"} 1\n"; }));
        text("families with a grouping label",
             repeated([](std::size_t i) { return "a" + number(i) + "{job=\"\"} 1\n"; }));
        AlikeValues alike;
        text(
            "values of one hash",
            repeated([&](std::size_t) { return "a{x=\"" + alike.next() + "\"} 1\n"; }, kBytes / 2));
        text("errors and their totals",
             repeated([](std::size_t i) { return "a" + number(i) + "_errors_total 1\n"; }));
        QTest::newRow("labels of OpenMetrics")
            << static_cast<int>(Format::OpenMetrics)
            << QByteArray::fromStdString(
                   oneLine([](std::size_t i) { return "a" + number(i) + "=\"\""; }) + "# EOF\n");
        const auto protobuf = [](const char* name, const std::string& metrics) {
            QTest::newRow(name) << static_cast<int>(Format::DelimitedProtobuf)
                                << QByteArray::fromStdString(delimited(std::string("\x0a\x01"
                                                                                   "a\x18\x03",
                                                                                   5) +
                                                                       metrics));
        };
        const auto again = [](const std::string& field) {
            return repeated([&](std::size_t) { return field; });
        };
        const std::string emptyMetric("\x22\x02\x2a\x00", 4);
        protobuf("empty metrics of protobuf", again(emptyMetric));
        protobuf("pieces of a value", "\x22" + delimited(again(std::string("\x2a\x00", 2))));
        protobuf("pieces of another type's value",
                 "\x22" + delimited(again(std::string("\x3a\x02\x1a\x00", 4)) +
                                    std::string("\x2a\x00", 2)));
        protobuf("groups beside each other", again("\x53\x54") + emptyMetric);
        protobuf("groups in each other",
                 again(std::string(10'000, '\x53') + std::string(10'000, '\x54')) + emptyMetric);
    }
    void costNoMoreThanOthers() {
        QFETCH(int, format);
        QFETCH(QByteArray, body);
        // As long as a request target may be.
        const GroupingKey key{{"job", std::string(12'000, 'j')}};
        const bool isHeld = QByteArray(QTest::currentDataTag()) != "series that a gateway refuses";
        Rules rules;
        rules.validators.push_back(std::make_shared<ErrorShareValidator>());
        rules.lint.rules["error_share"] = RuleMode::Error;
        const std::clock_t start = std::clock();
        const auto read = gatepost::metrics::read(static_cast<Format>(format), body.toStdString());
        QVERIFY2(read.has_value(), read ? "" : read.error().message.substr(0, 200).c_str());
        const Judgement judgement = judge(*read, key, rules);
        Push push;
        push.exposition = &*read;
        const auto checked = Gateway().check(isHeld ? key.with("job", "j") : key, push);
        const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
        qInfo("%.2f s", seconds);
        QVERIFY(seconds < kMostSeconds);
        QVERIFY(bytesOf(judgement.problems) < (std::size_t{16} << 20));
        QVERIFY(checked || checked.error().message.size() < 8 * kBytes);
    }
};

QTEST_GUILESS_MAIN(TestHostileBodies)
#include "test_hostile_bodies.moc"
