// SPDX-License-Identifier: Apache-2.0
// Problems where they are: underlined, explained, found both ways; what the server will say.
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QFile>
#include <QMimeData>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include "metrics/lint/linter.h"
#include "tests/ui/samples.h"
#include "ui/common/words.h"
#include "ui/lint/exposition_view.h"
#include "ui/lint/judgement.h"
#include "ui/lint/problem_list.h"
#include "ui/lint/problem_model.h"
#include "ui/lint/rule_sentences.h"
#include "ui/lint/rule_words.h"
#include "ui/lint/scratch_page.h"
#include "ui/lint/text_page.h"

namespace gatepost {
namespace {

struct Underlined {
    QString words;
    QTextCharFormat::UnderlineStyle style;
};

QList<Underlined> underlined(const ui::ExpositionView& view) {
    QList<Underlined> found;
    for (const auto& selection : view.extraSelections())
        if (selection.format.underlineStyle() != QTextCharFormat::NoUnderline)
            found.append({selection.cursor.selectedText(), selection.format.underlineStyle()});
    return found;
}

relay::SnapshotPointer busy() { return std::make_shared<relay::RelaySnapshot>(tests::busy()); }

}  // namespace

class TestLint : public QObject {
    Q_OBJECT
private slots:
    void problemsAreUnderlinedWhereTheyAre() {
        ui::TextPage page;
        page.resize(800, 600);
        page.show();
        page.setSnapshot(busy());
        page.showWorst();
        QCOMPARE(underlined(*page.view()).size(), 1);
        QCOMPARE(underlined(*page.view())[0].words, QStringLiteral("seven"));
        QCOMPARE(underlined(*page.view())[0].style, QTextCharFormat::WaveUnderline);
    }

    void aColumnCountsBytesAndTheViewLetters() {
        ui::ExpositionView view;
        view.resize(600, 300);
        view.show();
        view.setExposition("x{a=\"größe\",b=\"bad\"} 1\n");
        view.setProblems({{"r", "x", "t", metrics::Severity::Error, 1, 18, 3}});
        QCOMPARE(underlined(view)[0].words, QStringLiteral("bad"));
    }

    void whatIsChosenStaysSoWhileValuesChange() {
        ui::ExpositionView view;
        view.setExposition("orders 1\nreturns 2\n");
        auto cursor = view.textCursor();
        cursor.setPosition(0);
        cursor.setPosition(6, QTextCursor::KeepAnchor);
        view.setTextCursor(cursor);
        view.setExposition("orders 2\nreturns 2\n");
        QCOMPARE(view.textCursor().selectedText(), QStringLiteral("orders"));
        view.setExposition("or");
        QCOMPARE(view.textCursor().selectedText(), QStringLiteral("or"));
    }

    void aClickGoesBothWays() {
        ui::TextPage page;
        page.resize(800, 600);
        page.show();
        page.setSnapshot(busy());
        page.showGroup(QString::fromStdString(tests::group("backup", "").id));
        auto* table = page.problems()->findChild<QTableView*>();
        QCOMPARE(table->model()->rowCount(), 3);
        table->selectRow(2);
        QCOMPARE(page.view()->textCursor().blockNumber(), 2);
        // And from the text to the list.
        table->clearSelection();
        const auto place = page.view()->cursorRect().center() + QPoint(3, 0);
        QTest::mouseClick(page.view()->viewport(), Qt::LeftButton, {}, place);
        QCOMPARE(table->currentIndex().row(), 2);
        QVERIFY(table->selectionModel()->isRowSelected(2, {}));
    }

    void everyRuleIsExplained() {
        const auto lint = ui::lintText("# TYPE a_total counter\na_total 1\na_total 2\n");
        QVERIFY(!lint.problems.empty());
        for (const auto& problem : lint.problems) {
            const auto words = ui::ruleWords(problem.rule);
            QVERIFY2(!words.why.isEmpty() && !words.mend.isEmpty(), problem.rule.c_str());
            QVERIFY(ui::explain(problem).contains(words.mend));
        }
    }

    void everyRuleOfTheServerIsExplained() {
        // As the pages name them: rules of a policy, limits and quotas.
        QStringList rules;
        for (const auto* page : {"docs/POLICY.md", "docs/OPERATIONS.md"}) {
            QFile file(QStringLiteral(GATEPOST_SOURCE_DIR "/") + QLatin1String(page));
            QVERIFY(file.open(QIODevice::ReadOnly));
            static const QRegularExpression kRule(
                QStringLiteral("`(policy_[a-z_]+|[a-z_]+_per_user|series_per_push|"
                               "label_value_bytes|name_bytes|labels_per_series)`"));
            auto found = kRule.globalMatch(QString::fromUtf8(file.readAll()));
            while (found.hasNext()) rules.append(found.next().captured(1));
        }
        rules.removeAll(QStringLiteral("policy_file"));  // a setting
        rules.removeDuplicates();
        QVERIFY2(rules.size() >= 14, qPrintable(rules.join(u' ')));
        for (const auto& rule : rules) {
            const auto words = ui::ruleWords(rule.toStdString());
            QVERIFY2(!words.why.isEmpty() && !words.mend.isEmpty(), qPrintable(rule));
        }
    }

