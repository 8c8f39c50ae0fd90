// SPDX-License-Identifier: Apache-2.0
// A distribution as bars, one a bucket, each with its bound and count in words beside it.
#pragma once

#include <QWidget>

#include "ui/preview/histogram.h"

namespace gatepost::ui {

class HistogramView : public QWidget {
    Q_OBJECT
public:
    explicit HistogramView(QWidget* parent = nullptr);
    void setDistribution(const Distribution& distribution);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] int rowHeight() const;
    Distribution m_distribution;
};

}  // namespace gatepost::ui
