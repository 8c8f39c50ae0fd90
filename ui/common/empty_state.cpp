// SPDX-License-Identifier: Apache-2.0
#include "ui/common/empty_state.h"

#include <QLabel>
#include <QVBoxLayout>

#include "ui/common/spacing.h"

namespace gatepost::ui {

EmptyState::EmptyState(QWidget* content, QWidget* parent)
    : QStackedWidget(parent),
      m_title(new QLabel),
      m_sentence(new QLabel) {
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(kSection, kSection, kSection, kSection);
    column->setSpacing(kGap);
    auto big = m_title->font();
    big.setPointSizeF(big.pointSizeF() * 1.25);
    m_title->setFont(big);
    m_title->setAlignment(Qt::AlignCenter);
    m_title->setWordWrap(true);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addStretch(2);
    column->addWidget(m_title);
    column->addWidget(m_sentence);
    column->addStretch(3);
    addWidget(content);
    addWidget(page);
}

void EmptyState::setWords(const QString& title, const QString& sentence) {
    if (m_title->text() != title) m_title->setText(title);
    if (m_sentence->text() != sentence) m_sentence->setText(sentence);
}

void EmptyState::setEmpty(bool empty) { setCurrentIndex(empty ? 1 : 0); }

}  // namespace gatepost::ui
