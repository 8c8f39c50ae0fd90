// SPDX-License-Identifier: Apache-2.0
#include "ui/window/main_window.h"

#include <QCloseEvent>
#include <QLabel>
#include <QMenuBar>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include "ui/activity/activity_page.h"
#include "ui/common/banner_bar.h"
#include "ui/common/spacing.h"
#include "ui/common/words.h"
#include "ui/lint/scratch_page.h"
#include "ui/lint/text_page.h"
#include "ui/preview/live_page.h"
#include "ui/queue/queue_page.h"
#include "ui/welcome/welcome_page.h"

namespace gatepost::ui {

MainWindow::MainWindow(QWidget* parent)
    : QMainWindow(parent),
      m_banner(new BannerBar),
      m_news(new BannerBar),
      m_pages(new QStackedWidget),
      m_tabs(new QTabWidget),
      m_live(new LivePage),
      m_text(new TextPage),
      m_scratch(new ScratchPage),
      m_queue(new QueuePage),
      m_activity(new ActivityPage),
      m_welcome(new WelcomePage),
      m_stateIcon(new QLabel),
      m_state(new QLabel),
      m_endpoint(new QLabel) {
    setWindowTitle(tr("Gatepost"));
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Pages"));
    m_tabs->addTab(m_live, tr("Live"));
    m_tabs->addTab(m_text, tr("Text"));
    m_tabs->addTab(m_scratch, tr("Scratch"));
    m_tabs->addTab(m_queue, tr("Queue"));
    m_tabs->addTab(m_activity, tr("Activity"));
    m_pages->addWidget(m_tabs);
    m_pages->addWidget(m_welcome);
    auto* center = new QWidget;
    auto* column = new QVBoxLayout(center);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_news);
    column->addWidget(m_banner);
    column->addWidget(m_pages, 1);
    setCentralWidget(center);
    buildMenus();
    buildStatusBar();
    resize(kWindowWidth, kWindowHeight);
    connect(&m_sight, &Sight::changed, this,
            [this](bool isSeen) { isSeen ? emit shown() : emit hidden(); });
    connect(m_banner, &BannerBar::remedyWanted, this, &MainWindow::remedyWanted);
    connect(m_news, &BannerBar::remedyWanted, this, [this] {
        m_news->show(Shape::Lost, std::nullopt);
        emit newsSettled();
    });
    connect(m_live, &LivePage::textWanted, this, [this](const QString& group) {
        m_text->showGroup(group);
        showPage(Page::Text);
    });
    connect(m_live, &LivePage::copied, this, &MainWindow::say);
    connect(m_live, &LivePage::newcomerWantsHelp, this, [this] { showPage(Page::Setup); });
    connect(m_activity, &ActivityPage::copied, this, &MainWindow::say);
    connect(m_welcome, &WelcomePage::leaveWanted, this, [this] { showPage(Page::Live); });
    updateIcon();
}

void MainWindow::buildMenus() {
    auto* file = menuBar()->addMenu(tr("&File"));
    file->addAction(tr("Set &Up…"), this, [this] { showPage(Page::Setup); });
    file->addAction(tr("&Settings…"), QKeySequence(tr("Ctrl+,")), this,
                    &MainWindow::settingsWanted);
    file->addSeparator();
    file->addAction(tr("&Close Window"), QKeySequence(tr("Ctrl+W")), this, &QWidget::close);
    file->addAction(tr("&Quit"), QKeySequence(tr("Ctrl+Q")), this, &MainWindow::quitWanted);

    auto* edit = menuBar()->addMenu(tr("&Edit"));
    edit->addAction(tr("Copy as &Exposition Text"), QKeySequence(tr("Ctrl+Shift+E")), m_live,
                    &LivePage::copyExposition);
    edit->addAction(tr("Copy as &PromQL"), QKeySequence(tr("Ctrl+Shift+P")), m_live,
                    &LivePage::copyPromQl);
    edit->addAction(tr("Copy as &curl Command"), QKeySequence(tr("Ctrl+Shift+U")), m_live,
                    &LivePage::copyCurl);
    edit->addAction(tr("Copy &Socket Path"), this, &MainWindow::copyEndpointWanted);
    edit->addSeparator();
    edit->addAction(tr("&Filter"), QKeySequence::Find, this, &MainWindow::focusFilter);

    auto* view = menuBar()->addMenu(tr("&View"));
    for (int i = 0; i < m_tabs->count(); ++i)
        view->addAction(m_tabs->tabText(i), QKeySequence(QStringLiteral("Ctrl+%1").arg(i + 1)),
                        this, [this, i] { showPage(static_cast<Page>(i)); });
    view->addSeparator();
    view->addAction(tr("Free&ze"), QKeySequence(tr("Ctrl+E")), this,
                    [this] { m_live->setFrozen(!m_live->isFrozen()); });
    view->addAction(tr("P&inned Only"), QKeySequence(tr("Ctrl+I")), this,
                    [this] { m_live->setPinnedOnly(!m_live->isPinnedOnly()); });
    view->addSeparator();
    view->addAction(tr("Pi&n or Unpin Series"), QKeySequence(tr("Ctrl+D")), m_live,
                    &LivePage::togglePin);
    view->addAction(tr("&Text of Group"), QKeySequence(tr("Ctrl+T")), m_live, &LivePage::showText);

    auto* send = menuBar()->addMenu(tr("&Send"));
    m_pause = send->addAction(tr("&Pause Sending"), QKeySequence(tr("Ctrl+P")), this,
                              &MainWindow::pauseWanted);
    m_resume = send->addAction(tr("&Resume Sending"), QKeySequence(tr("Ctrl+R")), this,
                               &MainWindow::resumeWanted);
    m_send =
        send->addAction(tr("Send &Now"), QKeySequence(tr("F5")), this, &MainWindow::sendWanted);
    send->addSeparator();
    send->addAction(tr("Pause or Resume &Application"), QKeySequence(tr("Ctrl+Shift+A")), m_live,
                    &LivePage::pauseOrResume);
    send->addAction(tr("P&urge Application…"), m_live, &LivePage::purge);
    send->addAction(tr("&Delete Group…"), m_live, &LivePage::deleteGroup);
    send->addSeparator();
    m_exportWaiting = send->addAction(tr("&Export Waiting…"), m_queue, &QueuePage::exportWaiting);
    m_exportQuarantine =
        send->addAction(tr("Export &Quarantine…"), m_queue, &QueuePage::exportQuarantine);
    for (auto* action : {m_exportWaiting, m_exportQuarantine}) action->setEnabled(false);

    auto* help = menuBar()->addMenu(tr("&Help"));
    help->addAction(tr("&First Steps"), QKeySequence(tr("F1")), this,
                    [this] { showPage(Page::Setup); });
    help->addAction(tr("&Diagnostics…"), this, &MainWindow::diagnosticsWanted);
    help->addAction(tr("&About Gatepost"), this, &MainWindow::aboutWanted);

    // In the tree, the usual key copies what is chosen.
    auto* copy = new QAction(this);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_live->addAction(copy);
    connect(copy, &QAction::triggered, m_live, &LivePage::copyExposition);
}

