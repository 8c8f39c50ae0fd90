// SPDX-License-Identifier: Apache-2.0
#include "ui/preview/histogram_view.h"

#include <QPainter>

#include <algorithm>

#include "ui/common/spacing.h"
#include "ui/common/tones.h"
#include "ui/common/words.h"

namespace gatepost::ui {

HistogramView::HistogramView(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Buckets"));
}

void HistogramView::setDistribution(const Distribution& distribution) {
    m_distribution = distribution;
    QStringList words;
    for (const auto& bucket : distribution.buckets)
        words.append(tr("up to %1: %2").arg(number(bucket.upper), number(bucket.count)));
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    setVisible(!distribution.buckets.empty());
    updateGeometry();
    update();
}

int HistogramView::rowHeight() const { return std::max(kBarHeight, fontMetrics().height()) + 3; }

QSize HistogramView::sizeHint() const {
    return {kSideWidth, static_cast<int>(m_distribution.buckets.size()) * rowHeight()};
}

QSize HistogramView::minimumSizeHint() const { return {kSparkWidth * 2, sizeHint().height()}; }

void HistogramView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight);  // for "≤ 5"; places are mirrored below
    const auto& buckets = m_distribution.buckets;
    double most = 0;
    int boundWidth = 0;
    int countWidth = 0;
    for (const auto& bucket : buckets) {
        most = std::max(most, bucket.count);
        boundWidth = std::max(boundWidth, fontMetrics().horizontalAdvance(QStringLiteral("≤ ") +
                                                                          number(bucket.upper)));
        countWidth = std::max(countWidth, fontMetrics().horizontalAdvance(number(bucket.count)));
    }
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const auto place = [&](QRect area) {
        return mirrored ? QRect(width() - area.right() - 1, area.y(), area.width(), area.height())
                        : area;
    };
    const int barLeft = boundWidth + kGap;
    const int barRoom = std::max(1, width() - barLeft - countWidth - 2 * kGap);
    QColor bar = toneColor(Tone::Active, palette());
    for (std::size_t i = 0; i < buckets.size(); ++i) {
        const int top = static_cast<int>(i) * rowHeight();
        painter.setPen(quietText(palette()));
        painter.drawText(place({0, top, boundWidth, rowHeight()}),
                         Qt::AlignRight | Qt::AlignVCenter,
                         QStringLiteral("≤ ") + number(buckets[i].upper));
        const double share = most > 0 ? buckets[i].count / most : 0;
        const int length = static_cast<int>(share * barRoom);
        if (length > 0)
            painter.fillRect(place({barLeft, top + 2, std::max(2, length), rowHeight() - 4}), bar);
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(place({barLeft + length + kGap, top, countWidth + kGap, rowHeight()}),
                         Qt::AlignLeft | Qt::AlignVCenter, number(buckets[i].count));
    }
}

}  // namespace gatepost::ui
