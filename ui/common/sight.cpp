// SPDX-License-Identifier: Apache-2.0
#include "ui/common/sight.h"

#include <QEvent>
#include <QWidget>
#include <utility>

namespace gatepost::ui {

Sight::Sight(QWidget* widget) : m_widget(widget) { widget->installEventFilter(this); }

bool Sight::eventFilter(QObject* watched, QEvent* event) {
    const auto type = event->type();
    // Only now is it known which window that is.
    if (type == QEvent::Show) m_widget->window()->installEventFilter(this);
    if (type == QEvent::Show || type == QEvent::Hide || type == QEvent::WindowStateChange) {
        const bool isSeen = m_widget->isVisible() && !m_widget->window()->isMinimized();
        if (std::exchange(m_isSeen, isSeen) != isSeen) emit changed(isSeen);
    }
    return QObject::eventFilter(watched, event);
}

}  // namespace gatepost::ui
