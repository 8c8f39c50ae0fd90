// SPDX-License-Identifier: Apache-2.0
// A picture of every window in every look: light, dark, high contrast, German, Chinese, right to
// left. They are for eyes, which say whether something is clipped or ugly; the test says that each
// was painted, that no text is cut off, and that no key means two things.
#include <QApplication>
#include <QDir>
#include <QMenuBar>
#include <QStyleFactory>
#include <QTest>
#include <QTranslator>
#include <QTreeView>
#include <QtWidgets>

#include "app/companion/companion.h"
#include "app/companion/translation.h"
#include "tests/ui/samples.h"
#include "tests/ui/scenes.h"
#include "ui/activity/activity_page.h"
#include "ui/common/roomy_style.h"
#include "ui/lint/scratch_page.h"
#include "ui/lint/text_page.h"
#include "ui/preview/live_page.h"
#include "ui/queue/queue_page.h"
#include "ui/settings/target_dialog.h"
#include "ui/welcome/test_words.h"
#include "ui/welcome/welcome_page.h"
#include "ui/window/text_dialog.h"

namespace gatepost {
namespace {

struct Look {
    QPalette (*palette)();
    const char* language;
    Qt::LayoutDirection direction = Qt::LeftToRight;
};

QPalette lightPalette() { return QApplication::style()->standardPalette(); }

/// Labels and buttons whose words need more room than they have.
QStringList cutOff(const QWidget& window) {
    QStringList found;
    for (const auto* label : window.findChildren<QLabel*>()) {
        if (!label->isVisible() || label->text().isEmpty()) continue;
        const int needed =
            label->wordWrap() ? label->heightForWidth(label->width()) : label->sizeHint().height();
        const bool narrow = !label->wordWrap() && label->width() < label->sizeHint().width();
        if (label->height() + 1 < needed || narrow) found.append(label->text());
    }
    for (const auto* button : window.findChildren<QAbstractButton*>()) {
        const auto* tool = qobject_cast<const QToolButton*>(button);
        if (!button->isVisible() || button->text().isEmpty() ||
            (tool != nullptr && tool->parentWidget()->inherits("QLineEdit")))
            continue;
        const int words = button->fontMetrics().size(Qt::TextShowMnemonic, button->text()).width();
        if (button->width() < words) found.append(button->text());
    }
    for (const auto* area : window.findChildren<QScrollArea*>())
        if (area->isVisible() && area->widget() != nullptr &&
            area->widget()->minimumSizeHint().width() > area->viewport()->width())
            found.append(area->accessibleName() + QStringLiteral(" is wider than its place"));
    for (const auto* header : window.findChildren<QHeaderView*>())
        for (int i = 0; header->isVisible() && i < header->count(); ++i)
            if (header->sectionSize(i) < header->sectionSizeHint(i))
                found.append(header->model()->headerData(i, Qt::Horizontal).toString());
    return found;
}

/// Keys that two things of a window answer to, so that neither does: menus and what is on the page.
QStringList ambiguous(const QWidget& window) {
    QMap<QKeySequence, QStringList> users;
    const auto use = [&](const QString& text) {
        if (const auto key = QKeySequence::mnemonic(text); !key.isEmpty()) users[key].append(text);
    };
    for (const auto* bar : window.findChildren<QMenuBar*>())
        for (const auto* action : bar->actions()) use(action->text());
    for (const auto* button : window.findChildren<QAbstractButton*>())
        if (button->isVisible()) use(button->text());
    for (const auto* label : window.findChildren<QLabel*>())
        if (label->isVisible() && label->buddy() != nullptr) use(label->text());
    if (const auto* menu = qobject_cast<const QMenu*>(&window))
        for (const auto* action : menu->actions())
            if (action->isVisible()) use(action->text());
    QStringList found;
    for (const auto& texts : users)
        if (texts.size() > 1) found.append(texts.join(QStringLiteral(" = ")));
    return found;
}

}  // namespace

class TestPictures : public QObject {
    Q_OBJECT

    QString m_suffix;
    QList<QTranslator*> m_translators;

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
        const auto cut = cutOff(window);
        QVERIFY2(cut.isEmpty(), qPrintable(name + QStringLiteral(": ") + cut.join(u'|')));
        const auto twice = ambiguous(window);
        QVERIFY2(twice.isEmpty(), qPrintable(name + QStringLiteral(": ") + twice.join(u'|')));
    }

    void speak(const char* language) {
        qputenv("GATEPOST_LANGUAGE", language);
        for (auto* old : qApp->findChildren<QTranslator*>()) delete old;
        app::installTranslations(*qApp);
    }

