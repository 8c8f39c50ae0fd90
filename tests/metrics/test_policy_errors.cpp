// SPDX-License-Identifier: Apache-2.0
// Policies that are refused: where, with which words, and how many errors at once.
#include <QElapsedTimer>
#include <QTest>

#include "metrics/policy/policy.h"

using namespace gatepost::metrics;

namespace {

QString lit(const char* text) { return QString::fromUtf8(text); }

/// An error a line; nothing where the policy is taken.
QString told(std::string_view yaml) {
    const auto policy = Policy::compile(yaml);
    if (policy) return {};
    QStringList lines;
    for (const PolicyError& error : policy.error())
        lines.append(QString::fromStdString(toString(error)));
    return lines.join(QLatin1Char('\n'));
}

}  // namespace

class TestPolicyErrors : public QObject {
    Q_OBJECT

private slots:
    void refuses_data();
    void refuses();
    void tellsEveryError();
    void endsAfterManyErrors();
    void keepsToItsMemory();
};

void TestPolicyErrors::refuses_data() {
    QTest::addColumn<QString>("yaml");
    QTest::addColumn<QString>("error");
    const auto row = [](const char* name, const char* yaml, const char* error) {
        QTest::newRow(name) << lit(yaml) << lit(error);
    };
    row("no YAML", "rules: [", "line 1, column 9: end of sequence flow not found");
    row("no YAML, in two lines", "rules:\n  - {families: \"\u00e4",
        "line 2, column 19: illegal EOF in scalar");
    row("no YAML, up to a line's end", "rules: [\n",
        "line 2, column 1: end of sequence flow not found");
    row("an open quote", "rules:\n  - families: a\n  - families: \"b.*\n    action: reject\n",
        "line 3, column 15: a quote that is not closed");
    row("an open single quote", "default: 'reject\n",
        "line 1, column 10: a quote that is not closed");
    row("an open quote behind its anchor", "\uFEFFdefault: &a !!str # why\n  'it''s\n",
        "line 1, column 10: a quote that is not closed");
    row("an open quote that ends in an escape", "default: \"a\\\"\n",
        "line 1, column 10: a quote that is not closed");
    row("behind a letter of two bytes", "rules: [{families: \"\u00e4\", types: [x]}]",
        "line 1, column 34: type \"x\"; expected one of counter, ");
    row("with CRLF", "rules:\r\n  - families: a\r\n    types: [x]\r\n",
        "line 3, column 13: type \"x\"; expected one of counter, ");
    row("tab", "rules:\n\t- a", "line 2, column ");
    row("a text", "hello", "line 1, column 1: \"hello\"; expected a map with rules and default");
    row("unknown member", "rule: []",
        "line 1, column 1: unknown member \"rule\"; expected one of rules, default");
    row("unknown member of a rule", "rules:\n  - families: a\n    type: [gauge]\n",
        "line 3, column 5: unknown member \"type\"; expected one of families, action, severity, "
        "message, types, ");
    row("member twice", "default: accept\ndefault: accept\n",
        "line 2, column 1: a second default; expected it once");
    row("default", "default: maybe", "line 1, column 10: \"maybe\"; expected accept or reject");
    row("no list", "rules: {}", "line 1, column 8: a map; expected a list of rules");
    row("no families", "rules:\n  - types: [gauge]\n",
        "line 2, column 5: a rule without families; expected a pattern of names");
    row("empty pattern", "rules: [{families: ''}]",
        "line 1, column 20: \"\"; expected a regular expression (RE2)");
    row("bad pattern", "rules:\n  - families: \"a(\"\n",
        "line 2, column 15: \"a(\": missing ): a(; expected a regular expression (RE2)");
    row("lookahead", "rules: [{families: 'a(?=b)'}]",
        "line 1, column 20: \"a(?=b)\": invalid perl");
    row("huge pattern", "rules: [{families: '((a{100}){100}){100}'}]", "line 1, column 20: ");
    row("type", "rules: [{families: a, types: [gauges]}]",
        "line 1, column 31: type \"gauges\"; expected one of counter, gauge, ");
    row("no type", "rules: [{families: a, types: []}]",
        "line 1, column 30: no type; expected at least one");
    row("label name", "rules: [{families: a, require_labels: [a-b]}]",
        "line 1, column 40: \"a-b\"; expected a label name");
    row("label twice", "rules: [{families: a, label_values: {m: a, m: b}}]",
        "line 1, column 44: a second m; expected it once");
    row("number", "rules: [{families: a, value: {min: low}}]",
        "line 1, column 36: \"low\"; expected a number");
    row("bounds", "rules: [{families: a, value: {min: 2, max: 1}}]",
        "line 1, column 30: min above max; expected min to be at most max");
    row("truth", "rules: [{families: a, value: {finite: yes}}]",
        "line 1, column 39: \"yes\"; expected false or true");
    row("count", "rules: [{families: a, max_series: -1}]",
        "line 1, column 35: \"-1\"; expected a whole number from 0 on");
    row("huge count", "rules: [{families: a, max_series: 99999999999999999999}]",
        "line 1, column 35: ");
    row("the name as a label", "rules: [{families: a, require_labels: [__name__]}]",
        "line 1, column 40: \"__name__\", which is the metric's name; expected a label of its "
        "series");
    row("the name as a label's value", "rules: [{families: a, label_values: {__name__: b}}]",
        "line 1, column 38: \"__name__\", which is the metric's name; expected a label of its "
        "series");
    row("nothing", "rules: [{families: }]",
        "line 1, column 10: nothing; expected a regular expression (RE2)");
    row("nothing, before a member", "rules:\n  - families:\n    max_series: 3\n",
        "line 2, column 5: nothing; expected a regular expression (RE2)");
    row("nothing, before a comment",
        "rules:\n  - families: a\n    types:\n\n    # comment\n    max_series: 3\n",
        "line 3, column 5: nothing; expected a list of types");
    row("no rules, before a member", "rules:\ndefault: accept\n",
        "line 1, column 1: nothing; expected a list of rules");
    row("no rules at all", "rules:\n", "line 1, column 1: nothing; expected a list of rules");
    row("nothing, in so many words", "default: ~", "line 1, column 1: nothing; expected accept or");
    row("no label's value", "rules:\n  - families: a\n    label_values:\n      m:\n",
        "line 4, column 7: nothing; expected a regular expression (RE2)");
    row("no count", "rules:\n  - max_series: # so many\n\n    families: a\n",
        "line 2, column 5: nothing; expected a whole number from 0 on");
    row("no bound", "rules:\n  - value:\n      min:\n    families: a\n",
        "line 3, column 7: nothing; expected a number");
    row("no rule", "rules:\n  - families: a\n  - # later - perhaps\n\n  - families: b\n",
        "line 3, column 3: nothing; expected a rule, a map with families");
    row("no last rule", "rules:\r\n  - families: a\r\n  -\r\n\r\ndefault: accept\r\n",
        "line 3, column 3: nothing; expected a rule, a map with families");
    row("no rule at the end", "rules:\n  -", "line 2, column 3: nothing; expected a rule, ");
    row("no label in a list", "rules:\n- families: a\n  allow_labels:\n  - b\n  -\n- families: b\n",
        "line 5, column 3: nothing; expected a label name");
    row("no type in a list", "rules: [{families: a, types: [gauge, , counter]}]",
        "line 1, column 38: type nothing; expected one of ");
    row("bad escape", R"(rules: [{families: "a\qb"}])",
        "line 1, column 22: unknown escape character: q");
    row("bad escape in a second line", "rules:\n  - families: \"\u00e4 \\d+\"\n",
        "line 2, column 19: unknown escape character: d");
    row("bad hexadecimal escape", R"(rules: [{families: "ab\xfg"}])",
        "line 1, column 23: bad character found while scanning hex number");
    row("no YAML, behind a byte order mark", "\uFEFFrules: [",
        "line 1, column 9: end of sequence flow not found");
    row("bad escape behind a byte order mark", "\uFEFFrules: [{families: \"\\xfg\"}]",
        "line 1, column 21: bad character found while scanning hex number");
    row("escape of no letter", R"(rules: [{families: "a\ud800 b"}])",
        "line 1, column 22: invalid unicode: ");
    row("long escape of no letter", R"(rules: [{families: "a\U00110000"}])",
        "line 1, column 22: invalid unicode: ");
    row("two documents", "default: accept\n---\ndefault: reject\n",
        "line 2, column 1: a second document; expected one document");
}

