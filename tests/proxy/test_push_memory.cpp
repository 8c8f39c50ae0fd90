// SPDX-License-Identifier: Apache-2.0
// What is remembered of pushes: from the second on, ever more rarely of who sends another text each
// time, and never more than there is room for.
#include <QTest>

#include "metrics/exposition/readers.h"
#include "proxy/intake/push_memory.h"

using namespace gatepost;
using namespace gatepost::proxy;

namespace {

std::unique_ptr<KnownPush> known(std::size_t helpBytes = 10) {
    const std::string text = "# HELP some_name " + std::string(helpBytes, 'x') +
                             "\n# TYPE some_name gauge\nsome_name 1\n";
    auto repeated = metrics::RepeatedText::of(std::move(*metrics::readText(text)));
    const metrics::GroupingKey key{{"job", "a"}};
    return std::make_unique<KnownPush>(RepeatedPush{std::move(*repeated), metrics::pushPath(key)},
                                       key, key, Identity{}, std::weak_ptr<const Settings>());
}

}  // namespace

class TestPushMemory : public QObject {
    Q_OBJECT

private slots:
    void learnsFromTheSecondOn() {
        PushMemory memory;
        QVERIFY(!memory.take("a").isExpected);
        const auto second = memory.take("a");
        QVERIFY(second.isExpected && !second.known);
        memory.learn("a", known());
        for (int i = 0; i < 3; ++i) {
            auto taken = memory.take("a");
            QVERIFY(taken.known);
            QVERIFY(!memory.take("a").known);  // it is in hand
            memory.keepOn("a", std::move(taken.known));
        }
        QVERIFY(!memory.take("b").known);
    }

    /// The longest run of pushes between two that are learnt grows, and ends with the first repeat.
    void learnsMoreRarelyWhatIsNeverTheSame() {
        PushMemory memory;
        QVERIFY(!memory.take("a").isExpected);
        int learnt = 0;
        for (int i = 0; i < 1000; ++i) {
            auto taken = memory.take("a");
            if (!taken.isExpected) continue;
            memory.learn("a", known());
            ++learnt;
        }
        QVERIFY2(learnt >= 40 && learnt <= 80, qPrintable(QString::number(learnt)));
        auto taken = memory.take("a");
        while (!taken.known) {
            if (taken.isExpected) memory.learn("a", known());
            taken = memory.take("a");
        }
        memory.keepOn("a", std::move(taken.known));
        QVERIFY(memory.take("a").isExpected);
    }

    void countsWhatItHolds() {
        PushMemory memory;
        static_cast<void>(memory.take("a"));
        static_cast<void>(memory.take("a"));
        const std::size_t empty = memory.bytes();
        memory.learn("a", known());
        const std::size_t one = memory.bytes();
        QVERIFY(one > empty + 300);
        auto taken = memory.take("a");
        QCOMPARE(memory.bytes(), empty);
        memory.keepOn("a", std::move(taken.known));
        QCOMPARE(memory.bytes(), one);
        memory.learn("a", known());  // it is there already
        QCOMPARE(memory.bytes(), one);
        memory.learn("never taken", known());
        QCOMPARE(memory.bytes(), one);
    }

    void isBounded() {
        constexpr std::size_t kMost = 512 * 1024;
        PushMemory memory(kMost);
        for (int i = 0; i < 4000; ++i) {
            const std::string name = "path" + std::to_string(i);
            static_cast<void>(memory.take(name));
            static_cast<void>(memory.take(name));
            memory.learn(name, known());
            QVERIFY(memory.bytes() <= kMost);
        }
        QVERIFY(memory.bytes() > kMost / 8);
    }

    void whatIsTooLargeCostsTheOthersNothing() {
        PushMemory memory(512 * 1024);
        for (const char* name : {"small", "small", "large", "large"})
            static_cast<void>(memory.take(name));
        memory.learn("small", known());
        const std::size_t before = memory.bytes();
        memory.learn("large", known(100'000));
        QCOMPARE(memory.bytes(), before);
        QVERIFY(memory.take("small").known);
    }
};

QTEST_APPLESS_MAIN(TestPushMemory)
#include "test_push_memory.moc"
