// SPDX-License-Identifier: Apache-2.0
// Families as canonical texts, and that folding changes first equals applying them one by one.
#include <QTest>

#include <random>

#include "metrics/exposition/readers.h"
#include "metrics/push/push.h"
#include "tests/metrics/gateway_fixture.h"

using namespace gatepost::metrics;

namespace {

FamilySet families(std::string_view text) {
    const auto exposition = readText(std::string(text));
    return exposition ? FamilySet(*exposition) : FamilySet();
}

QString text(const FamilySet& set) { return QString::fromStdString(set.text()); }

QString lit(const char* words) { return QString::fromUtf8(words); }

/// Few names and values, so that changes meet.
std::string randomText(std::mt19937& random) {
    std::string body;
    for (const char* name : {"a", "b", "c", "d"}) {
        if (random() % 2) continue;
        body += "# TYPE " + std::string(name) + (random() % 2 ? " gauge\n" : " counter\n");
        for (std::size_t n = random() % 3; n <= 2; ++n)
            body += std::string(name) + "{l=\"" + std::to_string(n) + "\"} " +
                    std::to_string(random() % 4) + "\n";
    }
    return body;
}

struct TextChange {
    PushMethod method = PushMethod::Put;
    std::string body;
};

TextChange randomChange(std::mt19937& random) {
    const auto method = std::array{PushMethod::Put, PushMethod::Post, PushMethod::Post,
                                   PushMethod::Delete}[random() % 4];
    return {method, method == PushMethod::Delete ? "" : randomText(random)};
}

}  // namespace

class TestFold : public QObject {
    Q_OBJECT

private slots:
    void textsAreCanonical();
    void setsAreMerged();
    void setsAreCutDown();
    void folds_data();
    void folds();
    void foldingFirstEqualsOneByOne();
    void theGatewayAgrees();
};

void TestFold::textsAreCanonical() {
    const FamilySet set =
        families("# TYPE z gauge\nz  1.0\n# HELP a  words\na{b=\"c\",} 1e3\nz{q=\"r\"} 2\n");
    QCOMPARE(text(set), lit("# HELP a words\n# TYPE a untyped\na{b=\"c\"} 1000\n# TYPE z gauge\n"
                            "z 1\nz{q=\"r\"} 2\n"));
    QCOMPARE(set.names(), (std::vector<std::string>{"a", "z"}));
    QCOMPARE(set.series(), 3u);
    QCOMPARE(set.bytes(), set.text().size());
    QVERIFY(families(set.text()) == set);
    QVERIFY(set.find("z") && set.find("z")->type == MetricType::Gauge);
    QVERIFY(!set.find("y"));
    QVERIFY(FamilySet().empty() && families("").empty());
}

void TestFold::setsAreMerged() {
    const FamilySet older = families("a 1\nb 1\n");
    const FamilySet newer = families("b 2\nc 2\n");
    const FamilySet both = older.replacedBy(newer);
    QCOMPARE(text(both),
             lit("# TYPE a untyped\na 1\n# TYPE b untyped\nb 2\n# TYPE c untyped\nc 2\n"));
    QCOMPARE(both.families()[0], older.families()[0]);  // shared, not copied
    QVERIFY(older.replacedBy({}) == older && FamilySet().replacedBy(newer) == newer);
}

void TestFold::setsAreCutDown() {
    const FamilySet set = families("a 1\nb 1\nc 1\n");
    QCOMPARE(set.only({"c", "x", "a"}).names(), (std::vector<std::string>{"a", "c"}));
    QVERIFY(set.only({}).empty());
}

void TestFold::folds_data() {
    QTest::addColumn<QString>("waiting");
    QTest::addColumn<QString>("next");
    QTest::addColumn<QString>("folded");
    const auto row = [](const char* waiting, const char* next, const char* folded) {
        QTest::newRow(qPrintable(lit(waiting) + lit(" then ") + lit(next)))
            << lit(waiting) << lit(next) << lit(folded);
    };
    row("PUT a b", "PUT c", "PUT c");
    row("PUT a b", "POST b c", "PUT a B c");
    row("PUT a b", "DELETE", "DELETE");
    row("POST a b", "PUT c", "PUT c");
    row("POST a b", "POST b c", "POST a B c");
    row("POST a b", "DELETE", "DELETE");
    row("DELETE", "PUT c", "PUT c");
    row("DELETE", "POST c", "PUT c");
    row("DELETE", "DELETE", "DELETE");
    row("PUT a", "PUT", "PUT");
    row("PUT a", "POST", "PUT a");
    row("DELETE", "POST", "PUT");
}

void TestFold::folds() {
    // A capital in the result stands for the later push's value.
    const auto change = [](const QString& words, int value) {
        QStringList list = words.split(QLatin1Char(' '));
        Change made;
        made.method = *pushMethodOf(list.takeFirst().toStdString());
        QString body;
        for (const QString& name : list)
            body += QStringLiteral("%1 %2\n")
                        .arg(name.toLower())
                        .arg(value != 0                                   ? value
                             : name == name.toLower() && name != lit("c") ? 1
                                                                          : 2);
        made.families = families(body.toStdString());
        return made;
    };
    QFETCH(QString, waiting);
    QFETCH(QString, next);
    QFETCH(QString, folded);
    const Change result = fold(change(waiting, 1), change(next, 2));
    QCOMPARE(toString(result.method), toString(change(folded, 0).method));
    QCOMPARE(text(result.families), text(change(folded, 0).families));
}

void TestFold::foldingFirstEqualsOneByOne() {
    std::mt19937 random(7);
    for (int round = 0; round < 2000; ++round) {
        const FamilySet start = families(randomText(random));
        FamilySet oneByOne = start;
        std::optional<Change> folded;
        for (std::size_t n = 1 + random() % 6; n > 0; --n) {
            const TextChange made = randomChange(random);
            const Change next{made.method, families(made.body)};
            oneByOne = applied(oneByOne, next);
            folded = folded ? fold(*folded, next) : next;
        }
        QCOMPARE(text(applied(start, *folded)), text(oneByOne));
    }
}

/// The same through the gateway: types, series and text after folded pushes are those after all.
void TestFold::theGatewayAgrees() {
    std::mt19937 random(11);
    for (int round = 0; round < 300; ++round) {
        GatewayFixture oneByOne;
        GatewayFixture atOnce;
        std::optional<Change> folded;
        for (std::size_t n = 1 + random() % 6; n > 0; --n) {
            const TextChange made = randomChange(random);
            QCOMPARE(oneByOne.push(made.method, "/metrics/job/a", made.body), QString());
            const Change next{made.method, families(made.body)};
            folded = folded ? fold(*folded, next) : next;
        }
        atOnce.now = oneByOne.now - 1'000'000'000;
        QCOMPARE(atOnce.push(folded->method, "/metrics/job/a", folded->families.text()), QString());
        QCOMPARE(atOnce.canonical(), oneByOne.canonical());
        QCOMPARE(atOnce.gateway.seriesCount(), oneByOne.gateway.seriesCount());
    }
}

QTEST_GUILESS_MAIN(TestFold)
#include "test_fold.moc"
