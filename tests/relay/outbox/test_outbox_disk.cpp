// SPDX-License-Identifier: Apache-2.0
// The outbox on disks that are full, broken, torn, damaged, foreign, locked.
#include <QTest>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include "store/store.h"
#include "tests/relay/outbox/outbox_fixture.h"

using namespace gatepost;
using namespace gatepost::relay;
using namespace gatepost::relay::test;
using gatepost::test::FailingVfs;

class TestOutboxDisk : public QObject {
    Q_OBJECT

private:
    OutboxFolder m_folder;

private slots:
    void aFullDiskIsSaidAndNothingIsKept() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1"));
        o->disk.fail(FailingVfs::Failure::Full, 0);
        const auto refused = o->push("POST", "b 1");
        QVERIFY(!refused && refused.error().kind == OutboxError::Kind::Full);
        QCOMPARE(o->shows(), std::string("PUT a 1 (1)"));
        QCOMPARE(o->outbox->ledger().received, 1U);
        o->disk.heal();
        QVERIFY(o->push("POST", "c 1"));
        QCOMPARE(o->shows(), std::string("PUT a 1, c 1 (2)"));
        o->reopen();
        QCOMPARE(o->shows(), std::string("PUT a 1, c 1 (2)"));
    }

    void settlementsWaitForTheDisk() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1"));
        const auto delivery = o->take();
        o->disk.fail(FailingVfs::Failure::Full, 0);
        bool done = false;
        o->outbox->delivered(delivery.n, o->now, [&](auto) { done = true; });
        const auto refused = o->push("PUT", "x 1", "other");
        QVERIFY(!refused);
        QVERIFY(!done);
        QCOMPARE(o->shows(), std::string("*PUT a 1 (1)"));
        o->disk.heal();
        o->tick();
        QVERIFY(done);
        QCOMPARE(o->shows(), std::string());
        QVERIFY(o->outbox->ledgerBalances());
    }

    void aRefusalOfTheDiskIsTold() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1"));
        QCOMPARE(o->trouble, 0);
        o->disk.fail(FailingVfs::Failure::Full, 0);
        QVERIFY(!o->push("PUT", "x 1", "other"));
        QCOMPARE(o->trouble, 1);
        o->disk.heal();
        QVERIFY(o->push("PUT", "x 1", "other"));
        QCOMPARE(o->trouble, 1);
    }

    void whatFailsIsTriedAgainOnAFullDisk() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1"));
        const auto delivery = o->take();
        o->disk.fail(FailingVfs::Failure::Full, 0);
        o->fail(delivery);
        QCOMPARE(o->take().n, delivery.n);
    }

    /// At each write of a workload the disk fails, in each way; what was answered is there, what
    /// was refused is not, and memory is what is on disk.
    void everyWriteFailsInTurn_data() {
        QTest::addColumn<int>("failure");
        QTest::newRow("full") << static_cast<int>(FailingVfs::Failure::Full);
        QTest::newRow("io") << static_cast<int>(FailingVfs::Failure::Io);
        QTest::newRow("torn") << static_cast<int>(FailingVfs::Failure::Torn);
    }
    void everyWriteFailsInTurn() {
        QFETCH(int, failure);
        int refusals = 0;
        for (std::int64_t at = 0; at < 60; ++at) {
            auto o = m_folder.fresh();
            std::map<std::string, metrics::FamilySet> held;
            o->disk.fail(static_cast<FailingVfs::Failure>(failure), at, 1);
            for (int i = 0; i < 10; ++i) {
                const std::string job(1, static_cast<char>('x' + i % 2));
                const auto body =
                    std::string(1, static_cast<char>('a' + i % 4)) + ' ' + std::to_string(i);
                if (o->push("POST", body, job))
                    held[job] = held[job].replacedBy(families(body));
                else
                    ++refusals;
                if (i % 4 == 3)
                    for (const auto& delivery : o->takeMany({.count = 1})) {
                        o->outbox->delivered(delivery.n, o->now);
                        o->tick();
                        o->tick();
                    }
                QVERIFY(o->outbox->ledgerBalances());
            }
            for (const bool again : {false, true}) {
                if (again) o->reopen();
                for (const auto& group : o->outbox->groups())
                    QCOMPARE(show(group.families), show(held[std::string(group.key.job())]));
                QVERIFY(o->outbox->ledgerBalances());
                QVERIFY(!o->recovery);
            }
        }
        QVERIFY(refusals > 10);
    }

    void aDamagedFileIsSetAsideAndRecovered() {
        auto o = m_folder.fresh();
        for (int i = 0; i < 200; ++i)
            QVERIFY(o->push("PUT", "a " + digits(static_cast<std::uint64_t>(i), 3000),
                            "job" + std::to_string(i)));
        QVERIFY(o->reject(o->take()) == Rejected::Quarantined);
        const auto id = o->outbox->relayId();
        o->close();
        std::fstream file(o->file, std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(4096 * 100);
        file.write(std::string(4096, '\xa5').data(), 4096);
        file.close();
        o->open();
        QVERIFY(o->recovery);
        QVERIFY(std::filesystem::exists(o->recovery->setAside));
        QVERIFY(o->recovery->groups >= 195 && o->recovery->groups < 200);
        QCOMPARE(o->recovery->quarantined, 1U);
        QVERIFY(o->outbox->relayId() != id);
        QVERIFY(o->outbox->ledgerBalances());
        QCOMPARE(o->outbox->ledger().received, 200U);
        QCOMPARE(o->outbox->ledger().lost.at("damaged"), 200 - o->recovery->groups);
        o->reopen();
        QVERIFY(!o->recovery);
        QVERIFY(o->outbox->ledgerBalances());
    }

    void aFlippedBitIsFound() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "needle 1", "x"));
        QVERIFY(o->push("PUT", "other 1", "y"));
        o->close();
        auto bytes = bytesOf(o->file);
        bytes[bytes.find("needle 1")] ^= 1;
        std::ofstream(o->file, std::ios::binary)
            .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        o->open();
        QVERIFY(o->recovery);
        QCOMPARE(o->recovery->groups, 1U);
        QCOMPARE(o->shows("y"), std::string("PUT other 1 (1)"));
        QCOMPARE(o->ledger(), std::string("2 = 0 delivered + 0 superseded + 1 waiting + "
                                          "0 quarantined + 1 lost"));
        o->reopen();
        QVERIFY(!o->recovery);
    }

    void rubbishBecomesAnEmptyOutbox() {
        auto o = m_folder.closed();
        std::ofstream(o->file) << std::string(20'000, 'x');
        o->open();
        QVERIFY(o->recovery);
        QVERIFY(o->outbox->groups().empty());
        QVERIFY(o->push("PUT", "a 1"));
    }

    void randomDamageIsSurvived() {
        std::mt19937 random(7);
        for (int round = 0; round < 30; ++round) {
            auto o = m_folder.fresh();
            for (int i = 0; i < 30; ++i)
                QVERIFY(o->push(i % 3 == 0 ? "POST" : "PUT", "a " + std::string(500, '1'),
                                "job" + std::to_string(i % 10)));
            o->close();
            auto bytes = bytesOf(o->file);
            for (int i = 0; i < 1 + round; ++i)
                bytes[random() % bytes.size()] = static_cast<char>(random());
            std::ofstream(o->file, std::ios::binary)
                .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
            const auto opened = o->tryOpen();
            // A schema number made of noise may look like a later version's; that file is left
            // alone.
            if (!opened && opened.error().kind == OutboxError::Kind::TooNew) continue;
            QVERIFY2(opened, opened ? "" : opened.error().text.c_str());
            QVERIFY(o->outbox->ledgerBalances());
            QVERIFY(o->push("PUT", "b 1", "after"));
            o->reopen();
            QVERIFY(!o->recovery);
            QCOMPARE(o->shows("after"), std::string("PUT b 1 (1)"));
        }
    }

    void aNewerFileIsLeftAlone() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "a 1"));
        o->close();
        constexpr std::array kNewer{store::Migration{99, "CREATE TABLE later (id INTEGER)"}};
        QVERIFY(store::Store::open({.file = o->file, .migrations = kNewer}));
        const auto before = bytesOf(o->file);
        QVERIFY(o->whyNot() == OutboxError::Kind::TooNew);
        QVERIFY(bytesOf(o->file) == before);
    }

    void aSecondRelayIsLockedOut() {
        auto o = m_folder.fresh();
        OutboxFixture second(o->file);
        QVERIFY(second.whyNot() == OutboxError::Kind::Locked);
    }
};

QTEST_GUILESS_MAIN(TestOutboxDisk)
#include "test_outbox_disk.moc"
