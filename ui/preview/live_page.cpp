// SPDX-License-Identifier: Apache-2.0
#include "ui/preview/live_page.h"

#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QSplitter>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include "ui/common/confirm.h"
#include "ui/common/empty_state.h"
#include "ui/common/spacing.h"
#include "ui/common/table.h"
#include "ui/common/words.h"
#include "ui/preview/copies.h"
#include "ui/preview/detail_pane.h"
#include "ui/preview/live_tree.h"
#include "ui/preview/spark.h"

namespace gatepost::ui {
namespace {

constexpr std::size_t kFewHits = 200;  // of a filter: so many series are shown at once

}  // namespace

LivePage::LivePage(QWidget* parent)
    : QWidget(parent),
      m_model(new PreviewModel(this)),
      m_filter(new QLineEdit),
      m_pinned(new QToolButton),
      m_freeze(new QToolButton),
      m_counts(new QLabel),
      m_tree(new LiveTree),
      m_empty(new EmptyState(m_tree)),
      m_details(new DetailPane),
      m_splitter(new QSplitter) {
    m_tree->setModel(m_model);
    m_tree->setUniformRowHeights(true);
    m_tree->setAlternatingRowColors(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_tree->setItemDelegate(new RowDelegate(m_tree));
    m_tree->setItemDelegateForColumn(PreviewModel::Spark, new SparkDelegate(m_tree));
    m_tree->setAccessibleName(tr("Applications and their metrics"));
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    auto* header = m_tree->header();
    header->setStretchLastSection(true);
    header->setDefaultSectionSize(kSparkWidth);
    layColumns(*header, {{PreviewModel::Name, kSideWidth * 23 / 25},
                         {PreviewModel::Value, kSparkWidth * 2},
                         {PreviewModel::Rate, kSparkWidth * 5 / 6}});

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    buildTop();
    m_splitter->addWidget(m_empty);
    m_splitter->addWidget(m_details);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_splitter->setSizes({kWindowWidth - kSideWidth, kSideWidth - 4 * kSection});
    m_splitter->setChildrenCollapsible(false);
    column->addWidget(m_splitter, 1);
    buildMenu();

    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, &LivePage::saveView);
    connect(m_model, &QAbstractItemModel::modelReset, this, &LivePage::restoreView);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) { m_details->show(*m_model, current); });
    const auto track = [this](QSet<QString>& into, bool insert, const QModelIndex& index) {
        const auto key = m_model->key(index);
        if (insert)
            into.insert(key);
        else
            into.remove(key);
        m_onScreenSoon.start();
    };
    const auto isFamily = [this](const QModelIndex& index) {
        return m_model->node(index)->level == PreviewModel::Level::Family;
    };
    connect(m_tree, &QTreeView::expanded, this, [=, this](const QModelIndex& index) {
        track(isFamily(index) ? m_expanded : m_collapsed, isFamily(index), index);
    });
    connect(m_tree, &QTreeView::collapsed, this, [=, this](const QModelIndex& index) {
        if (isFamily(index)) m_folded.insert(m_model->key(index));
        track(isFamily(index) ? m_expanded : m_collapsed, !isFamily(index), index);
    });
    connect(m_tree->verticalScrollBar(), &QScrollBar::valueChanged, &m_onScreenSoon,
            qOverload<>(&QTimer::start));
    m_onScreenSoon.setSingleShot(true);
    m_onScreenSoon.setInterval(150);
    connect(&m_onScreenSoon, &QTimer::timeout, this, &LivePage::updateOnScreen);
    m_ages.setInterval(1000);
    connect(&m_ages, &QTimer::timeout, this, [this] {
        if (m_frozen) return;
        m_model->refreshAges(QDateTime::currentMSecsSinceEpoch());
        // Families and series have ages too: what of them is on screen is painted again.
        m_tree->viewport()->update();
    });
    connect(&m_sight, &Sight::changed, this, &LivePage::onSight);
    connect(m_details, &DetailPane::pauseWanted, this, &LivePage::pauseApplicationWanted);
    connect(m_details, &DetailPane::resumeWanted, this, &LivePage::resumeApplicationWanted);
    connect(m_details, &DetailPane::purgeWanted, this, &LivePage::askPurge);
    connect(m_details, &DetailPane::pinWanted, this, &LivePage::togglePin);
    connect(m_empty, &EmptyState::buttonPressed, this, &LivePage::newcomerWantsHelp);
    m_details->show(*m_model, {});
    updateWords();
}

