// SPDX-License-Identifier: Apache-2.0
// Random operations. After each the ledger balances, and a file reads back as what was shown; where
// nothing is refused, the far end, a small Pushgateway in memory, ends with what was pushed last.
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <map>
#include <random>
#include <set>

#include "tests/relay/outbox/outbox_fixture.h"

using namespace gatepost;
using namespace gatepost::relay;
using namespace gatepost::relay::test;

namespace {

class Dice {
public:
    explicit Dice(unsigned seed) : m_random(seed) {}
    int roll(int sides) { return static_cast<int>(m_random() % static_cast<unsigned>(sides)); }
    std::size_t index(std::size_t size) {
        return static_cast<std::size_t>(roll(static_cast<int>(size)));
    }

private:
    std::mt19937 m_random;
};

/// What the server keeps, by job; only a higher n is applied.
class FarEnd {
public:
    bool arrive(const Delivery& delivery) {
        const std::string job(delivery.key.job());
        if (delivery.n <= m_last[job]) return false;
        m_last[job] = delivery.n;
        m_held[job] = metrics::applied(m_held[job], {delivery.method, delivery.families});
        return true;
    }
    [[nodiscard]] std::string shows(const std::string& job) { return show(m_held[job]); }

private:
    std::map<std::string, std::uint64_t> m_last;
    std::map<std::string, metrics::FamilySet> m_held;
};

/// An application: pushes at random and knows what it believes to be held.
class Pushing {
public:
    Pushing(OutboxFixture& outbox, Dice& dice) : m_outbox(outbox), m_dice(dice) {}

    bool push() {
        const std::string job(1, static_cast<char>('w' + m_dice.roll(4)));
        const auto kind = m_dice.roll(8);
        const std::string method = kind == 0 ? "DELETE" : kind < 3 ? "PUT" : "POST";
        std::string body;
        for (const char* name : {"a", "b", "c", "d"})
            if (kind != 0 && m_dice.roll(2) == 0)
                body += (body.empty() ? "" : ", ") + std::string(name) + ' ' +
                        std::to_string(++m_value);
        held[job] = metrics::applied(held[job], {*metrics::pushMethodOf(method), families(body)});
        return m_outbox.push(method, body, job).has_value();
    }

    std::map<std::string, metrics::FamilySet> held;

private:
    OutboxFixture& m_outbox;
    Dice& m_dice;
    int m_value = 0;
};

/// Everything a user can see of the outbox, in words.
std::string everything(const OutboxFixture& o) {
    std::string text = o.ledger() + '\n';
    for (const auto& group : o.outbox->groups()) {
        text += std::string(group.key.job()) + " holds " + show(group.families);
        text += (group.present ? ": " : " (gone): ") + o.shows(group.key.job());
        text += ", delivered " + std::to_string(group.lastSequence) + '\n';
    }
    return text;
}

void seeds() {
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 15; ++seed) QTest::addRow("%u", seed) << seed;
}

}  // namespace

