// SPDX-License-Identifier: Apache-2.0
// The rules document and whoami: read, written the same, refused where they are none.
#include <QTest>

#include <set>

#include "http/rules_json.h"

using namespace gatepost::http;

class TestRules : public QObject {
    Q_OBJECT

private slots:
    void rules();
    void badRules_data();
    void badRules();
    void entityTags();
    void documentsThatJudgeTheSameHaveOneTag();
    void whoAmI();
};

void TestRules::rules() {
    const std::string text =
        R"({"engine":"e1","lint":{"mode":"warn","strict":true,"rules":{"no_help_text":"off",)"
        R"("x":"error"}},"policy":"default: accept\n","limits":{"series_per_push":10000,)"
        R"("label_value_bytes":1024,"body_bytes":4194304},"enforce":{"userid":"user"},)"
        R"("mode":"history"})";
    const auto read = readRules(text);
    QVERIFY2(read.has_value(), read ? "" : read.error().c_str());
    QCOMPARE(read->engine, std::string("e1"));
    QVERIFY(read->rules.lintMode == gatepost::metrics::LintMode::Warn);
    QVERIFY(read->rules.lint.strict);
    QVERIFY(read->rules.lint.rules.at("no_help_text") == gatepost::metrics::RuleMode::Off);
    QCOMPARE(read->rules.policy->yaml(), std::string("default: accept\n"));
    QCOMPARE(read->rules.limits.seriesPerPush, std::optional<std::size_t>(10000));
    QVERIFY(!read->rules.limits.nameBytes);
    QCOMPARE(read->bodyBytes, std::optional<std::uint64_t>(4194304));
    QCOMPARE(read->rules.enforce, std::vector<std::string>{"userid"});
    QVERIFY(read->mode == DeliveryMode::History);
    QCOMPARE(toJson(*read), text);
    const std::string wanted11 =
        R"({"engine":"","lint":{"mode":"reject","strict":false,"rules":{}},)"
        R"("policy":"","limits":{},"enforce":{},"mode":"fold"})";
    QCOMPARE(toJson(RulesDocument{}), wanted11);
    QCOMPARE(toJson(*readRules(toJson(RulesDocument{}))), toJson(RulesDocument{}));
}

void TestRules::badRules_data() {
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"", "{}", R"({"engine":"e","lint":{"mode":"loud"}})",
          R"({"engine":"e","lint":{"rules":{"x":"maybe"}}})", R"({"engine":"e","lint":[]})",
          R"({"engine":"e","policy":"rules: 7"})", R"({"engine":"e","limits":{"name_bytes":"x"}})",
          R"({"engine":"e","enforce":{"userid":1}})", R"({"engine":"e","mode":"later"})"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestRules::badRules() {
    QFETCH(QString, text);
    const auto read = readRules(text.toStdString());
    QVERIFY(!read);
    QVERIFY(!read.error().empty());
}

void TestRules::entityTags() {
    const std::string tag = entityTag("{}");
    QCOMPARE(tag.size(), 18u);
    QVERIFY(tag != entityTag("{ }"));
    QVERIFY(matchesTag(tag, tag));
    QVERIFY(matchesTag("\"x\" , W/" + tag, tag));
    QVERIFY(matchesTag("*", tag));
    QVERIFY(!matchesTag("\"x\"", tag));
    QVERIFY(!matchesTag("", tag));
    QVERIFY(matchesTag(tag, "W/" + tag));
    QVERIFY(matchesTag("\"x\", W/" + tag, "W/" + tag));
    QVERIFY(!matchesTag("W/\"x\"", "W/" + tag));
}

void TestRules::documentsThatJudgeTheSameHaveOneTag() {
    const auto tagOf = [](const std::string& members) {
        const auto rules = readRules("{\"engine\":\"e\"" + members + "}");
        return rules ? entityTag(*rules) : rules.error();
    };
    const std::string plain = tagOf(R"(,"policy":"default: accept")");
    QCOMPARE(plain.size(), 20u);
    QVERIFY(plain.starts_with("W/\""));
    QCOMPARE(tagOf(R"(,"policy":"# all of them\ndefault: 'accept'\n","mode":"fold")"), plain);
    std::set<std::string> tags{plain};
    for (const char* members :
         {"", R"(,"policy":"default: reject")", R"(,"policy":"rules: [{families: a}]")",
          R"(,"policy":"default: accept","lint":{"mode":"warn"})",
          R"(,"policy":"default: accept","lint":{"strict":true})",
          R"(,"policy":"default: accept","lint":{"rules":{"timestamp":"off"}})",
          R"(,"policy":"default: accept","limits":{"name_bytes":9})",
          R"(,"policy":"default: accept","limits":{"body_bytes":9})",
          R"(,"policy":"default: accept","enforce":{"userid":"user"})",
          R"(,"policy":"default: accept","mode":"history")",
          R"(,"policy":"default: accept","limits":{"series_per_push":9})"})
        QVERIFY2(tags.insert(tagOf(members)).second, members);
}

void TestRules::whoAmI() {
    const WhoAmI me{"token:laptop",        "ann", "laptop", {"push", "read"},
                    DeliveryMode::History, "e1",  "0.1.0"};
    const std::string wanted12 = R"({"subject":"token:laptop","user":"ann","device":"laptop",)"
                                 R"("grants":["push","read"],"mode":"history","engine":"e1",)"
                                 R"("version":"0.1.0"})";
    QCOMPARE(toJson(me), wanted12);
    QCOMPARE(*readWhoAmI(toJson(me)), me);
    QCOMPARE(*readWhoAmI("{}"), WhoAmI{});
    const bool holds13 = !readWhoAmI(R"({"grants":"push"})");
    QVERIFY(holds13);
}

QTEST_GUILESS_MAIN(TestRules)
#include "test_rules.moc"
