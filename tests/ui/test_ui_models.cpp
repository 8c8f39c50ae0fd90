// SPDX-License-Identifier: Apache-2.0
// Queue, quarantine, ledger and activity.
#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTimer>

#include "tests/ui/samples.h"
#include "ui/activity/activity_model.h"
#include "ui/activity/activity_page.h"
#include "ui/common/words.h"
#include "ui/queue/ledger_words.h"
#include "ui/queue/quarantine_model.h"
#include "ui/queue/queue_model.h"
#include "ui/queue/queue_page.h"

namespace gatepost {
namespace {

using Strict = QAbstractItemModelTester;
constexpr auto kQtTest = Strict::FailureReportingMode::QtTest;

relay::QueueEntry entry(std::int64_t id, const std::string& job = "a") {
    relay::QueueEntry made;
    made.id = id;
    made.key = metrics::GroupingKey({{"job", job}});
    made.pushedAt = 1000;
    return made;
}

QAbstractButton* button(const QWidget& page, const char* words) {
    for (auto* candidate : page.findChildren<QAbstractButton*>())
        if (candidate->text() == QString::fromUtf8(words)) return candidate;
    return nullptr;
}

QString cell(const QAbstractItemModel& model, int row, int column) {
    return model.index(row, column).data().toString();
}

QStringList ids(const ui::QueueModel& model) {
    QStringList list;
    for (int row = 0; row < model.rowCount(); ++row)
        list.append(QString::number(model.entry(model.index(row, 0))->id));
    return list;
}

}  // namespace

class TestModels : public QObject {
    Q_OBJECT
private slots:
    void rowsOfTheQueueKeepTheirIdentity() {
        ui::QueueModel model;
        Strict tester(&model, kQtTest);
        model.setEntries({entry(1), entry(2), entry(3)}, 2000);
        const QPersistentModelIndex second = model.index(1, 0);
        int resets = 0;
        connect(&model, &QAbstractItemModel::modelReset, this, [&] { ++resets; });
        model.setEntries({entry(2), entry(3), entry(4)}, 2000);
        QCOMPARE(ids(model),
                 (QStringList{QStringLiteral("2"), QStringLiteral("3"), QStringLiteral("4")}));
        QCOMPARE(second.row(), 0);
        model.setEntries({entry(4), entry(2), entry(5)}, 2000);
        QCOMPARE(ids(model),
                 (QStringList{QStringLiteral("4"), QStringLiteral("2"), QStringLiteral("5")}));
        QCOMPARE(second.row(), 1);
        model.setEntries({}, 2000);
        QVERIFY(!second.isValid());
        QCOMPARE(resets, 0);
    }

