// SPDX-License-Identifier: Apache-2.0
#include "ui/tray/icon.h"

#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace gatepost::ui {
namespace {

// All coordinates are on a grid of 16 by 16.
constexpr double kGrid = 16;

struct Colors {
    QColor body;
    QColor badge;
};

bool armIsUp(Shape shape) {
    return shape == Shape::Idle || shape == Shape::Sending || shape == Shape::Unconfigured ||
           shape == Shape::Lint;
}

QColor badgeColor(Shape shape, bool dark) {
    switch (shape) {
        case Shape::Sending: return dark ? QColor(0x7f, 0xb9, 0xff) : QColor(0x13, 0x5f, 0xb5);
        case Shape::Waiting:
        case Shape::Paused: return dark ? QColor(0xd9, 0xcf, 0xff) : QColor(0x5a, 0x46, 0xa8);
        case Shape::Unconfigured:
        case Shape::Lint: return dark ? QColor(0xf5, 0xc4, 0x51) : QColor(0x9a, 0x62, 0x00);
        case Shape::Refused:
        case Shape::Lost:
        case Shape::Failed: return dark ? QColor(0xff, 0x86, 0x7d) : QColor(0xc0, 0x1c, 0x1c);
        case Shape::Idle: break;
    }
    return dark ? QColor(0xf4, 0xf4, 0xf4) : QColor(0x2a, 0x2e, 0x33);
}

Colors colorsOf(Shape shape, Panel panel) {
    if (panel == Panel::Mask) return {Qt::black, Qt::black};
    const bool dark = panel == Panel::Dark;
    return {dark ? QColor(0xf4, 0xf4, 0xf4) : QColor(0x2a, 0x2e, 0x33), badgeColor(shape, dark)};
}

void paintPost(QPainter& painter, Shape shape, const QColor& color) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(QRectF(2, 4.5, 3.4, 10.5), 0.8, 0.8);  // the post
    painter.drawRoundedRect(QRectF(1, 13.6, 5.4, 1.6), 0.6, 0.6);  // its foot
    painter.drawEllipse(QPointF(3.7, 3), 1.9, 1.9);                // its head
    if (shape == Shape::Failed) return;
    QPen pen(color, 1.9, Qt::SolidLine, Qt::RoundCap);
    painter.setPen(pen);
    if (armIsUp(shape))
        painter.drawLine(QPointF(5, 7.6), QPointF(13.6, 1.6));
    else
        painter.drawLine(QPointF(5, 6.4), QPointF(14.6, 6.4));
}

void paintCross(QPainter& painter, QPointF center, double reach) {
    painter.drawLine(center + QPointF(-reach, -reach), center + QPointF(reach, reach));
    painter.drawLine(center + QPointF(-reach, reach), center + QPointF(reach, -reach));
}

void paintBadge(QPainter& painter, Shape shape, const QColor& color) {
    painter.setPen(QPen(color, 1.9, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    switch (shape) {
        case Shape::Idle: return;
        case Shape::Sending: {
            painter.drawLine(QPointF(11, 14.4), QPointF(11, 9));
            painter.drawPolyline(
                QPolygonF({QPointF(8.5, 11), QPointF(11, 8.6), QPointF(13.5, 11)}));
            return;
        }
        case Shape::Waiting:
            painter.setPen(Qt::NoPen);
            painter.setBrush(color);
            for (int i = 0; i < 3; ++i) painter.drawEllipse(QPointF(8 + 3.2 * i, 12), 1.2, 1.2);
            return;
        case Shape::Paused:
            painter.drawLine(QPointF(9.2, 9.8), QPointF(9.2, 14.2));
            painter.drawLine(QPointF(12.8, 9.8), QPointF(12.8, 14.2));
            return;
        case Shape::Unconfigured: painter.drawEllipse(QPointF(11, 11.6), 2.7, 2.7); return;
        case Shape::Lint: {
            QPainterPath wave(QPointF(7.4, 12));
            wave.quadTo(8.6, 9.2, 9.8, 12);
            wave.quadTo(11, 14.8, 12.2, 12);
            wave.quadTo(13.4, 9.2, 14.4, 12);
            painter.drawPath(wave);
            return;
        }
        case Shape::Refused: paintCross(painter, QPointF(11, 11.6), 2.4); return;
        case Shape::Lost:
            painter.drawLine(QPointF(11, 8.8), QPointF(11, 11.8));
            painter.setPen(Qt::NoPen);
            painter.setBrush(color);
            painter.drawEllipse(QPointF(11, 14.5), 1.15, 1.15);
            return;
        case Shape::Failed: paintCross(painter, QPointF(10.8, 8), 3.6); return;
    }
}

void paintShape(QPainter& painter, const QRectF& rect, Shape shape, Panel panel) {
    const auto colors = colorsOf(shape, panel);
    const double side = std::min(rect.width(), rect.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.center() - QPointF(side / 2, side / 2));
    painter.scale(side / kGrid, side / kGrid);
    paintPost(painter, shape, colors.body);
    paintBadge(painter, shape, colors.badge);
    painter.restore();
}

class Engine : public QIconEngine {
public:
    Engine(Shape shape, Panel panel) : m_shape(shape), m_panel(panel) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        if (mode == QIcon::Disabled) painter->setOpacity(0.5);
        paintShape(*painter, rect, m_shape, m_panel);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    QIconEngine* clone() const override { return new Engine(m_shape, m_panel); }
    QList<QSize> availableSizes(QIcon::Mode, QIcon::State) override {
        QList<QSize> sizes;
        for (const int side : {16, 22, 24, 32, 48, 64}) sizes.append(QSize(side, side));
        return sizes;
    }
    bool isNull() override { return false; }

private:
    Shape m_shape;
    Panel m_panel;
};

}  // namespace

QImage iconImage(Shape shape, Panel panel, int size, double ratio) {
    const int side = static_cast<int>(std::lround(size * ratio));
    QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    {
        QPainter painter(&image);
        paintShape(painter, QRectF(0, 0, side, side), shape, panel);
    }
    image.setDevicePixelRatio(ratio);
    return image;
}

QIcon icon(Shape shape, Panel panel) {
    QIcon result(new Engine(shape, panel));
    result.setIsMask(panel == Panel::Mask);
    return result;
}

}  // namespace gatepost::ui
