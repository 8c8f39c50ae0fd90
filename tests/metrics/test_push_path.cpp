// SPDX-License-Identifier: Apache-2.0
// The grouping key and its path, against what Debian's Pushgateway 1.5.1 answered.
#include <QTest>

#include <random>

#include "metrics/exposition/go_syntax.h"
#include "metrics/push/grouping_key.h"
#include "metrics/push/path_coding.h"
#include "metrics/push/sip_hash.h"

using namespace gatepost::metrics;

namespace {

QString shown(const GroupingKey& key) {
    std::string text;
    for (const auto& [name, value] : key.labels()) text += name + "=" + goQuoted(value) + " ";
    return QString::fromStdString(text).trimmed();
}

/// The key, the 400's sentence, or "404".
QString parsed(std::string_view path) {
    const auto key = parsePushPath(path);
    if (key) return shown(*key);
    return QString::fromStdString(key.error().value_or("404"));
}

}  // namespace

class TestPushPath : public QObject {
    Q_OBJECT

private slots:
    void parses_data();
    void parses();
    void writes_data();
    void writes();
    void comesBack();
    void keysSortAndLastWins();
    void keysAreChanged();
    void idsAreStable();
    void quotesAsGo_data();
    void quotesAsGo();
    void hashesAsTheReference();
};

void TestPushPath::parses_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("result");
    const auto row = [](const char* name, const char* path, const char* result) {
        QTest::newRow(name) << path << result;
    };
    row("job", "/metrics/job/j1", R"(job="j1")");
    row("trailing slash", "/metrics/job/j1/", R"(job="j1")");
    row("labels are sorted", "/metrics/job/j/z/1/a/2", R"(a="2" job="j" z="1")");
    row("a later job loses", "/metrics/job/j/job/x", R"(job="j")");
    row("the last of a name wins", "/metrics/job/j/l/1/l/2", R"(job="j" l="2")");
    row("last value empty", "/metrics/job/j/l/", R"(job="j" l="")");
    row("plus stays", "/metrics/job/a+b", R"(job="a+b")");
    row("percent", "/metrics/job/a%20b%C3%A9", "job=\"a b\u00e9\"");
    row("decoded before routing", "/metrics/job/j/l/a%2Fb",
        R"(odd number of components in label string "/l/a/b")");
    row("encoded prefix", "/metrics/jo%62/j", R"(job="j")");
    row("bad escape", "/metrics/job/a%zz", R"(invalid URL escape "%zz")");
    row("cut escape", "/metrics/job/a%4", R"(invalid URL escape "%4")");
    row("base64 job", "/metrics/job@base64/YS9i", R"(job="a/b")");
    row("base64 label", "/metrics/job/j/l@base64/75-_Lw", R"(job="j" l="\uf7ff/")");
    row("padding is optional", "/metrics/job/j/l@base64/YQ==", R"(job="j" l="a")");
    row("any padding", "/metrics/job/j/l@base64/YQ=====", R"(job="j" l="a")");
    row("empty value", "/metrics/job/j/l@base64/=", R"(job="j" l="")");
    row("line feeds in base64", "/metrics/job/j/l@base64/Y%0AQ", R"(job="j" l="a")");
    row("standard alphabet", "/metrics/job/j/l@base64/ab+/",
        R"(odd number of components in label string "/l@base64/ab+/")");
    row("standard alphabet plus", "/metrics/job/j/l@base64/ab+c",
        R"(invalid base64 encoding for label l="ab+c": illegal base64 data at input byte 2)");
    row("bad base64", "/metrics/job/j/l@base64/a.b",
        R"(invalid base64 encoding for label l="a.b": illegal base64 data at input byte 1)");
    row("one sextet", "/metrics/job/j/l@base64/a",
        R"(invalid base64 encoding for label l="a": illegal base64 data at input byte 0)");
    row("five sextets", "/metrics/job/j/l@base64/abcde",
        R"(invalid base64 encoding for label l="abcde": illegal base64 data at input byte 4)");
    row("padding within", "/metrics/job/j/l@base64/YQ=b",
        R"(invalid base64 encoding for label l="YQ=b": illegal base64 data at input byte 2)");
    row("bad base64 job", "/metrics/job@base64/!!",
        R"(invalid base64 encoding in job name "": illegal base64 data at input byte 0)");
    row("empty job", "/metrics/job@base64/=", "job name is required");
    row("odd", "/metrics/job/j/a", R"(odd number of components in label string "/a")");
    row("odd with slash", "/metrics/job/j/l/v/",
        R"(odd number of components in label string "/l/v/")");
    row("improper name", "/metrics/job/j/l-x/v", R"(improper label name "l-x")");
    row("name with digit first", "/metrics/job/j/1a/v", R"(improper label name "1a")");
    row("reserved name", "/metrics/job/j/__name__/v", R"(improper label name "__name__")");
    row("improper name, encoded value", "/metrics/job/j/a=b@base64/v",
        R"(improper label name "a=b")");
    row("no name", "/metrics/job/j/@base64/v", R"(improper label name "")");
    row("job error before labels", "/metrics/job@base64/!/l",
        R"(invalid base64 encoding in job name "": illegal base64 data at input byte 0)");
    row("labels before the empty job", "/metrics/job@base64/=/l-x/v",
        R"(improper label name "l-x")");
    row("utf-8 names stay as they are", "/metrics/job/j/U__a_2e_b/v", R"(U__a_2e_b="v" job="j")");
    row("empty segment", "/metrics/job/j/l//m/v",
        "empty path segment: write an empty value as name@base64/=");
    row("empty job segment", "/metrics/job//l/v",
        "empty path segment: write an empty value as name@base64/=");
    row("dot", "/metrics/job/j/l/.", R"(path segment ".": write such a value as name@base64/Lg)");
    row("dots, encoded", "/metrics/job/%2E%2e/l/v",
        R"(path segment "..": write such a value as name@base64/Li4)");
    row("no job", "/metrics/job/", "404");
    row("no job, base64", "/metrics/job@base64/", "404");
    row("no slash", "/metrics/job", "404");
    row("other route", "/metrics", "404");
    row("another word", "/metrics/jobs/x", "404");
    row("case matters", "/METRICS/job/x", "404");
    row("double slash before", "//metrics/job/x", "404");
    row("nothing", "", "404");
}

