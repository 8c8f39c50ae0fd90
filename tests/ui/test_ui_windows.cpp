// SPDX-License-Identifier: Apache-2.0
// Every window in light and dark, left to right and right to left: kept as pictures for eyes,
// walked for names and keys.
#include <QApplication>
#include <QDir>
#include <QMenuBar>
#include <QPushButton>
#include <QStyleFactory>
#include <QTabWidget>
#include <QTest>
#include <QTreeView>
#include <QtWidgets>

#include "tests/ui/samples.h"
#include "ui/lint/exposition_view.h"
#include "ui/lint/scratch_page.h"
#include "ui/lint/text_page.h"
#include "ui/preview/live_page.h"
#include "ui/queue/queue_page.h"
#include "ui/settings/settings_dialog.h"
#include "ui/welcome/welcome_page.h"
#include "ui/window/main_window.h"

namespace gatepost {
namespace {

QPalette darkPalette() {
    QPalette palette(QColor(0x2b, 0x2d, 0x31));
    palette.setColor(QPalette::Window, QColor(0x2b, 0x2d, 0x31));
    palette.setColor(QPalette::WindowText, QColor(0xe8, 0xe8, 0xe8));
    palette.setColor(QPalette::Base, QColor(0x1f, 0x21, 0x25));
    palette.setColor(QPalette::AlternateBase, QColor(0x26, 0x28, 0x2c));
    palette.setColor(QPalette::Text, QColor(0xe8, 0xe8, 0xe8));
    palette.setColor(QPalette::Button, QColor(0x38, 0x3b, 0x40));
    palette.setColor(QPalette::ButtonText, QColor(0xe8, 0xe8, 0xe8));
    palette.setColor(QPalette::PlaceholderText, QColor(0x9a, 0x9d, 0xa3));
    palette.setColor(QPalette::ToolTipBase, QColor(0x38, 0x3b, 0x40));
    palette.setColor(QPalette::ToolTipText, QColor(0xe8, 0xe8, 0xe8));
    palette.setColor(QPalette::Highlight, QColor(0x2f, 0x65, 0xa8));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    return palette;
}

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

std::unique_ptr<ui::MainWindow> busyWindow() {
    auto window = std::make_unique<ui::MainWindow>();
    const auto status = tests::busyStatus();
    window->setStatus(status, ui::faceOf(status, 0, status.since));
    const auto snapshot = std::make_shared<relay::RelaySnapshot>(tests::busy());
    ui::Digester digester;
    window->setPreview(digester.digest(snapshot));
    window->setSnapshot(snapshot);
    for (int i = 0; i < 12; ++i) {
        relay::RelayEvent event;
        event.number = static_cast<std::uint64_t>(i);
        event.at = status.since + i * 4000;
        event.kind = static_cast<relay::RelayEvent::Kind>(i % 8);
        event.subject = "/metrics/job/shop/session_key/8f3c1a20";
        event.detail = i % 8 == 5 ? "Connection refused" : "";
        window->add(event);
    }
    return window;
}

}  // namespace

class TestWindows : public QObject {
    Q_OBJECT

    QString m_suffix;

    void keep(QWidget& window, const QString& name) {
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QTest::qWait(30);
        const auto picture = window.grab();
        QVERIFY(!picture.isNull());
        const double ratio = picture.devicePixelRatio();
        const auto file = QStringLiteral("%1/%2-%3@%4x.png")
                              .arg(QStringLiteral(GATEPOST_SCREENSHOTS), name, m_suffix)
                              .arg(ratio);
        QVERIFY2(picture.save(file), qPrintable(file));
    }

private slots:
    void initTestCase() {
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
        QVERIFY(QDir().mkpath(QStringLiteral(GATEPOST_SCREENSHOTS)));
    }

    void pictures_data() {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<bool>("mirrored");
        QTest::newRow("light") << false << false;
        QTest::newRow("dark") << true << false;
        QTest::newRow("rtl") << false << true;
    }

