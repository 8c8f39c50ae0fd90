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
        case PE_FrameMenu: return outline(*option, *painter);
        case PE_PanelLineEdit: {
            const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
            if (frame != nullptr && frame->lineWidth > 0) outline(*option, *painter);
            return;
        }
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
