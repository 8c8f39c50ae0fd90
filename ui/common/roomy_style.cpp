// SPDX-License-Identifier: Apache-2.0
#include "ui/common/roomy_style.h"

#include <QPainter>
#include <QStyleOption>

#include "ui/common/spacing.h"
#include "ui/common/tones.h"

namespace gatepost::ui {
namespace {

void outline(const QStyleOption& option, QPainter& painter) {
    const bool focused = (option.state & QStyle::State_HasFocus) != 0;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(focused ? option.palette.color(QPalette::Highlight) : quietText(option.palette));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(option.rect.adjusted(0, 0, -1, -1));
    painter.restore();
}

/// Of what divides: a line through the middle, along the longer side.
void divide(const QStyleOption& option, QPainter& painter) {
    const auto& place = option.rect;
    const bool flat = place.width() > place.height();
    painter.fillRect(flat ? QRect(place.left(), place.center().y(), place.width(), 1)
                          : QRect(place.center().x(), place.top(), 1, place.height()),
                     quietText(option.palette));
}

/// Only the page that is shown has a bar: its ground is that of the others.
void markTab(const QStyleOptionTab& tab, QPainter& painter) {
    outline(tab, painter);
    if ((tab.state & QStyle::State_Selected) == 0) return;
    const auto& place = tab.rect;
    painter.fillRect(QRect(place.left(), place.top(), place.width(), kGap / 2),
                     tab.palette.color(QPalette::Highlight));
}

}  // namespace

int RoomyStyle::pixelMetric(PixelMetric metric, const QStyleOption* option,
                            const QWidget* widget) const {
    const int usual = QProxyStyle::pixelMetric(metric, option, widget);
    switch (metric) {
        case PM_HeaderMargin: return std::max(usual, kGap);
        // Of the text in a cell, at both sides.
        case PM_FocusFrameHMargin: return std::max(usual, kGap - 1);
        default: return usual;
    }
}

QSize RoomyStyle::sizeFromContents(ContentsType type, const QStyleOption* option,
                                   const QSize& contents, const QWidget* widget) const {
    auto size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    // Long words would touch the button's edges.
    if (type == CT_PushButton)
        size.setWidth(std::max(size.width(), contents.width() + 2 * (kMargin + kGap / 2)));
    return size;
}

int RoomyStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                          QStyleHintReturn* data) const {
    // Of a dialog's buttons only the standard ones have any, and look like other buttons then.
    if (hint == SH_DialogButtonBox_ButtonsHaveIcons) return 0;
    return QProxyStyle::styleHint(hint, option, widget, data);
}

void RoomyStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option,
                               QPainter* painter, const QWidget* widget) const {
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    // Fusion draws the edge of a box darker than its ground: on a dark one it cannot be seen.
    if (element == PE_IndicatorCheckBox && isDark(option->palette))
        return outline(*option, *painter);
    if (!isHighContrast(option->palette)) return;
    switch (element) {
        case PE_Frame:
        case PE_FrameLineEdit:
        case PE_PanelButtonCommand:
        case PE_PanelButtonTool:
        case PE_IndicatorCheckBox:
        case PE_PanelMenu:
        case PE_FrameMenu: return outline(*option, *painter);
        case PE_PanelLineEdit: {
            const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
            if (frame != nullptr && frame->lineWidth > 0) outline(*option, *painter);
            return;
        }
        default: return;
    }
}

void RoomyStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const {
    QProxyStyle::drawControl(element, option, painter, widget);
    if (!isHighContrast(option->palette)) return;
    switch (element) {
        case CE_TabBarTabShape:
            if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option))
                markTab(*tab, *painter);
            return;
        case CE_MenuItem: {
            const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
            if (item != nullptr && item->menuItemType == QStyleOptionMenuItem::Separator)
                divide(*option, *painter);
            return;
        }
        case CE_HeaderSection: return outline(*option, *painter);
        case CE_Splitter: return divide(*option, *painter);
        default: return;
    }
}

void RoomyStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                    QPainter* painter, const QWidget* widget) const {
    QProxyStyle::drawComplexControl(control, option, painter, widget);
    const bool framed = control == CC_ComboBox || control == CC_SpinBox;
    if (framed && isHighContrast(option->palette)) outline(*option, *painter);
}

}  // namespace gatepost::ui