class TestOutboxLedger : public QObject {
    Q_OBJECT

private slots:
    void itAlwaysBalances_data() { seeds(); }
    void itAlwaysBalances() {
        QFETCH(unsigned, seed);
        QTemporaryDir folder;
        OutboxFixture o(std::filesystem::path(folder.path().toStdString()) / "o.db");
        o.maxAgeMs = 60'000;
        o.maxBytes = 6'000;
        o.open();
        Dice dice(seed);
        Pushing application(o, dice);
        std::set<std::uint64_t> numbers;
        std::vector<Delivery> flying;
        for (int step = 0; step < 500; ++step) {
            o.now.wall += 100;
            o.now.steady += 100;
            switch (dice.roll(20)) {
                case 0:
                    static_cast<void>(
                        o.dropWaiting(std::string(1, static_cast<char>('w' + dice.roll(4)))));
                    break;
                case 1:
                case 2:
                    if (const auto entries = o.outbox->quarantine(); !entries.empty()) {
                        const auto id = entries[dice.index(entries.size())].id;
                        static_cast<void>(dice.roll(3) > 0 ? o.retryQuarantined(id)
                                                           : o.dropQuarantined(id));
                    }
                    break;
                case 3:
                    if (dice.roll(3) > 0) break;
                    // A crash forgets what is in flight; then the file reads back the same.
                    o.reopen();
                    flying.clear();
                    QVERIFY2(o.outbox->ledgerBalances(),
                             qPrintable(QString::fromStdString(everything(o))));
                    {
                        const auto once = everything(o);
                        o.reopen();
                        QCOMPARE(everything(o), once);
                    }
                    break;
                case 4:
                case 5:
                case 6:
                case 7:
                    for (auto& delivery : o.takeMany({.count = 1 + dice.index(3)})) {
                        QVERIFY(numbers.insert(delivery.n).second || delivery.tries > 0);
                        flying.push_back(std::move(delivery));
                    }
                    break;
                case 8:
                case 9:
                case 10:
                case 11:
                    if (!flying.empty()) {
                        const auto at =
                            flying.begin() + static_cast<std::ptrdiff_t>(dice.index(flying.size()));
                        switch (dice.roll(8)) {
                            case 0: o.supersede(*at); break;
                            case 1: o.fail(*at); break;
                            case 2: o.fail(*at, o.now.steady + 500); break;
                            case 3: static_cast<void>(o.reject(*at)); break;
                            case 4: static_cast<void>(o.tooLarge(*at)); break;
                            case 5: o.lose(*at, LossCause::User); break;
                            default: o.deliver(*at);
                        }
                        flying.erase(at);
                    }
                    break;
                default: QVERIFY(application.push());
            }
            o.tick();
            QVERIFY2(o.outbox->ledgerBalances(), qPrintable(QString::fromStdString(everything(o))));
            QVERIFY(o.outbox->ledger().lost == o.toldLost);
        }
        const auto ledger = o.outbox->ledger();
        QVERIFY(ledger.received > 100 && ledger.delivered > 0 && ledger.superseded > 0);
        QVERIFY(!ledger.lost.empty());
    }

    void theFarEndAgrees_data() { seeds(); }
    void theFarEndAgrees() {
        QFETCH(unsigned, seed);
        QTemporaryDir folder;
        OutboxFixture o(std::filesystem::path(folder.path().toStdString()) / "o.db");
        o.open();
        Dice dice(seed + 1000);
        Pushing application(o, dice);
        FarEnd server;
        std::vector<Delivery> late;
        const auto send = [&](const Delivery& delivery) {
            if (server.arrive(delivery))
                o.deliver(delivery);
            else
                o.supersede(delivery);
        };
        for (int step = 0; step < 500; ++step) {
            if (dice.roll(2) == 0) {
                QVERIFY(application.push());
                continue;
            }
            if (dice.roll(15) == 0) o.reopen();
            for (const auto& delivery : o.takeMany({.count = 2})) {
                const auto what = dice.roll(6);
                // One that never arrived, one that arrives much later, one whose answer was lost,
                // and one that is taken to be in flight when the process dies.
                if (what == 0) o.fail(delivery);
                if (what == 1) late.push_back(delivery), o.fail(delivery);
                if (what == 2) server.arrive(delivery), o.fail(delivery);
                if (what == 3 && delivery.families.families().size() > 1)
                    QVERIFY(o.tooLarge(delivery) == Rejected::Split);
                else if (what == 3)
                    late.push_back(delivery), o.reopen();
                if (what > 3) send(delivery);
                if (what == 3) break;
            }
            if (!late.empty() && dice.roll(3) == 0) {
                const auto at = late.begin() + static_cast<std::ptrdiff_t>(dice.index(late.size()));
                server.arrive(*at);
                late.erase(at);
            }
        }
        o.reopen();
        while (o.outbox->ledger().waiting > 0)
            for (const auto& delivery : o.takeMany({.count = 9})) send(delivery);
        for (const auto& delivery : late) server.arrive(delivery);
        for (const auto& [job, held] : application.held) QCOMPARE(server.shows(job), show(held));
        QVERIFY(o.outbox->quarantine().empty());
        QVERIFY(o.outbox->ledgerBalances());
    }
};

QTEST_GUILESS_MAIN(TestOutboxLedger)
#include "test_outbox_ledger.moc"
