// SPDX-License-Identifier: Apache-2.0
// The live tree: digests, filter, copies, distributions; what a hundred thousand series cost.
#include <malloc.h>
#include <time.h>
#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QLineEdit>
#include <QMessageBox>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>
#include <QTimer>
#include <QTreeView>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "tests/ui/samples.h"
#include "ui/preview/copies.h"
#include "ui/preview/histogram.h"
#include "ui/preview/histogram_view.h"
#include "ui/preview/labels.h"
#include "ui/preview/live_page.h"
#include "ui/preview/live_tree.h"
#include "ui/preview/preview_model.h"
#include "ui/preview/spark.h"

namespace gatepost {

using ui::PreviewModel;

namespace {

constexpr int kMany = 100'000;

relay::RelaySnapshot only(relay::GroupSnapshot group) {
    relay::RelaySnapshot snapshot;
    snapshot.groups.push_back(std::move(group));
    return snapshot;
}

QModelIndex family(const PreviewModel& model, const char* name) {
    for (int a = 0; a < model.rowCount(); ++a)
        for (int g = 0; g < model.rowCount(model.index(a, 0)); ++g) {
            const auto group = model.index(g, 0, model.index(a, 0));
            for (int f = 0; f < model.rowCount(group); ++f)
                if (model.index(f, 0, group).data().toString() == QLatin1String(name))
                    return model.index(f, 0, group);
        }
    return {};
}

/// Of this thread: what else runs on the machine is no concern of a measurement of work.
double workedMilliseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// The least of three times: what disturbs the machine only adds to it.
template <typename Prepare, typename Step>
double leastMilliseconds(const Prepare& prepare, const Step& step) {
    double least = std::numeric_limits<double>::max();
    for (int i = 0; i < 3; ++i) {
        prepare();
        const auto start = workedMilliseconds();
        step();
        least = std::min(least, workedMilliseconds() - start);
    }
    return least;
}

qint64 heapBytes() { return static_cast<qint64>(mallinfo2().uordblks + mallinfo2().hblkhd); }

}  // namespace

class TestPreview : public QObject {
    Q_OBJECT
private slots:
    void theTreeIsApplicationGroupFamilySeries() {
        PreviewModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        ui::Digester digester;
        model.setPreview(tests::previewOf(digester, tests::busy()));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("nightly-backup"));
        QCOMPARE(model.index(1, 0).data().toString(), QStringLiteral("python3"));
        QCOMPARE(model.rowCount(model.index(1, 0)), 2);
        const auto orders = family(model, "shop_orders_total");
        QCOMPARE(model.rowCount(orders), 3);
        const auto series = model.index(0, 0, orders);
        QCOMPARE(series.data().toString(), QStringLiteral("endpoint=/api/orders  method=POST"));
        QCOMPARE(series.siblingAtColumn(PreviewModel::Value).data().toString(),
                 QStringLiteral("1284"));
        QCOMPARE(model.shownSeries(), model.preview().series);
        QCOMPARE(model.find(model.key(series)), series);
    }

    /// What Qt says of few rows, the tree says of many.
    void changesAreToldToScreenReaders() {
        struct Tree : ui::LiveTree {
            std::vector<std::array<int, 4>> told;
            void announce(QAccessibleTableModelChangeEvent& event) override {
                if (event.modelChangeType() == QAccessibleTableModelChangeEvent::DataChanged)
                    told.push_back({event.firstRow(), event.lastRow(), event.firstColumn(),
                                    event.lastColumn()});
            }
        } tree;
        QStandardItemModel model(1000, 2);
        tree.setModel(&model);
        emit model.dataChanged(model.index(5, 0), model.index(999, 1));
        QVERIFY(tree.told == (std::vector<std::array<int, 4>>{{5, 999, 0, 1}}));
    }

    void valuesChangeInPlaceAndRatesAppear() {
        PreviewModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        ui::Digester digester;
        auto group = tests::group("load", tests::manySeries(3, 100));
        group.lastPush = 10'000;
        model.setPreview(tests::previewOf(digester, only(group)));
        int resets = 0;
        connect(&model, &QAbstractItemModel::modelReset, this, [&] { ++resets; });
        const QPersistentModelIndex series = model.index(0, 0, family(model, "load_events_total"));
        model.setOnScreen({series});
        QVERIFY(!series.sibling(0, PreviewModel::Rate).data().isValid());
        for (int i = 1; i <= 3; ++i) {
            group = tests::group("load", tests::manySeries(3, 100 + i * 20));
            group.lastPush = 10'000 + i * 10'000;
            model.setPreview(tests::previewOf(digester, only(group)));
        }
        QCOMPARE(resets, 0);
        QCOMPARE(series.sibling(0, PreviewModel::Value).data().toString(), QStringLiteral("160"));
        QCOMPARE(series.sibling(0, PreviewModel::Rate).data().toString(), QStringLiteral("2/s"));
        const auto spark = series.sibling(0, PreviewModel::Spark).data(PreviewModel::SparkRole);
        QCOMPARE(spark.value<QVector<float>>(), QVector<float>({2, 2, 2}));
    }

