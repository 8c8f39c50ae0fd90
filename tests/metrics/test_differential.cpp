// SPDX-License-Identifier: Apache-2.0
// Our text reader, writer and promlint against Go's own (the distribution's expfmt 0.39 and
// promlint 1.14) on random texts. GATEPOST_DIFFERENTIAL_COUNT and _SEED ask for more and for
// others.
#include <QProcess>
#include <QTest>
#include <algorithm>
#include <map>

#include "metrics/exposition/go_syntax.h"
#include "metrics/exposition/readers.h"
#include "metrics/exposition/text_writer.h"
#include "metrics/lint/linter.h"
#include "tests/metrics/pipe_oracle.h"
#include "tests/metrics/random_exposition.h"

using namespace gatepost::metrics;

namespace {

using Lines = std::vector<std::string>;

Lines linesOf(std::string_view text) {
    Lines lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

struct Answer {
    std::string error;
    std::string rendition;
    Lines problems;
    Lines repeats;
};

class Oracle {
public:
    bool start() {
        return m_process.startGo(
            QStringLiteral(GATEPOST_SOURCE_DIR "/tests/metrics/oracle/main.go"),
            QStringLiteral(GATEPOST_ORACLE));
    }

    Answer ask(const std::string& text) {
        m_process.ask(text);
        Answer answer;
        answer.error = m_process.part();
        answer.rendition = m_process.part();
        answer.problems = linesOf(m_process.part());
        answer.repeats = linesOf(m_process.part());
        return answer;
    }

    void stop() { m_process.stop(); }

private:
    gatepost::tests::PipeOracle m_process;
};

/// Go on amd64 for `uint64(value)`: counts and buckets went through it before common 0.67.
double throughUint64(double value) {
    constexpr double kHalf = 9223372036854775808.0;
    const auto truncated = [](double number) {  // cvttsd2si
        if (!(number < kHalf && number >= -kHalf)) return std::uint64_t{1} << 63;
        return static_cast<std::uint64_t>(static_cast<std::int64_t>(number));
    };
    if (value < kHalf) return static_cast<double>(truncated(value));
    return static_cast<double>(truncated(value - kHalf) ^ (std::uint64_t{1} << 63));
}

std::string rendition(const Exposition& exposition) {
    std::vector<const Family*> sorted;
    for (const Family& family : exposition.families())
        if (family.type != MetricType::GaugeHistogram) sorted.push_back(&family);
    std::ranges::sort(sorted, {}, &Family::name);
    std::string out;
    for (const Family* family : sorted) {
        appendHeader(out, family->name, family->type, family->help);
        std::string samples;
        appendSamples(samples, exposition, *family);
        if (family->type != MetricType::Histogram && family->type != MetricType::Summary) {
            out += samples;
            continue;
        }
        for (const std::string& line : linesOf(samples)) {
            const std::string_view rest = std::string_view(line).substr(family->name.size());
            const auto quote = line.rfind('"');
            const auto blank =
                line.find(' ', quote == std::string::npos ? family->name.size() : quote);
            const auto end = line.find(' ', blank + 1);
            out += line.substr(0, blank + 1);
            const std::string_view value =
                std::string_view(line).substr(blank + 1, end - blank - 1);
            if (rest.starts_with("_count") || rest.starts_with("_bucket"))
                appendNumber(out, throughUint64(*parseGoFloat(value)));
            else
                out += value;
            if (end != std::string::npos) out += line.substr(end);
            out += '\n';
        }
    }
    return out;
}

bool isAbout(const std::string& line, std::string_view words) {
    return line.find(words) != std::string::npos;
}

/// What promlint 1.14 lacks or does otherwise (reference: client_golang's changes 1.16 to 1.20).
bool isKnownDifference(const std::string& line) {
    return isAbout(line, " metric not unique") || isAbout(line, " should not include type ") ||
           isAbout(line, " use base unit ");
}

Lines comparable(Lines lines) {
    std::erase_if(lines, isKnownDifference);
    return lines;
}

Lines onlyAbout(const Lines& lines, std::string_view words) {
    Lines found;
    std::ranges::copy_if(lines, std::back_inserter(found),
                         [&](const std::string& line) { return isAbout(line, words); });
    std::ranges::sort(found);
    return found;
}

/// Without what 1.14 says of other types than the family's own.
Lines aboutOwnTypes(Lines lines, const Exposition& exposition) {
    std::erase_if(lines, [&](const std::string& line) {
        const std::string_view name = std::string_view(line).substr(0, line.find(' '));
        const auto family = std::ranges::find(exposition.families(), name, &Family::name);
        return family == exposition.families().end() || family->type == MetricType::Untyped ||
               !line.ends_with("'" + std::string(toString(family->type)) + "'");
    });
    return lines;
}

/// What the reader and promlint can say: the reader of 0.39, line by line of its source.
constexpr const char* kMessages[] = {
    ": unexpected end of input stream",
    ": invalid metric name in comment",
    ": invalid metric name",
    ": invalid label name for metric \"",
    ": label name \"__name__\" is reserved",
    ": expected '=' after label name, found '",
    ": duplicate label names for metric \"",
    ": expected '\"' at start of label value, found '",
    ": invalid label value \"",
    ": expected float as value for 'quantile' label, got \"",
    ": expected float as value for 'le' label, got \"",
    ": unexpected end of label value \"",
    ": expected float as value, got \"",
    ": expected integer as timestamp, got \"",
    ": spurious string after timestamp: \"",
    ": second HELP line for metric name \"",
    ": second TYPE line for metric name \"",
    ": unknown metric type \"",
    ": invalid escape sequence '\\",
    " contains unescaped new-line",
    " no help text",
    " use base unit \"",
    " counter metrics should have \"_total\" suffix",
    " non-counter metrics should not have \"_total\" suffix",
    " non-histogram metrics should not have \"_bucket\" suffix",
    " non-histogram and non-summary metrics should not have \"_count\" suffix",
    " non-histogram and non-summary metrics should not have \"_sum\" suffix",
    " non-histogram metrics should not have \"le\" label",
    " non-summary metrics should not have \"quantile\" label",
    " metric name should not include type '",
    " metric names should not contain ':'",
    " metric names should be written in 'snake_case' not 'camelCase'",
    " label names should be written in 'snake_case' not 'camelCase'",
    " metric names should not contain abbreviated units",
    " metric not unique",
};

}  // namespace

class TestDifferential : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(m_oracle.start()); }
    void cleanupTestCase() { m_oracle.stop(); }

    void readsWritesAndLintsAsGo() {
        bool hasCount = false;
        int count = qEnvironmentVariableIntValue("GATEPOST_DIFFERENTIAL_COUNT", &hasCount);
        if (!hasCount) count = 2000;
        const auto seed =
            static_cast<std::uint64_t>(qEnvironmentVariableIntValue("GATEPOST_DIFFERENTIAL_SEED"));
        gatepost::tests::RandomExposition random(seed);
        int accepted = 0;
        int withProblems = 0;
        std::map<std::string, int> said;
        const auto note = [&](const std::string& line) {
            // ": invalid metric name" begins another, which stands before it.
            for (const char* message : kMessages)
                if (isAbout(line, message)) return ++said[message];
            return said[line] = 0;
        };
        for (int i = 0; i < count; ++i) {
            const std::string text = random.next();
            const Answer theirs = m_oracle.ask(text);
            const auto ours = readText(text);
            const std::string context =
                "text " + std::to_string(i) + ":\n" + text + "\nerror " + theirs.error;
            QVERIFY2(ours.has_value() == theirs.error.empty(),
                     (context + "\nours " + (ours ? "" : ours.error().message)).c_str());
            if (!ours) {
                QVERIFY2(ours.error().message == theirs.error,
                         (context + "\nours  " + ours.error().message).c_str());
                QVERIFY2(errorPlaceIsInside(text, ours.error()), context.c_str());
                note(theirs.error);
                continue;
            }
            for (const Lines* lines : {&theirs.problems, &theirs.repeats})
                for (const std::string& line : *lines) note(line);
            ++accepted;
            compareRendition(*ours, theirs, context);
            if (QTest::currentTestFailed()) return;
            compareProblems(*ours, theirs, context);
            if (QTest::currentTestFailed()) return;
            if (!theirs.problems.empty()) ++withProblems;
        }
        qInfo("%d texts: %d accepted, %d with problems", count, accepted, withProblems);
        for (const auto& [message, times] : said)
            QVERIFY2(times > 0, message.c_str());  // one that is not listed
        if (count >= 2000)
            for (const char* message : kMessages) QVERIFY2(said[message] > 0, message);
        QVERIFY(accepted > count / 4);
        QVERIFY(accepted < count * 9 / 10);
        QVERIFY(withProblems > count / 10);
    }

