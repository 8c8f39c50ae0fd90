// SPDX-License-Identifier: Apache-2.0
// Every window, walked for names, keys and the ways between them.
#include <QApplication>
#include <QDir>
#include <QMenuBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QStyleFactory>
#include <QTabWidget>
#include <QTest>
#include <QTreeView>
#include <QtWidgets>

#include "tests/ui/samples.h"
#include "tests/ui/scenes.h"
#include "ui/common/confirm.h"
#include "ui/common/roomy_style.h"
#include "ui/lint/exposition_view.h"
#include "ui/lint/scratch_page.h"
#include "ui/lint/text_page.h"
#include "ui/preview/live_page.h"
#include "ui/queue/queue_page.h"
#include "ui/settings/settings_dialog.h"
#include "ui/settings/target_dialog.h"
#include "ui/welcome/welcome_page.h"
#include "ui/window/main_window.h"
#include "ui/window/text_dialog.h"

namespace gatepost {
namespace {

using tests::busyWindow;

/// A person who cannot see the label hears this.
QString spokenName(const QWidget* widget) {
    if (!widget->accessibleName().isEmpty()) return widget->accessibleName();
    if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) return button->text();
    const auto labels = widget->window()->findChildren<QLabel*>();
    for (const auto* label : labels)
        if (label->buddy() == widget) return label->text();
    return {};
}

bool isPartOfAnother(const QWidget* widget) {
    // The line inside a spin box, the clear button inside a line, a table's corner.
    const auto* parent = widget->parentWidget();
    return qobject_cast<const QAbstractSpinBox*>(parent) != nullptr ||
           qobject_cast<const QLineEdit*>(parent) != nullptr ||
           qobject_cast<const QTabWidget*>(parent) != nullptr ||
           qobject_cast<const QAbstractItemView*>(parent) != nullptr ||
           qobject_cast<const QComboBox*>(parent) != nullptr ||
           QByteArray(widget->metaObject()->className()).startsWith("QComboBox") ||
           qobject_cast<const QAbstractScrollArea*>(parent) != nullptr ||
           qobject_cast<const QLabel*>(widget) != nullptr;
}

QStringList nameless(const QWidget& window) {
    QStringList found;
    for (const auto* widget : window.findChildren<QWidget*>()) {
        if (widget->focusPolicy() == Qt::NoFocus || isPartOfAnother(widget)) continue;
        if (qobject_cast<const QTabBar*>(widget) != nullptr ||
            qobject_cast<const QMenu*>(widget) != nullptr)
            if (!spokenName(widget).isEmpty()) continue;
        if (qobject_cast<const QMenu*>(widget) != nullptr) continue;
        if (spokenName(widget).isEmpty())
            found.append(QString::fromLatin1(widget->metaObject()->className()) + QLatin1Char(' ') +
                         widget->objectName());
    }
    return found;
}

/// What the Tab key does not lead to, round and round.
QString unreached(QWidget& window) {
    window.show();
    window.activateWindow();
    if (!QTest::qWaitForWindowActive(&window)) return QStringLiteral("the window is not active");
    constexpr int kOften = 80;
    QSet<const QWidget*> reached;
    window.setFocus();
    for (int i = 0; i < kOften; ++i) {
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : &window,
                        Qt::Key_Tab);
        reached.insert(QApplication::focusWidget());
    }
    QStringList missed;
    for (const auto* widget : window.findChildren<QWidget*>()) {
        const bool wants = (widget->focusPolicy() & Qt::TabFocus) != 0 && widget->isVisible() &&
                           widget->isEnabled() && widget->window() == &window &&
                           !isPartOfAnother(widget) &&
                           qobject_cast<const QMenu*>(widget) == nullptr;
        if (!wants || widget->focusProxy() != nullptr || reached.contains(widget)) continue;
        missed.append(QString::fromLatin1(widget->metaObject()->className()) + QLatin1Char(' ') +
                      spokenName(widget));
    }
    return missed.join(QLatin1String(", "));
}

}  // namespace