void TestPushPath::parses() {
    QFETCH(QString, path);
    QFETCH(QString, result);
    QCOMPARE(parsed(path.toStdString()), result);
}

void TestPushPath::writes_data() {
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("plain") << QByteArray("v-1.2_3~") << QByteArray("/metrics/job/j/l/v-1.2_3~");
    QTest::newRow("slash") << QByteArray("a/b") << QByteArray("/metrics/job/j/l@base64/YS9i");
    QTest::newRow("space") << QByteArray("a b") << QByteArray("/metrics/job/j/l@base64/YSBi");
    QTest::newRow("plus") << QByteArray("+") << QByteArray("/metrics/job/j/l@base64/Kw");
    QTest::newRow("empty") << QByteArray("") << QByteArray("/metrics/job/j/l@base64/=");
    QTest::newRow("dot") << QByteArray(".") << QByteArray("/metrics/job/j/l@base64/Lg");
    QTest::newRow("dots") << QByteArray("..") << QByteArray("/metrics/job/j/l@base64/Li4");
    QTest::newRow("umlaut") << QByteArray("\xc3\xa4") << QByteArray("/metrics/job/j/l@base64/w6Q");
}

void TestPushPath::writes() {
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, path);
    const GroupingKey key{{"job", "j"}, {"l", value.toStdString()}};
    QCOMPARE(QByteArray::fromStdString(pushPath(key)), path);
}

void TestPushPath::comesBack() {
    std::mt19937 random(1);
    const auto value = [&](std::size_t least) {
        std::string text(least + random() % 9, '\0');
        for (char& c : text)
            c = random() % 2 ? static_cast<char>(random() % 256) : "./a=@%+-"[random() % 8];
        return text;
    };
    for (int i = 0; i < 5000; ++i) {
        std::vector<GroupingKey::Pair> labels{{"job", value(1)}};
        for (std::size_t n = random() % 4; n > 0; --n)
            labels.emplace_back(std::string(1, static_cast<char>('a' + random() % 26)), value(0));
        const GroupingKey key(std::move(labels));
        const std::string path = pushPath(key);
        const auto back = parsePushPath(path);
        QVERIFY2(back && *back == key, path.c_str());
        QCOMPARE(pushPath(*back), path);
    }
}