    void anExpositionReadsFromLeftToRight() {
        QApplication::setLayoutDirection(Qt::RightToLeft);
        const auto back = qScopeGuard([] { QApplication::setLayoutDirection(Qt::LeftToRight); });
        const ui::ExpositionView view;
        QCOMPARE(view.layoutDirection(), Qt::LeftToRight);
        QCOMPARE(view.document()->defaultTextOption().textDirection(), Qt::LeftToRight);
    }

    /// A problem's text is English in every language: its quotes stay where they are.
    void whatALinterSaysReadsFromLeftToRight() {
        QApplication::setLayoutDirection(Qt::RightToLeft);
        const auto back = qScopeGuard([] { QApplication::setLayoutDirection(Qt::LeftToRight); });
        ui::ProblemModel model;
        model.setProblems(tests::busy().groups[0].problems);
        const QChar isolate(0x2066);
        for (int row = 0; row < model.rowCount(); ++row)
            for (const int column : {ui::ProblemModel::Metric, ui::ProblemModel::Words})
                QVERIFY(model.index(row, column).data().toString().startsWith(isolate));
        QVERIFY(ui::because(QStringLiteral("a"), "b").contains(isolate));
    }

    void translatorsSeeEveryRule() {
        QSet<QByteArray> seen;
        for (const auto* sentence : ui::ruleSentences()) seen.insert(sentence);
        for (const auto& rule : metrics::lintRules()) {
            QVERIFY2(
                seen.remove(QByteArray(rule.why.data(), static_cast<qsizetype>(rule.why.size()))),
                rule.why.data());
            QVERIFY2(
                seen.remove(QByteArray(rule.mend.data(), static_cast<qsizetype>(rule.mend.size()))),
                rule.mend.data());
        }
        QVERIFY(seen.isEmpty());
    }

    void whatTheServerWillSay() {
        auto group = tests::group("g", tests::manySeries(1));
        group.state = relay::GroupState::Waiting;
        QCOMPARE(ui::judge(group, relay::Rules::Fetched).tone, ui::Tone::Calm);
        QCOMPARE(ui::judge(group, relay::Rules::Fetched).sentence,
                 QStringLiteral("The server will accept this."));
        QVERIFY(ui::judge(group, relay::Rules::Default)
                    .footnote.contains(QLatin1String("have not been fetched")));
        QVERIFY(ui::judge(group, relay::Rules::EngineDiffers)
                    .footnote.contains(QLatin1String("may differ")));
        group.problems.push_back({"r", "m", "t", metrics::Severity::Warning, 1, 1, 1});
        QCOMPARE(ui::judge(group, relay::Rules::Fetched).tone, ui::Tone::Warning);
        group.problems.push_back({"r", "m", "t", metrics::Severity::Error, 1, 1, 1});
        QVERIFY(ui::judge(group, relay::Rules::Fetched)
                    .sentence.startsWith(QLatin1String("The server will reject")));
        group.state = relay::GroupState::Quarantined;
        group.serverSaid = "too many series";
        QVERIFY(ui::judge(group, relay::Rules::Fetched)
                    .sentence.contains(QLatin1String("too many series")));
    }

    void theScratchSheetLintsWhatIsTyped() {
        ui::ScratchPage page;
        page.resize(700, 500);
        page.show();
        page.setText(QStringLiteral("http_requests 1\nbroken {\n"));
        auto* table = page.findChild<QTableView*>();
        QTRY_VERIFY(table->model()->rowCount() > 0);
        QCOMPARE(underlined(*page.view()).size(), 1);
        page.setText(
            QStringLiteral("# HELP ok_total Fine.\n# TYPE ok_total counter\nok_total 1\n"));
        QTRY_COMPARE(table->model()->rowCount(), 0);
    }

    void aDroppedFileIsAskedFor() {
        ui::ScratchPage page;
        QSignalSpy dropped(&page, &ui::ScratchPage::fileDropped);
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(QStringLiteral("/tmp/x.prom"))});
        QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(page.view()->viewport(), &enter);
        QApplication::sendEvent(page.view()->viewport(), &drop);
        QCOMPARE(dropped.count(), 1);
    }

    void theProblemModelHolds() {
        ui::ProblemModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setProblems(tests::busy().groups[0].problems);
        QCOMPARE(model.rowCount(), 3);
        model.setProblems({});
        QCOMPARE(model.rowCount(), 0);
    }
};

}  // namespace gatepost

QTEST_MAIN(gatepost::TestLint)
#include "test_ui_lint.moc"
