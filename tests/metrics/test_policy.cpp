// SPDX-License-Identifier: Apache-2.0
// Policies: what they find, and where.
#include <QTest>

#include <QFile>
#include <QSet>

#include <chrono>

#include "metrics/exposition/readers.h"
#include "metrics/lint/problem_list.h"
#include "metrics/policy/error_share_validator.h"
#include "metrics/policy/policy.h"
#include "metrics/push/grouping_key.h"

using namespace gatepost::metrics;

namespace {

QString lit(const char* text) { return QString::fromUtf8(text); }

/// line:column+length metric: text (rule), one a line; a warning starts with `w`.
QString shown(const std::vector<Problem>& problems) {
    QStringList lines;
    for (const Problem& problem : problems)
        lines +=
            QStringLiteral("%1%2:%3+%4 %5: %6 (%7)")
                .arg(problem.severity == Severity::Warning ? lit("w") : QString())
                .arg(problem.line)
                .arg(problem.column)
                .arg(problem.length)
                .arg(QString::fromStdString(problem.metric), QString::fromStdString(problem.text),
                     QString::fromStdString(problem.rule));
    return lines.join(QLatin1Char('\n'));
}

QString judged(std::string_view yaml, std::string_view body) {
    const auto policy = Policy::compile(yaml);
    if (!policy) return QString::fromStdString(summary(policy.error()));
    const auto exposition = readText(std::string(body));
    if (!exposition) return QString::fromStdString(exposition.error().message);
    return shown((*policy)->judge(*exposition));
}

/// Each member once.
constexpr std::string_view kWhole =
    "{rules: [{families: a.*, message: no more, types: [counter, gauge], require_labels: [m], "
    "allow_labels: [x, m], label_values: {x: y|z}, value: {min: 0, max: 1000, finite: true}, "
    "max_series: 10, max_labels: 20, max_label_value_bytes: 30}]}";

/// Of 16 digits, or what is wrong with the policy.
QByteArray hashOf(std::string_view yaml) {
    const auto policy = Policy::compile(yaml);
    return QByteArray::fromStdString(policy ? (*policy)->hash() : summary(policy.error()));
}

}  // namespace

class TestPolicy : public QObject {
    Q_OBJECT

private slots:
    void finds_data();
    void finds();
    void acceptsNothingAtAll();
    void ruleOnSeveralPatternsReportsOnce();
    void listsSoManyOfAKind();
    void typesSettleWhoseANameIs();
    void hashAndTextAreStable();
    void hashIsOfTheRules();
    void hashTellsRulesApart();
    void sampleIsTrue();
    void documentIsTrue();
    void neverBacktracks();
    void validatorLooksAtTwoFamilies();
};