private:
    static bool errorPlaceIsInside(const std::string& text, const ReadError& error) {
        const Lines lines = linesOf(text);
        const std::size_t line = error.position.line;
        if (line == 0 || line > lines.size() + 1) return false;
        const std::size_t length = line > lines.size() ? 0 : lines[line - 1].size();
        return error.position.column >= 1 && error.position.column <= length + 2;
    }

    static void compareRendition(const Exposition& ours, const Answer& theirs,
                                 const std::string& context) {
        const std::string text = rendition(ours);
        QVERIFY2(text == theirs.rendition,
                 (context + "\ntheirs:\n" + theirs.rendition + "\nours:\n" + text).c_str());
    }

    static void compareProblems(const Exposition& ours, const Answer& theirs,
                                const std::string& context) {
        Lines problems;
        for (const Problem& problem : promlint(ours))
            problems.push_back(problem.metric + " " + problem.text);
        std::string shown = context + "\ntheirs:\n";
        for (const std::string& line : theirs.problems) shown += line + "\n";
        shown += "ours:\n";
        for (const std::string& line : problems) shown += line + "\n";
        QVERIFY2(comparable(problems) == comparable(theirs.problems), shown.c_str());
        const std::string_view type = " should not include type ";
        QVERIFY2(aboutOwnTypes(onlyAbout(theirs.problems, type), ours) == onlyAbout(problems, type),
                 shown.c_str());
        // None of the names has two units, of which 1.14 takes any.
        const std::string_view unit = " use base unit ";
        QVERIFY2(onlyAbout(problems, unit) == onlyAbout(theirs.problems, unit), shown.c_str());
        QVERIFY2(onlyAbout(problems, " metric not unique") == theirs.repeats, shown.c_str());
    }

    Oracle m_oracle;
};

QTEST_GUILESS_MAIN(TestDifferential)
#include "test_differential.moc"
