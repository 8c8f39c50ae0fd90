// SPDX-License-Identifier: Apache-2.0
// The one judgement: which part rejects, in which order problems come, the limits.
#include <QTest>

#include "metrics/exposition/readers.h"
#include "metrics/lint/problem_list.h"
#include "metrics/policy/error_share_validator.h"
#include "metrics/policy/judge.h"

using namespace gatepost::metrics;

namespace {

QString lit(const char* text) { return QString::fromUtf8(text); }

Judgement judged(std::string_view body, const Rules& rules,
                 const GroupingKey& key = GroupingKey{{"job", "j"}}) {
    const auto exposition = readText(std::string(body));
    return exposition ? judge(*exposition, key, rules) : Judgement{};
}

QString ruleNames(const Judgement& judgement) {
    QStringList names;
    for (const Problem& problem : judgement.problems) names += QString::fromStdString(problem.rule);
    return names.join(QLatin1Char(' '));
}

Rules policyOnly(std::string_view yaml) {
    Rules rules;
    rules.lintMode = LintMode::Off;
    rules.policy = Policy::compile(yaml).value();
    return rules;
}

Rules limitsOnly(PushLimits limits) {
    Rules rules;
    rules.lintMode = LintMode::Off;
    rules.limits = limits;
    return rules;
}

constexpr auto kLintError = "m 1 1000\n";  // has no help either

}  // namespace

class TestJudge : public QObject {
    Q_OBJECT

private slots:
    void lintErrorsReject();
    void lintModes();
    void warningsDoNotReject();
    void policyRejects();
    void policyWarningsDoNot();
    void validatorsReject();
    void limits_data();
    void limits();
    void limitsAreOffByDefault();
    void limitsListSoManyOfAKind();
    void aKeyMayBeWhatRejects();
    void enforcedNamesAreInTheKey();
    void enforcedValuesAreNotJudged();
    void orderIsByPlace();
};

void TestJudge::lintErrorsReject() {
    const Judgement judgement = judged(kLintError, Rules());
    QVERIFY(judgement.rejected);
    QVERIFY(ruleNames(judgement).contains(lit("timestamp")));
    QVERIFY(!judged("", Rules()).rejected);
}

void TestJudge::lintModes() {
    Rules rules;
    rules.lintMode = LintMode::Warn;
    QVERIFY(!judged(kLintError, rules).rejected);
    QCOMPARE(judged(kLintError, rules).problems, judged(kLintError, Rules()).problems);
    rules.lintMode = LintMode::Off;
    QVERIFY(judged(kLintError, rules).problems.empty());
}

void TestJudge::warningsDoNotReject() {
    const Judgement judgement = judged("m 1\n", Rules());
    QVERIFY(!judgement.rejected);
    QVERIFY(ruleNames(judgement).contains(lit("no_help_text")));
    Rules rules;
    rules.lint.strict = true;
    QVERIFY(judged("m 1\n", rules).rejected);
}

void TestJudge::policyRejects() {
    QVERIFY(judged("m 1\n", policyOnly("rules: [{families: m, action: reject}]")).rejected);
    QVERIFY(!judged("n 1\n", policyOnly("rules: [{families: m, action: reject}]")).rejected);
    // Whatever lint is told to do.
    Rules rules = policyOnly("default: reject");
    rules.lintMode = LintMode::Warn;
    QVERIFY(judged("m 1\n", rules).rejected);
}

void TestJudge::policyWarningsDoNot() {
    const Judgement judgement =
        judged("m 1\n", policyOnly("rules: [{families: m, action: reject, severity: warning}]"));
    QVERIFY(!judgement.rejected);
    QCOMPARE(ruleNames(judgement), lit("policy_rejected"));
}

void TestJudge::validatorsReject() {
    Rules rules;
    rules.lintMode = LintMode::Off;
    rules.validators.push_back(std::make_shared<ErrorShareValidator>());
    rules.lint.rules["error_share"] = RuleMode::Error;
    QVERIFY(judged("a_errors_total 2\na_total 1\n", rules).rejected);
    QVERIFY(!judged("a_errors_total 1\na_total 1\n", rules).rejected);
}

void TestJudge::limits_data() {
    QTest::addColumn<QString>("which");
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* which, const char* body, const char* text) {
        QTest::newRow(qPrintable(lit(which) + lit(": ") + lit(body)))
            << lit(which) << lit(body) << lit(text);
    };
    row("series_per_push", "m{x=\"1\"} 1\nm{x=\"2\"} 2\nn 1\n", "");
    row("series_per_push", "# TYPE s summary\ns{quantile=\"0.5\"} 1\ns_sum 1\ns_count 1\nn 1\n",
        "0:0 : 4 series, the limit is 3");
    row("label_value_bytes", "m{x=\"123\"} 1\n", "");
    row("label_value_bytes", "n 1\nm{y=\"1\",x=\"1234\"} 1\nm{x=\"12345\"} 1\n",
        "2:9 m: value of label x has 4 bytes, the limit is 3");
    row("labels_per_series", "m{a=\"\",b=\"\",c=\"\"} 1\n", "");
    row("labels_per_series", "m{a=\"\",b=\"\",c=\"\",d=\"\"} 1\n",
        "1:1 m: 4 labels, the limit is 3");
    row("name_bytes", "abc{def=\"long enough\"} 1\n", "");
    row("name_bytes", "x 1\nabcd 1\n", "2:1 abcd: name has 4 bytes, the limit is 3");
    row("name_bytes", "m{abcd=\"1\"} 1\n", "1:3 m: label name has 4 bytes, the limit is 3");
}

