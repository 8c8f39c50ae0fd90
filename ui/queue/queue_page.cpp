// SPDX-License-Identifier: Apache-2.0
#include "ui/queue/queue_page.h"

#include <QDateTime>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/common/confirm.h"
#include "ui/common/empty_state.h"
#include "ui/common/labels.h"
#include "ui/common/spacing.h"
#include "ui/common/table.h"
#include "ui/common/tones.h"
#include "ui/common/words.h"
#include "ui/queue/ledger_pane.h"
#include "ui/queue/quarantine_model.h"
#include "ui/queue/queue_model.h"

namespace gatepost::ui {
namespace {

QVBoxLayout* section(QWidget* box, const QString& title,
                     std::initializer_list<QPushButton*> buttons) {
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(kMargin, kGap, kMargin, kGap);
    bar->setSpacing(kGap);
    bar->addWidget(heading(title));
    bar->addStretch();
    for (auto* button : buttons) bar->addWidget(button);
    column->addLayout(bar);
    return column;
}

/// What is chosen, by number: a list may change while a question is open.
template <typename Model>
std::vector<qint64> chosenIn(const Model& model, const QTableView& view) {
    std::vector<qint64> ids;
    for (const auto& row : view.selectionModel()->selectedRows())
        ids.push_back(model.entry(row)->id);
    return ids;
}

/// The chosen entries, else all.
template <typename Model>
auto chosenOrAll(const Model& model, const QTableView& view) {
    auto rows = view.selectionModel()->selectedRows();
    if (rows.isEmpty())
        for (int row = 0; row < model.rowCount(); ++row) rows.append(model.index(row, 0));
    std::vector<decltype(model.entry({}))> entries;
    for (const auto& row : rows) entries.push_back(model.entry(row));
    return entries;
}

template <typename Entries>
QString exportedAll(const Entries& entries) {
    QStringList parts;
    for (const auto* entry : entries) parts.append(exported(*entry));
    return parts.join(QLatin1Char('\n'));
}

QLabel* explanation() {
    auto* label = wrapped({});
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setContentsMargins(kMargin, kGap, kMargin, kGap);
    label->hide();
    return label;
}

}  // namespace

QueuePage::QueuePage(QWidget* parent)
    : QWidget(parent),
      m_queue(new QueueModel(this)),
      m_quarantine(new QuarantineModel(this)),
      m_ledger(new LedgerPane) {
    auto* lists = new QSplitter(Qt::Vertical);
    lists->addWidget(buildWaiting());
    lists->addWidget(buildQuarantine());
    lists->setChildrenCollapsible(false);
    auto* splitter = new QSplitter;
    splitter->addWidget(lists);
    splitter->addWidget(m_ledger);
    splitter->setStretchFactor(0, 1);
    splitter->setSizes({kWindowWidth - kSideWidth, kSideWidth - 4 * kSection});
    splitter->setChildrenCollapsible(false);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(splitter);
    m_ages.setInterval(1000);
    connect(&m_ages, &QTimer::timeout, this,
            [this] { m_queue->refreshAges(QDateTime::currentMSecsSinceEpoch()); });
    connect(&m_sight, &Sight::changed, this,
            [this](bool isSeen) { isSeen ? m_ages.start() : m_ages.stop(); });
    updateButtons();
}

QWidget* QueuePage::buildWaiting() {
    m_waiting = table(m_queue, tr("Waiting requests"),
                      {{QueueModel::Group, kSideWidth * 5 / 8},
                       {QueueModel::Method, kSparkWidth * 2 / 3},
                       {QueueModel::Pushes, kSparkWidth * 2 / 3},
                       {QueueModel::Size, kSparkWidth * 4 / 5},
                       {QueueModel::Since, kSparkWidth * 9 / 8},
                       {QueueModel::Tries, kSparkWidth * 5 / 8}});
    m_waitingEmpty = new EmptyState(m_waiting);
    m_waitingEmpty->setWords(
        tr("Nothing waits"),
        tr("What cannot be delivered at once is kept here, one request for each "
           "group, however long it takes."));
    m_waitingEmpty->setEmpty(true);
    m_send = new QPushButton(tr("Send &Now"));
    m_drop = new QPushButton(tr("&Drop…"));
    m_exportWaiting = new QPushButton(tr("E&xport…"));
    m_exportWaiting->setToolTip(tr("Exports the chosen requests, or all"));
    m_answer = explanation();
    auto* box = new QWidget;
    auto* column = section(box, tr("Waiting"), {m_send, m_drop, m_exportWaiting});
    column->addWidget(m_waitingEmpty, 1);
    column->addWidget(m_answer);
    connect(m_send, &QPushButton::clicked, this, &QueuePage::sendNowWanted);
    connect(m_drop, &QPushButton::clicked, this, [this] {
        const auto ids = chosenIn(*m_queue, *m_waiting);
        if (!ids.empty() &&
            confirmed(this, tr("Drop %n request(s)?", nullptr, static_cast<int>(ids.size())),
                      tr("What is dropped is not sent any more and counts as lost by your own "
                         "hand."),
                      tr("&Drop")))
            for (const auto id : ids) emit dropQueuedWanted(id);
    });
    connect(m_exportWaiting, &QPushButton::clicked, this, [this] {
        const auto entries = chosenOrAll(*m_queue, *m_waiting);
        const auto name =
            entries.size() == 1 ? text(entries.front()->groupId) : QStringLiteral("waiting");
        emit exportWanted(name + QStringLiteral(".prom"), exportedAll(entries));
    });
    connect(m_waiting->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &QueuePage::updateButtons);
    connect(m_waiting->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &QueuePage::updateButtons);
    return box;
}

QWidget* QueuePage::buildQuarantine() {
    m_rejected = table(m_quarantine, tr("Rejected pushes"),
                       {{QuarantineModel::Group, kSideWidth * 5 / 8},
                        {QuarantineModel::When, kSparkWidth * 3 / 2},
                        {QuarantineModel::Status, kSparkWidth * 2 / 3}});
    m_rejectedEmpty = new EmptyState(m_rejected);
    m_rejectedEmpty->setWords(tr("Nothing was rejected"),
                              tr("What the server does not take is kept here with its reasons, and "
                                 "nothing else waits behind it."));
    m_rejectedEmpty->setEmpty(true);
    m_retry = new QPushButton(tr("&Retry"));
    m_discard = new QPushButton(tr("Dr&op…"));
    m_export = new QPushButton(tr("Ex&port…"));
    m_export->setToolTip(tr("Exports the chosen pushes with the server's reasons, or all"));
    m_reasons = explanation();
    auto* box = new QWidget;
    auto* column = section(box, tr("Quarantine"), {m_retry, m_discard, m_export});
    column->addWidget(m_rejectedEmpty, 1);
    column->addWidget(m_reasons);
    connect(m_retry, &QPushButton::clicked, this, [this] {
        for (const auto id : chosenIn(*m_quarantine, *m_rejected)) emit retryQuarantinedWanted(id);
    });
    connect(m_discard, &QPushButton::clicked, this, [this] {
        const auto ids = chosenIn(*m_quarantine, *m_rejected);
        if (!ids.empty() &&
            confirmed(this, tr("Drop %n push(es)?", nullptr, static_cast<int>(ids.size())),
                      tr("What is dropped is gone for good and counts as lost by your own hand."),
                      tr("&Drop")))
            for (const auto id : ids) emit dropQuarantinedWanted(id);
    });
    connect(m_export, &QPushButton::clicked, this, [this] {
        const auto entries = chosenOrAll(*m_quarantine, *m_rejected);
        const auto name =
            entries.size() == 1 ? text(entries.front()->groupId) : QStringLiteral("quarantine");
        emit exportWanted(name + QStringLiteral(".prom"), exportedAll(entries));
    });
    connect(m_rejected->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &QueuePage::updateButtons);
    connect(m_rejected->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &QueuePage::updateButtons);
    return box;
}

void QueuePage::exportWaiting() {
    m_waiting->clearSelection();
    m_exportWaiting->click();
}

void QueuePage::exportQuarantine() {
    m_rejected->clearSelection();
    m_export->click();
}

void QueuePage::setSnapshot(const relay::SnapshotPointer& snapshot) {
    const auto now = QDateTime::currentMSecsSinceEpoch();
    m_queue->setEntries(snapshot->queue, now);
    m_quarantine->setEntries(snapshot->quarantine, now);
    m_waitingEmpty->setEmpty(snapshot->queue.empty());
    m_rejectedEmpty->setEmpty(snapshot->quarantine.empty());
    updateButtons();
}

void QueuePage::setStatus(const relay::RelayStatus& status, bool canSendNow) {
    m_send->setEnabled(canSendNow);
    m_ledger->setStatus(status);
}

void QueuePage::updateButtons() {
    const auto* waiting = m_queue->entry(m_waiting->currentIndex());
    m_drop->setEnabled(m_waiting->selectionModel()->hasSelection());
    m_exportWaiting->setEnabled(m_queue->rowCount() > 0);
    m_answer->setVisible(waiting != nullptr);
    if (waiting != nullptr)
        m_answer->setText(QStringLiteral("%1 %2\n%3")
                              .arg(text(metrics::toString(waiting->method)),
                                   text(metrics::pushPath(waiting->key)),
                                   answerWords(*waiting, QDateTime::currentMSecsSinceEpoch())));
    const auto* rejected = m_quarantine->entry(m_rejected->currentIndex());
    for (auto* button : {m_retry, m_discard})
        button->setEnabled(m_rejected->selectionModel()->hasSelection());
    m_export->setEnabled(m_quarantine->rowCount() > 0);
    m_reasons->setVisible(rejected != nullptr);
    if (rejected != nullptr) m_reasons->setText(reasonsOf(*rejected));
}

}  // namespace gatepost::ui
