// SPDX-License-Identifier: Apache-2.0
#include "app/companion/relay_thread.h"

#include <QSemaphore>

#include "app/companion/event_log.h"
#include "app/companion/redeem.h"
#include "app/companion/takeover.h"

namespace gatepost::app {

RelayThread::RelayThread(std::unique_ptr<relay::Relay> relay, const Alongside& alongside,
                         const QString& logFile, QObject* parent)
    : QObject(parent),
      m_relay(relay.release()),
      m_digester(new ui::DigestWorker),
      m_log(new EventLog(logFile)),
      m_alongside(alongside) {
    qRegisterMetaType<relay::StatusPointer>();
    qRegisterMetaType<relay::SnapshotPointer>();
    qRegisterMetaType<relay::RelayEvent>();
    qRegisterMetaType<relay::ConnectionTest>();
    qRegisterMetaType<ui::PreviewPointer>();
    m_engine.setObjectName(QStringLiteral("relay"));
    m_desk.setObjectName(QStringLiteral("digest"));
    m_relay->moveToThread(&m_engine);
    for (const auto& object : m_alongside) object->moveToThread(&m_engine);
    // Whoever lets go of one last does so on this thread.
    connect(
        &m_engine, &QThread::finished, this,
        [this, home = thread()] {
            for (const auto& object : m_alongside) object->moveToThread(home);
        },
        Qt::DirectConnection);
    m_digester->moveToThread(&m_desk);
    m_log->moveToThread(&m_desk);
    connect(&m_engine, &QThread::finished, m_relay, &QObject::deleteLater);
    connect(&m_desk, &QThread::finished, m_digester, &QObject::deleteLater);
    connect(&m_desk, &QThread::finished, m_log, &QObject::deleteLater);
    connect(m_relay, &relay::Relay::snapshotChanged, m_digester, &ui::DigestWorker::take);
    connect(m_relay, &relay::Relay::happened, m_log, &EventLog::add);
    connect(m_digester, &ui::DigestWorker::digested, this, &RelayThread::digested);
}

RelayThread::~RelayThread() {
    if (end(QDeadlineTimer(kEndMilliseconds))) return;
    m_engine.wait();
    m_desk.wait();
}

void RelayThread::start() {
    m_desk.start();
    m_engine.start();
    m_relay->start();
}

bool RelayThread::end(QDeadlineTimer deadline) {
    if (!std::exchange(m_ended, true) && m_engine.isRunning()) {
        const auto stopped = std::make_shared<QSemaphore>();
        // Direct: this thread's event loop stands still while it waits.
        const auto link = connect(
            m_relay, &relay::Relay::stopped, m_relay, [stopped] { stopped->release(); },
            Qt::DirectConnection);
        m_relay->stop();
        (void)stopped->tryAcquire(1, static_cast<int>(deadline.remainingTime()));
        disconnect(link);
    }
    m_engine.quit();
    m_desk.quit();
    const bool isEngineDone = m_engine.wait(deadline);
    return m_desk.wait(deadline) && isEngineDone;
}

void RelayThread::restart() {
    connect(
        m_relay, &relay::Relay::stopped, this, [this] { m_relay->start(); },
        Qt::SingleShotConnection);
    m_relay->stop();
}

void RelayThread::redeem(const QString& url, const QString& invite,
                         const relay::Settings& settings) {
    QMetaObject::invokeMethod(
        m_relay,
        [this, url, invite, settings] {
            auto* redeem = new Redeem(url, invite, settings, m_relay);
            connect(redeem, &Redeem::redeemed, this, &RelayThread::redeemed);
            connect(redeem, &Redeem::refused, this, &RelayThread::redeemRefused);
        },
        Qt::QueuedConnection);
}

void RelayThread::takeOver(const QString& socket) {
    QMetaObject::invokeMethod(
        m_relay,
        [this, socket] {
            auto* takeover = new Takeover(socket, m_relay);
            connect(takeover, &Takeover::finished, this, &RelayThread::takenOver);
        },
        Qt::QueuedConnection);
}

void RelayThread::setLogging(bool on) {
    QMetaObject::invokeMethod(
        m_log, [log = m_log, on] { log->setOn(on); }, Qt::QueuedConnection);
}

}  // namespace gatepost::app
