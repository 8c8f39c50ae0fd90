// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/targets_editor.h"

#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/common/empty_state.h"
#include "ui/common/spacing.h"
#include "ui/common/table.h"
#include "ui/settings/target_dialog.h"

namespace gatepost::ui {

TargetsEditor::TargetsEditor(QWidget* parent)
    : QWidget(parent),
      m_model(new TargetsModel(this)),
      m_table(table(m_model, tr("Scrape targets"),
                    {{TargetsModel::Name, kSparkWidth},
                     {TargetsModel::Where, kSideWidth * 5 / 8},
                     {TargetsModel::Every, kSparkWidth * 2 / 3},
                     {TargetsModel::Job, kSparkWidth * 7 / 8}})),
      m_empty(new EmptyState(m_table)),
      m_add(new QPushButton(tr("&Add…"))),
      m_change(new QPushButton(tr("C&hange…"))),
      m_remove(new QPushButton(tr("&Remove"))) {
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setFrameShape(QFrame::StyledPanel);
    m_empty->setWords(tr("No targets"),
                      tr("Add one for a program that offers its metrics at an address of this "
                         "computer or on a local socket."));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(kGap);
    for (auto* button : {m_add, m_change, m_remove}) buttons->addWidget(button);
    buttons->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGap);
    column->addWidget(m_empty, 1);
    column->addLayout(buttons);
    connect(m_add, &QPushButton::clicked, this, [this] { edit({}); });
    const auto change = [this] {
        if (const auto* target = m_model->target(m_table->currentIndex())) edit(*target);
    };
    connect(m_change, &QPushButton::clicked, this, change);
    connect(m_table, &QTableView::activated, this, change);
    connect(m_remove, &QPushButton::clicked, this, [this] {
        if (m_table->currentIndex().isValid()) m_model->remove(m_table->currentIndex().row());
        updateButtons();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &TargetsEditor::updateButtons);
    updateButtons();
}

void TargetsEditor::show(const std::vector<relay::ScrapeView>& targets) {
    m_model->show(targets);
    updateButtons();
}

void TargetsEditor::edit(const relay::ScrapeTarget& target) {
    auto* dialog = new TargetDialog(target, m_model->names(), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_model->set(dialog->target());
        updateButtons();
    });
    dialog->open();
}

void TargetsEditor::updateButtons() {
    m_empty->setEmpty(m_model->rowCount() == 0);
    const bool chosen = m_table->currentIndex().isValid();
    m_change->setEnabled(chosen);
    m_remove->setEnabled(chosen);
}

}  // namespace gatepost::ui