void TestPolicy::finds_data() {
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("problems");
    const auto row = [](const char* name, const char* rule, const char* body,
                        const char* problems) {
        QTest::newRow(name) << lit(rule) << lit(body) << lit(problems);
    };
    row("matches the whole name", "{families: app, action: reject}", "app_x 1\nan_app 1\n", "");
    row("rejected", "{families: app, action: reject}", "b 1\napp 1\n",
        "2:1+3 app: the policy rejects this metric (policy_rejected)");
    row("in its own words", "{families: 'a.*', action: reject, message: no a}", "abc 1\n",
        "1:1+3 abc: no a (policy_rejected)");
    row("a warning", "{families: 'a.*', action: reject, severity: warning}", "abc 1\n",
        "w1:1+3 abc: the policy rejects this metric (policy_rejected)");
    row("type", "{families: a, types: [counter, gauge]}", "# TYPE a summary\na_sum 1\na_count 1\n",
        "1:8+1 a: type is summary, the policy allows counter, gauge (policy_type)");
    row("good type", "{families: a, types: [counter, gauge]}", "# TYPE a gauge\na 1\n", "");
    row("required label", "{families: a, require_labels: [m]}",
        "a{m=\"1\"} 1\na 2\na{m=\"\"} 3\na{x=\"y\"} 4\n",
        "2:1+1 a: label m is required (and 2 more) (policy_require_label)");
    row("two required labels", "{families: a, require_labels: [m, n]}", "a{n=\"1\"} 1\n",
        "1:1+1 a: label m is required (policy_require_label)");
    row("label not allowed", "{families: a, allow_labels: [m]}", "a{m=\"1\",user=\"ann\"} 1\n",
        "1:9+4 a: label user is not allowed, the policy allows m (policy_label)");
    row("no label allowed", "{families: a, allow_labels: []}", "a{m=\"1\"} 1\n",
        "1:3+1 a: label m is not allowed, the policy allows none (policy_label)");
    row("buckets' le is no label", "{families: a, allow_labels: []}",
        "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n", "");
    row("label value", "{families: a, label_values: {m: GET|POST}}",
        "a{m=\"GET\"} 1\na{m=\"GETS\"} 1\na{n=\"x\"} 1\n",
        "2:6+4 a: value \"GETS\" of label m does not match GET|POST (policy_label_value)");
    row("a message is added", "{families: a, label_values: {m: GET}, message: see the guide}",
        "a{m=\"x\"} 1\n",
        "1:6+1 a: value \"x\" of label m does not match GET; see the guide (policy_label_value)");
    row("below", "{families: a, value: {min: 0}}", "a{x=\"1\"} 0\na{x=\"2\"} -1\n",
        "2:10+2 a: value -1 is below 0 (policy_value)");
    row("above", "{families: a, value: {max: 1e3}}", "a 1000.5\n",
        "1:3+6 a: value 1000.5 is above 1000 (policy_value)");
    row("not finite", "{families: a, value: {finite: true}}", "a NaN\n",
        "1:3+3 a: value NaN is not finite (policy_value)");
    row("infinite sum", "{families: s, value: {min: 0, finite: true}}",
        "# TYPE s summary\ns{quantile=\"0.5\"} NaN\ns_sum +Inf\ns_count 1\n",
        "3:7+4 s: value +Inf is not finite (policy_value)");
    row("finite where it need not be", "{families: a, value: {finite: false}}", "a NaN\n", "");
    row("series", "{families: a, max_series: 1}", "a{x=\"1\"} 0\na{x=\"2\"} 1\n",
        "1:1+1 a: 2 series, the policy allows 1 (policy_max_series)");
    row("labels", "{families: a, max_labels: 1}", "a{x=\"1\",y=\"\"} 0\na{x=\"2\",y=\"3\"} 1\n",
        "2:1+1 a: 2 labels, the policy allows 1 (policy_max_labels)");
    row("empty labels", "{families: a, allow_labels: [x], label_values: {x: b}}",
        "a{x=\"\",y=\"\"} 0\n", "");
    row("a type as what it becomes in text", "{families: '.', types: [gaugehistogram, info]}",
        "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\n# TYPE g gauge\ng 1\n# TYPE c counter\nc 1\n",
        "5:8+1 c: type is counter, the policy allows gaugehistogram, info (policy_type)");
    row("a line feed in a value", "{families: a, label_values: {x: 'a.b'}}", "a{x=\"a\\nb\"} 1\n",
        "");
    row("bytes", "{families: a, max_label_value_bytes: 2}", "a{x=\"\u00e4\"} 0\na{x=\"abc\"} 1\n",
        "2:6+3 a: value of label x has 3 bytes, the policy allows 2 "
        "(policy_max_label_value_bytes)");
    row("body's order", "{families: '.', types: [counter]}", "b 1\na 1\n",
        "1:1+1 b: type is untyped, the policy allows counter (policy_type)\n"
        "2:1+1 a: type is untyped, the policy allows counter (policy_type)");
}

void TestPolicy::finds() {
    QFETCH(QString, rule);
    QFETCH(QString, body);
    QFETCH(QString, problems);
    QCOMPARE(judged("rules: [" + rule.toStdString() + "]", body.toStdString()), problems);
}

void TestPolicy::acceptsNothingAtAll() {
    for (const char* yaml : {"", "# only words\n", "rules: []", "default: accept", "---\n"})
        QCOMPARE(judged(yaml, "a 1\n"), QString());
    QCOMPARE(judged("default: reject", "a 1\nb 2\n"),
             lit("1:1+1 a: no rule of the policy names this metric (policy_default)\n"
                 "2:1+1 b: no rule of the policy names this metric (policy_default)"));
    QCOMPARE(judged("{default: reject, rules: [{families: a}]}", "a 1\n"), QString());
}

void TestPolicy::ruleOnSeveralPatternsReportsOnce() {
    QCOMPARE(judged("rules: [{families: ['a.*', '.*b'], action: reject}, {families: x}]", "ab 1\n"),
             lit("1:1+2 ab: the policy rejects this metric (policy_rejected)"));
    // Every rule that matches applies.
    QCOMPARE(judged("rules: [{families: 'a.*', action: reject}, {families: '.*b', action: reject}]",
                    "ab 1\n")
                 .count(QLatin1Char('\n')),
             1);
}

