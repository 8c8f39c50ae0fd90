// SPDX-License-Identifier: Apache-2.0
#include "ui/common/empty_state.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/common/labels.h"
#include "ui/common/spacing.h"

namespace gatepost::ui {

EmptyState::EmptyState(QWidget* content, QWidget* parent)
    : QStackedWidget(parent),
      m_title(heading({}, 1.25)),
      m_sentence(quiet({})),
      m_words(new QVBoxLayout) {
    auto* page = new QWidget;
    page->setBackgroundRole(QPalette::Base);
    page->setAutoFillBackground(true);
    auto* sheet = new QWidget;
    sheet->setMaximumWidth(kReadable * 3 / 4);
    sheet->setLayout(m_words);
    m_words->setContentsMargins(0, 0, 0, 0);
    m_words->setSpacing(kGap);
    m_title->setAlignment(Qt::AlignCenter);
    m_title->setWordWrap(true);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_words->addWidget(m_title);
    m_words->addWidget(m_sentence);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(sheet, 100);
    row->addStretch(1);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(kSection, kGap, kSection, kGap);
    column->addStretch(2);
    column->addLayout(row);
    column->addStretch(3);
    addWidget(content);
    addWidget(page);
}

void EmptyState::setButton(const QString& words) {
    if (m_button == nullptr && words.isEmpty()) return;
    if (m_button == nullptr) {
        m_button = new QPushButton;
        m_words->addSpacing(kGap);
        m_words->addWidget(m_button, 0, Qt::AlignHCenter);
        connect(m_button, &QPushButton::clicked, this, &EmptyState::buttonPressed);
    }
    if (!words.isEmpty()) m_button->setText(words);
    m_button->setVisible(!words.isEmpty());
}

void EmptyState::setWords(const QString& title, const QString& sentence) {
    if (m_title->text() != title) m_title->setText(title);
    if (m_sentence->text() != sentence) m_sentence->setText(sentence);
}

void EmptyState::setEmpty(bool empty) { setCurrentIndex(empty ? 1 : 0); }

}  // namespace gatepost::ui
