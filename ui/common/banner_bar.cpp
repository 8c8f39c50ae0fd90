// SPDX-License-Identifier: Apache-2.0
#include "ui/common/banner_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "ui/common/spacing.h"

namespace gatepost::ui {

BannerBar::BannerBar(QWidget* parent)
    : QFrame(parent),
      m_icon(new QLabel),
      m_title(new QLabel),
      m_cause(new QLabel),
      m_button(new QPushButton(tr("OK"))) {
    setAutoFillBackground(true);
    setFrameShape(QFrame::NoFrame);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(kMargin, kGap + 2, kMargin, kGap + 2);
    row->setSpacing(kMargin);
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    auto bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    for (auto* label : {m_title, m_cause}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
        column->addWidget(label);
    }
    row->addWidget(m_icon, 0, Qt::AlignVCenter);
    row->addLayout(column, 1);
    row->addWidget(m_button, 0, Qt::AlignVCenter);
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_banner) emit remedyWanted(m_banner->remedy);
    });
    hide();
}

void BannerBar::show(ui::Shape shape, const std::optional<Banner>& banner) {
    if (shape == m_shape && banner == m_banner) return;
    m_shape = shape;
    m_banner = banner;
    // Its words first: a layout that has seen it empty keeps that height for some scripts.
    if (banner) dress();
    setVisible(banner.has_value());
}

void BannerBar::dress() {
    m_icon->setPixmap(icon(m_shape, isDark(palette()) ? Panel::Dark : Panel::Light)
                          .pixmap(QSize(kBadge, kBadge), devicePixelRatioF()));
    m_title->setText(m_banner->title);
    m_cause->setText(m_banner->cause);
    m_button->setText(m_banner->remedyText);
    m_button->setVisible(m_banner->remedy != Remedy::None);
    setAccessibleName(m_banner->title);
    setAccessibleDescription(m_banner->cause);
    QPalette washed = parentWidget() != nullptr ? parentWidget()->palette() : palette();
    washed.setColor(QPalette::Window, toneWash(m_banner->tone, washed));
    // A wash is nothing on black.
    setFrameShape(isHighContrast(washed) ? QFrame::Box : QFrame::NoFrame);
    setPalette(washed);
}

void BannerBar::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::ApplicationPaletteChange && m_banner) dress();
}

}  // namespace gatepost::ui
