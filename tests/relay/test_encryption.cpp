// SPDX-License-Identifier: Apache-2.0
// The relay's outbox encrypted at rest: the switch, the key and its absence; the key of the real
// gnome-keyring stands in test_keychain.cpp.
#include <QTest>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>

#include "relay/secrets/secret_store.h"
#include "tests/relay/support/fake_upstream.h"
#include "tests/relay/support/relay_fixture.h"

using namespace gatepost;
using namespace gatepost::relay;
using namespace gatepost::testing;

namespace {

/// A keychain that is empty, locked (and hides it, as a locked gnome-keyring does), or gone.
class MemoryKeychain : public SecretStore {
public:
    enum class Mood { Open, Locked, Gone, Silent };

    void read(const std::string& name, Read done) override {
        const std::lock_guard lock(m_mutex);
        ++m_asked;
        if (m_mood == Mood::Silent) return;
        if (m_mood == Mood::Gone)
            return done(
                std::unexpected(SecretError{SecretError::Kind::Unavailable, "no keychain"}));
        const auto found = m_kept.find(name);
        if (m_mood == Mood::Locked || found == m_kept.end())
            return done(std::unexpected(SecretError{SecretError::Kind::NotFound, "not found"}));
        done(found->second);
    }
    void write(const std::string& name, const std::string& secret, Done done) override {
        const std::lock_guard lock(m_mutex);
        if (m_mood != Mood::Open)
            return done(std::unexpected(SecretError{SecretError::Kind::Locked, "denied"}));
        ++m_written;
        m_kept[name] = secret;
        done({});
    }
    void remove(const std::string& name, Done done) override {
        const std::lock_guard lock(m_mutex);
        m_kept.erase(name);
        done({});
    }
    [[nodiscard]] SecretPlace placeOf(const std::string&) const override {
        return SecretPlace::Keychain;
    }
    void be(Mood mood) {
        const std::lock_guard lock(m_mutex);
        m_mood = mood;
    }
    void keep(const std::string& name, const std::string& secret) {
        const std::lock_guard lock(m_mutex);
        m_kept[name] = secret;
    }
    [[nodiscard]] int asked() const {
        const std::lock_guard lock(m_mutex);
        return m_asked;
    }
    [[nodiscard]] int written() const {
        const std::lock_guard lock(m_mutex);
        return m_written;
    }

private:
    mutable std::recursive_mutex m_mutex;
    Mood m_mood = Mood::Open;
    std::map<std::string, std::string> m_kept;
    int m_asked = 0;
    int m_written = 0;
};

constexpr const char* kPath = "/metrics/job/secretjob";
constexpr const char* kBody = "needle_of_the_haystack 1\n";

struct Desk {
    std::shared_ptr<MemoryKeychain> keychain = std::make_shared<MemoryKeychain>();
    RelayFixture relay;

    explicit Desk(bool encrypt) {
        relay.options.keys = keychain;
        relay.options.settings.outboxEncrypt = encrypt;
    }
    void switchTo(bool encrypt) {
        relay.options.settings.outboxEncrypt = encrypt;
        relay.relay().applySettings(relay.options.settings);
    }
    [[nodiscard]] bool becomes(OutboxState state, bool encrypted) const {
        return waitUntil([&] {
            return relay.status().outbox == state && relay.status().outboxEncrypted == encrypted;
        });
    }
    /// Does any file of the relay have the text in clear?
    [[nodiscard]] bool readable(std::string_view text) const {
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(relay.options.stateDirectory)) {
            std::ifstream in(entry.path(), std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(in), {}};
            if (bytes.find(text) != std::string::npos) return true;
        }
        return false;
    }
    [[nodiscard]] bool clear() const {
        return readable("needle_of_the_haystack") || readable("secretjob");
    }
    [[nodiscard]] int push() const { return relay.put(kPath, kBody).status; }
    /// Started, filled and stopped, and then a page does not read any more.
    [[nodiscard]] bool fillAndDamage() {
        if (!relay.start()) return false;
        const std::string body = kBody + std::string(kBody).insert(6, 3000, 'x');
        for (int i = 0; i < 20; ++i)
            if (relay.put(kPath + ("/n/" + std::to_string(i)), body).status != 202) return false;
        relay.stop();
        std::fstream file(relay.options.stateDirectory / "outbox.db",
                          std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(4096 * 12);
        file.write(std::string(4096, '\xa5').data(), 4096);
        return file.good();
    }
    [[nodiscard]] bool holds() const {
        return relay.get("/metrics").body.find("needle_of_the_haystack") != std::string::npos;
    }
};

}  // namespace

