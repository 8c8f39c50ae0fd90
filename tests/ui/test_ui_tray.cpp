// SPDX-License-Identifier: Apache-2.0
// The tray's controller on a host that is there, late, absent or gone.
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

#include "ui/tray/tray.h"

namespace gatepost {
namespace {

class FakeHost final : public ui::TrayHost {
public:
    bool present = true;
    ui::Panel color = ui::Panel::Light;
    QMenu* menu = nullptr;
    int menus = 0, shapes = 0, tips = 0;
    QStringList notices;
    bool shown = false;

    bool available() const override { return present; }
    ui::Panel panel() const override { return color; }
    void setMenu(QMenu* wanted) override {
        menu = wanted;
        menus += wanted != nullptr;
    }
    void setShape(ui::Shape, ui::Panel) override { ++shapes; }
    void setToolTip(const QString&) override { ++tips; }
    void show() override { shown = true; }
    void hide() override { shown = false; }
    void notify(ui::Tone, const QString& title, const QString&) override { notices.append(title); }
};

ui::Face face(ui::Shape shape, const QString& sentence) {
    ui::Face made;
    made.shape = shape;
    made.sentence = made.tooltip = sentence;
    made.canPause = true;
    return made;
}

QList<QAction*> visible(const QMenu* menu) {
    QList<QAction*> actions;
    for (auto* action : menu->actions())
        if (action->isVisible()) actions.append(action);
    return actions;
}

}  // namespace

class TestTray : public QObject {
    Q_OBJECT
private slots:
    void oneMenuForLifeWithEightFlatEntries() {
        FakeHost host;
        ui::Tray tray(host);
        tray.start();
        auto* menu = host.menu;
        auto busy = face(ui::Shape::Waiting, QStringLiteral("waiting"));
        busy.canSendNow = true;
        tray.show(busy);
        QCOMPARE(visible(menu).size(), 8);
        QVERIFY(!visible(menu).constFirst()->isEnabled());
        QCOMPARE(visible(menu).constFirst()->text(), QStringLiteral("waiting"));
        for (const auto* action : menu->actions()) QVERIFY(action->menu() == nullptr);
        busy.canPause = busy.canSendNow = false;
        busy.canResume = true;
        tray.show(busy);
        QCOMPARE(visible(menu).size(), 7);
        QCOMPARE(host.menus, 1);
        QCOMPARE(host.menu, menu);
    }

    void nothingIsSetThatDidNotChange() {
        FakeHost host;
        ui::Tray tray(host);
        tray.start();
        const int shapes = host.shapes;
        const int tips = host.tips;
        tray.show(face(ui::Shape::Sending, QStringLiteral("a")));
        tray.show(face(ui::Shape::Sending, QStringLiteral("a")));
        auto other = face(ui::Shape::Sending, QStringLiteral("a"));
        other.canResume = true;
        tray.show(other);
        tray.refresh();
        QCOMPARE(host.shapes, shapes + 1);
        QCOMPARE(host.tips, tips + 1);
        host.color = ui::Panel::Dark;
        tray.refresh();
        QCOMPARE(host.shapes, shapes + 2);
    }

    void aLateTrayIsNoticed() {
        FakeHost host;
        host.present = false;
        ui::Tray tray(host);
        QSignalSpy presence(&tray, &ui::Tray::presenceChanged);
        tray.start();
        QVERIFY(!tray.isReachable());
        QCOMPARE(presence.count(), 0);
        host.present = true;
        QTRY_COMPARE_WITH_TIMEOUT(presence.count(), 1, 3000);
        QVERIFY(presence.first().first().toBool());
        for (const auto* timer : tray.findChildren<QTimer*>()) QVERIFY(!timer->isActive());
        host.present = false;
        QVERIFY(!tray.isReachable());
        QCOMPARE(presence.count(), 2);
    }

    void aClickOpensAndANoticeOpensItsPage() {
        FakeHost host;
        ui::Tray tray(host);
        tray.start();
        QSignalSpy open(&tray, &ui::Tray::openWanted);
        emit host.activated();
        QCOMPARE(open.count(), 1);
        ui::Page page = ui::Page::Live;
        connect(&tray, &ui::Tray::pageWanted, this, [&](ui::Page wanted) { page = wanted; });
        tray.notify(
            {ui::NoticeKind::Lost, ui::Tone::Error, QStringLiteral("lost"), {}, ui::Page::Queue});
        tray.notify(
            {ui::NoticeKind::Lost, ui::Tone::Error, QStringLiteral("again"), {}, ui::Page::Queue});
        QCOMPARE(host.notices, QStringList{QStringLiteral("lost")});
        emit host.noticeClicked();
        QCOMPARE(page, ui::Page::Queue);
    }

    void theIconGoesBeforeTheMenu() {
        FakeHost host;
        {
            ui::Tray tray(host);
            tray.start();
            QVERIFY(host.shown);
        }
        QVERIFY(!host.shown);
        QVERIFY(host.menu == nullptr);
    }
};

}  // namespace gatepost

QTEST_MAIN(gatepost::TestTray)
#include "test_ui_tray.moc"
