// SPDX-License-Identifier: Apache-2.0
// The system's style with a little more air in tables, lists and buttons, and with outlines around
// controls where a dark or high-contrast palette leaves none. Over any style; screen thread.
#pragma once

#include <QProxyStyle>

namespace gatepost::ui {

class RoomyStyle : public QProxyStyle {
    Q_OBJECT
public:
    /// Takes `base`; nullptr: the system's.
    explicit RoomyStyle(QStyle* base = nullptr) : QProxyStyle(base) {}

    int pixelMetric(PixelMetric metric, const QStyleOption* option,
                    const QWidget* widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                           const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                            QPainter* painter, const QWidget* widget) const override;
};

}  // namespace gatepost::ui