    void pictures() {
        QFETCH(const bool, dark);
        QFETCH(const bool, mirrored);
        m_suffix = QString::fromLatin1(QTest::currentDataTag());
        QApplication::setPalette(dark ? darkPalette() : QApplication::style()->standardPalette());
        QApplication::setLayoutDirection(mirrored ? Qt::RightToLeft : Qt::LeftToRight);
        auto window = busyWindow();
        auto* tree = window->live()->tree();
        window->show();
        // A series with a distribution, its family open.
        const auto model = window->live()->model();
        for (int a = 0; a < model->rowCount(); ++a) {
            const auto application = model->index(a, 0);
            for (int g = 0; g < model->rowCount(application); ++g) {
                const auto group = model->index(g, 0, application);
                for (int f = 0; f < model->rowCount(group); ++f) {
                    const auto family = model->index(f, 0, group);
                    tree->expand(family);
                    if (model->node(family)->family->family->type == metrics::MetricType::Histogram)
                        tree->setCurrentIndex(model->index(0, 0, family));
                }
            }
        }
        keep(*window, QStringLiteral("live"));
        window->showPage(ui::Page::Text);
        window->textPage()->showWorst();
        keep(*window, QStringLiteral("text-refused"));
        window->textPage()->showGroup(QString::fromStdString(tests::group("backup", "").id));
        keep(*window, QStringLiteral("text"));
        window->showPage(ui::Page::Scratch);
        keep(*window, QStringLiteral("scratch-empty"));
        window->scratch()->setText(
            QStringLiteral("# TYPE http_requests counter\nhttp_requests{code=\"200\"} "
                           "3\nhttp_requests{code=\"200\"} 4\n"));
        QTest::qWait(500);
        keep(*window, QStringLiteral("scratch"));
        window->showPage(ui::Page::Queue);
        keep(*window, QStringLiteral("queue"));
        window->showPage(ui::Page::Activity);
        keep(*window, QStringLiteral("activity"));
        window->showPage(ui::Page::Setup);
        window->welcome()->offer(
            {QStringLiteral("https://metrics.example.org"), QStringLiteral("t"), {}});
        window->welcome()->showTest(false,
                                    ui::testWords(false, 401, QStringLiteral("unknown token"),
                                                  QStringLiteral("https://metrics.example.org")));
        keep(*window, QStringLiteral("welcome"));
        ui::MainWindow empty;
        relay::RelayStatus fresh;
        fresh.intake = relay::Intake::Listening;
        fresh.endpoint = "/run/user/1000/gatepost/relay.sock";
        empty.setStatus(fresh, ui::faceOf(fresh, 0, 0));
        keep(empty, QStringLiteral("live-empty"));
        empty.showPage(ui::Page::Queue);
        keep(empty, QStringLiteral("queue-empty"));
        empty.showPage(ui::Page::Text);
        keep(empty, QStringLiteral("text-empty"));
        relay::Settings settings;
        settings.uplinkUrl = "https://metrics.example.org";
        ui::SettingsDialog dialog(settings,
                                  [](const char* key) { return QByteArray(key) == "uplink.url"; });
        dialog.setSecretState(relay::SecretState::Locked);
        dialog.setAutostart(ui::Autostart::Foreign);
        for (int i = 0; i < ui::kSections; ++i) {
            dialog.showSection(static_cast<ui::Section>(i));
            keep(dialog, QStringLiteral("settings-%1").arg(i));
        }
    }

    void everyControlHasAName() {
        auto window = busyWindow();
        window->show();
        QCOMPARE(nameless(*window).join(QLatin1String(", ")), QString());
        ui::SettingsDialog dialog({}, {});
        QCOMPARE(nameless(dialog).join(QLatin1String(", ")), QString());
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

    void theTabKeyReachesEverything() {
        auto window = busyWindow();
        for (int page = 0; page <= static_cast<int>(ui::Page::Setup); ++page) {
            window->showPage(static_cast<ui::Page>(page));
            window->show();
            window->activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(window.get()));
            QSet<const QWidget*> reached;
            window->setFocus();
            for (int i = 0; i < 80; ++i) {
                QTest::keyClick(
                    QApplication::focusWidget() ? QApplication::focusWidget() : window.get(),
                    Qt::Key_Tab);
                reached.insert(QApplication::focusWidget());
            }
            for (const auto* widget : window->findChildren<QWidget*>()) {
                const bool wants = (widget->focusPolicy() & Qt::TabFocus) != 0 &&
                                   widget->isVisible() && widget->isEnabled() &&
                                   !isPartOfAnother(widget) &&
                                   qobject_cast<const QMenu*>(widget) == nullptr;
                if (!wants || widget->focusProxy() != nullptr) continue;
                QVERIFY2(reached.contains(widget),
                         qPrintable(QStringLiteral("page %1: %2 %3")
                                        .arg(page)
                                        .arg(QString::fromLatin1(widget->metaObject()->className()),
                                             spokenName(widget))));
            }
        }
    }

    void noTimerRunsOnceTheWindowIsHidden() {
        auto window = busyWindow();
        window->show();
        QTest::qWait(400);
        window->hide();
        QTest::qWait(300);
        for (const auto* timer : window->findChildren<QTimer*>())
            QVERIFY2(!timer->isActive(), qPrintable(QString::number(timer->interval())));
    }

    void closingIsAWishUntilItIsMeant() {
        auto window = busyWindow();
        window->show();
        int wishes = 0;
        connect(window.get(), &ui::MainWindow::closeWanted, this, [&] { ++wishes; });
        window->close();
        QCOMPARE(wishes, 1);
        QVERIFY(window->isVisible());
        window->letClose();
        window->close();
        QVERIFY(!window->isVisible());
    }
};

}  // namespace gatepost

QTEST_MAIN(gatepost::TestWindows)
#include "test_ui_windows.moc"