    void keepMain() {
        auto window = tests::busyWindow();
        window->show();
        // A series with a distribution, its family open.
        auto* tree = window->live()->tree();
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
        window->queue()->waiting()->selectRow(0);
        window->queue()->rejected()->selectRow(0);
        keep(*window, QStringLiteral("queue-chosen"));
        window->showPage(ui::Page::Activity);
        keep(*window, QStringLiteral("activity"));
        window->showPage(ui::Page::Setup);
        keep(*window, QStringLiteral("welcome"));
        window->welcome()->setAddress(QStringLiteral("https://metrics.example.org"),
                                      ui::LockedBy::CommandLine);
        window->welcome()->setTokenStored(true, {}, ui::LockedBy::CommandLine);
        window->welcome()->setNotifications(true, ui::LockedBy::Administrator);
        keep(*window, QStringLiteral("welcome-locked"));
        window->welcome()->setAddress({});
        window->welcome()->setTokenStored(false);
        window->welcome()->setNotifications(std::nullopt);
        window->welcome()->offer(
            {QStringLiteral("https://metrics.example.org"), QStringLiteral("gp_ab_cd"), {}});
        window->welcome()->showTest(false,
                                    ui::testWords({relay::ConnectionTest::Stopped::Tls,
                                                   0,
                                                   "The certificate is self-signed, and untrusted",
                                                   {}},
                                                  QStringLiteral("https://metrics.example.org")));
        keep(*window, QStringLiteral("enroll"));
        window->welcome()->offer(
            {QStringLiteral("https://metrics.example.org"), {}, QStringLiteral("gi_ab_cd")});
        window->welcome()->showTest(
            true, ui::testWordsWithInvite({relay::ConnectionTest::Stopped::Token, 401, {}, {}},
                                          QStringLiteral("https://metrics.example.org")));
        keep(*window, QStringLiteral("enroll-invite"));
    }

    void keepMenus() {
        auto window = tests::busyWindow();
        window->show();
        for (auto* action : window->menuBar()->actions()) {
            auto* menu = action->menu();
            menu->resize(menu->sizeHint());  // adjustSize() stops at two thirds of the screen
            keep(*menu,
                 QStringLiteral("menu-%1").arg(window->menuBar()->actions().indexOf(action)));
            menu->hide();
        }
    }

    void keepEmpty() {
        ui::MainWindow empty;
        relay::RelayStatus fresh;
        fresh.intake = relay::Intake::Listening;
        fresh.endpoint = "/run/user/1000/gatepost/relay.sock";
        empty.setStatus(fresh, ui::faceOf(fresh, 0, 0));
        const std::pair<ui::Page, const char*> pages[] = {{ui::Page::Live, "live"},
                                                          {ui::Page::Text, "text"},
                                                          {ui::Page::Queue, "queue"},
                                                          {ui::Page::Activity, "activity"}};
        for (const auto& [page, name] : pages) {
            empty.showPage(page);
            keep(empty, QStringLiteral("%1-empty").arg(QLatin1String(name)));
        }
        auto window = tests::busyWindow();
        window->show();
        auto* filter = window->live()->findChild<QLineEdit*>();
        filter->setText(QStringLiteral("nosuchthing"));
        keep(*window, QStringLiteral("live-no-match"));
        filter->clear();
        window->live()->setPinnedOnly(true);
        keep(*window, QStringLiteral("live-nothing-pinned"));
        window->showPage(ui::Page::Activity);
        window->activity()->findChild<QLineEdit*>()->setText(QStringLiteral("nosuchthing"));
        keep(*window, QStringLiteral("activity-no-match"));
    }