    void whatWaitsInWords() {
        ui::QueueModel model;
        auto waiting = entry(1, "shop");
        waiting.pushes = 37;
        waiting.bytes = 2048;
        waiting.attempts = 4;
        waiting.lastError = "Connection refused";
        waiting.retryAt = 90'000;
        model.setEntries({waiting}, 61'000);
        QCOMPARE(cell(model, 0, ui::QueueModel::Group), QStringLiteral("shop"));
        QCOMPARE(cell(model, 0, ui::QueueModel::Pushes), QStringLiteral("37"));
        QCOMPARE(cell(model, 0, ui::QueueModel::Size), QStringLiteral("2.0 KiB"));
        QCOMPARE(cell(model, 0, ui::QueueModel::Since), QStringLiteral("1 min ago"));
        QVERIFY(cell(model, 0, ui::QueueModel::LastAnswer)
                    .startsWith(QLatin1String("Connection refused; again at ")));
        model.refreshAges(121'000);
        QCOMPARE(cell(model, 0, ui::QueueModel::Since), QStringLiteral("2 min ago"));
        waiting.inFlight = true;
        QCOMPARE(ui::answerWords(waiting, 0), QStringLiteral("being sent"));
        QCOMPARE(ui::answerWords(entry(2), 0), QStringLiteral("not tried yet"));
    }

    void quarantineShowsAndExportsTheReasons() {
        const auto sample = tests::busy().quarantine;
        ui::QuarantineModel model;
        Strict tester(&model, kQtTest);
        model.setEntries(sample, 0);
        QCOMPARE(cell(model, 0, ui::QuarantineModel::Status), QStringLiteral("422"));
        QCOMPARE(cell(model, 0, ui::QuarantineModel::Reason), QStringLiteral("2 problems"));
        const auto words = ui::exported(sample[0]);
        QVERIFY(words.startsWith(
            QLatin1String("# PUT /metrics/job/backup\n# status 422\n# 2 problems\n")));
        QVERIFY(words.contains(QLatin1String("no help text (no_help_text, a warning)")));
        QVERIFY(
            words.endsWith(QLatin1String("backup_last_success_seconds 1.7464715532050078e+09\n")));
    }

    void whatWaitsIsExportedChosenOrWhole() {
        ui::QueuePage page;
        auto snapshot = tests::busy();
        snapshot.queue[0].families = tests::familiesOf("# TYPE a gauge\na 1\n");
        auto second = snapshot.queue[0];
        second.id = 12;
        second.groupId = "second";
        second.families = tests::familiesOf("# TYPE b gauge\nb 2\n");
        snapshot.queue.push_back(second);
        page.setSnapshot(std::make_shared<relay::RelaySnapshot>(snapshot));
        QSignalSpy exported(&page, &ui::QueuePage::exportWanted);
        page.waiting()->selectRow(1);
        button(page, "E&xport…")->click();
        QCOMPARE(exported[0][0].toString(), QStringLiteral("second.prom"));
        auto content = exported[0][1].toString();
        QVERIFY(
            content.startsWith(QLatin1String("# PUT /metrics/job/shop/session_key/8f3c1a20\n")));
        QVERIFY(content.contains(QLatin1String("Connection refused")));
        QVERIFY(content.endsWith(QLatin1String("\nb 2\n")));
        QVERIFY(!content.contains(QLatin1String("\na 1\n")));
        page.exportWaiting();
        QCOMPARE(exported[1][0].toString(), QStringLiteral("waiting.prom"));
        content = exported[1][1].toString();
        QVERIFY(content.contains(QLatin1String("\na 1\n")) &&
                content.contains(QLatin1String("\nb 2\n")));
        page.exportQuarantine();
        QVERIFY(exported[2][1].toString().contains(QLatin1String("# status 422")));
    }

    void rejectionsSayHowToMendThem() {
        auto entry = tests::busy().quarantine[0];
        entry.problems = {{"policy_label", "app_x", "label path is not allowed",
                           metrics::Severity::Error, 3, 1, 4}};
        const auto words = ui::reasonsOf(entry);
        QVERIFY2(words.contains(QLatin1String("Take the label off the metric.")),
                 qPrintable(words));
    }

    void theLedgerBalancesOrSaysSo() {
        relay::LedgerValue ledger{10, 4, 2, 1, 1, {{"age", 2}}};
        QVERIFY(ui::balances(ledger));
        std::uint64_t sum = 0;
        for (const auto& line : ui::ledgerLines(ledger))
            if (!line.isSum) sum += line.count;
        QCOMPARE(sum, ledger.received);
        QCOMPARE(ui::ledgerSentence(ledger),
                 QStringLiteral("2 push(es) lost; every other one is accounted for."));
        ledger.delivered = 5;
        QVERIFY(!ui::balances(ledger));
        QVERIFY(ui::ledgerSentence(ledger).contains(QLatin1String("does not balance")));
        QCOMPARE(ui::ledgerSentence({3, 1, 1, 1, 0, {}}),
                 QStringLiteral("Nothing is lost; not delivered yet: 1 of 3."));
        QCOMPARE(ui::ledgerSentence({3, 2, 1, 0, 0, {}}),
                 QStringLiteral("Nothing is lost and nothing waits."));
    }

    void whatIsRefusedIsToldBesideTheLedger() {
        ui::QueuePage page;
        auto status = tests::busyStatus();
        const auto told = [&] {
            page.setStatus(status, true);
            QStringList words;
            for (const auto* label : page.findChildren<QLabel*>()) words.append(label->text());
            return words;
        };
        status.refusals = {};
        QVERIFY(told().contains(QStringLiteral("No push was refused since the start.")));
        status.refusals = {.malformed = 1, .tooLarge = 0, .judged = 1'200, .clash = 30};
        const auto words = told();
        for (const auto* wanted :
             {"1231 push(es) refused since the start, not counted above. Their programs were told "
              "why; the Activity page says it, too.",
              "Against the rules", "1,200", "At odds with what other groups hold", "30",
              "Not to be read: path, headers or text"})
            QVERIFY2(words.contains(QLatin1String(wanted)), wanted);
        QVERIFY(!words.contains(QLatin1String("Too large")));
        status.refusals = {.tooLarge = 1};
        QCOMPARE(ui::refusalLines(status.refusals),
                 (std::vector<ui::LedgerLine>{{QStringLiteral("Too large"), 1}}));
        QVERIFY(!told().contains(QLatin1String("Against the rules")));
    }

    void buttonsFollowTheSelection() {
        ui::QueuePage page;
        auto snapshot = std::make_shared<relay::RelaySnapshot>(tests::busy());
        page.setSnapshot(snapshot);
        page.setStatus(tests::busyStatus(), true);
        QList<qint64> retried;
        connect(&page, &ui::QueuePage::retryQuarantinedWanted, this,
                [&](qint64 id) { retried.append(id); });
        QTableView* rejected = nullptr;
        for (auto* view : page.findChildren<QTableView*>())
            if (view->accessibleName() == QLatin1String("Rejected pushes")) rejected = view;
        QVERIFY(rejected != nullptr);
        QAbstractButton* retry = nullptr;
        for (auto* button : page.findChildren<QAbstractButton*>())
            if (button->text() == QLatin1String("&Retry")) retry = button;
        QVERIFY(retry != nullptr && !retry->isEnabled());
        rejected->selectRow(0);
        QVERIFY(retry->isEnabled());
        retry->click();
        QCOMPARE(retried, QList<qint64>{5});
        page.setSnapshot(std::make_shared<relay::RelaySnapshot>());
        QVERIFY(!retry->isEnabled());
    }

    void allThatIsChosenIsDropped() {
        ui::QueuePage page;
        auto snapshot = tests::busy();
        QVERIFY(!snapshot.queue.empty());
        snapshot.queue.resize(1);
        for (const auto id : {71, 72}) {
            snapshot.queue.push_back(snapshot.queue.front());
            snapshot.queue.back().id = id;
        }
        page.setSnapshot(std::make_shared<relay::RelaySnapshot>(snapshot));
        page.show();
        QSet<qint64> dropped;
        connect(&page, &ui::QueuePage::dropQueuedWanted, this,
                [&](qint64 id) { dropped.insert(id); });
        page.waiting()->selectRow(1);
        page.waiting()->selectionModel()->select(
            page.waiting()->model()->index(2, 0),
            QItemSelectionModel::Select | QItemSelectionModel::Rows);
        QAbstractButton* drop = nullptr;
        for (auto* button : page.findChildren<QAbstractButton*>())
            if (button->text() == QStringLiteral("&Drop…")) drop = button;
        QVERIFY(drop != nullptr && drop->isEnabled());
        QTimer::singleShot(0, this, [] {
            auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            QVERIFY(box != nullptr);
            for (auto* button : box->buttons())
                if (box->buttonRole(button) == QMessageBox::DestructiveRole ||
                    box->buttonRole(button) == QMessageBox::AcceptRole)
                    button->click();
        });
        drop->click();
        QCOMPARE(dropped, (QSet<qint64>{71, 72}));
    }

    void aFilterThatFindsNoEventSaysSo() {
        ui::ActivityPage page;
        page.resize(600, 400);
        page.show();
        const auto said = [&page] {
            QStringList words;
            for (const auto* label : page.findChildren<QLabel*>())
                if (label->isVisible()) words.append(label->text());
            return words.join(QLatin1Char('|'));
        };
        QVERIFY(said().contains(QLatin1String("Nothing has happened yet")));
        relay::RelayEvent event;
        event.subject = "/metrics/job/shop";
        page.add(event);
        QCOMPARE(said(), QString());
        auto* filter = page.findChild<QLineEdit*>();
        filter->setText(QStringLiteral("backup"));
        QVERIFY(said().contains(QLatin1String("Nothing matches")));
        event.subject = "/metrics/job/backup";
        page.add(event);
        QCOMPARE(said(), QString());
    }

    void activityRemembersSoManyAndNoMore() {
        ui::ActivityModel model;
        const auto many = static_cast<int>(ui::kRemembered) + 5;
        std::unique_ptr<Strict> tester;
        for (int i = 0; i < many; ++i) {
            // Looking at every row after every change takes its time.
            if (i == many - 7) tester = std::make_unique<Strict>(&model, kQtTest);
            relay::RelayEvent event;
            event.kind = relay::RelayEvent::Kind::Delivered;
            event.subject = "/" + std::to_string(i);
            event.detail = "200\nmore";
            model.add(event);
        }
        QCOMPARE(model.rowCount(), static_cast<int>(ui::kRemembered));
        QCOMPARE(cell(model, 0, ui::ActivityModel::Subject), ui::leftToRight(QStringLiteral("/5")));
        QVERIFY(model.line(0).endsWith(QLatin1String("\tDelivered\t/5\t200")));
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }
};

}  // namespace gatepost

QTEST_MAIN(gatepost::TestModels)
#include "test_ui_models.moc"