void TestPushPath::keysSortAndLastWins() {
    const GroupingKey key{{"z", "1"}, {"job", "j"}, {"z", "2"}, {"a", "3"}, {"z", "4"}};
    QCOMPARE(shown(key), QStringLiteral(R"(a="3" job="j" z="4")"));
    QCOMPARE((GroupingKey{{"job", "j"}, {"z", "4"}, {"a", "3"}}), key);
}

void TestPushPath::keysAreChanged() {
    const GroupingKey key{{"job", "j"}, {"m", "1"}};
    QCOMPARE(shown(key.with("m", "2")), QStringLiteral(R"(job="j" m="2")"));
    QCOMPARE(shown(key.with("k", "2")), QStringLiteral(R"(job="j" k="2" m="1")"));
    QCOMPARE(shown(key.without("m")), QStringLiteral(R"(job="j")"));
    QCOMPARE(key.without("x"), key);
    QVERIFY(key.label("m") == "1");
    QVERIFY(!key.label("x"));
    QVERIFY(key.job() == "j");
    QVERIFY(GroupingKey().job().empty() && GroupingKey().empty());
}

void TestPushPath::idsAreStable() {
    // An identifier outlives the program: its value may never change.
    QCOMPARE(QByteArray::fromStdString(groupId(GroupingKey{{"job", "j"}})),
             QByteArray("e312546d69762dc0"));
    QVERIFY(groupId(GroupingKey{{"job", "j"}, {"a", ""}}) != groupId(GroupingKey{{"job", "j"}}));
    QVERIFY(groupId(GroupingKey{{"a", "b"}}) != groupId(GroupingKey{{"ab", ""}}));
}

void TestPushPath::quotesAsGo_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("quoted");
    QTest::newRow("plain") << QByteArray("a b") << QByteArray("\"a b\"");
    QTest::newRow("quote") << QByteArray("a\"\\") << QByteArray(R"("a\"\\")");
    QTest::newRow("controls") << QByteArray("\a\b\t\n\v\f\r\x01\x7f")
                              << QByteArray(R"("\a\b\t\n\v\f\r\x01\x7f")");
    QTest::newRow("letters") << QByteArray("\u00e4\u20ac\U0001F600")
                             << QByteArray("\"\u00e4\u20ac\U0001F600\"");
    QTest::newRow("invisible") << QByteArray("\u00a0\u200b\ufeff\U000E0001")
                               << QByteArray(R"("\u00a0\u200b\ufeff\U000e0001")");
    QTest::newRow("not utf-8") << QByteArray("\xbd\xc3x\xed\xa0\x80\xc0\xaf\xf5")
                               << QByteArray(R"("\xbd\xc3x\xed\xa0\x80\xc0\xaf\xf5")");
    QTest::newRow("nul") << QByteArray("\0", 1) << QByteArray(R"("\x00")");
}

void TestPushPath::quotesAsGo() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, quoted);
    QCOMPARE(QByteArray::fromStdString(goQuoted(text.toStdString())), quoted);
}

void TestPushPath::hashesAsTheReference() {
    // vectors_sip128 of github.com/veorq/SipHash: key 00..0f, texts of 0, 1, 8 and 15 bytes 00 01
    // ...
    const SipKey key{0x0706050403020100, 0x0f0e0d0c0b0a0908};
    const auto hash = [&](std::size_t length) {
        std::string text(length, '\0');
        for (std::size_t i = 0; i < length; ++i) text[i] = static_cast<char>(i);
        const Hash128 value = sipHash(key, text);
        std::string bytes;
        for (const std::uint64_t word : {value.low, value.high})
            for (int i = 0; i < 8; ++i) bytes += static_cast<char>(word >> (8 * i) & 0xff);
        return QByteArray::fromStdString(bytes).toHex();
    };
    QCOMPARE(hash(0), QByteArray("a3817f04ba25a8e66df67214c7550293"));
    QCOMPARE(hash(1), QByteArray("da87c1d86b99af44347659119b22fc45"));
    QCOMPARE(hash(8), QByteArray("3b62a9ba6258f5610f83e264f31497b4"));
    QCOMPARE(hash(15), QByteArray("5493e99933b0a8117e08ec0f97cfc3d9"));
}

QTEST_GUILESS_MAIN(TestPushPath)
#include "test_push_path.moc"