class TestEncryption : public QObject {
    Q_OBJECT
private slots:
    void payloadsAreSealedAndComeBack() {
        Desk desk(true);
        QVERIFY(desk.relay.start());
        QVERIFY(desk.becomes(OutboxState::Ok, true));
        QCOMPARE(desk.push(), 202);
        QVERIFY(!desk.clear());
        desk.relay.stop();
        QVERIFY(!desk.clear());
        QVERIFY(desk.relay.start());
        QVERIFY(desk.becomes(OutboxState::Ok, true));
        QVERIFY(desk.holds());
        QCOMPARE(desk.keychain->written(), 1);
    }

    void whatWaitsIsSealedWhenItIsSwitchedOn() {
        Desk desk(false);
        QVERIFY(desk.relay.start());
        QVERIFY(desk.becomes(OutboxState::Ok, false));
        for (int i = 0; i < 50; ++i)
            QCOMPARE(desk.relay.put(kPath + ("/n/" + std::to_string(i)), kBody).status, 202);
        QCOMPARE(desk.relay.remove(kPath + std::string("/n/7")).status, 202);
        QVERIFY(desk.clear());
        desk.switchTo(true);
        QVERIFY(desk.becomes(OutboxState::Ok, true));
        QVERIFY(!desk.clear());
        QVERIFY(desk.holds());
        QCOMPARE(desk.relay.ledger().value(QLatin1String("waiting")).toInteger(), 50);
        QCOMPARE(desk.push(), 202);
        QVERIFY(!desk.clear());
        desk.switchTo(false);
        QVERIFY(desk.becomes(OutboxState::Ok, false));
        QVERIFY(desk.clear());
        QCOMPARE(desk.relay.ledger().value(QLatin1String("waiting")).toInteger(), 51);
    }

    /// And what was sealed is delivered as it was pushed.
    void sealedPushesAreDelivered() {
        FakeUpstream upstream;
        upstream.down();
        Desk desk(true);
        desk.relay.options.settings.uplinkUrl = upstream.url();
        QVERIFY(desk.relay.start());
        QVERIFY(desk.becomes(OutboxState::Ok, true));
        QCOMPARE(desk.push(), 202);
        desk.relay.stop();
        upstream.listen();
        QVERIFY(desk.relay.start());
        QVERIFY(upstream.waitForRequests(1));
        QCOMPARE(upstream.requests().front().body,
                 std::string("# TYPE needle_of_the_haystack untyped\nneedle_of_the_haystack 1\n"));
        QVERIFY(desk.relay.waitUntilIdle());
    }

    void withoutItsKeyNothingIsTakenNorWritten_data() {
        QTest::addColumn<int>("mood");
        QTest::newRow("locked") << static_cast<int>(MemoryKeychain::Mood::Locked);
        QTest::newRow("gone") << static_cast<int>(MemoryKeychain::Mood::Gone);
        QTest::newRow("no answer") << static_cast<int>(MemoryKeychain::Mood::Silent);
    }
    void withoutItsKeyNothingIsTakenNorWritten() {
        QFETCH(int, mood);
        Desk desk(true);
        desk.keychain->be(static_cast<MemoryKeychain::Mood>(mood));
        QVERIFY(desk.relay.start());
        QVERIFY(desk.becomes(OutboxState::Locked, false));
        const auto answer = desk.relay.put(kPath, kBody);
        QCOMPARE(answer.status, 503);
        QCOMPARE(std::string(answer.field("Retry-After").value_or("")), std::string("10"));
        QCOMPARE(desk.relay.get("/-/ready").status, 503);
        QCOMPARE(desk.relay.get("/-/healthy").status, 200);
        QVERIFY(!desk.clear());
        // What it is: the keyring is unlocked, and somebody says "try again".
        desk.keychain->be(MemoryKeychain::Mood::Open);
        QCOMPARE(desk.relay.post("/api/v1/queue/retry").status, 202);
        QVERIFY(desk.becomes(OutboxState::Ok, true));
        QCOMPARE(desk.push(), 202);
        QVERIFY(!desk.clear());
    }

    /// A locked keyring says that it has nothing: that must never make another key.
    void aLockedKeyringIsNotTakenForAnEmptyOne() {
        Desk desk(true);
        QVERIFY(desk.relay.start());
        QVERIFY(desk.becomes(OutboxState::Ok, true));
        QCOMPARE(desk.push(), 202);
        desk.relay.stop();
        desk.keychain->be(MemoryKeychain::Mood::Locked);
        for (const bool encrypt : {true, false}) {
            desk.relay.options.settings.outboxEncrypt = encrypt;
            QVERIFY(desk.relay.start());
            QVERIFY(desk.becomes(OutboxState::Locked, false));
            QCOMPARE(desk.push(), 503);
            desk.relay.stop();
        }
        desk.keychain->be(MemoryKeychain::Mood::Open);
        desk.relay.options.settings.outboxEncrypt = true;
        QVERIFY(desk.relay.start());
        QVERIFY(desk.becomes(OutboxState::Ok, true));
        QVERIFY(desk.holds());
        QCOMPARE(desk.keychain->written(), 1);
    }

