// SPDX-License-Identifier: Apache-2.0
// A sparkline: the last values of one series, as a cell of the tree and as a widget of its own.
#pragma once

#include <QStyledItemDelegate>
#include <QVector>
#include <QWidget>

namespace gatepost::ui {

/// Scaled to the values' own range; one value is a dot, equal ones a level line.
void paintSpark(QPainter& painter, const QRectF& rect, const QVector<float>& values,
                const QColor& color);

/// Rows with a little air.
class RowDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;
};

class SparkDelegate : public RowDelegate {
    Q_OBJECT
public:
    using RowDelegate::RowDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
};

class SparkView : public QWidget {
    Q_OBJECT
public:
    explicit SparkView(QWidget* parent = nullptr);
    void setValues(const QVector<float>& values);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QVector<float> m_values;
};

}  // namespace gatepost::ui
