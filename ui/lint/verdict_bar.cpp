// SPDX-License-Identifier: Apache-2.0
#include "ui/lint/verdict_bar.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/common/spacing.h"

namespace gatepost::ui {
namespace {

QString sign(Tone tone) {
    switch (tone) {
        case Tone::Error: return QStringLiteral("✕");
        case Tone::Warning: return QStringLiteral("△");
        default: return QStringLiteral("✓");
    }
}

}  // namespace

VerdictBar::VerdictBar(QWidget* parent)
    : QFrame(parent),
      m_sentence(new QLabel),
      m_footnote(new QLabel) {
    setAutoFillBackground(true);
    auto bold = m_sentence->font();
    bold.setBold(true);
    m_sentence->setFont(bold);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, kGap, kMargin, kGap);
    column->setSpacing(2);
    for (auto* label : {m_sentence, m_footnote}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        column->addWidget(label);
    }
    setAccessibleName(tr("What the server will say"));
}

void VerdictBar::show(const Judgement& judgement) {
    if (judgement == m_judgement) return;
    m_judgement = judgement;
    dress();
}

void VerdictBar::dress() {
    m_sentence->setText(sign(m_judgement.tone) + QLatin1Char(' ') + m_judgement.sentence);
    m_footnote->setText(m_judgement.footnote);
    m_footnote->setVisible(!m_judgement.footnote.isEmpty());
    setAccessibleDescription(m_judgement.sentence);
    QPalette washed = parentWidget() != nullptr ? parentWidget()->palette() : palette();
    washed.setColor(QPalette::Window, toneWash(m_judgement.tone, washed));
    // A wash is nothing on black.
    setFrameShape(isHighContrast(washed) ? QFrame::Box : QFrame::NoFrame);
    setPalette(washed);
}

void VerdictBar::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::ApplicationPaletteChange) dress();
}

}  // namespace gatepost::ui