    void aCounterThatStartedAgainHasNoNegativeRate() {
        const auto before = ui::digestFamily(
            tests::familiesOf(tests::manySeries(1, 500)).families()[0], 1000, nullptr);
        const auto after = ui::digestFamily(
            tests::familiesOf(tests::manySeries(1, 30)).families()[0], 11'000, before.get());
        QCOMPARE(after->rows[0].rate, 3.0F);
    }

    void anUnchangedFamilyKeepsItsDigest() {
        ui::Digester digester;
        const auto group = tests::group("load", tests::manySeries(5));
        const auto one = tests::previewOf(digester, only(group));
        const auto other = tests::previewOf(digester, only(group));
        QCOMPARE(one->applications[0].groups[0].families[0].get(),
                 other->applications[0].groups[0].families[0].get());
    }

    void theFilterFindsEveryWord_data() {
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("series");
        QTest::newRow("nothing") << QString() << 9;
        QTest::newRow("program") << QStringLiteral("nightly") << 3;
        QTest::newRow("job") << QStringLiteral("job=shop") << 5;
        QTest::newRow("family, case") << QStringLiteral("ORDERS") << 3;
        QTest::newRow("label") << QStringLiteral("method=\"get") << 3;
        QTest::newRow("both") << QStringLiteral("orders post") << 1;
        QTest::newRow("none") << QStringLiteral("orders nowhere") << 0;
    }

    void theFilterFindsEveryWord() {
        QFETCH(const QString, words);
        QFETCH(const int, series);
        PreviewModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        ui::Digester digester;
        model.setPreview(tests::previewOf(digester, tests::busy()));
        model.setFilter(words);
        QCOMPARE(static_cast<int>(model.shownSeries()), series);
        QCOMPARE(model.rowCount() == 0, series == 0);
    }

    void copies() {
        PreviewModel model;
        ui::Digester digester;
        model.setPreview(tests::previewOf(digester, tests::busy()));
        const auto orders = family(model, "shop_orders_total");
        const auto& preview = model.preview();
        const auto series = *model.node(model.index(0, 0, orders));
        QCOMPARE(
            ui::asExposition(preview, series),
            std::string("# HELP shop_orders_total Orders taken.\n# TYPE shop_orders_total counter\n"
                        "shop_orders_total{endpoint=\"/api/orders\",method=\"POST\"} 1284\n"));
        QCOMPARE(ui::asPromQl(preview, *model.node(orders)),
                 std::string("sum by (endpoint, job, method, userid) "
                             "(rate(shop_orders_total{job=\"shop\"}[5m]))"));
        QCOMPARE(ui::asPromQl(preview, *model.node(family(model, "shop_basket_items"))),
                 std::string("sum by (job, userid) (shop_basket_items{job=\"shop\"})"));
        QCOMPARE(ui::asPromQl(preview, *model.node(family(model, "shop_request_duration_seconds"))),
                 std::string("histogram_quantile(0.95, sum by (le, job, method, userid) "
                             "(rate(shop_request_duration_seconds_bucket{job=\"shop\"}[5m])))"));
        const auto curl = ui::asCurl(preview, series, "/run/it's/s");
        QVERIFY(
            curl.starts_with("curl --unix-socket '/run/it'\\''s/s' --data-binary @- "
                             "'http://localhost/metrics/job/shop/session_key/8f3c1a20' <<'END'\n"));
        QVERIFY(curl.ends_with(" 1284\nEND\n"));
    }

    void labelsAreUnescaped() {
        using Labels = std::vector<ui::LabelPair>;
        QCOMPARE(ui::seriesLabels("x{a=\"b\\\"c}\\n\",le=\"0.5\"} 1"), Labels({{"a", "b\"c}\n"}}));
        QCOMPARE(ui::seriesLabels("x 1"), Labels());
    }

    void quantilesAreEstimatedAsPrometheusDoes() {
        const std::vector<ui::Bucket> buckets{
            {1, 10}, {2, 10}, {std::numeric_limits<double>::infinity(), 0}};
        QCOMPARE(ui::quantile(buckets, 0.5), 1.0);
        QCOMPARE(ui::quantile(buckets, 0.75), 1.5);
        QCOMPARE(ui::quantile({{1, 1}, {std::numeric_limits<double>::infinity(), 9}}, 0.9), 1.0);
        QVERIFY(std::isnan(ui::quantile({{1, 0}}, 0.5)));
        PreviewModel model;
        ui::Digester digester;
        model.setPreview(tests::previewOf(digester, tests::busy()));
        const auto node =
            *model.node(model.index(0, 0, family(model, "shop_request_duration_seconds")));
        const auto distribution = ui::distributionOf(*node.family, *node.series);
        QVERIFY(distribution);
        QCOMPARE(distribution->buckets.size(), std::size_t{6});
        QCOMPARE(distribution->buckets[1].count, 190.0);
        QCOMPARE(distribution->count, 444.0);
    }

    void whatIsOpenAndChosenSurvivesANewGroup() {
        ui::LivePage page;
        ui::Digester digester;
        page.resize(800, 600);
        page.show();
        page.setPreview(tests::previewOf(digester, tests::busy()));
        auto* tree = page.tree();
        const auto* model = page.model();
        tree->expand(family(*model, "shop_orders_total"));
        tree->setCurrentIndex(model->index(1, 0, family(*model, "shop_orders_total")));
        const auto chosen = model->key(tree->currentIndex());
        auto more = tests::busy();
        more.groups.insert(more.groups.begin(),
                           tests::group("aaa", tests::manySeries(2), "/bin/aaa"));
        page.setPreview(tests::previewOf(digester, more));
        QCOMPARE(model->rowCount(), 3);
        QCOMPARE(model->key(tree->currentIndex()), chosen);
        QVERIFY(tree->isExpanded(family(*model, "shop_orders_total")));
    }

    void frozenItKeepsWhatItShows() {
        ui::LivePage page;
        ui::Digester digester;
        page.setPreview(tests::previewOf(digester, tests::busy()));
        page.setFrozen(true);
        page.setPreview(
            tests::previewOf(digester, only(tests::group("new", tests::manySeries(1)))));
        QCOMPARE(page.model()->rowCount(), 2);
        page.setFrozen(false);
        QCOMPARE(page.model()->rowCount(), 1);
    }

    void aStateHasASign() {
        PreviewModel model;
        ui::Digester digester;
        model.setPreview(tests::previewOf(digester, tests::busy()));
        QStringList states;
        for (int a = 0; a < model.rowCount(); ++a)
            for (int g = 0; g < model.rowCount(model.index(a, 0)); ++g)
                states.append(
                    model.index(g, PreviewModel::Value, model.index(a, 0)).data().toString());
        states.sort();
        QCOMPARE(states, (QStringList{QStringLiteral("… waiting"), QStringLiteral("✓ delivered"),
                                      QStringLiteral("✕ refused")}));
    }

    void picturesSayTheirValues() {
        ui::SparkView spark;
        spark.setValues({1, 2, 5});
        QVERIFY(spark.accessibleDescription().contains(QLatin1Char('5')));
        ui::HistogramView histogram;
        histogram.setDistribution({{{0.5, 3}, {1, 4}}, {}, 7, 2});
        QVERIFY(histogram.accessibleDescription().contains(QLatin1String("0.5: 3")));
    }

    void onlyThePinnedOnesWhenAskedFor() {
        PreviewModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        ui::Digester digester;
        model.setPreview(tests::previewOf(digester, tests::busy()));
        const auto posts = family(model, "shop_orders_total");
        const auto pinned = model.index(1, 0, posts);
        const auto key = model.key(pinned);
        model.setPinned(pinned, true);
        model.setPinnedOnly(true);
        QCOMPARE(static_cast<int>(model.shownSeries()), 1);
        QVERIFY(model.find(key).isValid() && model.isPinned(model.find(key)));
        // The filter holds besides, and what it hides is remembered all the same.
        model.setFilter(QStringLiteral("nothing like it"));
        QCOMPARE(static_cast<int>(model.shownSeries()), 0);
        auto later = tests::busy();
        for (auto& held : later.groups) held.lastPush += 5000;
        model.setPreview(tests::previewOf(digester, later));
        model.setFilter({});
        QCOMPARE(static_cast<int>(model.shownSeries()), 1);
        model.setPinned(model.find(key), false);
        QCOMPARE(static_cast<int>(model.shownSeries()), 0);
        model.setPinnedOnly(false);
        QCOMPARE(static_cast<int>(model.shownSeries()), 9);
    }

    void whatIsChosenCanBePausedPurgedAndShown() {
        ui::LivePage page;
        ui::Digester digester;
        auto snapshot = tests::busy();
        page.setPreview(tests::previewOf(digester, snapshot));
        page.show();
        QSignalSpy paused(&page, &ui::LivePage::pauseApplicationWanted);
        QSignalSpy resumed(&page, &ui::LivePage::resumeApplicationWanted);
        QSignalSpy text(&page, &ui::LivePage::textWanted);
        QSignalSpy told(&page, &ui::LivePage::copied);
        page.pauseOrResume();
        QCOMPARE(paused.count(), 0);  // nothing is chosen, and that is said
        page.purge();
        page.showText();
        page.deleteGroup();
        QCOMPARE(text.count(), 0);
        QCOMPARE(told.count(), 4);
        for (const auto copy : {&ui::LivePage::copyExposition, &ui::LivePage::copyPromQl,
                                &ui::LivePage::copyCurl, &ui::LivePage::togglePin})
            (page.*copy)();
        QCOMPARE(told.count(), 8);
        // A program is no metric, no group and no series, and that is said too.
        page.tree()->setCurrentIndex(page.model()->index(0, 0));
        page.copyPromQl();
        page.copyCurl();
        page.togglePin();
        QCOMPARE(told.count(), 11);
        QVERIFY(told[8][0].toString().contains(QLatin1String("PromQL")));
        QVERIFY(!page.model()->isPinned(page.model()->index(0, 0)));
        const auto chosen = family(*page.model(), "shop_orders_total");
        page.tree()->setCurrentIndex(chosen);
        page.pauseOrResume();
        QCOMPARE(paused.count(), 1);
        QCOMPARE(paused[0][0].toString(),
                 QString::fromStdString(page.model()->node(chosen)->application->id));
        page.showText();
        QCOMPARE(text.count(), 1);
        for (auto& held : snapshot.groups) held.paused = true;
        page.setPreview(tests::previewOf(digester, snapshot));
        page.pauseOrResume();
        QCOMPARE(resumed.count(), 1);
        page.tree()->setCurrentIndex(page.model()->index(0, 0, chosen));
        page.togglePin();
        QVERIFY(page.model()->isPinned(page.model()->index(0, 0, chosen)));
    }

    void aFilterShowsWhatItFinds() {
        ui::LivePage page;
        ui::Digester digester;
        auto snapshot = tests::busy();
        page.setPreview(tests::previewOf(digester, snapshot));
        page.show();
        auto* filter = page.findChild<QLineEdit*>();
        const auto orders = [&] { return family(*page.model(), "shop_orders_total"); };
        QVERIFY(!page.tree()->isExpanded(orders()));
        filter->setText(QStringLiteral("api/orders POST"));
        QCOMPARE(static_cast<int>(page.model()->shownSeries()), 1);
        QVERIFY(page.tree()->isExpanded(orders()));
        // Whoever closes it has it closed, also when new values come.
        page.tree()->collapse(orders());
        for (auto& held : snapshot.groups) held.lastPush += 5000;
        page.setPreview(tests::previewOf(digester, snapshot));
        QVERIFY(!page.tree()->isExpanded(orders()));
        filter->setText(QStringLiteral("api/orders GET"));
        QVERIFY(page.tree()->isExpanded(orders()));
        filter->clear();
        QVERIFY(!page.tree()->isExpanded(orders()));
    }

    void whatCannotBeTakenBackIsAskedFirst_data() {
        QTest::addColumn<bool>("purge");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<int>("done");
        for (const bool purge : {false, true}) {
            const char* const what = purge ? "purge" : "delete";
            const auto deed = purge ? QStringLiteral("&Purge") : QStringLiteral("&Delete");
            QTest::addRow("%s, yes", what) << purge << deed << 1;
            QTest::addRow("%s, no", what) << purge << QStringLiteral("Cancel") << 0;
            QTest::addRow("%s, Return", what) << purge << QStringLiteral("Return") << 0;
            QTest::addRow("%s, Esc", what) << purge << QStringLiteral("Esc") << 0;
        }
    }

    void whatCannotBeTakenBackIsAskedFirst() {
        QFETCH(const bool, purge);
        QFETCH(const QString, answer);
        QFETCH(const int, done);
        ui::LivePage page;
        ui::Digester digester;
        page.setPreview(tests::previewOf(digester, tests::busy()));
        page.show();
        QSignalSpy deleted(&page, &ui::LivePage::deleteGroupWanted);
        QSignalSpy purged(&page, &ui::LivePage::purgeApplicationWanted);
        const auto act = [&] { purge ? page.purge() : page.deleteGroup(); };
        act();  // nothing is chosen, so nothing is asked
        const auto chosen = family(*page.model(), "shop_orders_total");
        page.tree()->setCurrentIndex(chosen);
        const auto node = page.model()->node(chosen);
        const auto application = QString::fromStdString(node->application->id);
        const auto group = QString::fromStdString(page.model()->preview().group(*node->group).id);
        QString question;
        QTimer::singleShot(0, &page, [&] {
            auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            QVERIFY(box != nullptr);
            question = box->text() + box->informativeText();
            if (answer == QLatin1String("Return")) return QTest::keyClick(box, Qt::Key_Return);
            if (answer == QLatin1String("Esc")) return QTest::keyClick(box, Qt::Key_Escape);
            for (auto* button : box->buttons())
                if (button->text() == answer) return button->click();
            box->reject();
            QFAIL(qPrintable(QStringLiteral("no button says ") + answer));
        });
        act();
        QVERIFY(question.contains(QLatin1String("server")));
        if (purge) QVERIFY(question.contains(QLatin1String("python3")));
        QCOMPARE(purged.count(), purge ? done : 0);
        QCOMPARE(deleted.count(), purge ? 0 : done);
        if (!purged.isEmpty()) QCOMPARE(purged[0][0].toString(), application);
        if (!deleted.isEmpty()) QCOMPARE(deleted[0][0].toString(), group);
    }

    void aHundredThousandSeries() {
        ui::Digester digester;
        auto group = tests::group("load", "");
        group.families = tests::familiesOf(tests::manySeries(kMany));
        malloc_trim(0);
        const auto before = heapBytes();
        auto preview = tests::previewOf(digester, only(group));
        PreviewModel model;
        model.setPreview(preview);
        const auto bytesEach = (heapBytes() - before) / kMany;
        qInfo("%lld bytes a series beyond the text", static_cast<long long>(bytesEach));
        QVERIFY(bytesEach < 200);

        const auto filtered =
            leastMilliseconds([&] { model.setFilter({}); },
                              [&] { model.setFilter(QStringLiteral("node-77 shard=\"5")); });
        qInfo("filter: %.1f ms", filtered);
        QCOMPARE(static_cast<int>(model.shownSeries()), 111);
        QVERIFY(filtered < 50);
        model.setFilter({});

        ui::LivePage page;
        page.resize(1000, 700);
        page.show();
        page.setPreview(preview);
        page.tree()->expand(family(*page.model(), "load_events_total"));
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        page.grab();
        // Each among rows that were not shown before.
        double worst = 0;
        int row = 0;
        for (int i = 0; i < 30; ++i) {
            const auto worked =
                leastMilliseconds([&] { row += 1000; },
                                  [&] {
                                      page.tree()->scrollTo(page.model()->index(
                                          row, 0, family(*page.model(), "load_events_total")));
                                      page.tree()->viewport()->repaint();
                                  });
            worst = std::max(worst, worked);
        }
        qInfo("scrolling: %.1f ms a frame at worst", worst);
        QVERIFY(worst < 16);

        // As a person types and deletes, on the page with its tree: few hits, all, none.
        auto* line = page.findChild<QLineEdit*>();
        const auto filter = [&](const char* words) {
            line->setText(QString::fromLatin1(words));
            page.tree()->viewport()->repaint();
        };
        double slowest = 0;
        const char* typed = "";
        for (const auto* words :
             {"n", "no", "node-77", "node-77 shard=\"5", "nosuchthing", "", "load"}) {
            const auto worked = leastMilliseconds([&] { filter(typed); }, [&] { filter(words); });
            qInfo("filter on the page, '%s': %.1f ms", words, worked);
            slowest = std::max(slowest, worked);
            typed = words;
        }
        QVERIFY(slowest < 50);
        // A snapshot in which every value changed.
        filter("");
        group.revision += 1;
        group.families = tests::familiesOf(tests::manySeries(kMany));
        const auto next = tests::previewOf(digester, only(group));
        const auto show = [&](const ui::PreviewPointer& shown) {
            page.setPreview(shown);
            page.tree()->viewport()->repaint();
        };
        const auto taken = leastMilliseconds([&] { show(preview); }, [&] { show(next); });
        qInfo("a new snapshot, all values of 100,000 series changed: %.1f ms", taken);
        QVERIFY(taken < 16);
    }
};

}  // namespace gatepost

QTEST_MAIN(gatepost::TestPreview)
#include "test_ui_preview.moc"