void MainWindow::buildStatusBar() {
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(kMargin, 2, kMargin, 2);
    row->setSpacing(kGap);
    m_endpoint->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_endpoint->setForegroundRole(QPalette::PlaceholderText);
    m_endpoint->setAccessibleName(tr("Socket path"));
    m_state->setAccessibleName(tr("State"));
    row->addWidget(m_stateIcon);
    row->addWidget(m_state);
    row->addStretch(1);
    row->addWidget(m_endpoint);
    statusBar()->addWidget(bar, 1);
    statusBar()->setSizeGripEnabled(false);
}

void MainWindow::setStatus(const relay::RelayStatus& status, const Face& face) {
    m_relaySince = status.since;
    m_banner->show(face.shape, face.banner);
    m_live->setEndpoint(status.endpoint);
    m_text->setRules(status.rules);
    m_queue->setStatus(status, face.canSendNow);
    m_welcome->setEndpoint(text(status.endpoint), text(status.loopback));
    m_pause->setEnabled(face.canPause);
    m_resume->setEnabled(face.canResume);
    m_send->setEnabled(face.canSendNow);
    const auto queued = static_cast<int>(status.queue.entries + status.queue.quarantined);
    const int tab = static_cast<int>(Page::Queue);
    const auto title = queued > 0 ? tr("Queue (%1)").arg(queued) : tr("Queue");
    if (m_tabs->tabText(tab) != title) m_tabs->setTabText(tab, title);
    if (m_state->text() != face.sentence) {
        m_state->setText(face.sentence);
        // Task bars and screen readers tell it too.
        setWindowTitle(QStringLiteral("%1 – Gatepost").arg(face.sentence));
    }
    const auto endpoint = technical(text(status.endpoint));
    if (m_endpoint->text() != endpoint) m_endpoint->setText(endpoint);
    const bool repaint = face.shape != m_face.shape;
    m_face = face;
    if (repaint) updateIcon();
}

void MainWindow::updateIcon() {
    const auto panel = isDark(palette()) ? Panel::Dark : Panel::Light;
    const int side = fontMetrics().height();
    m_stateIcon->setPixmap(
        icon(m_face.shape, panel).pixmap(QSize(side, side), devicePixelRatioF()));
    setWindowIcon(icon(m_face.shape, panel));
}

void MainWindow::setSnapshot(const relay::SnapshotPointer& snapshot) {
    m_text->setSnapshot(snapshot);
    m_queue->setSnapshot(snapshot);
    m_exportWaiting->setEnabled(!snapshot->queue.empty());
    m_exportQuarantine->setEnabled(!snapshot->quarantine.empty());
    if (m_pages->currentWidget() != m_welcome) return;
    const auto newest =
        std::ranges::max_element(snapshot->groups, {}, &relay::GroupSnapshot::lastPush);
    // A push that was refused did not arrive; the banner says what became of it. Nor did one that
    // another run of the relay took.
    if (newest != snapshot->groups.end() && newest->state != relay::GroupState::Refused &&
        newest->lastPush >= m_relaySince)
        m_welcome->setArrived(groupName(newest->key));
}

void MainWindow::setPreview(const PreviewPointer& preview) { m_live->setPreview(preview); }

void MainWindow::add(const relay::RelayEvent& event) { m_activity->add(event); }

void MainWindow::showPage(Page page) {
    if (page == Page::Setup) {
        m_pages->setCurrentWidget(m_welcome);
        return;
    }
    m_pages->setCurrentWidget(m_tabs);
    m_tabs->setCurrentIndex(static_cast<int>(page));
}

void MainWindow::showNews(const Banner& banner) { m_news->show(Shape::Lost, banner); }

void MainWindow::say(const QString& words) { statusBar()->showMessage(words, 4000); }

void MainWindow::focusFilter() {
    if (m_pages->currentWidget() == m_tabs && m_tabs->currentWidget() == m_activity) {
        m_activity->focusFilter();
        return;
    }
    showPage(Page::Live);
    m_live->focusFilter();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (m_closing == Closing::Closes) return event->accept();
    event->ignore();
    emit closeWanted();
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) updateIcon();
}

}  // namespace gatepost::ui