/// As lint does, and what is not listed may still be what rejects.
void TestPolicy::listsSoManyOfAKind() {
    const auto policy = Policy::compile(
        "rules: [{families: 'a.*', action: reject, severity: warning},"
        " {families: z, action: reject}]");
    QVERIFY(policy.has_value());
    std::string body;
    for (std::size_t i = 0; i < kMostOfARule + 4; ++i) body += "a" + std::to_string(i) + " 1\n";
    const auto warned = (*policy)->judge(*readText(body));
    QCOMPARE(warned.size(), kMostOfARule + 1);
    QCOMPARE(shown({warned[0]}), lit("w0:0+0 : 4 more of this kind (policy_rejected)"));
    QCOMPARE(warned[kMostOfARule].line, static_cast<std::uint32_t>(kMostOfARule));
    const auto rejected = (*policy)->judge(*readText(body + "z 1\n"));
    QCOMPARE(shown({rejected[0]}), lit("0:0+0 : 5 more of this kind (policy_rejected)"));
}

void TestPolicy::typesSettleWhoseANameIs() {
    const auto policy = Policy::compile(
        "rules: [{families: 'a.*', types: [counter, gauge]}, {families: ab, types: [gauge]},"
        " {families: w, types: [gauge], severity: warning}]");
    QVERIFY(policy.has_value());
    QVERIFY((*policy)->allowsType("a", MetricType::Counter));
    QVERIFY(!(*policy)->allowsType("ab", MetricType::Counter));
    QVERIFY((*policy)->allowsType("ab", MetricType::Gauge));
    QVERIFY(!(*policy)->allowsType("a", MetricType::Untyped));
    QVERIFY((*policy)->allowsType("other", MetricType::Untyped));
    QVERIFY((*policy)->allowsType("w", MetricType::Untyped));
}

void TestPolicy::hashAndTextAreStable() {
    const auto policy = Policy::compile("default: accept\n");
    QVERIFY(policy.has_value());
    QCOMPARE(QByteArray::fromStdString((*policy)->yaml()), QByteArray("default: accept\n"));
    // It goes into an ETag: the same in every version.
    QCOMPARE(hashOf("default: accept\n"), QByteArray("886714e9af5aef75"));
    QCOMPARE(hashOf(kWhole), QByteArray("2e093d62645fc88d"));
}

void TestPolicy::hashIsOfTheRules() {
    QCOMPARE(hashOf("# nothing\n"), hashOf("{rules: [], default: 'accept'}"));
    QCOMPARE(hashOf("# all\nrules:\n"
                    "  - value: {finite: true, max: 1e3, min: -0}  # a b\n"
                    "    \"max_label_value_bytes\": 030\n    max_labels: 20\n    max_series: 10\n"
                    "    label_values: {x: 'y|z'}\n    allow_labels:\n    - x\n    - m\n"
                    "    require_labels: [m]\n    types: [counter, gauge]\n    message: no more\n"
                    "    severity: error\n    action: check\n    families: ['a.*']\n"),
             hashOf(kWhole));
}

/// No member and no order that shows in what is found is left out of the hash.
void TestPolicy::hashTellsRulesApart() {
    const std::string whole(kWhole);
    const std::pair<std::string, std::string> changes[] = {
        {"families: a.*", "families: [a.*, b]"},
        {"families: a.*", "families: a.+"},
        {"families: a.*", "families: a.*, action: reject"},
        {"families: a.*", "families: a.*, severity: warning"},
        {"no more", "no less"},
        {"counter, gauge", "counter"},
        {"counter, gauge", "gauge, counter"},
        {"require_labels: [m]", "require_labels: []"},
        {"allow_labels: [x, m]", "allow_labels: []"},
        {", allow_labels: [x, m]", ""},
        {"{x: y|z}", "{w: y|z}"},
        {"{x: y|z}", "{x: z|y}"},
        {"min: 0", "min: 1"},
        {"min: 0, ", ""},
        {"max: 1000", "max: 1001"},
        {", finite: true", ""},
        {"max_series: 10", "max_series: 0"},
        {", max_series: 10", ""},
        {"max_labels: 20", "max_labels: 21"},
        {"max_label_value_bytes: 30", "max_label_value_bytes: 31"},
        {"}]", "}], default: reject"},
        {"}]", "}, {families: b}]"},
        {"[{", "[{families: b}, {"}};
    QSet<QByteArray> hashes{hashOf(kWhole)};
    for (const auto& [from, to] : changes) {
        std::string changed = whole;
        const std::size_t at = changed.rfind(from);
        QVERIFY2(at != std::string::npos, from.c_str());
        const QByteArray hash = hashOf(changed.replace(at, from.size(), to));
        QCOMPARE(hash.size(), 16);
        QVERIFY2(!hashes.contains(hash), changed.c_str());
        hashes += hash;
    }
}

