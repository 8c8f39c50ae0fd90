// SPDX-License-Identifier: Apache-2.0
#include "ui/tray/tray.h"

#include <QDateTime>
#include <QMenu>

namespace gatepost::ui {

Tray::Tray(TrayHost& host, QObject* parent)
    : QObject(parent),
      m_host(host),
      m_menu(std::make_unique<QMenu>()) {
    m_sentence = m_menu->addAction(QString());
    m_sentence->setEnabled(false);
    m_menu->addAction(tr("&Open Gatepost"), this, &Tray::openWanted);
    m_pause = m_menu->addAction(tr("&Pause Sending"), this, &Tray::pauseWanted);
    m_resume = m_menu->addAction(tr("&Resume Sending"), this, &Tray::resumeWanted);
    m_send = m_menu->addAction(tr("Send &Now"), this, &Tray::sendWanted);
    m_menu->addAction(tr("&Copy Socket Path"), this, &Tray::copyEndpointWanted);
    m_menu->addAction(tr("&Settings…"), this, &Tray::settingsWanted);
    m_menu->addAction(tr("&Diagnostics…"), this, &Tray::diagnosticsWanted);
    m_menu->addAction(tr("&Quit"), this, &Tray::quitWanted);
    m_resume->setVisible(false);
    m_send->setVisible(false);
    m_host.setMenu(m_menu.get());
    connect(&m_host, &TrayHost::activated, this, &Tray::openWanted);
    connect(&m_host, &TrayHost::noticeClicked, this, [this] { emit pageWanted(m_noticePage); });
    m_poll.setInterval(kTrayPoll);
    m_poll.setTimerType(Qt::CoarseTimer);
    connect(&m_poll, &QTimer::timeout, this, [this] {
        m_waited += kTrayPoll;
        look();
    });
}

Tray::~Tray() {
    // Before the menu goes: a shell that still shows it has crashed on that.
    m_host.hide();
    m_host.setMenu(nullptr);
}

void Tray::start() {
    paint();
    m_host.show();
    look();
    if (m_presence.wantsPoll()) m_poll.start();
}

void Tray::look() {
    const bool changed = m_presence.look(m_host.available(), m_waited);
    if (!m_presence.wantsPoll()) m_poll.stop();
    if (changed) emit presenceChanged(m_presence.state() == TrayPresence::State::Present);
}

bool Tray::isReachable() {
    look();
    return m_presence.state() == TrayPresence::State::Present;
}

void Tray::show(const Face& face) {
    if (face == m_face) return;
    m_face = face;
    if (m_sentence->text() != face.sentence) m_sentence->setText(face.sentence);
    m_pause->setVisible(face.canPause);
    m_resume->setVisible(face.canResume);
    m_send->setVisible(face.canSendNow);
    paint();
}

void Tray::refresh() { paint(); }

void Tray::paint() {
    const std::pair wanted{m_face.shape, m_host.panel()};
    if (m_painted != wanted) {
        m_painted = wanted;
        m_host.setShape(wanted.first, wanted.second);
    }
    if (m_tooltip != m_face.tooltip) {
        m_tooltip = m_face.tooltip;
        m_host.setToolTip(m_tooltip);
    }
}

void Tray::notify(const Notice& notice) {
    if (!m_gate.passes(notice.kind, QDateTime::currentMSecsSinceEpoch())) return;
    m_noticePage = notice.page;
    m_host.notify(notice.tone, notice.title, notice.text);
}

}  // namespace gatepost::ui
