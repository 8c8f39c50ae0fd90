// SPDX-License-Identifier: Apache-2.0
#include "ui/tray/system_host.h"

#include <QGuiApplication>
#include <QMenu>

namespace gatepost::ui {

SystemTrayHost::SystemTrayHost(QObject* parent) : TrayHost(parent) {
    connect(&m_icon, &QSystemTrayIcon::activated, this,
            [this](QSystemTrayIcon::ActivationReason reason) {
                // A right click comes here as well as opening the menu.
                if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
                    emit activated();
            });
    connect(&m_icon, &QSystemTrayIcon::messageClicked, this, &TrayHost::noticeClicked);
}

bool SystemTrayHost::available() const { return QSystemTrayIcon::isSystemTrayAvailable(); }

Panel SystemTrayHost::panel() const {
    return isDark(QGuiApplication::palette()) ? Panel::Dark : Panel::Light;
}

void SystemTrayHost::setMenu(QMenu* menu) { m_icon.setContextMenu(menu); }

void SystemTrayHost::setShape(Shape shape, Panel panel) { m_icon.setIcon(icon(shape, panel)); }

void SystemTrayHost::setToolTip(const QString& text) { m_icon.setToolTip(text); }

void SystemTrayHost::show() { m_icon.show(); }

void SystemTrayHost::hide() { m_icon.hide(); }

void SystemTrayHost::notify(Tone tone, const QString& title, const QString& text) {
    const auto kind = tone == Tone::Error ? QSystemTrayIcon::Critical : QSystemTrayIcon::Warning;
    m_icon.showMessage(title, text, kind);
}

}  // namespace gatepost::ui