void TestJudge::limits() {
    QFETCH(QString, which);
    QFETCH(QString, body);
    QFETCH(QString, text);
    PushLimits limits;
    if (which == lit("series_per_push")) limits.seriesPerPush = 3;
    if (which == lit("label_value_bytes")) limits.labelValueBytes = 3;
    if (which == lit("labels_per_series")) limits.labelsPerSeries = 3;
    if (which == lit("name_bytes")) limits.nameBytes = 3;
    const Judgement judgement = judged(body.toStdString(), limitsOnly(limits));
    QCOMPARE(judgement.rejected, !text.isEmpty());
    QCOMPARE(judgement.problems.size(), text.isEmpty() ? 0u : 1u);
    if (text.isEmpty()) return;
    const Problem& problem = judgement.problems.front();
    QCOMPARE(QString::fromStdString(problem.rule), which);
    QCOMPARE(QStringLiteral("%1:%2 %3: %4")
                 .arg(problem.line)
                 .arg(problem.column)
                 .arg(QString::fromStdString(problem.metric), QString::fromStdString(problem.text)),
             text);
}

void TestJudge::limitsAreOffByDefault() {
    const std::string body = "m{x=\"" + std::string(100'000, 'a') + "\"} 1\n";
    QVERIFY(judged(body, limitsOnly({})).problems.empty());
    PushLimits limits;
    limits.labelValueBytes = 3;
    // Grouping labels count as well.
    const Judgement judgement = judged("", limitsOnly(limits), GroupingKey{{"job", "long"}});
    QVERIFY(judgement.rejected);
    QCOMPARE(judgement.problems.front().metric, std::string("job"));
}

void TestJudge::limitsListSoManyOfAKind() {
    PushLimits limits;
    limits.nameBytes = 1;
    std::string body;
    for (std::size_t i = 0; i < kMostOfARule + 5; ++i) body += "a" + std::to_string(i) + " 1\n";
    const Judgement judgement = judged(body, limitsOnly(limits), GroupingKey{});
    QVERIFY(judgement.rejected);
    QCOMPARE(judgement.problems.size(), kMostOfARule + 1);
    QCOMPARE(judgement.problems.front().text, std::string("5 more of this kind"));
}

void TestJudge::aKeyMayBeWhatRejects() {
    Rules rules;
    rules.policy = policyOnly("default: reject").policy;
    rules.limits.labelValueBytes = 8;
    const GroupingKey good{{"job", "j"}};
    const GroupingKey tooLong{{"job", "long enough"}};
    for (const GroupingKey& key : {good, tooLong}) QVERIFY(judged(kLintError, rules, key).rejected);
    QVERIFY(allowsKey(good, rules));
    QVERIFY(!allowsKey(tooLong, rules));
    rules.enforce = {"userid"};
    QVERIFY(allowsKey(good.with("userid", "somebody else"), rules));
    const GroupingKey plus{{"job", "a+b"}};
    QVERIFY(allowsKey(plus, rules));
    rules.lint.rules["grouping_plus"] = RuleMode::Error;
    QVERIFY(!allowsKey(plus, rules));
}

void TestJudge::enforcedNamesAreInTheKey() {
    Rules rules;
    const auto overwritten = [&] {
        return ruleNames(judged("m{userid=\"x\"} 1\n", rules)).contains(lit("overwritten_label"));
    };
    QVERIFY(!overwritten());
    rules.enforce = {"userid"};
    QVERIFY(overwritten());
}

void TestJudge::enforcedValuesAreNotJudged() {
    // The relay has no userid yet, the proxy has: they must find the same.
    Rules rules;
    rules.enforce = {"userid"};
    const GroupingKey key{{"job", "j"}};
    const std::string body = "m{userid=\"ann\"} 1\n";
    QCOMPARE(judged(body, rules, key).problems,
             judged(body, rules, key.with("userid", "ann")).problems);
}

void TestJudge::orderIsByPlace() {
    Rules rules;
    rules.policy = Policy::compile("rules: [{families: '.', types: [gauge]}]").value();
    rules.limits.seriesPerPush = 1;
    const Judgement judgement = judged("b 1 5\na 1\n", rules);
    QCOMPARE(ruleNames(judgement),
             lit("series_per_push no_help_text policy_type timestamp no_help_text policy_type"));
}

QTEST_GUILESS_MAIN(TestJudge)
#include "test_judge.moc"
