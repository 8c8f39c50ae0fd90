// SPDX-License-Identifier: Apache-2.0
// The outbox encrypted at rest: nothing in clear, nothing without the key.
#include <QTest>
#include <array>
#include <filesystem>
#include <fstream>

#include "store/store.h"
#include "tests/relay/outbox/outbox_fixture.h"

using namespace gatepost;
using namespace gatepost::relay;
using namespace gatepost::relay::test;
using gatepost::test::FailingVfs;

namespace {

EncryptionKey keyOf(unsigned char fill) {
    EncryptionKey key{};
    key.fill(fill);
    return key;
}

}  // namespace

class TestOutboxSealed : public QObject {
    Q_OBJECT

private:
    OutboxFolder m_folder;

    /// Does any file of the outbox have the text in clear?
    static bool readable(const OutboxFixture& o, std::string_view text) {
        for (const auto& entry : std::filesystem::directory_iterator(o.file.parent_path()))
            if (bytesOf(entry.path()).find(text) != std::string::npos) return true;
        return false;
    }

    /// Twenty groups of a page each, of which some do not read any more; closed.
    static void fillAndDamage(OutboxFixture& o) {
        o.open();
        for (int i = 0; i < 20; ++i)
            if (!o.push("PUT", "needle " + digits(static_cast<std::uint64_t>(i), 3000),
                        "job" + std::to_string(i)))
                qFatal("push");
        o.relayId = o.outbox->relayId();
        o.close();
        std::fstream file(o.file, std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(4096 * 12);
        file.write(std::string(4096, '\xa5').data(), 4096);
    }

private slots:
    void encryptedPayloadsAreNowhereInClear() {
        auto o = m_folder.closed();
        o->encrypt = true;
        o->encryptionKey = keyOf(1);
        o->open();
        QVERIFY(o->push("PUT", "needle 1", "secretjob"));
        QVERIFY(o->reject(o->take()) == Rejected::Quarantined);
        QVERIFY(o->push("PUT", "thorn 1", "secretjob2"));
        o->reopen();
        QCOMPARE(o->shows("secretjob"), std::string("; quarantine PUT needle 1 (1)"));
        for (const auto* text : {"needle", "thorn", "secretjob"})
            QVERIFY2(!readable(*o, text), text);
        o->close();
        QVERIFY(!readable(*o, "needle"));
    }

    void withoutItsKeyItStaysShut() {
        auto o = m_folder.closed();
        o->encrypt = true;
        QVERIFY(o->whyNot() == OutboxError::Kind::KeyMissing);
        o->encryptionKey = keyOf(1);
        o->open();
        QVERIFY(o->push("PUT", "needle 1"));
        o->close();
        for (const bool encrypt : {true, false}) {
            o->encrypt = encrypt;
            o->encryptionKey.reset();
            QVERIFY(o->whyNot() == OutboxError::Kind::KeyMissing);
            o->encryptionKey = keyOf(2);
            QVERIFY(o->whyNot() == OutboxError::Kind::KeyWrong);
        }
        o->encrypt = true;
        o->encryptionKey = keyOf(1);
        o->open();
        QVERIFY(!o->recovery);
        QCOMPARE(o->shows(), std::string("PUT needle 1 (1)"));
    }

    void switchingItOnAndOffRewritesTheFile() {
        auto o = m_folder.fresh();
        QVERIFY(o->push("PUT", "needle 1"));
        QVERIFY(o->reject(o->take()) == Rejected::Quarantined);
        QVERIFY(o->push("PUT", "needle 2"));
        QVERIFY(readable(*o, "needle"));
        o->close();
        o->encrypt = true;
        o->encryptionKey = keyOf(3);
        o->open();
        QCOMPARE(o->shows(), std::string("PUT needle 2 (1); quarantine PUT needle 1 (1)"));
        QVERIFY(!readable(*o, "needle"));
        o->encrypt = false;
        o->reopen();
        QCOMPARE(o->shows(), std::string("PUT needle 2 (1); quarantine PUT needle 1 (1)"));
        o->encryptionKey.reset();
        o->reopen();
        QVERIFY(readable(*o, "needle"));
    }

    void aSealedRowCannotBeMoved() {
        auto o = m_folder.closed();
        o->encrypt = true;
        o->encryptionKey = keyOf(1);
        o->open();
        QVERIFY(o->push("PUT", "a 1", "x"));
        QVERIFY(o->push("PUT", "a 2", "y"));
        o->close();
        {
            auto store = store::Store::open(
                {.file = o->file, .migrations = std::array{store::Migration{4, ""}}});
            QVERIFY(store);
            QVERIFY((*store)->run([](store::Database& d) {
                return d.execute(
                    "UPDATE bodies SET families=(SELECT families FROM bodies WHERE id=1)");
            }));
        }
        o->open();
        QVERIFY(o->recovery);
        QCOMPARE(o->recovery->groups, 1U);
    }

    /// Whatever is cut short while a file in clear is sealed: the next start ends it, and no page
    /// and no log has the text afterwards.
    void sealingThatWasCutShortIsEnded() {
        int failures = 0;
        for (std::int64_t at = 0; at < 80; ++at) {
            auto o = m_folder.fresh();
            for (int i = 0; i < 20; ++i)
                QVERIFY(o->push("PUT", "needle 1" + std::string(500, '0'), std::to_string(i)));
            // On pages that are free by now.
            QVERIFY(o->push("PUT", "needle 1" + std::string(20'000, '0')));
            QVERIFY(o->push("DELETE", ""));
            o->close();
            o->encrypt = true;
            o->encryptionKey = keyOf(1);
            o->disk.fail(FailingVfs::Failure::Io, at, 1);
            if (!o->tryOpen()) ++failures;
            o->close();
            o->disk.heal();
            o->open();
            QVERIFY(!o->recovery);
            QVERIFY2(!readable(*o, "needle"), std::to_string(at).c_str());
            QCOMPARE(o->outbox->groups().size(), 21U);
        }
        QVERIFY(failures > 10);
    }

    void whetherAFileIsEncryptedIsToldWithoutAKey() {
        auto o = m_folder.closed();
        const auto told = [&] { return Outbox::isEncrypted(o->options(), {}); };
        QCOMPARE(told().value(), false);
        QVERIFY(!std::filesystem::exists(o->file));
        o->open();
        QVERIFY(o->push("PUT", "needle 1"));
        o->close();
        QCOMPARE(told().value(), false);
        o->encrypt = true;
        o->encryptionKey = keyOf(1);
        o->open();
        QVERIFY(o->outbox->encrypted());
        o->close();
        QCOMPARE(told().value(), true);
    }

    /// Whoever only asks has it recovered; whoever opens it afterwards is told.
    void ofADamagedFileWhatIsReadableTells_data() {
        QTest::addColumn<bool>("sealed");
        QTest::newRow("in clear") << false;
        QTest::newRow("sealed") << true;
    }
    void ofADamagedFileWhatIsReadableTells() {
        QFETCH(bool, sealed);
        auto o = m_folder.closed();
        o->encrypt = sealed;
        o->encryptionKey = keyOf(1);
        fillAndDamage(*o);
        const auto id = o->relayId;
        QCOMPARE(Outbox::isEncrypted(o->options(), o->now).value(), sealed);
        o->encrypt = true;
        o->encryptionKey.reset();
        QVERIFY(o->whyNot() == OutboxError::Kind::KeyMissing);
        o->encryptionKey = keyOf(1);
        o->open();
        QVERIFY(o->recovery);
        QVERIFY(std::filesystem::exists(o->recovery->setAside));
        QVERIFY(o->recovery->groups >= 15 && o->recovery->groups < 20);
        QVERIFY(o->outbox->ledgerBalances());
        QCOMPARE(o->outbox->ledger().received, 20U);
        QVERIFY(o->outbox->relayId() != id);
        // Nothing is in clear but what was set aside, and that is said until it is gone.
        QCOMPARE(o->inClear.size(), sealed ? 0U : 1U);
        QCOMPARE(readable(*o, "needle"), !sealed);
        o->reopen();
        QVERIFY(!o->recovery);
        for (const auto& file : o->inClear) QVERIFY(std::filesystem::remove(file));
        QVERIFY(!readable(*o, "needle"));
        o->reopen();
        QVERIFY(o->inClear.empty());
    }

    void rubbishIsNotEncrypted() {
        auto o = m_folder.closed();
        std::ofstream(o->file) << std::string(20'000, 'x');
        QCOMPARE(Outbox::isEncrypted(o->options(), o->now).value(), false);
        o->open();
        QVERIFY(o->recovery);
    }

    /// Wherever the disk fails while a damaged file is recovered and sealed: the next start ends
    /// it, nothing readable is lost by it, and somebody is told.
    void aRecoveryThatWasCutShortIsEnded() {
        int failures = 0;
        for (std::int64_t at = 0; at < 120; at += 3) {
            auto o = m_folder.closed();
            fillAndDamage(*o);
            o->encrypt = true;
            o->encryptionKey = keyOf(1);
            o->disk.fail(FailingVfs::Failure::Io, at, 1);
            const bool toldAtOnce = o->tryOpen() && o->recovery;
            if (!toldAtOnce) ++failures;
            o->close();
            o->disk.heal();
            o->open();
            QVERIFY2(toldAtOnce || o->recovery, std::to_string(at).c_str());
            QVERIFY2(o->outbox->groups().size() >= 15, std::to_string(at).c_str());
            QVERIFY(o->outbox->ledgerBalances());
            for (const auto& file : o->inClear) QVERIFY(std::filesystem::remove(file));
            QVERIFY2(!readable(*o, "needle"), std::to_string(at).c_str());
        }
        QVERIFY(failures > 10);
    }
};

QTEST_GUILESS_MAIN(TestOutboxSealed)
#include "test_outbox_sealed.moc"
