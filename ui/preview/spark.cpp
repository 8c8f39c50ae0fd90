// SPDX-License-Identifier: Apache-2.0
#include "ui/preview/spark.h"

#include <QPainter>

#include <algorithm>

#include "ui/common/spacing.h"
#include "ui/common/tones.h"
#include "ui/common/words.h"
#include "ui/preview/preview_model.h"

namespace gatepost::ui {

void paintSpark(QPainter& painter, const QRectF& rect, const QVector<float>& values,
                const QColor& color) {
    if (values.isEmpty()) return;
    const auto [low, high] = std::minmax_element(values.cbegin(), values.cend());
    const double span = static_cast<double>(*high) - static_cast<double>(*low);
    const double step =
        values.size() > 1 ? rect.width() / static_cast<double>(values.size() - 1) : 0;
    const auto pointAt = [&](qsizetype i) {
        const double share =
            span > 0 ? (static_cast<double>(values[i]) - static_cast<double>(*low)) / span : 0.5;
        return QPointF(rect.left() + step * static_cast<double>(i),
                       rect.bottom() - share * rect.height());
    };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QPolygonF line;
    for (qsizetype i = 0; i < values.size(); ++i) line.append(pointAt(i));
    if (line.size() > 1) {
        QPolygonF area = line;
        area.append(QPointF(line.last().x(), rect.bottom()));
        area.append(QPointF(line.first().x(), rect.bottom()));
        QColor wash = color;
        wash.setAlphaF(0.15F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(wash);
        painter.drawPolygon(area);
        painter.setPen(QPen(color, 1.4));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(line);
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(line.last(), 1.8, 1.8);
    painter.restore();
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto size = QStyledItemDelegate::sizeHint(option, index);
    return {size.width(), size.height() + kGap};
}

void SparkDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
    QStyledItemDelegate::paint(painter, option, index);
    const auto values = index.data(PreviewModel::SparkRole).value<QVector<float>>();
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    const auto color = selected ? option.palette.color(QPalette::HighlightedText)
                                : toneColor(Tone::Active, option.palette);
    const int inset = option.rect.height() / 5;
    paintSpark(*painter, QRectF(option.rect).adjusted(kGap, inset, -kGap, -inset), values, color);
}

SparkView::SparkView(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Last minutes"));
}

void SparkView::setValues(const QVector<float>& values) {
    m_values = values;
    setAccessibleDescription(
        values.isEmpty() ? tr("No values yet")
                         : tr("%n value(s), the last %1", nullptr, static_cast<int>(values.size()))
                               .arg(number(static_cast<double>(values.last()))));
    update();
}

QSize SparkView::sizeHint() const { return {kSparkWidth, fontMetrics().height() * 3}; }

void SparkView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QRectF area = QRectF(rect()).adjusted(kGap, kGap, -kGap, -kGap);
    if (m_values.size() < 2) {
        painter.setPen(quietText(palette()));
        painter.drawText(area, Qt::AlignCenter | Qt::TextWordWrap, tr("Grows with every push"));
        return;
    }
    paintSpark(painter, area, m_values, toneColor(Tone::Active, palette()));
}

}  // namespace gatepost::ui