void LivePage::buildTop() {
    m_filter->setPlaceholderText(tr("Filter by program, group, metric or label"));
    m_filter->setAccessibleName(tr("Filter"));
    m_filter->setClearButtonEnabled(true);
    m_pinned->setText(tr("Pinned"));
    m_pinned->setCheckable(true);
    m_pinned->setToolTip(tr("Show only the series that are pinned (Ctrl+I)"));
    m_freeze->setText(tr("Freeze"));
    m_freeze->setCheckable(true);
    m_freeze->setToolTip(tr("Keep what is shown while pushes go on (Ctrl+E)"));
    m_counts->setForegroundRole(QPalette::PlaceholderText);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(kMargin, kGap + 2, kMargin, kGap + 2);
    bar->setSpacing(kMargin);
    bar->addWidget(m_filter, 1);
    bar->addWidget(m_counts);
    bar->addWidget(m_pinned);
    bar->addWidget(m_freeze);
    static_cast<QVBoxLayout*>(layout())->addLayout(bar);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& words) {
        m_folded.clear();
        m_model->setFilter(words);
        updateWords();
        m_onScreenSoon.start();
    });
    connect(m_pinned, &QToolButton::toggled, this, &LivePage::setPinnedOnly);
    connect(m_freeze, &QToolButton::toggled, this, &LivePage::setFrozen);
}

void LivePage::buildMenu() {
    m_menu = new QMenu(this);
    m_menu->addAction(tr("Copy as &Exposition Text"), this, &LivePage::copyExposition);
    auto* promql = m_menu->addAction(tr("Copy as &PromQL"), this, &LivePage::copyPromQl);
    auto* curl = m_menu->addAction(tr("Copy as &curl Command"), this, &LivePage::copyCurl);
    m_menu->addSeparator();
    auto* pin = m_menu->addAction(tr("P&in"));
    pin->setCheckable(true);
    auto* show = m_menu->addAction(tr("Show &Text"));
    auto* drop = m_menu->addAction(tr("&Delete Group…"));
    connect(pin, &QAction::triggered, this, &LivePage::togglePin);
    connect(show, &QAction::triggered, this, &LivePage::showText);
    connect(drop, &QAction::triggered, this, &LivePage::deleteGroup);
    connect(m_tree, &QTreeView::customContextMenuRequested, this, [=, this](const QPoint& at) {
        const auto node = m_model->node(chosen());
        if (!node) return;
        promql->setEnabled(node->family != nullptr);
        curl->setEnabled(node->group != nullptr);
        pin->setEnabled(node->series != nullptr);
        pin->setChecked(m_model->isPinned(chosen()));
        show->setEnabled(node->group != nullptr);
        drop->setEnabled(node->group != nullptr);
        m_menu->popup(m_tree->viewport()->mapToGlobal(at));
    });
}

void LivePage::setPreview(PreviewPointer preview) {
    m_newest = std::move(preview);
    if (m_frozen) return;
    m_model->setPreview(m_newest);
    updateWords();
    if (m_tree->currentIndex().isValid()) m_details->show(*m_model, m_tree->currentIndex());
    m_onScreenSoon.start();
}

void LivePage::setEndpoint(const std::string& socket) {
    if (socket == m_socket) return;
    m_socket = socket;
    updateWords();
}

void LivePage::setFrozen(bool frozen) {
    m_frozen = frozen;
    m_freeze->setChecked(frozen);
    if (!frozen && m_newest) setPreview(m_newest);
    updateWords();
}

void LivePage::setPinnedOnly(bool only) {
    if (only == m_model->isPinnedOnly()) return;
    m_pinned->setChecked(only);
    m_model->setPinnedOnly(only);
    updateWords();
    m_onScreenSoon.start();
}

void LivePage::togglePin() {
    const auto node = m_model->node(chosen());
    if (!node) return askToChoose();
    if (node->series == nullptr) return emit copied(tr("Only a series can be pinned: choose one"));
    m_model->setPinned(chosen(), !m_model->isPinned(chosen()));
    updateWords();
    m_details->show(*m_model, m_tree->currentIndex());
}

void LivePage::pauseOrResume() {
    const auto node = m_model->node(chosen());
    if (!node) return askToChoose();
    const auto id = text(node->application->id);
    if (node->application->paused)
        emit resumeApplicationWanted(id);
    else
        emit pauseApplicationWanted(id);
}

void LivePage::purge() {
    const auto node = m_model->node(chosen());
    if (!node) return askToChoose();
    askPurge(text(node->application->id), ownerName(node->application->owner));
}

void LivePage::showText() {
    const auto id = chosenGroup();
    if (id.isEmpty()) return askToChoose();
    emit textWanted(id);
}

void LivePage::deleteGroup() {
    const auto node = m_model->node(chosen());
    if (!node || node->group == nullptr) return askToChoose();
    const auto id = chosenGroup();
    if (confirmed(this, tr("Delete this group?"),
                  tr("It goes here and at the server. The program can push it again."),
                  tr("&Delete")))
        emit deleteGroupWanted(id);
}

void LivePage::askToChoose() { emit copied(tr("Choose a line on the Live page first")); }

