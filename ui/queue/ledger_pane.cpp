// SPDX-License-Identifier: Apache-2.0
#include "ui/queue/ledger_pane.h"

#include <QFormLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/common/labels.h"
#include "ui/common/spacing.h"
#include "ui/common/words.h"
#include "ui/queue/ledger_words.h"

namespace gatepost::ui {
namespace {

QFormLayout* counts() {
    auto* form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(kMargin);
    form->setVerticalSpacing(kGap);
    return form;
}

void fill(QFormLayout& form, const std::vector<LedgerLine>& lines) {
    while (form.rowCount() > 0) form.removeRow(0);
    QFont bold;
    bold.setBold(true);
    const int widest = QFontMetrics(bold).horizontalAdvance(QStringLiteral("1,000,000"));
    for (const auto& line : lines) {
        auto* words = wrapped(line.words);
        auto* value = new QLabel(count(line.count));
        value->setAlignment(Qt::AlignTrailing | Qt::AlignTop);
        value->setMinimumWidth(widest);
        if (line.isSum)
            for (auto* label : {words, value}) label->setFont(bold);
        form.addRow(value, words);
    }
}

}  // namespace

LedgerPane::LedgerPane(QWidget* parent)
    : QWidget(parent),
      m_ledgerSentence(wrapped({})),
      m_ledger(counts()),
      m_refusedSentence(wrapped({})),
      m_refused(counts()) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    column->setSpacing(kMargin);
    column->addWidget(heading(tr("Ledger")));
    column->addWidget(m_ledgerSentence);
    column->addLayout(m_ledger);
    column->addSpacing(kMargin);
    column->addWidget(heading(tr("Refused")));
    column->addWidget(m_refusedSentence);
    column->addLayout(m_refused);
    column->addStretch();
}

void LedgerPane::setStatus(const relay::RelayStatus& status) {
    if (m_shownLedger != status.ledger) {
        m_shownLedger = status.ledger;
        m_ledgerSentence->setText(ledgerSentence(status.ledger));
        fill(*m_ledger, ledgerLines(status.ledger));
    }
    if (m_shownRefusals != status.refusals) {
        m_shownRefusals = status.refusals;
        m_refusedSentence->setText(refusalSentence(status.refusals));
        fill(*m_refused, refusalLines(status.refusals));
    }
}

}  // namespace gatepost::ui
