// SPDX-License-Identifier: Apache-2.0
#include "ui/activity/activity_page.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/activity/activity_model.h"
#include "ui/common/empty_state.h"
#include "ui/common/spacing.h"
#include "ui/common/table.h"

namespace gatepost::ui {

ActivityPage::ActivityPage(QWidget* parent)
    : QWidget(parent),
      m_model(new ActivityModel(this)),
      m_shown(new QSortFilterProxyModel(this)),
      m_filter(new QLineEdit),
      m_table(table(m_shown, tr("Events"))),
      m_empty(new EmptyState(m_table)),
      m_toFile(new QCheckBox(tr("Also &write to a file"))) {
    m_shown->setSourceModel(m_model);
    m_shown->setFilterKeyColumn(-1);
    m_shown->setFilterCaseSensitivity(Qt::CaseInsensitive);
    layColumns(*m_table->horizontalHeader(), {{ActivityModel::Time, kSparkWidth * 7 / 4},
                                              {ActivityModel::Kind, kSideWidth / 2},
                                              {ActivityModel::Subject, kSideWidth}});
    // Both ends of a path say more than its middle.
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_filter->setPlaceholderText(tr("Filter events"));
    m_filter->setAccessibleName(tr("Filter"));
    m_filter->setClearButtonEnabled(true);
    auto* copyButton = new QPushButton(tr("&Copy"));
    copyButton->setToolTip(tr("Copies the chosen rows, or all that are shown"));
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(kMargin, kGap + 2, kMargin, kGap + 2);
    bar->setSpacing(kMargin);
    bar->addWidget(m_filter, 1);
    bar->addWidget(m_toFile);
    bar->addWidget(copyButton);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(m_empty, 1);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& words) {
        m_shown->setFilterFixedString(words);
        updateWords();
    });
    updateWords();
    connect(copyButton, &QPushButton::clicked, this, &ActivityPage::copy);
    connect(m_toFile, &QCheckBox::clicked, this, &ActivityPage::loggingWanted);
}

void ActivityPage::add(const relay::RelayEvent& event) {
    const auto* bar = m_table->verticalScrollBar();
    const bool atEnd = bar->value() == bar->maximum();
    m_model->add(event);
    updateWords();
    if (atEnd && isVisible()) m_table->scrollToBottom();
}

void ActivityPage::updateWords() {
    if (m_model->rowCount() == 0)
        m_empty->setWords(
            tr("Nothing has happened yet"),
            tr("Every push, delivery and fault appears here; the last %n are remembered.", nullptr,
               static_cast<int>(kRemembered)));
    else
        m_empty->setWords(tr("Nothing matches"), tr("Clear the filter to see every event."));
    m_empty->setEmpty(m_shown->rowCount() == 0);
}

void ActivityPage::focusFilter() {
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void ActivityPage::copy() {
    const auto chosen = m_table->selectionModel()->selectedRows();
    QStringList lines;
    if (chosen.isEmpty())
        for (int row = 0; row < m_shown->rowCount(); ++row)
            lines.append(m_model->line(m_shown->mapToSource(m_shown->index(row, 0)).row()));
    for (const auto& index : chosen) lines.append(m_model->line(m_shown->mapToSource(index).row()));
    QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
    emit copied(tr("%n event(s) copied", nullptr, static_cast<int>(lines.size())));
}

void ActivityPage::setLogging(bool on, const QString& file) {
    m_toFile->setChecked(on);
    m_toFile->setToolTip(file);
}

}  // namespace gatepost::ui