void LivePage::focusFilter() {
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void LivePage::updateWords() {
    const auto held = m_model->preview().series;
    const auto shown = m_model->shownSeries();
    const bool filtered = !m_filter->text().trimmed().isEmpty() || m_model->isPinnedOnly();
    QString words = filtered ? tr("%1 of %2 series").arg(count(shown), count(held))
                             : tr("%Ln series", nullptr, static_cast<int>(held));
    if (m_frozen) words = tr("%1, frozen").arg(words);
    m_counts->setText(words);
    if (m_model->preview().applications.empty())
        m_empty->setWords(
            tr("No program has pushed yet"),
            tr("Push to %1 and it appears here at once. First Steps has a snippet for Python, "
               "C++, Go and curl.")
                .arg(m_socket.empty() ? tr("the local socket") : text(m_socket)));
    else if (m_model->isPinnedOnly())
        m_empty->setWords(tr("Nothing pinned is here"),
                          tr("Choose a series and pin it with Ctrl+D: it stays in sight here, and "
                             "its last minutes are kept whether it is on screen or not."));
    else
        m_empty->setWords(tr("Nothing matches"),
                          tr("All words of the filter must be found in a program, group, metric or "
                             "label. Clear it to see everything."));
    m_empty->setButton(m_model->preview().applications.empty() ? tr("First Steps") : QString());
    m_empty->setEmpty(m_model->rowCount() == 0);
}

void LivePage::saveView() {
    m_current = m_model->key(m_tree->currentIndex());
    m_scroll = m_tree->verticalScrollBar()->value();
}

void LivePage::restoreView() {
    const QSignalBlocker quiet(m_tree);
    // Who looks for a series wants to see it.
    const bool fewHits =
        !m_filter->text().trimmed().isEmpty() && m_model->shownSeries() <= kFewHits;
    for (int a = 0; a < m_model->rowCount(); ++a) {
        const auto application = m_model->index(a, 0);
        if (!m_collapsed.contains(m_model->key(application))) m_tree->expand(application);
        for (int g = 0; g < m_model->rowCount(application); ++g) {
            const auto group = m_model->index(g, 0, application);
            if (!m_collapsed.contains(m_model->key(group))) m_tree->expand(group);
            if (m_expanded.isEmpty() && !fewHits) continue;
            for (int f = 0; f < m_model->rowCount(group); ++f) {
                const auto family = m_model->index(f, 0, group);
                const auto key = m_model->key(family);
                if (m_expanded.contains(key) || (fewHits && !m_folded.contains(key)))
                    m_tree->expand(family);
            }
        }
    }
    if (!m_current.isEmpty())
        if (const auto again = m_model->find(m_current); again.isValid())
            m_tree->selectionModel()->setCurrentIndex(
                again, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_tree->verticalScrollBar()->setValue(m_scroll);
    m_details->show(*m_model, m_tree->currentIndex());
}

void LivePage::updateOnScreen() {
    QModelIndexList shown;
    const int bottom = m_tree->viewport()->height();
    for (auto index = m_tree->indexAt(QPoint(1, 1)); index.isValid();
         index = m_tree->indexBelow(index)) {
        if (m_tree->visualRect(index).top() > bottom) break;
        shown.append(index);
    }
    if (const auto current = m_tree->currentIndex(); current.isValid()) shown.append(current);
    m_model->setOnScreen(shown);
}

QModelIndex LivePage::chosen() const { return m_tree->currentIndex().siblingAtColumn(0); }

QString LivePage::chosenGroup() const {
    const auto node = m_model->node(chosen());
    if (!node || node->application->groups.empty()) return {};
    const auto& group = node->group != nullptr ? *node->group : node->application->groups.front();
    return text(m_model->preview().group(group).id);
}

void LivePage::askPurge(const QString& applicationId, const QString& name) {
    if (confirmed(this, tr("Purge %1?").arg(name),
                  tr("All groups of this program are deleted, here and at the server. What it "
                     "pushes afterwards counts again."),
                  tr("&Purge")))
        emit purgeApplicationWanted(applicationId);
}

void LivePage::copy(const std::string& words, const QString& what, const QString& orElse) {
    if (!words.empty()) QGuiApplication::clipboard()->setText(text(words));
    emit copied(words.empty() ? orElse : what);
}

void LivePage::copyExposition() {
    const auto node = m_model->node(chosen());
    if (!node) return askToChoose();
    copy(asExposition(m_model->preview(), *node), tr("Exposition text copied"), {});
}

void LivePage::copyPromQl() {
    const auto node = m_model->node(chosen());
    if (!node) return askToChoose();
    copy(asPromQl(m_model->preview(), *node), tr("PromQL copied"),
         tr("PromQL asks for a metric: choose one, or one of its series"));
}

void LivePage::copyCurl() {
    const auto node = m_model->node(chosen());
    if (!node) return askToChoose();
    copy(asCurl(m_model->preview(), *node, m_socket), tr("curl command copied"),
         tr("curl pushes one group: choose one, or something in it"));
}

QByteArray LivePage::viewState() const { return m_tree->header()->saveState(); }

void LivePage::restoreViewState(const QByteArray& state) {
    if (!state.isEmpty()) m_tree->header()->restoreState(state);
}

void LivePage::onSight(bool isSeen) {
    for (auto* timer : {&m_ages, &m_onScreenSoon}) isSeen ? timer->start() : timer->stop();
}

}  // namespace gatepost::ui
