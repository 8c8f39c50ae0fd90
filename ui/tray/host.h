// SPDX-License-Identifier: Apache-2.0
// What the system offers of a tray, behind an interface, so that tests have one that is absent,
// late or vanishes. The icon stays for the program's life. Screen thread.
#pragma once

#include <QObject>
#include <QString>

#include "ui/common/tones.h"
#include "ui/tray/icon.h"

class QMenu;

namespace gatepost::ui {

class TrayHost : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] virtual bool available() const = 0;
    /// The panel's own colour, as far as it can be told.
    [[nodiscard]] virtual Panel panel() const = 0;
    virtual void setMenu(QMenu* menu) = 0;
    virtual void setShape(Shape shape, Panel panel) = 0;
    virtual void setToolTip(const QString& text) = 0;
    virtual void show() = 0;
    virtual void hide() = 0;
    virtual void notify(Tone tone, const QString& title, const QString& text) = 0;

signals:
    void activated();  // a click that means "open"
    void noticeClicked();
};

}  // namespace gatepost::ui
