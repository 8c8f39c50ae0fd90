// SPDX-License-Identifier: Apache-2.0
// The tray's controller: one menu for life with at most eight flat entries, an icon and a tooltip
// that are set only when they change, notices. It knows no relay and no window; it emits wishes.
// Screen thread.
#pragma once

#include <QTimer>
#include <memory>

#include "ui/tray/face.h"
#include "ui/tray/host.h"
#include "ui/tray/notice.h"
#include "ui/tray/presence.h"

class QAction;
class QMenu;

namespace gatepost::ui {

class Tray : public QObject {
    Q_OBJECT
public:
    /// `host` outlives the tray.
    explicit Tray(TrayHost& host, QObject* parent = nullptr);
    ~Tray() override;

    void start();
    void show(const Face& face);
    void notify(const Notice& notice);
    /// Palette or panel changed: paints again.
    void refresh();
    /// Looks now; for a window that is about to hide.
    [[nodiscard]] bool isReachable();
    [[nodiscard]] QMenu* menu() const { return m_menu.get(); }

signals:
    void openWanted();
    void pauseWanted();
    void resumeWanted();
    void sendWanted();
    void copyEndpointWanted();
    void settingsWanted();
    void diagnosticsWanted();
    void quitWanted();
    void pageWanted(gatepost::ui::Page page);
    void presenceChanged(bool present);

private:
    void look();
    void paint();

    TrayHost& m_host;
    std::unique_ptr<QMenu> m_menu;
    QAction* m_sentence;
    QAction* m_pause;
    QAction* m_resume;
    QAction* m_send;
    Face m_face;
    std::optional<std::pair<Shape, Panel>> m_painted;
    QString m_tooltip;
    NoticeGate m_gate;
    Page m_noticePage = Page::Live;
    TrayPresence m_presence;
    QTimer m_poll;
    int m_waited = 0;
};

}  // namespace gatepost::ui
