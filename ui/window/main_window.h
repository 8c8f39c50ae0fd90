// SPDX-License-Identifier: Apache-2.0
// The one window: five pages, a banner for what matters now, every action in a menu with a key. It
// takes values and emits wishes; closing it is a wish too. Screen thread.
#pragma once

#include <QMainWindow>

#include "relay/facade/relay.h"
#include "ui/common/sight.h"
#include "ui/preview/digest.h"
#include "ui/tray/face.h"
#include "ui/tray/notice.h"

class QLabel;
class QStackedWidget;
class QTabWidget;

namespace gatepost::ui {

class ActivityPage;
class BannerBar;
class LivePage;
class QueuePage;
class ScratchPage;
class TextPage;
class WelcomePage;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(QWidget* parent = nullptr);

    void setStatus(const relay::RelayStatus& status, const Face& face);
    void setSnapshot(const relay::SnapshotPointer& snapshot);
    void setPreview(const PreviewPointer& preview);
    void add(const relay::RelayEvent& event);
    void showPage(Page page);
    /// A matter that no status tells, such as an unclean end of the last run; goes when closed.
    void showNews(const Banner& banner);
    void say(const QString& words);
    enum class Closing : unsigned char { IsAWish, Closes };
    void letClose(Closing closing) { m_closing = closing; }

    [[nodiscard]] LivePage* live() const { return m_live; }
    [[nodiscard]] TextPage* textPage() const { return m_text; }
    [[nodiscard]] ScratchPage* scratch() const { return m_scratch; }
    [[nodiscard]] QueuePage* queue() const { return m_queue; }
    [[nodiscard]] ActivityPage* activity() const { return m_activity; }
    [[nodiscard]] WelcomePage* welcome() const { return m_welcome; }

signals:
    /// In the task bar it is hidden, too.
    void shown();
    void hidden();
    void closeWanted();
    void remedyWanted(gatepost::ui::Remedy remedy);
    void newsSettled();
    void pauseWanted();
    void resumeWanted();
    void sendWanted();
    void copyEndpointWanted();
    void settingsWanted();
    void diagnosticsWanted();
    void aboutWanted();
    void quitWanted();

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void buildMenus();
    void buildStatusBar();
    void focusFilter();
    void updateIcon();

    std::int64_t m_relaySince = 0;  // milliseconds since the epoch
    BannerBar* m_banner;
    BannerBar* m_news;
    QStackedWidget* m_pages;
    QTabWidget* m_tabs;
    LivePage* m_live;
    TextPage* m_text;
    ScratchPage* m_scratch;
    QueuePage* m_queue;
    ActivityPage* m_activity;
    WelcomePage* m_welcome;
    QLabel* m_stateIcon;
    QLabel* m_state;
    QLabel* m_endpoint;
    QAction* m_pause = nullptr;
    QAction* m_resume = nullptr;
    QAction* m_send = nullptr;
    QAction* m_exportWaiting = nullptr;
    QAction* m_exportQuarantine = nullptr;
    Face m_face;
    Closing m_closing = Closing::IsAWish;
    Sight m_sight{this};
};

}  // namespace gatepost::ui