class TestWindows : public QObject {
    Q_OBJECT

private slots:
    void whatWasRefusedDidNotArrive() {
        const auto window = busyWindow();
        window->showPage(ui::Page::Setup);
        const auto start = tests::busyStatus().since;
        const auto saysArrived = [&](relay::GroupState state, std::int64_t pushed) {
            auto snapshot = std::make_shared<relay::RelaySnapshot>();
            snapshot->groups = {tests::group("hello", "")};
            snapshot->groups[0].state = state;
            snapshot->groups[0].lastPush = pushed;
            window->setSnapshot(snapshot);
            const auto labels = window->welcome()->findChildren<QLabel*>();
            return std::ranges::any_of(labels, [](const QLabel* label) {
                return label->text().startsWith(QStringLiteral("✓ ")) &&
                       label->text().contains(QLatin1String("hello"));
            });
        };
        QVERIFY(!saysArrived(relay::GroupState::Refused, start + 60'000));
        QVERIFY(!saysArrived(relay::GroupState::Delivered, start - 60'000));
        QVERIFY(saysArrived(relay::GroupState::Waiting, start + 60'000));
    }

    void initTestCase() {
        QApplication::setStyle(new ui::RoomyStyle(QStyleFactory::create(QStringLiteral("Fusion"))));
    }

    void everyControlHasAName() {
        auto window = busyWindow();
        window->show();
        QCOMPARE(nameless(*window).join(QLatin1String(", ")), QString());
        const auto dialog = tests::settingsDialog();
        QCOMPARE(nameless(*dialog).join(QLatin1String(", ")), QString());
        const ui::TargetDialog target({}, {});
        QCOMPARE(nameless(target).join(QLatin1String(", ")), QString());
        const ui::TextDialog text(QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"));
        QCOMPARE(nameless(text).join(QLatin1String(", ")), QString());
    }

    void everyActionHasAMenuAndAnUnambiguousKey() {
        auto window = busyWindow();
        QSet<QString> keys;
        int actions = 0;
        for (const auto* menu : window->menuBar()->findChildren<QMenu*>())
            for (const auto* action : menu->actions()) {
                if (action->isSeparator()) continue;
                ++actions;
                QVERIFY(!action->text().isEmpty());
                const auto key = action->shortcut().toString();
                if (key.isEmpty()) continue;
                QVERIFY2(!keys.contains(key), qPrintable(key));
                keys.insert(key);
            }
        QVERIFY(actions > 15);
        for (const auto* wanted :
             {"Ctrl+1", "Ctrl+5", "Ctrl+F", "Ctrl+P", "F5", "Ctrl+W", "Ctrl+Q", "F1"})
            QVERIFY2(keys.contains(QString::fromLatin1(wanted)), wanted);
    }

    void whatIsNotThereCannotBeExported() {
        auto window = busyWindow();
        const auto enabled = [&window](const char* words) {
            for (const auto* action : window->findChildren<QAction*>())
                if (action->text() == QString::fromUtf8(words)) return action->isEnabled();
            return false;
        };
        QVERIFY(enabled("&Export Waiting…"));
        QVERIFY(enabled("Export &Quarantine…"));
        window->setSnapshot(std::make_shared<relay::RelaySnapshot>());
        QVERIFY(!enabled("&Export Waiting…"));
        QVERIFY(!enabled("Export &Quarantine…"));
    }

    void theTabKeyReachesEverything_data() {
        QTest::addColumn<bool>("mirrored");
        QTest::newRow("left to right") << false;
        QTest::newRow("right to left") << true;
    }

    void theTabKeyReachesEverything() {
        QFETCH(const bool, mirrored);
        QApplication::setLayoutDirection(mirrored ? Qt::RightToLeft : Qt::LeftToRight);
        const auto back = qScopeGuard([] { QApplication::setLayoutDirection(Qt::LeftToRight); });
        auto window = busyWindow();
        for (int page = 0; page <= static_cast<int>(ui::Page::Setup); ++page) {
            window->showPage(static_cast<ui::Page>(page));
            QCOMPARE(unreached(*window), QString());
        }
        window->hide();
        const auto settings = tests::settingsDialog();
        for (int section = 0; section < ui::kSections; ++section) {
            settings->showSection(static_cast<ui::Section>(section));
            QCOMPARE(unreached(*settings), QString());
        }
        settings->hide();
        // Whatever the target is reached by.
        ui::TargetDialog target({}, {});
        auto* kind = target.findChild<QComboBox*>();
        for (int i = 0; i < kind->count(); ++i) {
            kind->setCurrentIndex(i);
            QCOMPARE(unreached(target), QString());
        }
        target.hide();
        ui::TextDialog text(QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"));
        QCOMPARE(unreached(text), QString());
    }

    void theTabKeyReachesEveryAnswer() {
        QString missed = QStringLiteral("no question");
        QTimer::singleShot(0, this, [&missed] {
            auto* question = qobject_cast<QDialog*>(QApplication::activeModalWidget());
            if (question == nullptr) return;
            missed = unreached(*question);
            question->reject();
        });
        QVERIFY(!ui::confirmed(nullptr, QStringLiteral("Delete?"), QStringLiteral("It is gone."),
                               QStringLiteral("&Delete")));
        QCOMPARE(missed, QString());
    }

    /// The walk itself can fail.
    void whatTheTabKeyMissesIsFound() {
        QDialog dialog;
        auto* column = new QVBoxLayout(&dialog);
        column->addWidget(new QPushButton(QStringLiteral("a")));
        auto* trap = new QPlainTextEdit;  // takes the key for itself
        column->addWidget(trap);
        column->addWidget(new QPushButton(QStringLiteral("b")));
        QVERIFY(unreached(dialog).contains(QLatin1String("QPushButton b")));
        trap->setTabChangesFocus(true);
        trap->setAccessibleName(QStringLiteral("text"));
        QCOMPARE(unreached(dialog), QString());
    }

    void escapeClosesEveryDialog() {
        const auto settings = tests::settingsDialog();
        ui::TargetDialog target({}, {});
        ui::TextDialog text(QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"));
        for (auto* dialog : std::initializer_list<QDialog*>{settings.get(), &target, &text}) {
            QSignalSpy accepted(dialog, &QDialog::accepted);
            dialog->show();
            QVERIFY(QTest::qWaitForWindowActive(dialog));
            QTest::keyClick(dialog, Qt::Key_Escape);
            QVERIFY(!dialog->isVisible());
            QCOMPARE(accepted.count(), 0);
        }
    }

    void noTimerRunsOnceTheWindowIsHidden_data() {
        QTest::addColumn<ui::Page>("page");
        QTest::addColumn<bool>("hasBeenSeen");
        QTest::addColumn<bool>("inTaskBar");
        for (const auto page : {ui::Page::Live, ui::Page::Queue}) {
            const auto row = [page](const char* name) -> QTestData& {
                return QTest::addRow("%s %d", name, static_cast<int>(page)) << page;
            };
            row("closed") << true << false;
            row("minimised") << true << true;
            row("minimised from the start") << false << true;
        }
    }

    void noTimerRunsOnceTheWindowIsHidden() {
        QFETCH(const ui::Page, page);
        QFETCH(const bool, hasBeenSeen);
        QFETCH(const bool, inTaskBar);
        auto window = busyWindow();
        const auto running = [&] {
            QStringList intervals;
            for (const auto* timer : window->findChildren<QTimer*>())
                if (timer->isActive()) intervals.append(QString::number(timer->interval()));
            return intervals.join(QLatin1Char(' '));
        };
        window->showPage(page);
        if (hasBeenSeen) {
            window->show();
            QTRY_VERIFY(!running().isEmpty());
        }
        if (inTaskBar)
            window->showMinimized();
        else
            window->hide();
        QTRY_COMPARE(running(), QString());
        QCoreApplication::processEvents();
        QCOMPARE(running(), QString());
        window->showNormal();
        QTRY_VERIFY(!running().isEmpty());
    }

    void closingIsAWishUntilItIsMeant() {
        auto window = busyWindow();
        window->show();
        int wishes = 0;
        connect(window.get(), &ui::MainWindow::closeWanted, this, [&] { ++wishes; });
        window->close();
        QCOMPARE(wishes, 1);
        QVERIFY(window->isVisible());
        window->letClose(ui::MainWindow::Closing::Closes);
        window->close();
        QVERIFY(!window->isVisible());
    }
};

}  // namespace gatepost

QTEST_MAIN(gatepost::TestWindows)
#include "test_ui_windows.moc"
