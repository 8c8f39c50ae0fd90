// SPDX-License-Identifier: Apache-2.0
// Whether somebody can see a widget: it is visible, and its window is not in the task bar. What
// moves only for eyes follows it. Qt's own show and hide events leave out a window that starts in
// the task bar. A member of the widget, so that it goes first. Screen thread.
#pragma once

#include <QObject>

class QWidget;

namespace gatepost::ui {

class Sight : public QObject {
    Q_OBJECT
public:
    explicit Sight(QWidget* widget);

signals:
    void changed(bool isSeen);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* m_widget;
    bool m_isSeen = false;
};

}  // namespace gatepost::ui
