// SPDX-License-Identifier: Apache-2.0
#include "ui/lint/problem_list.h"

#include <QLabel>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/common/empty_state.h"
#include "ui/common/spacing.h"
#include "ui/common/table.h"

namespace gatepost::ui {

ProblemList::ProblemList(QWidget* parent)
    : QWidget(parent),
      m_model(new ProblemModel(this)),
      m_table(table(m_model, tr("Problems"))),
      m_empty(new EmptyState(m_table)),
      m_explanation(new QLabel) {
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_explanation->setWordWrap(true);
    m_explanation->setTextFormat(Qt::PlainText);
    m_explanation->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_explanation->setContentsMargins(kMargin, kGap, kMargin, kGap);
    m_explanation->hide();
    m_empty->setWords(tr("No problems"), tr("Every rule is content with this text."));
    m_empty->setEmpty(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_empty, 1);
    column->addWidget(m_explanation);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                m_explanation->setVisible(current.isValid());
                if (!current.isValid()) return;
                const auto& problem = m_model->problems()[static_cast<std::size_t>(current.row())];
                m_explanation->setText(explain(problem));
                if (!m_choosing) emit chosen(problem);
            });
    // A second click on the same row goes there again.
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
        emit chosen(m_model->problems()[static_cast<std::size_t>(index.row())]);
    });
}

void ProblemList::setProblems(std::vector<metrics::Problem> problems) {
    if (problems == m_model->problems()) return;
    m_model->setProblems(std::move(problems));
    m_explanation->hide();
    m_empty->setEmpty(m_model->problems().empty());
    m_table->resizeColumnToContents(ProblemModel::Severity);
    m_table->resizeColumnToContents(ProblemModel::Line);
    m_table->setColumnWidth(ProblemModel::Metric, kSideWidth * 2 / 3);
}

void ProblemList::choose(const metrics::Problem& problem) {
    const auto& all = m_model->problems();
    const auto found = std::ranges::find(all, problem);
    if (found == all.end()) return;
    const QScopedValueRollback choosing(m_choosing, true);
    const auto row = static_cast<int>(found - all.begin());
    m_table->selectRow(row);
    m_table->scrollTo(m_model->index(row, 0));
}

QSplitter* problemsUnder(QWidget* text, ProblemList* problems) {
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(text);
    splitter->addWidget(problems);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({kWindowHeight * 2 / 3, kWindowHeight / 3});
    splitter->setChildrenCollapsible(false);
    return splitter;
}

}  // namespace gatepost::ui