void TestPolicyErrors::refuses() {
    QFETCH(QString, yaml);
    QFETCH(QString, error);
    const QString answer = told(yaml.toStdString());
    QVERIFY2(!error.isEmpty() && answer.startsWith(error), qPrintable(answer));
}

/// And none that only follows from another.
void TestPolicyErrors::tellsEveryError() {
    const QString all = told(
        "defalt: reject\n"
        "rules:\n"
        "  - families: 'a['\n"
        "    types: [gouge, counter, info, meter]\n"
        "    colour: red\n"
        "    action: refuse\n"
        "    action: reject\n"
        "  - types: [foo]\n"
        "    require_labels: [__name__, 'b-c']\n"
        "    label_values: {'': a, m: 'x)', m: y}\n"
        "    value: {min: 3, max: no, finite: maybe}\n"
        "  - max_series: -1\n"
        "  -\n"
        "  - max_labels: 3\n"
        "  - families: []\n"
        "    value: {min: 3, max: 1, finite: maybe}\n"
        "default: perhaps\n");
    QStringList places;
    for (const QString& line : all.split(QLatin1Char('\n')))
        places.append(line.section(QLatin1String("; expected"), 0, 0));
    const QStringList expected{lit("line 1, column 1: unknown member \"defalt\""),
                               lit("line 3, column 15: \"a[\": missing ]: ["),
                               lit("line 4, column 13: type \"gouge\""),
                               lit("line 4, column 35: type \"meter\""),
                               lit("line 5, column 5: unknown member \"colour\""),
                               lit("line 6, column 13: \"refuse\""),
                               lit("line 7, column 5: a second action"),
                               lit("line 8, column 5: a rule without families"),
                               lit("line 8, column 13: type \"foo\""),
                               lit("line 9, column 22: \"__name__\", which is the metric's name"),
                               lit("line 9, column 32: \"b-c\""),
                               lit("line 10, column 20: \"\""),
                               lit("line 10, column 30: \"x)\": unexpected ): x)"),
                               lit("line 10, column 36: a second m"),
                               lit("line 11, column 26: \"no\""),
                               lit("line 11, column 38: \"maybe\""),
                               lit("line 12, column 5: a rule without families"),
                               lit("line 12, column 17: \"-1\""),
                               lit("line 13, column 3: nothing"),
                               lit("line 14, column 5: a rule without families"),
                               lit("line 15, column 15: no pattern"),
                               lit("line 16, column 12: min above max"),
                               lit("line 16, column 37: \"maybe\""),
                               lit("line 17, column 10: \"perhaps\"")};
    QCOMPARE(places, expected);
    const auto refused = Policy::compile("{a: 1, b: 2, c: 3}");
    QVERIFY(summary(refused.error()).ends_with("one of rules, default (and 2 more)"));
}

