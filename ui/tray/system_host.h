// SPDX-License-Identifier: Apache-2.0
// The desktop's tray through QSystemTrayIcon: XEmbed or StatusNotifierItem, as Qt finds it.
#pragma once

#include <QSystemTrayIcon>

#include "ui/tray/host.h"

namespace gatepost::ui {

class SystemTrayHost final : public TrayHost {
    Q_OBJECT
public:
    explicit SystemTrayHost(QObject* parent = nullptr);

    [[nodiscard]] bool available() const override;
    [[nodiscard]] Panel panel() const override;
    void setMenu(QMenu* menu) override;
    void setShape(Shape shape, Panel panel) override;
    void setToolTip(const QString& text) override;
    void show() override;
    void hide() override;
    void notify(Tone tone, const QString& title, const QString& text) override;

private:
    QSystemTrayIcon m_icon;
};

}  // namespace gatepost::ui
