// SPDX-License-Identifier: Apache-2.0
#include "ui/common/table.h"

#include <QHeaderView>
#include <QTableView>
#include <algorithm>

#include "ui/common/spacing.h"

namespace gatepost::ui {

QTableView* table(QAbstractItemModel* model, const QString& name,
                  std::initializer_list<std::pair<int, int>> widths) {
    auto* view = new QTableView;
    view->setModel(model);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setFrameShape(QFrame::NoFrame);
    view->setShowGrid(false);
    view->setAlternatingRowColors(true);
    view->setTabKeyNavigation(false);
    view->setWordWrap(false);
    view->setAccessibleName(name);
    view->setCornerButtonEnabled(false);
    view->verticalHeader()->hide();
    view->verticalHeader()->setDefaultSectionSize(view->fontMetrics().height() + 2 * kGap - 2);
    auto* header = view->horizontalHeader();
    header->setStretchLastSection(true);
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    header->setDefaultSectionSize(kSparkWidth);
    layColumns(*header, widths);
    return view;
}

void layColumns(QHeaderView& header, std::initializer_list<std::pair<int, int>> widths) {
    for (const auto& [column, width] : widths) header.resizeSection(column, width);
    // Its own name fits each column, in whatever language; the last takes what is left.
    for (int column = 0; column + 1 < header.count(); ++column)
        header.resizeSection(column,
                             std::max(header.sectionSize(column), header.sectionSizeHint(column)));
}

}  // namespace gatepost::ui