/// However long a policy is that is wrong everywhere, the look at it is short.
void TestPolicyErrors::endsAfterManyErrors() {
    const std::string longName(200'000, 'x');
    std::string nothings = "rules:\n";
    for (int i = 0; i < 90'000; ++i) nothings += "  -\n";
    std::string aliases = "rules: [{types: [&a '" + longName + "'";
    for (int i = 0; i < 5'000; ++i) aliases += ", *a";
    std::string members = "rules: [{label_values: {";
    for (int i = 0; i < 40'000; ++i) members += "'': [], ";
    for (const std::string& yaml : {nothings, aliases + "]}]", members + "}}]"}) {
        QElapsedTimer timer;
        timer.start();
        const auto errors = Policy::compile(yaml).error();
        QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(errors.size(), kMostPolicyErrors + 1);
        QCOMPARE(errors.back().message, std::string("more errors follow"));
        QVERIFY(errors.front().message.size() < 500);
    }
}

/// What an alias stands for counts again each time, and so does the size of patterns.
void TestPolicyErrors::keepsToItsMemory() {
    std::string aliases = "rules:\n  - &a {families: [x";
    for (int i = 0; i < 2'000; ++i) aliases += ", x";
    aliases += "]}\n";
    for (int i = 0; i < 2'000; ++i) aliases += "  - *a\n";
    QCOMPARE(told(aliases),
             lit("line 51, column 5: more than 100000 values; expected a smaller file"));

    std::string patterns = "rules:\n";
    for (int i = 0; i < 1'000; ++i) patterns += "  - families: '(ab){900}'\n";
    QVERIFY(told(patterns).endsWith(lit("patterns that are too large together")));
}

QTEST_GUILESS_MAIN(TestPolicyErrors)
#include "test_policy_errors.moc"
