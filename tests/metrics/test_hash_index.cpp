// SPDX-License-Identifier: Apache-2.0
// The index of hashes against a map, with hashes that get in each other's way.
#include <QTest>
#include <deque>
#include <map>
#include <random>

#include "metrics/gateway/hash_index.h"

using namespace gatepost::metrics;

class TestHashIndex : public QObject {
    Q_OBJECT
private slots:
    void findsWhatIsThere_data();
    void findsWhatIsThere();
    void twoOfOneHashAreTold();
};

void TestHashIndex::findsWhatIsThere_data() {
    QTest::addColumn<int>("hashes");  // so many different ones
    QTest::newRow("crowded") << 40;
    QTest::newRow("roomy") << 4000;
}

void TestHashIndex::findsWhatIsThere() {
    QFETCH(int, hashes);
    std::mt19937 random(1);
    std::deque<std::uint64_t> values;
    HashIndex<std::uint64_t> index;
    std::map<std::uint64_t, std::uint64_t*> there;
    const auto hashOf = [hashes](std::uint64_t value) {
        // Their last places follow those at the table's end, and go on at its start.
        return (value % static_cast<std::uint64_t>(hashes)) - 3;
    };
    for (int step = 0; step < 20'000; ++step) {
        const std::uint64_t value = random() % 300;
        const auto is = [value](std::uint64_t other) { return other == value; };
        std::uint64_t* const found = index.find(hashOf(value), is);
        const auto place = there.find(value);
        QCOMPARE(found, place == there.end() ? nullptr : place->second);
        if (found == nullptr) {
            values.push_back(value);
            index.insert(hashOf(value), values.back());
            there.emplace(value, &values.back());
        } else {
            index.erase(hashOf(value), *found);
            there.erase(place);
        }
        QCOMPARE(index.size(), there.size());
    }
    index.clear();
    QCOMPARE(index.size(), std::size_t{0});
    QVERIFY(index.find(hashOf(1), [](std::uint64_t) { return true; }) == nullptr);
}

void TestHashIndex::twoOfOneHashAreTold() {
    int a = 1;
    int b = 2;
    HashIndex<int> index;
    index.insert(7, a);
    index.insert(7, b);
    QCOMPARE(index.find(7, [](int value) { return value == 2; }), &b);
    index.erase(7, a);
    QCOMPARE(index.find(7, [](int value) { return value == 2; }), &b);
    QVERIFY(index.find(7, [](int value) { return value == 1; }) == nullptr);
}

QTEST_GUILESS_MAIN(TestHashIndex)
#include "test_hash_index.moc"