void TestPolicy::sampleIsTrue() {
    QFile file(QStringLiteral(GATEPOST_SOURCE_DIR "/resources/policy.yml"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const std::string yaml = file.readAll().toStdString();
    QCOMPARE(judged(yaml,
                    "# TYPE app_requests_total counter\n"
                    "app_requests_total{method=\"GET\",code=\"200\"} 1\n"
                    "other{x=\"y\"} -1\n"),
             QString());
    QCOMPARE(judged(yaml,
                    "# TYPE app_requests_total counter\n"
                    "app_requests_total{method=\"FETCH\",host=\"h\"} -1\n"
                    "login_user_email_info 1\n"),
             lit("2:35+4 app_requests_total: label host is not allowed, the policy allows method, "
                 "path, code (policy_label)\n"
                 "2:28+5 app_requests_total: value \"FETCH\" of label method does not match "
                 "GET|POST|PUT|DELETE (policy_label_value)\n"
                 "2:45+2 app_requests_total: value -1 is below 0 (policy_value)\n"
                 "3:1+21 login_user_email_info: personal data must not leave the desktop "
                 "(policy_rejected)"));
}

void TestPolicy::documentIsTrue() {
    QFile file(QStringLiteral(GATEPOST_SOURCE_DIR "/docs/POLICY.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(file.readAll());
    QStringList samples;
    for (const QString& start : text.split(lit("```yaml\n")).mid(1))
        samples += start.section(lit("```"), 0, 0);
    QCOMPARE(samples.size(), 2);
    QCOMPARE(judged(samples[0].toStdString(), "app_x{method=\"GET\"} 1\n"),
             lit("1:1+5 app_x: type is untyped, the policy allows counter, gauge, histogram "
                 "(policy_type)"));
    QCOMPARE(
        judged(samples[1].toStdString(),
               "# TYPE app_errors_total counter\napp_errors_total{a=\"1\",b=\"2\",c=\"3\","
               "d=\"4\",e=\"5\",f=\"6\"} 1\n# TYPE up gauge\nup 1\nother 1\n"),
        lit("2:18+1 app_errors_total: label a is not allowed, the policy allows none (and 5 more) "
            "(policy_label)\n"
            "w2:1+16 app_errors_total: 6 labels, the policy allows 5; long labels are expensive "
            "(policy_max_labels)\n"
            "5:1+5 other: no rule of the policy names this metric (policy_default)"));
    // The table has the members that the reader knows, no more and no fewer.
    QSet<QString> documented;
    for (const QString& line : text.split(QLatin1Char('\n')))
        if (line.startsWith(lit("| `"))) documented += line.section(QLatin1Char('`'), 1, 1);
    const QString known = judged("rules: [{nothing: 1}]", "").section(lit("expected one of "), 1);
    const QStringList members = known.split(lit(", "));
    QCOMPARE(documented, QSet<QString>(members.begin(), members.end()));
}

void TestPolicy::neverBacktracks() {
    // Minutes or for ever with a backtracking engine.
    const std::string value(100'000, 'a');
    const auto start = std::chrono::steady_clock::now();
    const QString answer = judged("rules: [{families: m, label_values: {l: '(a*)*(a|aa)*b'}}]",
                                  "m{l=\"" + value + "\"} 1\n");
    QVERIFY(answer.contains(lit("policy_label_value")));
    QVERIFY(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
}

void TestPolicy::validatorLooksAtTwoFamilies() {
    const auto exposition = readText(
        "# TYPE a_errors_total counter\na_errors_total{x=\"1\"} 2\n"
        "a_errors_total{x=\"2\"} 9\na_errors_total{x=\"3\"} 9\n"
        "# TYPE a_total counter\na_total{x=\"2\"} 8\na_total{x=\"1\"} "
        "2\nb_errors_total 5\n");
    QVERIFY(exposition.has_value());
    QCOMPARE(shown(ErrorShareValidator().validate(*exposition, GroupingKey())),
             lit("3:1+14 a_errors_total: more errors than a_total counts (error_share)"));
    // An empty label is none, and the place is the name's.
    const auto indented = readText("a_total{x=\"1\"} 1\n \ta_errors_total{y=\"\",x=\"1\"} 2\n");
    QCOMPARE(shown(ErrorShareValidator().validate(*indented, GroupingKey())),
             lit("2:3+14 a_errors_total: more errors than a_total counts (error_share)"));
}

QTEST_GUILESS_MAIN(TestPolicy)
#include "test_policy.moc"