    /// What goes wrong, in the band across the top.
    void keepFaults() {
        auto window = tests::busyWindow();
        const auto told = [&](const char* name, auto change) {
            auto status = tests::busyStatus();
            change(status);
            window->setStatus(status, ui::faceOf(status, 0, status.since));
            keep(*window, QStringLiteral("fault-%1").arg(QLatin1String(name)));
        };
        told("taken", [](auto& s) { s.intake = relay::Intake::TakenByOther; });
        told("disk", [](auto& s) {
            s.outbox = relay::OutboxState::Failed;
            s.outboxError = "No space left on device";
        });
        told("token", [](auto& s) {
            s.upstream = relay::Upstream::AuthRejected;
            s.upstreamError = "unknown token";
        });
        told("key", [](auto& s) {
            s.upstream = relay::Upstream::AuthRejected;
            s.clientKey = relay::ClientKey::Locked;
        });
        told("lost", [](auto& s) { s.ledger.lost["bytes"] = 12; });
        told("socket", [](auto& s) {
            s.intake = relay::Intake::Failed;
            s.intakeError = "bind: Permission denied";
        });
        told("queue-key", [](auto& s) { s.outbox = relay::OutboxState::Locked; });
        told("keyring", [](auto& s) { s.secrets = relay::SecretState::Locked; });
        told("no-token", [](auto& s) {
            s.secrets = relay::SecretState::Unavailable;
            s.tokenError =
                "/home/maria/.config/gatepost/push.token: others may read or write it "
                "(chmod 600)";
        });
        told("no-address", [](auto& s) {
            s.upstream = relay::Upstream::Unconfigured;
            s.upstreamUrl.clear();
        });
        told("bad-address", [](auto& s) {
            s.upstream = relay::Upstream::Unconfigured;
            s.upstreamUrl = "http://metrics.example.org";
            s.upstreamError = "http is allowed only to this machine's loopback address";
        });
        told("paused", [](auto& s) { s.upstream = relay::Upstream::Paused; });
        told("stranger", [](auto& s) {
            s.upstream = relay::Upstream::Stranger;
            s.upstreamError = "302 Found, http://login.hotel.example/welcome";
        });
        told("silent", [](auto& s) {
            s.upstream = relay::Upstream::Backoff;
            s.upstreamError = "Connection refused";
            s.retryAt = s.since + 240'000;
        });
        told("clear", [](auto& s) {
            s.upstream = relay::Upstream::Idle;
            s.setAsideInClear = "/home/maria/.local/state/gatepost/outbox.damaged-1.sqlite";
        });
        told("damaged", [](auto& s) {
            s.upstream = relay::Upstream::Idle;
            s.outbox = relay::OutboxState::Recovered;
            s.outboxError = "/home/maria/.local/state/gatepost/outbox.damaged-1.sqlite";
        });
        // Two at once: the last run's end above this one's fault.
        window->showNews({ui::Tone::Warning,
                          app::Companion::tr("Gatepost did not end as it should have"),
                          app::Companion::tr("The run that began %1 stopped all of a sudden. "
                                             "Pushes that were promised are on disk and go on "
                                             "from there. Settings changed last may not be saved.")
                              .arg(QStringLiteral("2026-01-02T03:04:05")),
                          ui::Remedy::Acknowledge, app::Companion::tr("Copy Report")});
        told("two", [](auto& s) { s.upstream = relay::Upstream::Paused; });
    }

    void keepQuestion() {
        auto window = tests::busyWindow();
        window->show();
        window->live()->tree()->setCurrentIndex(window->live()->model()->index(1, 0));
        QTimer::singleShot(0, this, [this] {
            auto* box = QApplication::activeModalWidget();
            QVERIFY(box != nullptr);
            keep(*box, QStringLiteral("question"));
            box->close();
        });
        window->live()->purge();
    }

    void keepDialogs() {
        const auto dialog = tests::settingsDialog();
        for (int i = 0; i < ui::kSections; ++i) {
            dialog->showSection(static_cast<ui::Section>(i));
            keep(*dialog, QStringLiteral("settings-%1").arg(i));
        }
        ui::SettingsDialog fresh({}, {});
        fresh.setStatus({});
        fresh.showSection(ui::Section::Targets);
        keep(fresh, QStringLiteral("settings-targets-empty"));
        relay::ScrapeTarget wrong;
        wrong.name = "node";
        wrong.url = "http://192.0.2.7/metrics";
        ui::TargetDialog target(wrong, {});
        keep(target, QStringLiteral("target"));
        ui::TextDialog text(QStringLiteral("Diagnostics"), QStringLiteral("For a bug report."),
                            QStringLiteral("Gatepost companion\nQt 6.4.2, xcb, fusion\n"));
        keep(text, QStringLiteral("diagnostics"));
    }

private slots:
    void initTestCase() {
        QApplication::setStyle(new ui::RoomyStyle(QStyleFactory::create(QStringLiteral("Fusion"))));
        QVERIFY(QDir().mkpath(QStringLiteral(GATEPOST_SCREENSHOTS)));
    }

    void pictures_data() {
        QTest::addColumn<Look>("look");
        QTest::newRow("light") << Look{lightPalette, "en"};
        QTest::newRow("dark") << Look{tests::darkPalette, "en"};
        QTest::newRow("contrast") << Look{tests::contrastPalette, "en"};
        QTest::newRow("de") << Look{lightPalette, "de"};
        QTest::newRow("zh") << Look{lightPalette, "zh_CN"};
        QTest::newRow("rtl") << Look{lightPalette, "en", Qt::RightToLeft};
    }

    void pictures() {
        QFETCH(const Look, look);
        m_suffix = QString::fromLatin1(QTest::currentDataTag());
        QApplication::setPalette(look.palette());
        speak(look.language);
        QApplication::setLayoutDirection(look.direction);
        keepMain();
        keepMenus();
        keepEmpty();
        keepFaults();
        keepQuestion();
        keepDialogs();
    }
};

}  // namespace gatepost

QTEST_MAIN(gatepost::TestPictures)
#include "test_ui_pictures.moc"