    void anotherKeyIsRefused_data() {
        QTest::addColumn<QByteArray>("key");
        QTest::newRow("another") << QByteArray(64, 'a');
        QTest::newRow("too short") << QByteArray(62, 'a');
        QTest::newRow("no digits") << QByteArray(64, 'x');
    }
    void anotherKeyIsRefused() {
        QFETCH(QByteArray, key);
        Desk desk(true);
        QVERIFY(desk.relay.start());
        QVERIFY(desk.becomes(OutboxState::Ok, true));
        QCOMPARE(desk.push(), 202);
        desk.relay.stop();
        desk.keychain->keep(kOutboxKey, key.toStdString());
        QVERIFY(desk.relay.start());
        QVERIFY(desk.becomes(OutboxState::Locked, false));
        QVERIFY(waitUntil([&] { return !desk.relay.status().outboxError.empty(); }));
        QCOMPARE(desk.push(), 503);
    }

    /// Switched on where there is no key to be had: from then on nothing more is written in clear.
    void switchedOnWithoutAKeyItShutsAtOnce() {
        Desk desk(false);
        QVERIFY(desk.relay.start());
        QVERIFY(desk.becomes(OutboxState::Ok, false));
        QCOMPARE(desk.relay.put("/metrics/job/before", "x 1\n").status, 202);
        desk.keychain->be(MemoryKeychain::Mood::Gone);
        desk.switchTo(true);
        QVERIFY(desk.becomes(OutboxState::Locked, false));
        QCOMPARE(desk.push(), 503);
        QVERIFY(!desk.clear());
        desk.switchTo(false);
        QVERIFY(desk.becomes(OutboxState::Ok, false));
        QCOMPARE(desk.relay.ledger().value(QLatin1String("waiting")).toInteger(), 1);
    }

    /// A damaged queue in clear, when encryption is switched on: what can be read of it is back and
    /// sealed, and the person is told that the file set aside is not.
    void aDamagedQueueInClearIsRecoveredAndSealed() {
        Desk desk(false);
        QVERIFY(desk.fillAndDamage());
        desk.relay.options.settings.outboxEncrypt = true;
        QVERIFY(desk.relay.start());
        QVERIFY(desk.becomes(OutboxState::Recovered, true));
        QVERIFY(desk.holds());
        QCOMPARE(desk.push(), 202);
        const auto status = desk.relay.status();
        QVERIFY(!status.setAsideInClear.empty());
        QCOMPARE(status.setAsideInClear, status.outboxError);
        QVERIFY(desk.relay.get("/api/v1/status").body.find("\"set_aside_in_clear\":\"/") !=
                std::string::npos);
        QVERIFY(desk.clear());
        QVERIFY(std::filesystem::remove(status.setAsideInClear));
        QVERIFY(!desk.clear());
        QVERIFY(desk.relay.get("/api/v1/status").body.find("\"set_aside_in_clear\":\"\"") !=
                std::string::npos);
    }

    /// And one that is sealed waits for its key, which is never made anew.
    void aDamagedQueueThatIsSealedWaitsForItsKey() {
        Desk desk(true);
        QVERIFY(desk.fillAndDamage());
        desk.keychain->be(MemoryKeychain::Mood::Locked);
        QVERIFY(desk.relay.start());
        QVERIFY(desk.becomes(OutboxState::Locked, false));
        QCOMPARE(desk.push(), 503);
        desk.keychain->be(MemoryKeychain::Mood::Open);
        QCOMPARE(desk.relay.post("/api/v1/queue/retry").status, 202);
        QVERIFY(desk.becomes(OutboxState::Recovered, true));
        QVERIFY(desk.holds());
        QVERIFY(desk.relay.status().setAsideInClear.empty());
        QVERIFY(!desk.clear());
        QCOMPARE(desk.keychain->written(), 1);
    }

    /// The engine's thread goes on while a keychain waits for somebody's password.
    void aSilentKeychainBlocksNobody() {
        Desk desk(true);
        desk.keychain->be(MemoryKeychain::Mood::Silent);
        QVERIFY(desk.relay.start());
        QVERIFY(waitUntil([&] { return desk.keychain->asked() > 0; }));
        for (int i = 0; i < 20; ++i) QCOMPARE(desk.relay.get("/-/healthy").status, 200);
        QVERIFY(desk.relay.get("/api/v1/status").body.find("\"outbox\":\"locked\"") !=
                std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestEncryption)
#include "test_encryption.moc"
