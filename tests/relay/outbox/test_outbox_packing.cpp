// SPDX-License-Identifier: Apache-2.0
// A group's families as they stand on disk: small, of a steady size, and read whatever version
// wrote them.
#include <QTest>
#include <array>
#include <random>

#include "relay/outbox/packing.h"
#include "relay/outbox/seal.h"
#include "store/store.h"
#include "tests/relay/outbox/outbox_fixture.h"

using namespace gatepost;
using namespace gatepost::relay;
using namespace gatepost::relay::test;

namespace {

/// As an application pushes them: ten counters of four series each.
std::string manySamples(int value) {
    std::string samples;
    for (int family = 0; family < 10; ++family)
        for (const auto* method : {"get", "post", "put", "delete"})
            samples += (samples.empty() ? "" : ", ") + ("editor_" + std::to_string(family)) +
                       "_requests_" + method + "_total " + std::to_string(1'000'000 + value);
    return samples;
}

/// What a version before pressing wrote: a count, then name, type, series and text.
std::string plainly(const metrics::FamilySet& families) {
    std::string bytes(1, static_cast<char>(families.families().size()));
    const auto text = [&](std::string_view value) {
        bytes += static_cast<char>(value.size());
        bytes += value;
    };
    for (const auto& family : families.families()) {
        text(family->name);
        bytes += static_cast<char>(family->type);
        bytes += static_cast<char>(family->series);
        text(family->text);
    }
    return bytes;
}

}  // namespace

class TestOutboxPacking : public QObject {
    Q_OBJECT

private:
    OutboxFolder m_folder;

private slots:
    void whatIsPackedComesBack_data() {
        QTest::addColumn<QByteArray>("samples");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("one") << QByteArray("a 1");
        QTest::newRow("many") << QByteArray::fromStdString(manySamples(1));
    }
    void whatIsPackedComesBack() {
        QFETCH(QByteArray, samples);
        const auto set = samples.isEmpty() ? metrics::FamilySet() : families(samples.toStdString());
        const auto back = unpackFamilies(packFamilies(set));
        QVERIFY(back.has_value());
        QVERIFY(*back == set);
    }

    void itIsSmallAndKeepsItsSize() {
        const auto first = packFamilies(families(manySamples(1)));
        QVERIFY(first.size() * 3 < families(manySamples(1)).bytes());
        for (int value = 2; value < 50; ++value)
            QCOMPARE(packFamilies(families(manySamples(value * 1000))).size(), first.size());
    }

    void whatAnEarlierVersionWroteIsRead() {
        const auto set = families("a 1, b 2");
        const auto back = unpackFamilies(plainly(set));
        QVERIFY(back.has_value());
        QVERIFY(*back == set);
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1, b 2"));
        o->close();
        {
            constexpr std::array kNow{store::Migration{4, ""}};
            const auto store = store::Store::open({.file = o->file, .migrations = kNow});
            QVERIFY(store.has_value());
            const auto row =
                Sealer(Sealer::Mode::Plain, std::nullopt).seal(plainly(set), "b1").value();
            QVERIFY((*store)->run([&](store::Database& database) {
                auto put = database.prepare("UPDATE bodies SET families=? WHERE id=1");
                if (auto done = put->bindBlob(row).execute(); !done) return done;
                return database.execute("PRAGMA user_version=3");
            }));
        }
        o->open();
        QVERIFY(!o->recovery);
        QCOMPARE(o->shows(), std::string("PUT a 1, b 2 (1)"));
        QVERIFY(o->push("POST", "b 3"));
        o->reopen();
        QCOMPARE(o->shows(), std::string("PUT a 1, b 3 (2)"));
    }

    void whatIsDamagedIsNothing() {
        const auto good = packFamilies(families(manySamples(7)));
        QVERIFY(!unpackFamilies({}));
        for (std::size_t size = 2; size + 600 < good.size(); ++size)
            QVERIFY(!unpackFamilies(std::string_view(good).substr(0, size)));
        auto padded = good;
        padded.back() = 'x';
        QVERIFY(!unpackFamilies(padded));
        // A length that claims more than there can be must not be believed.
        QVERIFY(!unpackFamilies(std::string("\0\5\xff\xff\xff\xff\x0f", 7)));
        std::mt19937 random(20261129);
        for (int i = 0; i < 20'000; ++i) {
            auto bent = good;
            for (int flips = 0; flips < 3; ++flips)
                bent[random() % bent.size()] = static_cast<char>(random());
            static_cast<void>(unpackFamilies(bent));
        }
    }

    // Each page is written to the log, flushed, and written again to the file.
    void aPushWritesThreePages() {
        auto o = m_folder.fresh();
        constexpr int kGroups = 20;
        const auto pushAll = [&](int round) {
            for (int group = 0; group < kGroups; ++group)
                QVERIFY(o->push("PUT", manySamples(round), "j" + std::to_string(group)));
        };
        pushAll(1);
        pushAll(2);
        const auto before = o->outbox->bytesOnDisk();
        pushAll(3);
        pushAll(4);
        const auto pages = (o->outbox->bytesOnDisk() - before) / 4096;
        QVERIFY2(pages <= 2 * kGroups * 3 + 4, std::to_string(pages).c_str());
    }
};

QTEST_GUILESS_MAIN(TestOutboxPacking)
#include "test_outbox_packing.moc"
